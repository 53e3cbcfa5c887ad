"""How a change of some fields from a day on re-splits a person's versions.

A change with an earlier effective date than changes already recorded holds from its day until a later change of the
same matter: a relocation of March entered in May does not undo the relocation of April. What belongs together moves
together: an address with the day it was taken, a household with the place in it.

Source: standard chapter 3, 1.2.1; architecture section 3 (two time axes).
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from daicho.law.records import ResidentRecord, State, Version

Fields = Mapping[str, Any]
Versions = tuple[Version, ...]

OF_KIND: Final = (
    "residence", "common_name", "common_name_history", "former_surname", "domicile", "first_listed_person",
)  # fmt: skip
"""Items that only Japanese or only foreign residents have: they never run on into a record of the other kind."""

_RESIDENCE: Final = ("address", "address_set_on", "notified_on")
_PLACEMENT: Final = ("household_number", "relationship", "position")

replace: Final = msgspec.structs.replace


def same(one: object, other: object) -> bool:
    """Whether two values of a field say the same, also in how they are written.

    Dates that are one day but written in two eras are equal, yet not the same entry.
    """
    if one is other:
        return True
    if one != other:
        return False
    stored = getattr(one, "stored", None)
    return stored is None or bool(stored() == other.stored())  # type: ignore[attr-defined]  # equal, so of one class


def same_content(one: ResidentRecord | None, other: ResidentRecord | None) -> bool:
    """Whether two contents are the same in every field."""
    if one is other:
        return True
    if one is None or other is None or one != other:
        return False
    return all(same(getattr(one, field), getattr(other, field)) for field in DATES)


FIELDS: Final = tuple(field for field in ResidentRecord.__struct_fields__ if field != "addressee_number")
"""The fields of a resident record that can change."""

_values: Final = operator.attrgetter(*FIELDS)

DATES: Final = ("birth_date", "became_resident_on", "address_set_on", "notified_on", "remade_on")


def changed_fields(before: ResidentRecord, after: ResidentRecord) -> tuple[str, ...]:
    """The fields in which two contents differ, in the order of the record."""
    pairs = zip(FIELDS, _values(before), _values(after), strict=True)
    return tuple(field for field, one, other in pairs if one is not other and not same(one, other))


def index_at(versions: Versions, ordinal: int) -> int | None:
    """Place of the version in force at an ordinal."""
    for place in range(len(versions) - 1, -1, -1):
        version = versions[place]
        if version.since <= ordinal:
            return place if version.until is None or ordinal < version.until else None
    return None


def begins_stay(versions: Versions, place: int) -> bool:
    """Whether a stay begins with the version at a place: nothing or a removed record stands before it."""
    if versions[place].content.state is not State.PRESENT:
        return False
    before = versions[place - 1] if place else None
    return before is None or before.content.state is not State.PRESENT or before.until != versions[place].since


def stay_bounds(versions: Versions, place: int) -> tuple[int, int]:
    """First and last-but-one place of the stay, with its removed record, that the version at a place belongs to."""
    first = place
    while first and not begins_stay(versions, first):
        first -= 1
    last = place + 1
    while last < len(versions) and not begins_stay(versions, last):
        last += 1
    return first, last


PARTED: Final = frozenset({"residence", "entitlements", "card"})
"""Fields that are structures whose parts change each by itself: a new period of stay is no new nationality."""


def amend(versions: Versions, since: int, fields: Fields) -> Versions:
    """The versions after `fields` were given new values from `since` on, within the stay.

    Each matter holds its new value as far as it held one value before; from the first later change of it, the later
    one stands.

    Raises:
        LookupError: No version holds at `since`: a defect of the caller.
    """
    place = index_at(versions, since)
    if place is None:
        raise LookupError("no version to amend")
    base = versions[place].content
    for field in PARTED.intersection(fields):
        old, new = getattr(base, field), fields[field]
        if old is not None and new is not None:
            fields = {name: value for name, value in fields.items() if name != field}
            versions = _amend_parts(versions, since, field, new)
            place = index_at(versions, since) or 0
    live = [matter for matter in _matters(fields, base) if matter.changes]
    _, last = stay_bounds(versions, place)
    amended = [*versions[:place]]
    for version in versions[place:last]:
        live = [matter for matter in live if matter.stands(version.content)]
        amended.extend(_put(version, since, {name: value for matter in live for name, value in matter.values.items()}))
    amended.extend(versions[last:])
    return tuple(amended)


def parts_changed(old: Any, new: Any) -> dict[str, Any]:
    """The parts in which a structure differs from an earlier one, with their new values."""
    return {
        part: getattr(new, part) for part in new.__struct_fields__ if not same(getattr(old, part), getattr(new, part))
    }


def _amend_parts(versions: Versions, since: int, field: str, new: Any) -> Versions:
    """Give the parts of a structure new values from `since` on, each as far as it held its old one."""
    place = index_at(versions, since) or 0
    base = getattr(versions[place].content, field)
    live = parts_changed(base, new)
    _, last = stay_bounds(versions, place)
    amended = [*versions[:place]]
    for version in versions[place:last]:
        held = getattr(version.content, field)
        live = {
            part: value
            for part, value in live.items()
            if held is not None and same(getattr(held, part), getattr(base, part))
        }
        values = {field: replace(held, **live)} if live else {}
        amended.extend(_put(version, since, values))
    amended.extend(versions[last:])
    return tuple(amended)


def overwrite(
    versions: Versions, since: int, until: int | None, change: Callable[[ResidentRecord], Fields]
) -> Versions:
    """The versions after each content between two ordinals was given the fields that `change` names for it."""
    changed: list[Version] = []
    for version in versions:
        start = max(version.since, since)
        end = version.until if until is None else until if version.until is None else min(until, version.until)
        values = change(version.content) if end is None or start < end else {}
        if not values:
            changed.append(version)
            continue
        changed.extend(_put(Version(version.since, end, version.content), start, values))
        if end is not None and end != version.until:
            changed.append(Version(end, version.until, version.content))
    return tuple(changed)


def _put(version: Version, since: int, values: Fields) -> Iterator[Version]:
    if not values:
        yield version
        return
    if version.since < since:
        yield Version(version.since, since, version.content)
    yield Version(max(version.since, since), version.until, replace(version.content, **values))


class _Matter:
    """Fields that change together, and the values by which a later change of them is noticed."""

    __slots__ = ("changes", "old", "values")

    def __init__(self, values: Fields, tests: tuple[str, ...], base: ResidentRecord) -> None:
        self.values = values
        self.old = {name: getattr(base, name) for name in tests}
        self.changes = any(not same(getattr(base, name), value) for name, value in values.items())

    def stands(self, content: ResidentRecord) -> bool:
        return all(same(getattr(content, name), value) for name, value in self.old.items())


def _matters(fields: Fields, base: ResidentRecord) -> Iterator[_Matter]:
    residence = {name: fields[name] for name in _RESIDENCE if name in fields}
    placement = {name: fields[name] for name in _PLACEMENT if name in fields}
    if residence:
        tests = tuple(name for name in residence if name != "notified_on") or ("notified_on",)
        yield _Matter(residence, tests, base)
    if placement:
        moves = placement.get("household_number", base.household_number) != base.household_number
        relation = ("household_number", "relationship") if "relationship" in placement else ("position",)
        yield _Matter(placement, ("household_number",) if moves else relation, base)
    for name, value in fields.items():
        if name not in residence and name not in placement:
            yield _Matter({name: value}, (name, "kind") if name in OF_KIND else (name,), base)
