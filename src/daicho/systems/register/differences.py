"""What differs between two decisions, or between the contents before and after an act, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from daicho.law.reasons import Reason
from daicho.law.records import PersonKind  # noqa: TC001 - msgspec reads the annotations at run time
from daicho.law.timelines import content_at
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from daicho.law.decision import Decision, PersonChange
    from daicho.law.records import ResidentRecord, Version


class Difference(msgspec.Struct, frozen=True):
    """One field that differs. `before` and `after` are built-in values as JSON holds them; None is absent.

    `person` is the addressee number; `field` a field of the record, of the decision's findings or its effects. The
    kinds are those of the resident before and after: they decide in which calendar a date of birth is written.
    """

    person: str
    field: str
    before: Any = None
    after: Any = None
    kind_before: PersonKind | None = None
    kind_after: PersonKind | None = None


def of_records(person: str, before: ResidentRecord | None, after: ResidentRecord | None) -> list[Difference]:
    """The fields in which two contents of one person differ, in the order of the record."""
    old = codec.to_builtins(before) if before is not None else {}
    new = codec.to_builtins(after) if after is not None else {}
    names = dict.fromkeys((*old, *new))
    kinds = before.kind if before is not None else None, after.kind if after is not None else None
    return [
        Difference(person, name, old.get(name), new.get(name), *kinds)
        for name in names
        if old.get(name) != new.get(name)
    ]


def of_decisions(checked: Decision, decided: Decision) -> list[Difference]:
    """What a second decision says otherwise than the one that was checked; empty when they are equal."""
    if checked == decided:
        return []
    return [
        *_of_changes(checked, decided),
        *_of_lists("findings", checked.findings, decided.findings),
        *_of_lists("effects", checked.effects, decided.effects),
    ]


def _of_changes(checked: Decision, decided: Decision) -> Iterator[Difference]:
    old = {change.addressee_number.stored(): change for change in checked.changes}
    new = {change.addressee_number.stored(): change for change in decided.changes}
    for person in dict.fromkeys((*old, *new)):
        if old.get(person) != new.get(person):
            yield from _of_change(person, old.get(person), new.get(person))


def _of_change(person: str, old: PersonChange | None, new: PersonChange | None) -> list[Difference]:
    found = of_records(person, old.current if old else None, new.current if new else None)
    # the content in force may be the same while what is written over time is not
    return found or [Difference(person, "pieces", _builtins(old), _builtins(new))]


def _of_lists(name: str, old: Sequence[msgspec.Struct], new: Sequence[msgspec.Struct]) -> Iterator[Difference]:
    for item in old:
        if item not in new:
            yield Difference(_person(item), name, before=_builtins(item))
    for item in new:
        if item not in old:
            yield Difference(_person(item), name, after=_builtins(item))


def _person(item: msgspec.Struct) -> str:
    person = getattr(item, "person", None)
    return "" if person is None else str(person)


def _builtins(item: msgspec.Struct | None) -> Any:
    return None if item is None else codec.to_builtins(item)


def of_change(change: PersonChange, versions: Mapping[str, Sequence[Version]]) -> list[Difference]:
    """What a change makes of the content that stood at its beginning: the "before and after" of one person.

    A cancelled entry ends the record as it stood last.
    """
    person = change.addressee_number.stored()
    stood = versions.get(person, ())
    if change.reason is Reason.CANCELLATION_REMOVAL:
        return of_records(person, stood[-1].content, change.current)
    at = change.pieces[0].since
    return of_records(person, content_at(stood, at), content_at(change.pieces, at))
