"""The conditions of a search one by one: how each leads with its index, and how it filters where another leads.

A blank item of few residents leads by an index of its own; one that half the town has empty only filters.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from daicho.systems.register import keys
from daicho.systems.register.queries.search_conditions import CAP, NAMES, Blank
from daicho.values.names import fold, search_forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.systems.register.queries.search import Query
    from daicho.systems.register.queries.search_conditions import Conditions


def _any(conditions: list[str]) -> str:
    """One of some conditions; nearly always there is one."""
    return conditions[0] if len(conditions) == 1 else f"({' OR '.join(conditions)})"


def _folded(text: str) -> tuple[str, ...]:
    """The one form of a reading."""
    return (fold(text),)


class _Lead(ABC):
    """One condition: whether it is given, how it leads, how it filters where another leads.

    Attributes:
        finds_readings: the keys it finds are those of names, which have the reading and the date of birth with them.
    """

    finds_readings = False

    @abstractmethod
    def given(self, wanted: Conditions) -> bool:
        """Whether it is given."""

    @abstractmethod
    def lead(self, query: Query) -> None:
        """How it leads."""

    @abstractmethod
    def filter(self, query: Query) -> None:
        """How it filters where another leads."""


class _Number(_Lead):
    """A number under which keys are found exactly."""

    def __init__(self, field: str, kind: str) -> None:
        self.field, self.kind = field, kind

    def given(self, wanted: Conditions) -> bool:
        return bool(getattr(wanted, self.field))

    def _where(self, query: Query, alias: str) -> str:
        digits = "".join(letter for letter in fold(getattr(query.conditions, self.field)) if letter.isdigit())
        query.parameters[self.field] = digits
        if self.kind == "addressee":
            return f"{alias}.addressee_number = %({self.field})s"
        return f"{alias}.kind = '{self.kind}' AND {alias}.value = %({self.field})s"

    def lead(self, query: Query) -> None:
        query.arm(self._where(query, "k"), step=1)

    def filter(self, query: Query) -> None:
        query.filters.append(_same_person(self._where(query, "o")))


class _Document(_Number):
    """The number of a residence card or certificate: letters and digits."""

    def given(self, wanted: Conditions) -> bool:
        return bool(keys.document(wanted.document_number))

    def _where(self, query: Query, alias: str) -> str:
        query.parameters["document"] = keys.document(query.conditions.document_number)
        return f"{alias}.kind = 'document' AND {alias}.value = %(document)s"


class _Household(_Number):
    """A household number: whoever belongs or belonged to it by the versions."""

    def _where(self, query: Query, alias: str) -> str:
        super()._where(query, alias)
        return (
            f"{alias}.kind = 'name' AND {alias}.addressee_number IN (SELECT v.addressee_number "
            f"FROM register_residentversion v WHERE v.household_number = %({self.field})s AND upper_inf(v.recorded))"
        )


class _Birth(_Lead):
    """Date of birth, alone or with the beginning of the reading: one index serves both."""

    finds_readings = True

    def given(self, wanted: Conditions) -> bool:
        return wanted.birth_from is not None or wanted.birth_to is not None

    def lead(self, query: Query) -> None:
        where = f"k.kind IN {NAMES} AND {query.birth()}"
        if query.conditions.kana:
            (kana,) = query.texts("kana", _folded(query.conditions.kana))
            # of one day every reading is looked at; of many days only those that begin so, as the index has them
            where += f" AND k.reading LIKE %({kana}_{'prefix' if query.conditions.birth_to else 'part'})s"
            query.arm(where, rank=f"(k.reading = %({kana})s)::int")
        else:
            query.arm(where)

    def filter(self, query: Query) -> None:
        query.filters.append(query.birth())


class _Prefix(_Lead):
    """The beginning of a text in a column of its own, under each of its forms."""

    finds_readings = True

    def __init__(self, field: str, column: str, forms: Callable[[str], tuple[str, ...]]) -> None:
        self.field, self.column, self.forms = field, column, forms

    def given(self, wanted: Conditions) -> bool:
        return bool(fold(getattr(wanted, self.field)))

    def _names(self, query: Query) -> list[str]:
        return query.texts(self.field, self.forms(getattr(query.conditions, self.field)))

    def _where(self, name: str, alias: str) -> str:
        # the second half repeats the partial index's own condition, so that the planner may use it
        return f"{alias}.{self.column} LIKE %({name}_prefix)s AND {alias}.{self.column} <> ''"

    def lead(self, query: Query) -> None:
        for name in self._names(query):
            where = self._where(name, "k")
            query.arm(f"{where} AND k.{self.column} = %({name})s", step=2)
            query.arm(where)

    def filter(self, query: Query) -> None:
        query.filters.append(_same_person(_any([self._where(name, "o") for name in self._names(query)])))


class _Kana(_Prefix):
    """A reading: whole, its beginning, or letters anywhere in it (STD-2.1.2: 完全一致・部分一致)."""

    def __init__(self) -> None:
        super().__init__("kana", "reading", _folded)

    def _part(self, name: str, alias: str) -> str:
        return (
            f"{alias}.kind IN {NAMES} AND {alias}.grams IS NOT NULL "
            f"AND {alias}.grams @> %({name}_grams)s::text[] AND {alias}.reading LIKE %({name}_part)s"
        )

    def lead(self, query: Query) -> None:
        super().lead(query)
        (name,) = self._names(query)
        if len(query.parameters[name]) > 1:  # one sound stands in half the readings of a town
            query.arm(self._part(name, "k"), step=-1)

    def filter(self, query: Query) -> None:
        (name,) = self._names(query)
        query.filters.append(_same_person(f"o.kind IN {NAMES} AND o.reading LIKE %({name}_part)s"))


class _Beginning(_Lead):
    """The beginning of a value of one kind; leads only where nothing better does, as it finds thousands."""

    def __init__(self, field: str, kind: str) -> None:
        self.field, self.kind = field, kind

    def given(self, wanted: Conditions) -> bool:
        return bool(fold(getattr(wanted, self.field)))

    def _where(self, query: Query, alias: str) -> str:
        (name,) = query.texts(self.field, _folded(getattr(query.conditions, self.field)))
        return f"{alias}.kind = '{self.kind}' AND {alias}.value LIKE %({name}_prefix)s"

    def lead(self, query: Query) -> None:
        query.arm(self._where(query, "k"))

    def filter(self, query: Query) -> None:
        query.filters.append(_same_person(self._where(query, "o")))


class _Part(_Lead):
    """Letters anywhere in a name, or in town and building of an address; exact values and beginnings first."""

    def __init__(self, field: str, kinds: str) -> None:
        self.field, self.kinds = field, kinds

    def given(self, wanted: Conditions) -> bool:
        return bool(fold(getattr(wanted, self.field)))

    def _names(self, query: Query) -> list[str]:
        return query.texts(self.field, search_forms(getattr(query.conditions, self.field)))

    def _grams(self, name: str, alias: str) -> str:
        return (
            f"{alias}.kind IN {self.kinds} AND {alias}.grams IS NOT NULL "
            f"AND {alias}.grams @> %({name}_grams)s::text[] AND {alias}.value LIKE %({name}_part)s"
        )

    def _beginning(self, name: str, alias: str) -> str:
        return f"{alias}.kind IN {self.kinds} AND {alias}.value LIKE %({name}_prefix)s"

    def lead(self, query: Query) -> None:
        for name in self._names(query):
            query.arm(f"k.kind IN {self.kinds} AND k.value = %({name})s", step=3)
            query.arm(self._beginning(name, "k"), step=1)
            query.arm(self._grams(name, "k"))

    def filter(self, query: Query) -> None:
        either = [f"(({self._grams(name, 'o')}) OR ({self._beginning(name, 'o')}))" for name in self._names(query)]
        query.filters.append(_same_person(_any(either)))


class _BlankLead(_Lead):
    """An item that few residents have empty."""

    def given(self, wanted: Conditions) -> bool:
        return wanted.blank in _RARELY_BLANK

    def lead(self, query: Query) -> None:
        blank = query.conditions.blank
        query.led_by_blank = True
        if blank is Blank.READING:
            query.arm("k.kind = 'name' AND k.reading = '' AND k.is_current")
        elif blank is not None:
            query.arm(
                "k.kind = 'name' AND k.is_current AND k.addressee_number IN "
                f"(SELECT q.addressee_number FROM register_person q WHERE {BLANK_PERSON[blank]} LIMIT {CAP})"
            )

    def filter(self, query: Query) -> None:
        """Filtered with the other items of the person."""


_WITHOUT_KEY: Final = (
    "NOT EXISTS (SELECT FROM register_searchkey a WHERE a.addressee_number = q.addressee_number "
    "AND a.kind = '{kind}' AND a.is_current)"
)

BLANK_PERSON: Final = {
    Blank.READING: "q.furigana = ''",
    Blank.HEAD: "q.relationship IS NULL AND q.state = 'present'",
    Blank.RESIDENT_RECORD_CODE: "q.resident_record_code IS NULL AND q.state = 'present'",
    Blank.INDIVIDUAL_NUMBER: "q.individual_number_ref IS NULL AND q.state = 'present'",
    Blank.BUILDING: (
        "EXISTS (SELECT FROM register_residentversion v WHERE v.addressee_number = q.addressee_number "
        "AND upper_inf(v.recorded) AND upper_inf(v.valid) AND coalesce(v.address ->> 'building', '') = '')"
    ),
    Blank.ADDRESS_CODE: f"q.state = 'present' AND {_WITHOUT_KEY.format(kind='address_code')}",
    Blank.DOCUMENT_NUMBER: f"q.state = 'present' AND q.kind = 'foreign' AND {_WITHOUT_KEY.format(kind='document')}",
}
"""What an empty item is, as a condition on the person `q`."""

_RARELY_BLANK: Final = (Blank.READING, Blank.HEAD, Blank.RESIDENT_RECORD_CODE, Blank.INDIVIDUAL_NUMBER)
"""Items whose absence has an index of its own; the others only narrow another condition."""

LEADS: Final[tuple[tuple[str, _Lead], ...]] = (
    ("addressee_number", _Number("addressee_number", "addressee")),
    ("resident_record_code", _Number("resident_record_code", "code")),
    ("document_number", _Document("document_number", "document")),
    ("household_number", _Household("household_number", "household")),
    ("birth", _Birth()),
    ("kana", _Kana()),
    ("given", _Prefix("given", "given", search_forms)),
    ("given_kana", _Prefix("given_kana", "given_reading", _folded)),
    ("name", _Part("name", NAMES)),
    ("address", _Part("address", "('address')")),
    ("address_code", _Beginning("address_code", "address_code")),
    ("nationality", _Beginning("nationality", "nationality")),
    ("blank", _BlankLead()),
)
"""The conditions an index can lead with, the most selective first."""


def _same_person(where: str) -> str:
    return f"EXISTS (SELECT FROM register_searchkey o WHERE o.addressee_number = k.addressee_number AND {where})"
