"""Changes of households without a change of address: split, merge, change, change of head (世帯変更等).

Source: Basic Resident Register Act, Article 25; standard chapter 3, 4.1.4.1 (never together with a change of
address), 4.1.4.2.
"""

from collections.abc import Sequence

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft
from daicho.law.commands import ChangeOfHead, HouseholdChange, HouseholdMerge, HouseholdSplit, Mover
from daicho.law.header_rules import check_header, check_notified_in_time
from daicho.law.person_rules import check_relationship_documents, read_relationship
from daicho.law.procedures.relocations import (
    alone_as_head,
    households_of,
    place_movers,
    placement_fields,
    residents,
    stated_anew,
)
from daicho.law.reasons import Reason
from daicho.values.numbers import AddresseeNumber, HouseholdNumber


def household_split(case: Case, command: HouseholdSplit) -> None:
    """Members form a household of their own at the same address (世帯分離)."""
    since, movers = _begin(case, command.movers)
    if not movers:
        return
    left = households_of(movers, since)
    if len(left) != 1 or len(case.members(left[0], since)) == len(movers):
        case.find("R-4141-01", field="movers")
        return
    stated = alone_as_head(movers, command.movers, since)
    _move(case, movers, stated, case.new_household(), reason=Reason.HOUSEHOLD_SPLIT, since=since)


def household_merge(case: Case, command: HouseholdMerge) -> None:
    """A whole household joins another at the same address (世帯合併)."""
    since, movers = _begin(case, command.movers)
    if not movers:
        return
    left = households_of(movers, since)
    if len(left) != 1 or len(case.members(left[0], since)) != len(movers):
        case.find("R-4141-02", field="movers")
        return
    _move(case, movers, command.movers, command.household_number, reason=Reason.HOUSEHOLD_MERGE, since=since)


def household_change(case: Case, command: HouseholdChange) -> None:
    """Some members go over to another household at the same address (世帯変更)."""
    since, movers = _begin(case, command.movers)
    if movers:
        _move(case, movers, command.movers, command.household_number, reason=Reason.HOUSEHOLD_CHANGE, since=since)


def change_of_head(case: Case, command: ChangeOfHead) -> None:
    """Another member becomes head, and all relationships are set anew (世帯主変更, STD-4.1.4.2)."""
    movers = [Mover(placement.person, placement.relationship) for placement in command.placements]
    since, drafts = _begin(case, movers)
    if not drafts:
        return
    if households_of(drafts, since) != [command.household_number]:
        case.find("R-4141-03", field="placements")
        return
    for draft, mover in zip(drafts, movers, strict=True):
        draft.amend(since, {"relationship": read_relationship(case, mover.relationship, draft.number)})
        draft.mark(Reason.CHANGE_OF_HEAD, effective_on=case.day)
    others = [draft for draft in case.members(command.household_number, since) if draft not in drafts]
    for draft in others:
        content = draft.at(since)
        name = content.name.written if content is not None else None
        case.find("R-4142-01", person=draft.number, field="placements", name=name)
    households.reorder(case, command.household_number, since)
    for draft in others:
        draft.mark(Reason.CHANGE_OF_HEAD, effective_on=case.day, follows=True)
    households.settle(case, [command.household_number], since)
    check_relationship_documents(case, command.household_number, drafts, since)
    if not households.head_spans(case, command.household_number, since):
        case.find("R-1110-02", field="placements")


def _begin(case: Case, movers: Sequence[Mover]) -> tuple[int, list[Draft]]:
    if not check_header(case):
        return 0, []
    check_notified_in_time(case, "25")
    since = _since(case, [mover.person for mover in movers])
    return since, residents(case, [mover.person for mover in movers], since)


def _since(case: Case, persons: Sequence[AddresseeNumber]) -> int:
    """When a change begins: with its day, or once those have gone who on that day die or move out of the household."""
    start, end = ordinals.start_of(case.day), ordinals.end_of(case.day)
    named = [case.draft(number) for number in persons]
    for household in households_of(named, start):
        for draft in case.members(household, start):
            if draft not in named and draft.resident_at(end) is None:
                return end
    return start


def _move(  # noqa: PLR0913 - who, how, where to, why, since when
    case: Case,
    drafts: Sequence[Draft],
    movers: Sequence[Mover],
    household: HouseholdNumber,
    *,
    reason: Reason,
    since: int,
) -> None:
    """Put members into another household at their own address."""
    left = households_of(drafts, since)
    there = case.members(household, since)
    addresses = {content.address for draft in [*there, *drafts] if (content := draft.at(since)) is not None}
    if household in left or (reason is not Reason.HOUSEHOLD_SPLIT and not there):
        case.find("R-4141-04", field="household_number", household=household)
    if len(addresses) > 1:
        case.find("R-4141-05", field="household_number", household=household)
    fields = [
        placement_fields(case, draft, content, household, mover.relationship)
        for draft, mover in zip(drafts, movers, strict=True)
        if (content := draft.at(since)) is not None
    ]
    place_movers(case, household, drafts, fields, since)
    for draft, values in zip(drafts, fields, strict=True):
        draft.amend(since, values)
        draft.mark(reason, effective_on=case.day)
    households.settle(case, [*left, household], since)
    check_relationship_documents(case, household, stated_anew(drafts, movers), since)
    if not households.head_spans(case, household, since):
        case.find("R-1110-02", field="relationship")
