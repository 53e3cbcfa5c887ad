"""Current states and search keys from the versions: compared with the tables, and written anew where they differ.

They are projections, never the truth: a new version of the search forms, or a table restored by itself, leaves people
who are not found by what they are called, until these are derived again. The host may be at work meanwhile: each
batch of people is compared in one snapshot, and written under the very locks that acts take.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.systems.register import db, keys, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from daicho.law.records import ResidentRecord

    Progress = Callable[[int, int], None]

BATCH: Final = 500
"""People compared at a time."""

_PERSONS: Final = "SELECT * FROM register_person WHERE addressee_number > %s ORDER BY addressee_number LIMIT %s"
_VERSIONS: Final = """
    SELECT v.*, upper_inf(v.valid) AND upper_inf(v.recorded) AS in_force FROM register_residentversion v
    WHERE v.addressee_number = ANY (%s)
    ORDER BY v.addressee_number, in_force DESC, lower(v.recorded) DESC, lower(v.valid) DESC
"""
_LINES: Final = """
    SELECT addressee_number, max(history_number) AS history_number, max(act_number) AS last_act
    FROM register_historyrow WHERE addressee_number = ANY (%s) GROUP BY addressee_number
"""
_KEYS: Final = "SELECT * FROM register_searchkey WHERE addressee_number = ANY (%s)"


class ProjectionReport(msgspec.Struct, frozen=True):
    """What was found, as addressee numbers.

    Attributes:
        persons: how many were compared.
        differing: whose state or keys were not those of their versions; put right if that was asked.
        without_versions: who has no version in force to derive anything from: `rebuild` says more.
    """

    persons: int
    differing: tuple[str, ...] = ()
    without_versions: tuple[str, ...] = ()


class _Derived(msgspec.Struct, frozen=True):
    """The projections of one person, as the versions have them."""

    state: dict[str, Any]
    keys: list[dict[str, Any]]


def projections(alias: str, *, write: bool = False, progress: Progress | None = None) -> ProjectionReport:
    """Compare everybody's current state and search keys with their versions; with `write`, put right what differs.

    `progress` is told (done, total), counted in people.
    """
    total = int(db.value(alias, "SELECT count(*) FROM register_person"))
    differing: list[str] = []
    without: list[str] = []
    done, last = 0, ""
    while True:
        with _batch(alias, write=write):
            found = db.rows(alias, _PERSONS + (" FOR UPDATE" if write else ""), (last, BATCH))
            if not found:
                break
            derived = _derived(alias, [each["addressee_number"] for each in found])
            wrong = _differing(alias, found, derived)
            if write and wrong:
                _write(alias, wrong)
        differing += [each.state["addressee_number"] for each in wrong]
        without += [each["addressee_number"] for each in found if each["addressee_number"] not in derived]
        done, last = done + len(found), found[-1]["addressee_number"]
        if progress is not None:
            progress(min(done, total), total)
    return ProjectionReport(done, tuple(differing), tuple(without))


@contextmanager
def _batch(alias: str, *, write: bool) -> Iterator[None]:
    """One transaction: a snapshot for who only compares; for who writes, what stands once the people are locked."""
    with db.connection(alias).transaction():
        if not write:
            db.execute(alias, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def state_of(record: ResidentRecord) -> dict[str, Any]:
    """The current state of a person, as a row, but for the numbers of history row and act."""
    code = record.resident_record_code
    return {
        "addressee_number": record.addressee_number.stored(),
        "household_number": record.household_number.stored(),
        "kind": record.kind.value,
        "state": record.state.value,
        "name_written": record.name.written,
        "furigana": record.name.furigana,
        "birth_date": record.birth_date.stored(),
        "birth_day": keys.birth_day(record),
        "sex": record.sex.value,
        "address_written": record.address.written,
        "relationship": record.relationship,
        "position": record.position,
        "removal_reason": None if record.removal is None else record.removal.reason,
        "resident_record_code": None if code is None else code.stored(),
        "individual_number_ref": record.individual_number_ref,
    }


def _derived(alias: str, persons: Sequence[str]) -> dict[str, _Derived]:
    """The projections of some people: from the content in force, and past keys from all others, the latest first."""
    lines = {each["addressee_number"]: each for each in db.rows(alias, _LINES, (persons,))}
    found = {}
    for person, own in groupby(db.rows(alias, _VERSIONS, (persons,)), key=itemgetter("addressee_number")):
        versions = list(own)
        if not versions[0]["in_force"] or person not in lines:
            continue
        current, *past = map(rows.record_of, versions)
        found[person] = _Derived({**state_of(current), **lines[person]}, keys.distinct(keys.through(current, past)))
    return found


def _differing(alias: str, found: Sequence[db.Row], derived: dict[str, _Derived]) -> list[_Derived]:
    """What those should have who have something else."""
    held: dict[str, list[db.Row]] = {}
    for key in db.rows(alias, _KEYS, ([*derived],)):
        held.setdefault(key["addressee_number"], []).append(key)
    states = {each["addressee_number"]: each for each in found}
    return [
        each
        for person, each in derived.items()
        if each.state != states[person] or _comparable(each.keys) != _comparable(held.get(person, []))
    ]


_COMPARED: Final = (
    "kind", "value", "reading", "given", "given_reading", "birth_day", "is_current",
)  # fmt: skip


def _comparable(found: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Keys in an order of their own; the order of grams says nothing."""
    return sorted((*(key[name] for name in _COMPARED), *sorted(key["grams"] or ())) for key in found)


def _write(alias: str, wrong: Sequence[_Derived]) -> None:
    """Put state and keys of some people as they should be."""
    states = [each.state for each in wrong]
    persons = [each["addressee_number"] for each in states]
    columns = [name for name in states[0] if name != "addressee_number"]
    db.execute(
        alias,
        f"UPDATE register_person p SET ({', '.join(columns)}) = ({', '.join(f'r.{name}' for name in columns)}) "
        "FROM jsonb_populate_recordset(NULL::register_person, %s::jsonb) r "
        "WHERE r.addressee_number = p.addressee_number",
        (msgspec.json.encode(states).decode(),),
    )
    db.execute(alias, "DELETE FROM register_searchkey WHERE addressee_number = ANY (%s)", (persons,))
    found = [key for each in wrong for key in each.keys]
    db.execute(alias, "SELECT register_write_keys(%s, %s::jsonb)", (persons, msgspec.json.encode(found).decode()))
