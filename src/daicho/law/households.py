"""Households in a draft: who is head, what follows when the head is gone, whose name each member carries.

Source: standard chapter 3, 1.1.10 (head, or none), 1.1.11, 1.2.1 (the head's name is kept with each member),
4.0.4 (nobody left as head), 4.2.3.1 (the head's name is corrected), 5.2.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from daicho.law import household_order, ordinals, timelines
from daicho.law.case import Case, Draft, shown
from daicho.law.reasons import Reason
from daicho.law.records import ResidentRecord, State, Version
from daicho.law.relationships import HEAD
from daicho.law.timelines import earlier
from daicho.law.versions import replace
from daicho.values.numbers import AddresseeNumber, HouseholdNumber

HeadSpan = tuple[int, int | None, str, AddresseeNumber]


def settle(case: Case, households: Iterable[HouseholdNumber], since: int) -> None:
    """Put the households touched in order from an ordinal on: heads, then the heads' names, then the checks.

    Touched are those named and every one in which somebody's content has changed, also later on.
    """
    touched = dict.fromkeys(households)
    for draft in case.everybody():
        if draft.versions is not draft.timeline.versions:
            touched |= dict.fromkeys(_changed_in(draft))
    for household in touched:
        _settle_head(case, household, since)
    for household in touched:
        _carry_head_names(case, household, since)


def _changed_in(draft: Draft) -> Iterator[HouseholdNumber]:
    """The households in which a draft differs from what was known."""
    for piece in timelines.difference(draft.timeline.versions, draft.versions):
        if piece.content.state is State.PRESENT:
            yield piece.content.household_number


def _settle_head(case: Case, household: HouseholdNumber, since: int) -> None:
    """A household that has lost its head: the last member becomes head, several stay without one (STD-4.0.4)."""
    members = case.members(household, since)
    if not members or any(_is_head(draft.at(since)) for draft in members):
        return
    if not _had_head(case, household, since):
        return
    if len(members) == 1:
        _make_head(case, members[0], since)
        return
    case.find("R-404-01", count=len(members))
    for draft in members:
        draft.amend(since, {"relationship": None})
        draft.mark(Reason.EX_OFFICIO_CORRECTION, ex_officio=True, follows=True)


def _make_head(case: Case, draft: Draft, since: int) -> None:
    content = draft.at(since)
    case.find("R-404-02", person=draft.number, name=content.name.written if content else None)
    draft.amend(since, {"relationship": HEAD})
    draft.mark(Reason.CHANGE_OF_HEAD, ex_officio=True, follows=True)


def _had_head(case: Case, household: HouseholdNumber, since: int) -> bool:
    """Whether the household had a head who has left it; one who stays as something else is another matter."""
    return any(
        _was_head(draft, household, since) and _household_at(draft, since) != household for draft in case.everybody()
    )


def _was_head(draft: Draft, household: HouseholdNumber, since: int) -> bool:
    content = timelines.content_at(draft.timeline.versions, since)
    return (
        content is not None
        and content.household_number == household
        and content.state is State.PRESENT
        and _is_head(content)
    )


def _household_at(draft: Draft, ordinal: int) -> HouseholdNumber | None:
    content = draft.resident_at(ordinal)
    return content.household_number if content is not None else None


def _is_head(content: ResidentRecord | None) -> bool:
    return content is not None and content.relationship == HEAD


def head_spans(case: Case, household: HouseholdNumber, since: int) -> list[HeadSpan]:
    """Who is head of a household from an ordinal on, in the order of time."""
    spans: list[HeadSpan] = []
    for draft in case.everybody():
        for version in draft.versions:
            content = version.content
            if content.household_number == household and _is_head(content) and _stands(version, since):
                spans.append((max(version.since, since), version.until, content.name.written, draft.number))
    return sorted(spans, key=lambda span: span[0])


def _stands(version: Version, since: int) -> bool:
    return version.content.state is State.PRESENT and (version.until is None or version.until > since)


def _carry_head_names(case: Case, household: HouseholdNumber, since: int) -> None:
    """Give each member the name of the head of each stretch, and see that there is never more than one (1.1.10)."""
    heads = head_spans(case, household, since)
    for first, second in pairwise(heads):
        if first[1] is None or second[0] < first[1]:
            day = ordinals.day_of(second[0])
            case.find("R-1110-01", person=second[3], household=household, date=shown(day))
            return
    for draft in case.everybody():
        if any(_lacks_name(version, household, since, heads) for version in draft.versions):
            draft.versions = tuple(_named(draft.versions, household, since, heads))
            draft.mark(Reason.EX_OFFICIO_CORRECTION, ex_officio=True, follows=True)


def _concerns(version: Version, household: HouseholdNumber, since: int) -> bool:
    return version.content.household_number == household and _stands(version, since)


def _lacks_name(version: Version, household: HouseholdNumber, since: int, heads: list[HeadSpan]) -> bool:
    if len(heads) == 1 and heads[0][1] is None and heads[0][0] <= max(version.since, since):  # the usual case
        return version.content.head_name != heads[0][2] and _concerns(version, household, since)
    return _concerns(version, household, since) and any(
        name != version.content.head_name for _, _, name in _stretches(version, since, heads)
    )


def _named(
    versions: Iterable[Version], household: HouseholdNumber, since: int, heads: list[HeadSpan]
) -> Iterator[Version]:
    for version in versions:
        if not _lacks_name(version, household, since, heads):
            yield version
            continue
        if version.since < since:
            yield Version(version.since, since, version.content)
        for start, end, name in _stretches(version, since, heads):
            yield Version(start, end, replace(version.content, head_name=name))


def _stretches(version: Version, since: int, heads: list[HeadSpan]) -> Iterator[tuple[int, int | None, str | None]]:
    """The stretches of a version from `since` on, each with the head's name or None."""
    start, until = max(version.since, since), version.until
    for head_since, head_until, name, _ in heads:
        if (head_until is not None and head_until <= start) or (until is not None and head_since >= until):
            continue
        if head_since > start:
            yield start, head_since, None
            start = head_since
        end = earlier(until, head_until)
        yield start, end, name
        if end is None or end == until:
            return
        start = end
    yield start, until, None


def places(case: Case, household: HouseholdNumber, contents: Sequence[ResidentRecord], since: int) -> list[int]:
    """The places of newcomers: in a new household by STD-5.2, in an existing one at the end, by STD-5.2 among them."""
    newcomers = {content.addressee_number for content in contents}
    taken = [
        content.position or 0
        for draft in case.members(household, since)
        if draft.number not in newcomers and (content := draft.at(since)) is not None
    ]
    first = max(taken, default=0) + 1
    if len(contents) == 1:
        return [first]
    ordered = household_order.order(household_order.member_of(content) for content in contents)
    place = {number: first + index for index, number in enumerate(ordered)}
    return [place[content.addressee_number] for content in contents]


def reorder(case: Case, household: HouseholdNumber, since: int) -> None:
    """Give all members the places of STD-5.2, after their relationships have been set anew."""
    members = case.members(household, since)
    contents = [content for draft in members if (content := draft.at(since)) is not None]
    ordered = household_order.order(household_order.member_of(content) for content in contents)
    for draft in members:
        draft.amend(since, {"position": ordered.index(draft.number) + 1})
