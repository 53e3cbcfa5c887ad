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

from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law import ordinals
from daicho.systems.register import db
from daicho.systems.register.queries import closeness
from daicho.systems.register.queries.search_conditions import CAP, LIMIT, Blank, Conditions, NothingToSearchBy
from daicho.systems.register.queries.search_leads import BLANK_PERSON, LEADS

if TYPE_CHECKING:
    from daicho.access.grants import Grant
    from daicho.values.dates import RegisterDate

__all__ = ["CAP", "LIMIT", "Blank", "Conditions", "Found", "Hit", "NothingToSearchBy", "Query", "search"]


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


def search(grant: Grant, conditions: Conditions) -> Found:
    """Search residents; the caller records what was shown with `Gate.shown`.

    Raises:
        NothingToSearchBy: only conditions that select nobody in particular.
        AccessRefused: the grant is not of a search.
    """
    from daicho.access.grants import AccessKind

    grant.require([], AccessKind.SEARCH)
    query = Query(conditions)
    found = db.rows(grant.alias, query.sql(), query.parameters)
    asked = closeness.Asked(conditions.name, conditions.kana, conditions.given, conditions.given_kana)
    hits = tuple(Hit(**{name: each[name] for name in _HIT_FIELDS}) for each in asked.ordered(found[: LIMIT - 1]))
    return Found(hits, more=len(found) >= LIMIT)


_HIT_FIELDS: Final = Hit.__struct_fields__


class Query:
    """One search as SQL: arms that give candidates, filters that each of them obeys."""

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self.parameters: dict[str, Any] = {}
        self.arms: list[tuple[int, str]] = []
        self.filters: list[str] = []
        self._choose_lead()
        self._person_filters()

    def sql(self) -> str:
        """The whole statement; `parameters` go with it."""
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
            f"FROM ({candidates}) candidates GROUP BY addressee_number\n{self._first_by_reading()})\n"
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

    def _first_by_reading(self) -> str:
        """Candidates that carry readings are put in order and cut off before any current state is looked up."""
        if not self.in_order or self.conditions.name:
            return ""
        return f"ORDER BY rank DESC, by_past_value, min(reading), min(birth_day), addressee_number LIMIT {LIMIT}\n"

    def _as_typed(self) -> str:
        """Names with the very letters typed come first, so that variants never push them past the limit."""
        if not self.conditions.name:
            return ""
        self.parameters["typed"] = closeness.unspaced(self.conditions.name)
        return "strpos(replace(p.name_written, '\u3000', ''), %(typed)s) = 0, "

    def arm(self, where: str, *, step: int = 0, rank: str = "") -> None:
        """Add an arm: `step` is its rank, unless `rank` tells one for each row within the same step."""
        columns = "k.addressee_number, k.is_current, k.reading, k.birth_day"
        select = f"SELECT {columns}, {rank or step} AS rank FROM register_searchkey k"
        self.arms.append((step, f"{select} WHERE {where}"))

    def _choose_lead(self) -> None:
        """Let the most selective condition lead; the others become filters."""
        given = [(name, lead) for name, lead in LEADS if lead.given(self.conditions)]
        if not given:
            raise NothingToSearchBy
        leader, lead = given[0]
        self.in_order = lead.finds_readings
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
        if wanted.blank is not None and len(self.arms) and not self.led_by_blank:
            person.append(BLANK_PERSON[wanted.blank])
        if person:
            self.filters.append(
                "EXISTS (SELECT FROM register_person q WHERE q.addressee_number = k.addressee_number AND "
                f"{' AND '.join(person)})"
            )

    led_by_blank = False
    in_order = False

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


def _day(date: RegisterDate) -> int:
    return ordinals.start_of(date) // 2
