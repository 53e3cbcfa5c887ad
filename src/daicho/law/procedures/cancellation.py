"""Cancellation of an act (異動の取消し): what it changed is put back, by adding to the history.

Source: standard chapter 3, 1.1.5, 1.2.2, 4.6.0.1. Three kinds: 増 (a removal is cancelled), 減 (an entry is cancelled),
修正. Whoever comes back comes back to the earlier household; where all of it had left, to a new household at the old
address. A cancelled entry is a removal: it leaves a removed record (除票).
"""

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from daicho.law import timelines
from daicho.law.case import Case, Draft, shown
from daicho.law.commands import Cancellation
from daicho.law.decision import ClosedRecord
from daicho.law.header_rules import check_header
from daicho.law.procedures.removals import removed_record
from daicho.law.procedures.returns import settle_returns
from daicho.law.reasons import Reason
from daicho.law.records import ActLine, ResidentRecord, State, Version
from daicho.law.timelines import OPENING, content_at
from daicho.law.versions import (
    OF_KIND,
    PARTED,
    Versions,
    changed_fields,
    overwrite,
    parts_changed,
    replace,
    same,
    stay_bounds,
)
from daicho.values.dates import RegisterDate

_MOVES_OUT = frozenset({Reason.DOMESTIC_MOVE_OUT.value, Reason.MOVE_OUT_ABROAD.value})


class Kind(Enum):
    """What an act did to a person."""

    ENTERED = auto()
    REMOVED = auto()
    CHANGED = auto()


def cancellation(case: Case, command: Cancellation) -> None:
    """Put back what an act changed, for the people chosen and for those it changed only as a consequence."""
    if case.effective_on is None:
        case.effective_on = RegisterDate(case.today)
    if not check_header(case):
        return
    chosen = list(_chosen(case, command))
    if case.refused:
        return
    before = {draft.number: draft.versions for draft, _ in chosen}
    since = min(_first(line) for _, lines in chosen for line in lines)
    for draft, lines in chosen:
        _cancel(case, draft, lines)
    settle_returns(case, command, [(draft, before[draft.number]) for draft, _ in chosen], since)


def _first(line: ActLine) -> int:
    """Where the act begins to change the person."""
    return min(piece.since for piece in line.pieces)


def _chosen(case: Case, command: Cancellation) -> Iterator[tuple[Draft, list[ActLine]]]:
    """The people whose change is cancelled, each with the acts that fall, newest first."""
    if not command.persons or len(set(command.persons)) != len(command.persons):
        case.find("R-401-03", field="persons")
    for number in command.persons:
        draft = case.draft(number)
        line = _line(draft, command.act_number)
        if line is None:
            case.find("R-4601-01", person=number, field="act_number", act=command.act_number)
        elif _may_be_cancelled(case, draft, line):
            yield draft, _with_what_falls(draft, line)
    for draft in case.everybody():
        line = _line(draft, command.act_number)
        if line is not None and draft.number not in command.persons and line.consequence and line.cancelled_by is None:
            yield draft, [line]


def _line(draft: Draft, act_number: int) -> ActLine | None:
    """The act's line; of the two that a new record gives, that of the record that began."""
    lines = (line for line in draft.timeline.acts if line.act_number == act_number and not line.closing)
    return next(lines, None)


def _began_anew(draft: Draft, line: ActLine) -> bool:
    """Whether an act ended a record of the person and began another."""
    return any(other.act_number == line.act_number and other.closing for other in draft.timeline.acts)


