"""A person's versions over valid time, and what an act does to them.

Pure counterparts of what the database does: `apply` puts a change into a timeline, `rebuild` folds the stored
changes of all acts, and both must give the same rows (standard chapter 3, 1.2.1; nothing is ever decided again).
"""

import itertools
from collections.abc import Iterable
from typing import Final

import msgspec

from daicho.law.decision import PersonChange
from daicho.law.records import ActLine, ResidentRecord, Timeline, Version
from daicho.law.versions import same_content
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber

Span = tuple[int, int | None]

OPENING: Final = "opening"
"""What an act line holds instead of a reason when the opening act took the person over."""


class ActStamp(msgspec.Struct, frozen=True):
    """What the register knows of an act when it applies it: the number it got and its two days."""

    act_number: int
    effective_on: RegisterDate
    processed_on: RegisterDate


class BrokenTimeline(ValueError):  # noqa: N818 - a state of the timeline
    """Versions overlap, are empty, out of order or lost: a defect of the program, never of an entry."""


def at(timeline: Timeline, ordinal: int) -> ResidentRecord | None:
    """The content in force at an ordinal, or None where the person has no record."""
    return content_at(timeline.versions, ordinal)


def content_at(versions: Iterable[Version], ordinal: int) -> ResidentRecord | None:
    """The content among `versions` in force at an ordinal."""
    for version in versions:
        if version.since <= ordinal and (version.until is None or ordinal < version.until):
            return version.content
    return None


def latest(timeline: Timeline) -> ResidentRecord | None:
    """The newest content of the person: what the history row with the highest number shows."""
    return timeline.versions[-1].content if timeline.versions else None


def cut(versions: Iterable[Version], spans: Iterable[Span]) -> list[Version]:
    """The parts of `versions` that lie outside all `spans`."""
    remaining = list(versions)
    for since, until in spans:
        kept: list[Version] = []
        for version in remaining:
            kept.extend(_outside(version, since, until))
        remaining = kept
    return remaining


def within(versions: Iterable[Version], spans: Iterable[Span]) -> list[Version]:
    """The parts of `versions` that lie inside `spans`."""
    parts: list[Version] = []
    for since, until in spans:
        for version in versions:
            start = max(version.since, since)
            end = earlier(version.until, until)
            if end is None or start < end:
                parts.append(Version(start, end, version.content))
    return parts


def earlier(first: int | None, second: int | None) -> int | None:
    """The earlier of two ends, where None is no end."""
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)


def _outside(version: Version, since: int, until: int | None) -> Iterable[Version]:
    before_end = earlier(version.until, since)
    if before_end is not None and version.since < before_end:
        yield Version(version.since, before_end, version.content)
    if until is not None:
        after_start = max(version.since, until)
        if version.until is None or after_start < version.until:
            yield Version(after_start, version.until, version.content)


def difference(before: tuple[Version, ...], after: tuple[Version, ...]) -> tuple[Version, ...]:
    """The pieces that turn `before` into `after`: the smallest change that does.

    Raises:
        BrokenTimeline: Nothing stands in `after` where something stood.
    """
    if not before:
        return after
    points = sorted({point for version in (*before, *after) for point in (version.since, version.until) if point})
    bounds: list[tuple[int, int | None]] = [*itertools.pairwise(points), (points[-1], None)]
    pieces: list[Version] = []
    for since, until in bounds:
        old, new = content_at(before, since), content_at(after, since)
        if same_content(old, new):
            continue
        if new is None:
            raise BrokenTimeline("a version has gone and left nothing in its place")
        _extend_piece(pieces, Version(since, until, new))
    return tuple(pieces)


def _extend_piece(pieces: list[Version], piece: Version) -> None:
    last = pieces[-1] if pieces else None
    if last is not None and last.until == piece.since and same_content(last.content, piece.content):
        pieces[-1] = Version(last.since, piece.until, last.content)
    else:
        pieces.append(piece)


def apply(timeline: Timeline, change: PersonChange, act: ActStamp) -> Timeline:
    """The timeline after a change has become definitive.

    Raises:
        BrokenTimeline: The change's pieces overlap or are empty.
    """
    spans = [(piece.since, piece.until) for piece in change.pieces]
    versions = tuple(sorted([*cut(timeline.versions, spans), *change.pieces], key=lambda version: version.since))
    require_sound(versions)
    closing = () if change.closed is None else (_closing_line(timeline, change, change.closed.reason.value, act),)
    line = ActLine(
        act_number=act.act_number,
        history_number=len(timeline.acts) + len(closing) + 1,
        reason=change.reason.value if change.reason else OPENING,
        effective_on=change.effective_on or act.effective_on,
        processed_on=act.processed_on,
        changed=tuple(within(timeline.versions, spans)),
        pieces=change.pieces,
        cancels=change.cancels,
        consequence=change.consequence,
    )
    acts = (*_mark_cancelled(timeline.acts, change, act.act_number), *closing, line)
    return Timeline(timeline.addressee_number, versions, acts)


def _closing_line(timeline: Timeline, change: PersonChange, reason: str, act: ActStamp) -> ActLine:
    """The line of the record that ended: a history row of its own, which puts nothing into the timeline."""
    return ActLine(
        act_number=act.act_number,
        history_number=len(timeline.acts) + 1,
        reason=reason,
        effective_on=change.effective_on or act.effective_on,
        processed_on=act.processed_on,
        cancels=change.cancels,
        consequence=change.consequence,
    )


def _mark_cancelled(acts: tuple[ActLine, ...], change: PersonChange, by: int) -> tuple[ActLine, ...]:
    cancelled = {change.cancels, *change.cancels_also} - {None}
    if not cancelled:
        return acts
    return tuple(
        msgspec.structs.replace(line, cancelled_by=by) if line.act_number in cancelled else line for line in acts
    )


def rebuild(number: AddresseeNumber, changes: Iterable[tuple[PersonChange, ActStamp]]) -> Timeline:
    """The timeline that a person's stored changes give, in the order of their acts."""
    timeline = Timeline(number)
    for change, act in changes:
        timeline = apply(timeline, change, act)
    return timeline


def require_sound(versions: Iterable[Version]) -> None:
    """Raise BrokenTimeline unless the versions are ordered, disjoint and not empty."""
    end: int | None = 0
    for version in versions:
        if end is None or version.since < end or (version.until is not None and version.until <= version.since):
            raise BrokenTimeline("versions overlap or are empty")
        end = version.until
