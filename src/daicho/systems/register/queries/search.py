"""Finding a resident: by names, kana, birth date, address and numbers, present or past (STD-2.1.2, 2.1.3).

How it stays fast. One condition leads: its index gives candidates, at most `CAP` of them, in a MATERIALIZED part of the
query; only these are ranked, joined and sorted. Left to itself the planner walks the kana index in order of the answer
and reads a million rows for a rare name. Exact matches are fetched by an arm of their own, so that the cap never loses
them, and the arms of lower rank are not run at all when those above have filled the answer. The answer holds at most
101 residents: with 101 the clerk is asked to narrow the search.

Texts are compared by their search forms, so that a variant or look-alike kanji and a misspelt sound hit too; what was
typed exactly comes first (`closeness`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.systems.register import db, keys
from daicho.systems.register.queries import closeness
from daicho.values.names import fold, search_forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.access.grants import Grant
    from daicho.values.dates import RegisterDate

LIMIT: Final = 101
"""Rows shown at most; one more than a page of 100, to say that there are more."""

CAP: Final = 2001
"""Candidates looked at before ranking."""

_NAMES: Final = "('name', 'former_surname', 'common_name')"


class Blank(StrEnum):
    """Items that can be searched for being empty (STD-2.1.3)."""

    READING = "reading"
    HEAD = "head"
    RESIDENT_RECORD_CODE = "resident_record_code"


class Conditions(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a clerk searches by. All conditions must hold; texts are matched by their search forms.

    Attributes:
        name: part of a name as written: resident's, former surname or common name.
        kana: beginning of the reading.
        given: a given name as written, whole or beginning.
        given_kana: beginning of the reading of the given name.
        birth_from: earliest date of birth; alone, the date itself.
        birth_to: latest date of birth.
        address: beginning of the address without the municipality, or letters of town and building.
        document_number: number of a residence card or special permanent resident certificate.
        nationality: beginning of a nationality or region.
        past: also former names, addresses and codes.
        present_only: leave removed records out.
    """

    name: str = ""
    kana: str = ""
    given: str = ""
    given_kana: str = ""
    birth_from: RegisterDate | None = None
    birth_to: RegisterDate | None = None
    sex: str = ""
    kind: str = ""
    relationship: str = ""
    state: str = ""
    removal_reason: str = ""
    address: str = ""
    addressee_number: str = ""
    household_number: str = ""
    resident_record_code: str = ""
    document_number: str = ""
    nationality: str = ""
    blank: Blank | None = None
    past: bool = True
    present_only: bool = False


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One resident found, with what a list shows. Never an individual number."""

    addressee_number: str
    household_number: str
    kind: str
    state: str
    name_written: str
    furigana: str
    birth_date: str
    sex: str
    address_written: str
    relationship: str | None
    by_past_value: bool


class Found(msgspec.Struct, frozen=True):
    """The answer of a search; `more` says that there may be others: narrow the search."""

    hits: tuple[Hit, ...]
    more: bool


class NothingToSearchBy(ValueError):  # noqa: N818 - a state of the form
    """No condition that an index can lead with was given: sex or state alone find half the town."""


def search(grant: Grant, conditions: Conditions) -> Found:
    """Search residents; the caller records what was shown with `Gate.shown`.

    Raises:
        NothingToSearchBy: only conditions that select nobody in particular.
        AccessRefused: the grant is not of a search.
    """
    from daicho.access.grants import AccessKind

    grant.require([], AccessKind.SEARCH)
    query = _Query(conditions)
    found = db.rows(grant.alias, query.sql(), query.parameters)
    asked = closeness.Asked(conditions.name, conditions.kana, conditions.given, conditions.given_kana)
    hits = tuple(Hit(**{name: each[name] for name in _HIT_FIELDS}) for each in asked.ordered(found[: LIMIT - 1]))
    return Found(hits, more=len(found) >= LIMIT)


_HIT_FIELDS: Final = Hit.__struct_fields__


class _Query:
    """One search as SQL: arms that give candidates, filters that each of them obeys."""

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self.parameters: dict[str, Any] = {}
        self.arms: list[tuple[int, str]] = []
        self.filters: list[str] = []
        self._lead()
        self._person_filters()

    def sql(self) -> str:
        steps: list[str] = []
        names: list[str] = []
        for rank in sorted({rank for rank, _ in self.arms}, reverse=True):
            name = f"step{len(names)}"
            arms = [self._limited(arm, names) for of_rank, arm in self.arms if of_rank == rank]
            steps.append(f"{name} AS MATERIALIZED (\n" + "\nUNION ALL\n".join(arms) + "\n)")
            names.append(name)
        candidates = " UNION ALL ".join(f"SELECT * FROM {name}" for name in names)
        return (
            "WITH " + ",\n".join(steps) + ",\n"
            "ranked AS (\n"
            "SELECT addressee_number, max(rank) AS rank, NOT bool_or(is_current) AS by_past_value\n"
            f"FROM ({candidates}) candidates GROUP BY addressee_number\n)\n"
            "SELECT p.*, r.by_past_value, r.rank FROM ranked r JOIN register_person p USING (addressee_number)\n"
            f"ORDER BY r.rank DESC, r.by_past_value, {self._as_typed()}p.furigana, p.birth_day, p.addressee_number\n"
            f"LIMIT {LIMIT}"
        )

    def _limited(self, arm: str, before: list[str]) -> str:
        """An arm with all filters and the cap; it is not run when better steps have filled the answer already."""
        filters = "".join(f" AND {each}" for each in self.filters)
        if before:
            found = " UNION ALL ".join(f"SELECT addressee_number FROM {name}" for name in before)
            filters += f" AND (SELECT count(DISTINCT addressee_number) FROM ({found}) better) < {LIMIT}"
        return f"({arm}{filters} LIMIT {CAP})"

    def _as_typed(self) -> str:
        """Names with the very letters typed come first, so that variants never push them past the limit."""
        if not self.conditions.name:
            return ""
        self.parameters["typed"] = closeness.unspaced(self.conditions.name)
        return "strpos(replace(p.name_written, '\u3000', ''), %(typed)s) = 0, "

    def _arm(self, where: str, *, step: int = 0, rank: str = "") -> None:
        """Add an arm: `step` is its rank, unless `rank` tells one for each row within the same step."""
        select = f"SELECT k.addressee_number, k.is_current, {rank or step} AS rank FROM register_searchkey k"
        self.arms.append((step, f"{select} WHERE {where}"))

    def _lead(self) -> None:
        """Let the most selective condition lead; the others become filters."""
        given = [(name, lead) for name, lead in _LEADS if lead.given(self.conditions)]
        if not given:
            raise NothingToSearchBy
        leader, lead = given[0]
        lead.lead(self)
        for name, other in given[1:]:
            if {name, leader} != {"birth", "kana"}:
                other.filter(self)
        if not self.conditions.past:
            self.filters.append("k.is_current")

    def _person_filters(self) -> None:
        wanted = self.conditions
        person: list[str] = []
        for column in ("sex", "kind", "relationship", "state", "removal_reason"):
            text = getattr(wanted, column)
            if text:
                self.parameters[column] = text
                person.append(f"q.{column} = %({column})s")
        if wanted.present_only:
            person.append("q.state = 'present'")
        if wanted.blank is not None and len(self.arms) and not self._led_by_blank:
            person.append(_BLANK_PERSON[wanted.blank])
        if person:
            self.filters.append(
                "EXISTS (SELECT FROM register_person q WHERE q.addressee_number = k.addressee_number AND "
                f"{' AND '.join(person)})"
            )

    _led_by_blank = False

    def birth(self, alias: str = "k") -> str:
        """The condition on the date of birth: one day, or from and to."""
        first, last = self.conditions.birth_from, self.conditions.birth_to
        if first is not None:
            self.parameters["birth_from"] = _day(first)
        if last is not None:
            self.parameters["birth_to"] = _day(last)
        if first is not None and last is None:
            return f"{alias}.birth_day = %(birth_from)s"
        if first is None:
            return f"{alias}.birth_day <= %(birth_to)s"
        return f"{alias}.birth_day BETWEEN %(birth_from)s AND %(birth_to)s"

    def texts(self, name: str, forms: tuple[str, ...]) -> list[str]:
        """Each form of a text as parameters: itself, prefix pattern, part pattern and grams; their names."""
        names = []
        for at, form in enumerate(forms):
            parameter = f"{name}{at}"
            escaped = form.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            pairs = [form[at : at + 2] for at in range(len(form) - 1)]
            self.parameters |= {
                parameter: form,
                f"{parameter}_prefix": f"{escaped}%",
                f"{parameter}_part": f"%{escaped}%",
                f"{parameter}_grams": pairs or [form],
            }
            names.append(parameter)
        return names


def _any(conditions: list[str]) -> str:
    """One of some conditions; nearly always there is one."""
    return conditions[0] if len(conditions) == 1 else f"({' OR '.join(conditions)})"


def _folded(text: str) -> tuple[str, ...]:
    """The one form of a reading."""
    return (fold(text),)


def _day(date: RegisterDate) -> int:
    from daicho.law import ordinals

    return ordinals.start_of(date) // 2


class _Lead:
    """One condition: whether it is given, how it leads, how it filters where another leads."""

    def given(self, wanted: Conditions) -> bool:
        raise NotImplementedError

    def lead(self, query: _Query) -> None:
        raise NotImplementedError

    def filter(self, query: _Query) -> None:
        raise NotImplementedError


class _Number(_Lead):
    """A number under which keys are found exactly."""

    def __init__(self, field: str, kind: str) -> None:
        self.field, self.kind = field, kind

    def given(self, wanted: Conditions) -> bool:
        return bool(getattr(wanted, self.field))

    def _where(self, query: _Query, alias: str) -> str:
        digits = "".join(letter for letter in fold(getattr(query.conditions, self.field)) if letter.isdigit())
        query.parameters[self.field] = digits
        if self.kind == "addressee":
            return f"{alias}.addressee_number = %({self.field})s"
        return f"{alias}.kind = '{self.kind}' AND {alias}.value = %({self.field})s"

    def lead(self, query: _Query) -> None:
        query._arm(self._where(query, "k"), step=1)  # noqa: SLF001 - one class in two parts

    def filter(self, query: _Query) -> None:
        query.filters.append(_same_person(self._where(query, "o")))


class _Document(_Number):
    """The number of a residence card or certificate: letters and digits."""

    def given(self, wanted: Conditions) -> bool:
        return bool(keys.document(wanted.document_number))

    def _where(self, query: _Query, alias: str) -> str:
        query.parameters["document"] = keys.document(query.conditions.document_number)
        return f"{alias}.kind = 'document' AND {alias}.value = %(document)s"


class _Household(_Number):
    """A household number: whoever belongs or belonged to it by the versions."""

    def _where(self, query: _Query, alias: str) -> str:
        super()._where(query, alias)
        return (
            f"{alias}.kind = 'name' AND {alias}.addressee_number IN (SELECT v.addressee_number "
            f"FROM register_residentversion v WHERE v.household_number = %({self.field})s AND upper_inf(v.recorded))"
        )


class _Birth(_Lead):
    """Date of birth, alone or with the beginning of the reading: one index serves both."""

    def given(self, wanted: Conditions) -> bool:
        return wanted.birth_from is not None or wanted.birth_to is not None

    def lead(self, query: _Query) -> None:
        where = f"k.kind IN {_NAMES} AND {query.birth()}"
        if query.conditions.kana:
            (kana,) = query.texts("kana", _folded(query.conditions.kana))
            where += f" AND k.reading LIKE %({kana}_prefix)s"
            query._arm(where, rank=f"(k.reading = %({kana})s)::int")  # noqa: SLF001 - as above
        else:
            query._arm(where)  # noqa: SLF001 - as above

    def filter(self, query: _Query) -> None:
        query.filters.append(query.birth())


class _Prefix(_Lead):
    """The beginning of a text in a column of its own, under each of its forms."""

    def __init__(self, field: str, column: str, forms: Callable[[str], tuple[str, ...]]) -> None:
        self.field, self.column, self.forms = field, column, forms

    def given(self, wanted: Conditions) -> bool:
        return bool(fold(getattr(wanted, self.field)))

    def _names(self, query: _Query) -> list[str]:
        return query.texts(self.field, self.forms(getattr(query.conditions, self.field)))

    def _where(self, name: str, alias: str) -> str:
        # the second half repeats the partial index's own condition, so that the planner may use it
        return f"{alias}.{self.column} LIKE %({name}_prefix)s AND {alias}.{self.column} <> ''"

    def lead(self, query: _Query) -> None:
        for name in self._names(query):
            where = self._where(name, "k")
            query._arm(f"{where} AND k.{self.column} = %({name})s", step=2)  # noqa: SLF001 - as above
            query._arm(where)  # noqa: SLF001 - as above

    def filter(self, query: _Query) -> None:
        query.filters.append(_same_person(_any([self._where(name, "o") for name in self._names(query)])))


class _Nationality(_Lead):
    """The beginning of a nationality or region; leads only where nothing else does, as it finds thousands."""

    def given(self, wanted: Conditions) -> bool:
        return bool(fold(wanted.nationality))

    def _where(self, query: _Query, alias: str) -> str:
        (name,) = query.texts("nationality", _folded(query.conditions.nationality))
        return f"{alias}.kind = 'nationality' AND {alias}.value LIKE %({name}_prefix)s"

    def lead(self, query: _Query) -> None:
        query._arm(self._where(query, "k"))  # noqa: SLF001 - as above

    def filter(self, query: _Query) -> None:
        query.filters.append(_same_person(self._where(query, "o")))


class _Part(_Lead):
    """Letters anywhere in a name, or in town and building of an address; exact values and beginnings first."""

    def __init__(self, field: str, kinds: str) -> None:
        self.field, self.kinds = field, kinds

    def given(self, wanted: Conditions) -> bool:
        return bool(fold(getattr(wanted, self.field)))

    def _names(self, query: _Query) -> list[str]:
        return query.texts(self.field, search_forms(getattr(query.conditions, self.field)))

    def _grams(self, name: str, alias: str) -> str:
        return (
            f"{alias}.kind IN {self.kinds} AND {alias}.grams IS NOT NULL "
            f"AND {alias}.grams @> %({name}_grams)s::text[] AND {alias}.value LIKE %({name}_part)s"
        )

    def _beginning(self, name: str, alias: str) -> str:
        return f"{alias}.kind IN {self.kinds} AND {alias}.value LIKE %({name}_prefix)s"

    def lead(self, query: _Query) -> None:
        for name in self._names(query):
            query._arm(f"k.kind IN {self.kinds} AND k.value = %({name})s", step=3)  # noqa: SLF001 - as above
            query._arm(self._beginning(name, "k"), step=1)  # noqa: SLF001 - as above
            query._arm(self._grams(name, "k"))  # noqa: SLF001 - as above

    def filter(self, query: _Query) -> None:
        either = [f"(({self._grams(name, 'o')}) OR ({self._beginning(name, 'o')}))" for name in self._names(query)]
        query.filters.append(_same_person(_any(either)))


class _BlankLead(_Lead):
    """An item that is empty."""

    def given(self, wanted: Conditions) -> bool:
        return wanted.blank is not None

    def lead(self, query: _Query) -> None:
        blank = query.conditions.blank
        query._led_by_blank = True  # noqa: SLF001 - as above
        if blank is Blank.READING:
            query._arm("k.kind = 'name' AND k.reading = '' AND k.is_current")  # noqa: SLF001 - as above
        elif blank is not None:
            query._arm(  # noqa: SLF001 - as above
                "k.kind = 'name' AND k.is_current AND k.addressee_number IN "
                f"(SELECT q.addressee_number FROM register_person q WHERE {_BLANK_PERSON[blank]} LIMIT {CAP})"
            )

    def filter(self, query: _Query) -> None:
        """Filtered with the other items of the person."""


_BLANK_PERSON: Final = {
    Blank.READING: "q.furigana = ''",
    Blank.HEAD: "q.relationship IS NULL AND q.state = 'present'",
    Blank.RESIDENT_RECORD_CODE: "q.resident_record_code IS NULL AND q.state = 'present'",
}

_LEADS: Final[tuple[tuple[str, _Lead], ...]] = (
    ("addressee_number", _Number("addressee_number", "addressee")),
    ("resident_record_code", _Number("resident_record_code", "code")),
    ("document_number", _Document("document_number", "document")),
    ("household_number", _Household("household_number", "household")),
    ("birth", _Birth()),
    ("kana", _Prefix("kana", "reading", _folded)),
    ("given", _Prefix("given", "given", search_forms)),
    ("given_kana", _Prefix("given_kana", "given_reading", _folded)),
    ("name", _Part("name", _NAMES)),
    ("address", _Part("address", "('address')")),
    ("nationality", _Nationality()),
    ("blank", _BlankLead()),
)
"""The conditions an index can lead with, the most selective first."""


def _same_person(where: str) -> str:
    return f"EXISTS (SELECT FROM register_searchkey o WHERE o.addressee_number = k.addressee_number AND {where})"