def _may_be_cancelled(case: Case, draft: Draft, line: ActLine) -> bool:
    if line.cancelled_by is not None:
        case.find("R-4601-02", person=draft.number, field="act_number", act=line.act_number, by=line.cancelled_by)
        return False
    if line.cancels is not None or line.reason == OPENING:
        case.find("R-4601-04", person=draft.number, field="act_number", act=line.act_number)
        return False
    later = [other for other in draft.acts_in_force() if other.act_number > line.act_number]
    falls = {fallen.act_number for fallen in _with_what_falls(draft, line)}
    blocking = [
        other
        for other in later
        if other.act_number not in falls and (kind_of(other) is not Kind.CHANGED or _began_anew(draft, other))
    ]
    if blocking:
        names = "、".join(shown(other.effective_on) for other in blocking)
        case.find("R-4601-03", person=draft.number, field="act_number", acts=names, count=len(blocking))
        return False
    if len(falls) > 1 and kind_of(line) is Kind.ENTERED:
        case.find("R-4601-07", person=draft.number, field="act_number", count=len(falls) - 1)
    return True


def kind_of(line: ActLine) -> Kind:
    """What an act did to the person, by what became of the newest content: the day of a removal may move meanwhile."""
    newest = line.pieces[-1]
    was, now = _present(content_at(line.changed, newest.since)), _present(newest.content)
    if was is now:
        return Kind.CHANGED
    return Kind.ENTERED if now else Kind.REMOVED


def _present(content: ResidentRecord | None) -> bool:
    return content is not None and content.state is State.PRESENT


def _with_what_falls(draft: Draft, line: ActLine) -> list[ActLine]:
    """The act and what goes with it, newest first.

    With an entry falls what has changed its record since. Of a planned move-out, whether the plan or the passing of its
    day is chosen, all falls that ended it or took notices of it: a part would leave a plan whose day is past. Neither a
    notice received nor the day's having come stands in the way, and neither is alerted (STD-4.6.0.1).
    """
    if kind_of(line) is Kind.ENTERED:
        return [*(other for other in _of_stay(draft, line)[:0:-1] if _rests_on(draft, other, line)), line]
    if line.reason not in _MOVES_OUT:
        return [line]
    plan = _plan_of(line)
    group = [
        other
        for other in _of_stay(draft, line)
        if _plan_of(other) == plan and (other.reason in _MOVES_OUT or _takes_notice(other))
    ]
    return group[::-1]


def _of_stay(draft: Draft, line: ActLine) -> list[ActLine]:
    """The acts in force of the stay that an act belongs to: from the entry before it to the next entry."""
    stay: list[ActLine] = []
    for other in draft.acts_in_force():
        if kind_of(other) is Kind.ENTERED:
            if other.act_number > line.act_number:
                break
            stay = []
        stay.append(other)
    return stay


def _rests_on(draft: Draft, other: ActLine, entry: ActLine) -> bool:
    """Whether a later act changed the record that an entry began, and neither ended it nor an earlier one."""
    changed = kind_of(other) is Kind.CHANGED and not _began_anew(draft, other)
    return changed and other.pieces[-1].since >= _first(entry)


def _takes_notice(line: ActLine) -> bool:
    """Whether an act took a move-in notice."""
    return any(
        piece.content.removal is not None
        and piece.content.removal.move_in_notice_on is not None
        and _notice_before(line, piece) != piece.content.removal.move_in_notice_on
        for piece in line.pieces
    )


def _notice_before(line: ActLine, piece: Version) -> RegisterDate | None:
    old = content_at(line.changed, piece.since)
    return old.removal.move_in_notice_on if old is not None and old.removal is not None else None


def _plan_of(line: ActLine) -> tuple[object, ...] | None:
    for piece in line.pieces:
        removal = piece.content.removal
        if removal is not None:
            return (removal.planned_on, removal.planned_destination)
    return None


def _cancel(case: Case, draft: Draft, lines: Sequence[ActLine]) -> None:
    was_resident, latest = draft.is_resident, draft.latest
    if kind_of(lines[-1]) is Kind.ENTERED:
        _remove_stay(case, draft, lines[-1])
    else:
        for line in lines:
            _put_back(draft, line, kind_of(line))
    reason = _reason(was_resident, draft.is_resident)
    if latest is not None and _began_anew(draft, lines[-1]):
        closed = removed_record(case, latest, Reason.CANCELLATION_REMOVAL)
        draft.closed = ClosedRecord(Reason.CANCELLATION_REMOVAL, closed)
        reason = Reason.CANCELLATION_ENTRY
    draft.mark(reason, effective_on=case.day, ex_officio=True)
    draft.cancels = lines[-1].act_number
    draft.cancels_also = tuple(line.act_number for line in lines[:-1])


