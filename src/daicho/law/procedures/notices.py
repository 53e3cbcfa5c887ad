"""A move-in notice comes back from the municipality moved to (転入通知の受理).

Source: Basic Resident Register Act, Article 9(1); standard chapter 3, 1.1.5, 4.1.3.1.1, 4.1.3.1.2.
"""

from typing import Any

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft, shown
from daicho.law.commands import MoveInNoticeReceived
from daicho.law.header_rules import check_header
from daicho.law.procedures.removals import end_planned_stay, freeze
from daicho.law.reasons import Reason
from daicho.law.records import Removal, State, Version
from daicho.law.versions import overwrite, stay_bounds
from daicho.values.dates import RegisterDate


def move_in_notice_received(case: Case, command: MoveInNoticeReceived) -> None:
    """Put the confirmed values beside the planned ones, and end the record on the earlier of the two days.

    Received before the planned day has come, it makes the removed record. Of several notices the newest counts.
    """
    case.effective_on = command.moved_in_on
    if not check_header(case):
        return
    draft = case.draft(command.person)
    place = _place_of_removal(draft)
    if place is None:
        case.find("R-41311-01", person=draft.number, field="person")
        return
    version = draft.versions[place]
    removal = version.content.removal or Removal()
    if _is_old(case, removal, command):
        return
    items = {
        "confirmed_destination": command.destination,
        "moved_out_on": command.moved_in_on,
        "move_in_notice_on": case.header.notified_on,
    }
    if version.content.state is State.PRESENT:
        end_planned_stay(case, draft, version.content, removal, _earlier(removal, command.moved_in_on), **items)
        return
    _confirm(case, draft, place, removal, items)
    draft.mark(Reason.EX_OFFICIO_CORRECTION, effective_on=case.day, ex_officio=True)


def _place_of_removal(draft: Draft) -> int | None:
    """The newest version that has items of a removal: a planned move-out or a removed record."""
    for place in range(len(draft.versions) - 1, -1, -1):
        content = draft.versions[place].content
        if content.removal is not None and content.state is not State.DIED:
            return place
    return None


def _is_old(case: Case, removal: Removal, command: MoveInNoticeReceived) -> bool:
    """Whether a newer notice, or this very one, has been taken already (STD-4.1.3.1.2)."""
    taken, now = removal.move_in_notice_on, case.header.notified_on
    if taken is None or now is None:
        return False
    repeated = removal.confirmed_destination == command.destination and removal.moved_out_on == command.moved_in_on
    if now < taken or (now == taken and repeated):
        case.find("R-41312-01", person=command.person, date=shown(now), taken=shown(taken))
        return True
    return False


def _earlier(removal: Removal, moved_in_on: RegisterDate) -> RegisterDate:
    """The earlier of the planned day and the day notified: on it the record is removed (STD-1.1.5)."""
    planned = removal.planned_on
    return moved_in_on if planned is None or moved_in_on < planned else planned


def _confirm(case: Case, draft: Draft, place: int, removal: Removal, items: dict[str, Any]) -> None:
    confirmed = msgspec.structs.replace(removal, **items)
    first, last = stay_bounds(draft.versions, place)
    stay = draft.versions[first:last]
    removed_since = next(version.since for version in stay if version.content.state is not State.PRESENT)
    until = stay[-1].until
    if stay[-1].content.state is not State.MOVED_OUT:
        draft.versions = overwrite(draft.versions, removed_since, until, lambda _: {"removal": confirmed})
        return
    since = max(ordinals.end_of(_earlier(removal, case.day)), stay[0].since)
    if since != removed_since:
        case.find("R-41312-02", person=draft.number, date=shown(case.day))
    if since > removed_since:
        draft.versions = overwrite(draft.versions, removed_since, since, lambda _: _as_planned(stay))
    gone = {"state": State.MOVED_OUT, "removal": confirmed}
    if since < removed_since:
        freeze(draft, since, gone, until)
    else:
        draft.versions = overwrite(draft.versions, since, until, lambda _: gone)
    households.settle(case, [version.content.household_number for version in stay], min(since, removed_since))


def _as_planned(stay: tuple[Version, ...]) -> dict[str, Any]:
    """What stands before the removal when it turns out to be later than a first notice said."""
    planned = next(
        (version.content.removal for version in reversed(stay) if version.content.state is State.PRESENT), None
    )
    return {"state": State.PRESENT, "removal": planned}
