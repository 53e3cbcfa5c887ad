"""Where people come back to when the act that took them away is cancelled.

Source: standard chapter 3, 4.6.0.1: to the earlier household; where part of it had left, to that household at the old
address; where all of it had left, to a new household at the old address.
"""

from collections.abc import Sequence

from daicho.law import households
from daicho.law.case import Case, Draft
from daicho.law.commands import Cancellation
from daicho.law.person_rules import read_relationship
from daicho.law.records import ResidentRecord, State
from daicho.law.relationships import HEAD
from daicho.law.timelines import content_at
from daicho.law.versions import Versions, overwrite
from daicho.values.numbers import HouseholdNumber

Restored = Sequence[tuple[Draft, Versions]]


def settle_returns(case: Case, command: Cancellation, restored: Restored, since: int) -> None:
    """Give those who come back their household, and put all households touched in order."""
    touched = dict.fromkeys(_all_households(restored, since))
    returning = [
        (draft, at) for draft, before in restored if draft.is_resident and (at := _back_at(draft, before, since))
    ]
    groups: dict[tuple[HouseholdNumber, int], list[Draft]] = {}
    contents = {draft.number: content for draft, at in returning if (content := draft.at(at)) is not None}
    for draft, at in returning:
        groups.setdefault((contents[draft.number].household_number, at), []).append(draft)
    for (household, at), group in groups.items():
        touched[_home(case, restored, household, group, at)] = None
    placements = {placement.person: placement.relationship for placement in command.placements}
    for draft, at in returning:
        _place(case, draft, contents[draft.number], placements.get(draft.number), at)
    if not case.refused:
        households.settle(case, touched, since)


def _all_households(restored: Restored, since: int) -> Sequence[HouseholdNumber]:
    return [
        version.content.household_number
        for draft, before in restored
        for version in (*before, *draft.versions)
        if version.until is None or version.until > since
    ]


def _back_at(draft: Draft, before: Versions, since: int) -> int | None:
    """From when on somebody is back: for a planned move-out the end of the record, not the day of the plan.

    None for who never was away.
    """
    points = {since, *(version.since for version in (*before, *draft.versions) if version.since > since)}
    for point in sorted(points):
        content = draft.resident_at(point)
        if content is not None and _comes_back(content, content_at(before, point)):
            return point
    return None


def _comes_back(new: ResidentRecord, old: ResidentRecord | None) -> bool:
    """Whether somebody is a resident again, or at another address or in another household than before."""
    if old is None or old.state is not State.PRESENT:
        return True
    return old.address != new.address or old.household_number != new.household_number


def _home(
    case: Case, restored: Restored, household: HouseholdNumber, group: Sequence[Draft], since: int
) -> HouseholdNumber:
    """The household that a group comes back to: the earlier one, or a new one at the old address."""
    others = [draft for draft in case.members(household, since) if draft not in group]
    address = _address(group[0], since)
    if any(_address(draft, since) == address for draft in others):
        return household
    befores = {draft.number: content_at(before, since) for draft, before in restored}
    if not others and all(_stayed_at(befores[draft.number], address) for draft in group):
        return household  # a merge without a move is undone: nobody had left the address
    kept = [content for draft in group if (content := befores[draft.number]) is not None and _is_in(content, household)]
    if not others and len(kept) == len(group):
        return household
    new = case.new_household()
    case.find("R-4601-06", field="persons", household=household)
    for draft in group:
        draft.versions = overwrite(draft.versions, since, None, lambda each: _renumbered(each, household, new))
    return new


def _renumbered(content: ResidentRecord, old: HouseholdNumber, new: HouseholdNumber) -> dict[str, object]:
    return {"household_number": new} if content.household_number == old else {}


def _is_in(content: ResidentRecord, household: HouseholdNumber) -> bool:
    """Whether somebody was in the household all the while: a whole household that moved kept its number."""
    return content.state is State.PRESENT and content.household_number == household


def _stayed_at(content: ResidentRecord | None, address: object) -> bool:
    return content is not None and content.state is State.PRESENT and content.address == address


def _address(draft: Draft, since: int) -> object:
    content = draft.at(since)
    return content.address if content is not None else None


def _place(case: Case, draft: Draft, content: ResidentRecord, stated: str | None, since: int) -> None:
    """The relationship of somebody who comes back: the earlier one, and a stated one from when another is head."""
    held = draft.at(since)
    spans = households.head_spans(case, held.household_number, since) if held is not None else []
    left = _leaves_at(draft, since)
    other = _other_head(draft, [span for span in spans if left is None or span[0] < left])
    if other is None:
        return
    if stated is None:
        name = content.name.written
        case.find("R-4601-05", person=draft.number, field="placements", name=name, head=other[2])
        return
    draft.amend(max(since, other[0]), {"relationship": read_relationship(case, stated, draft.number)})


def _other_head(draft: Draft, spans: Sequence[households.HeadSpan]) -> households.HeadSpan | None:
    """The first head to whom nothing says how somebody is related: not the one there was, be it under another name."""
    known = {draft.number}
    for span in spans:
        held = draft.at(span[0])
        if held is not None and held.relationship != HEAD and held.head_name == span[2]:
            known.add(span[3])
        if span[3] not in known:
            return span
    return None


def _leaves_at(draft: Draft, since: int) -> int | None:
    """When a later act takes somebody out of a household: who is head there from then on is no matter."""
    held = draft.at(since)
    later = (version for version in draft.versions if version.since > since)
    return next((each.since for each in later if held and each.content.household_number != held.household_number), None)
