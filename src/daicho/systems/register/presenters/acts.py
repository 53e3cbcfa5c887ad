"""Acts on a person as the timeline and the history page show them, and a definitive act with what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext

from daicho.systems.register import store
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.differences import Change, lines
from daicho.systems.register.presenters.fields import ITEMS, belongs, lines_of
from daicho.systems.register.presenters.who import Both, Names
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.queries.hands import Hands
    from daicho.systems.register.queries.history import HistoryRow, TimelineAct


class ActRow(msgspec.Struct, frozen=True, kw_only=True):
    """One act on the timeline."""

    number: int
    title: str
    reason: str
    effective_on: str
    notified_on: str
    processed_on: date
    recorded_at: datetime
    basis: str
    hands: Both
    others: int
    changes: tuple[Change, ...]
    cancelled_by: int | None
    cancels: int | None
    consequence: bool
    may_cancel: bool


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One history row of the standard."""

    number: int
    act_number: int
    reason: str
    effective_on: str
    notified_on: str
    processed_on: date
    basis: str
    hands: Both
    cancelled_by: int | None
    items: tuple[tuple[str, str], ...]


def day(stored: str | None) -> str:
    """A stored date in the Japanese calendar; blank stays blank."""
    return "" if stored is None else RegisterDate.from_stored(stored).wareki()


def timeline(acts: Iterable[TimelineAct]) -> list[ActRow]:
    """The acts on a person, the newest first."""
    listed = list(acts)
    names = Names.of(act.hands for act in listed)
    return [_act(act, names) for act in listed]


def _act(act: TimelineAct, names: Names) -> ActRow:
    row = act.row
    cancellable = row.reason != store.OPENING and row.cancels is None and row.cancelled_by is None
    return ActRow(
        number=row.act_number,
        title=words.word(words.ACT_KINDS, act.command_kind),
        reason=words.reason(row.reason),
        effective_on=day(row.effective_on),
        notified_on=day(row.notified_on),
        processed_on=row.processed_on,
        recorded_at=act.recorded_at,
        basis=words.word(words.BASES, "ex_officio" if row.ex_officio else row.basis),
        hands=names.both(act.hands),
        others=len(act.with_others),
        changes=lines(act.differences),
        cancelled_by=row.cancelled_by,
        cancels=row.cancels,
        consequence=row.consequence,
        may_cancel=cancellable and not row.consequence,
    )


def history_rows(found: Iterable[HistoryRow], hands: Mapping[int, Hands]) -> list[HistoryLine]:
    """The history rows of a person, the newest first; `hands` are those of their acts."""
    names = Names.of(hands.values())
    return [_history(row, names.both(hands[row.act_number])) for row in found][::-1]


def _history(row: HistoryRow, hands: Both) -> HistoryLine:
    record = row.record
    items = [
        line
        for field in ITEMS
        if belongs(field, record.kind)
        for line in lines_of(field, getattr(record, field), record.kind)
        if line[1]
    ]
    return HistoryLine(
        number=row.history_number,
        act_number=row.act_number,
        reason=words.reason(row.reason),
        effective_on=day(row.effective_on),
        notified_on=day(row.notified_on),
        processed_on=row.processed_on,
        basis=words.word(words.BASES, "ex_officio" if row.ex_officio else row.basis),
        hands=hands,
        cancelled_by=row.cancelled_by,
        items=tuple(items),
    )


def state_word(record: ResidentRecord) -> str:
    """The state of a record in words, with a planned move-out said so."""
    if record.state.value == "present" and record.removal is not None:
        return gettext("現存(転出予定あり)")
    return words.word(words.STATES, record.state.value)