def _reason(was_resident: bool, is_resident: bool) -> Reason:
    if was_resident is is_resident:
        return Reason.CANCELLATION_CORRECTION
    return Reason.CANCELLATION_ENTRY if is_resident else Reason.CANCELLATION_REMOVAL


def _remove_stay(case: Case, draft: Draft, line: ActLine) -> None:
    """Make a removed record of a cancelled entry, from its first day on and with all that it said last.

    Where an earlier removed record stood before somebody returned, that one stands again, as it has been kept up since.
    """
    since = _first(line)
    place = next(place for place, version in enumerate(draft.versions) if version.since >= since)
    first, last = stay_bounds(draft.versions, place)
    ended = draft.versions[last - 1]
    stay = (draft.versions[first].since, ended.until)
    restored = _as_kept_up(draft, line, timelines.within(line.changed, [stay]))
    removed = Version(*stay, removed_record(case, ended.content, Reason.CANCELLATION_REMOVAL))
    left = timelines.cut([removed], [(version.since, version.until) for version in restored])
    kept = timelines.cut(draft.versions, [stay])
    draft.versions = tuple(sorted([*kept, *left, *restored], key=lambda version: version.since))


def _as_kept_up(draft: Draft, entry: ActLine, earlier: Sequence[Version]) -> Versions:
    """The record that stood before an entry, with what later acts entered in it while it ended at the entry."""
    since = _first(entry)
    restored = tuple(earlier)
    for other in draft.acts_in_force():
        old, new = content_at(other.changed, since - 1), content_at(other.pieces, since - 1)
        if other.act_number > entry.act_number and old is not None and new is not None:
            restored = overwrite(restored, since, None, _Back(new, old, Kind.CHANGED))
    return restored


def _put_back(draft: Draft, line: ActLine, kind: Kind) -> None:
    """Give each field that the act changed its old value, as far as no later act has changed it again."""
    for piece in line.pieces:
        for old in timelines.within(line.changed, [(piece.since, piece.until)]):
            back = _Back(old.content, piece.content, kind)
            draft.versions = overwrite(draft.versions, old.since, old.until, back)


class _Back:
    """The fields of a content that go back to what they were before an act."""

    __slots__ = ("_always", "_fields", "_new", "_old")

    def __init__(self, old: ResidentRecord, new: ResidentRecord, kind: Kind) -> None:
        self._old, self._new = old, new
        self._fields = changed_fields(old, new)
        self._always = {"state", "removal"} if kind is Kind.REMOVED else set()
        if "kind" in self._fields:  # what later acts gave the other kind of resident goes with it
            self._fields = tuple(dict.fromkeys((*self._fields, *OF_KIND)))
            self._always.update(OF_KIND)

    def __call__(self, content: ResidentRecord) -> dict[str, object]:
        back: dict[str, object] = {}
        for field in self._fields:
            if field in self._always or same(getattr(content, field), getattr(self._new, field)):
                back[field] = getattr(self._old, field)
            elif field in PARTED:
                back |= self._parts(content, field)
        return back

    def _parts(self, content: ResidentRecord, field: str) -> dict[str, object]:
        """The parts of a structure that no later act has changed again."""
        old, new, held = (getattr(record, field) for record in (self._old, self._new, content))
        if old is None or new is None or held is None:
            return {}
        parts = {
            part: getattr(old, part)
            for part, value in parts_changed(old, new).items()
            if same(getattr(held, part), value)
        }
        return {field: replace(held, **parts)} if parts else {}
