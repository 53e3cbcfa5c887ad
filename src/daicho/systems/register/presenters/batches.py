"""Runs of batches and their records as rows of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy

from daicho.systems.register.batch.every_kind import KINDS
from daicho.systems.register.batch.move_in_messages import MoveInMessages
from daicho.systems.register.batch.report import Outcome, reason
from daicho.systems.register.presenters import batch_columns, words
from daicho.systems.register.presenters.who import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from daicho.systems.register.batch.report import RecordReport
    from daicho.systems.register.queries.batches import Run

STATES: Final[Mapping[str, StrOrPromise]] = {
    "waiting": gettext_lazy("待機中"),
    "running": gettext_lazy("実行中"),
    "broken": gettext_lazy("中断(同じファイルで続きから再開)"),
    "stopped": gettext_lazy("中断"),  # started at the desk: it goes on by itself, or on a clerk's word
    "finished": gettext_lazy("完了"),
    "refused": gettext_lazy("受付不可"),
}

OUTCOMES: Final[Mapping[str, StrOrPromise]] = {
    "accepted": gettext_lazy("受付"),
    "alert": gettext_lazy("要確認"),
    "refused": gettext_lazy("却下"),
}

SILENT_SECONDS: Final = 120
"""After how long without a sign of life a run counts as broken off."""

LATE_SECONDS: Final = 60
"""After how long a run that waits says that nobody takes it up."""

_BADGES: Final = {Outcome.ACCEPTED: "good", Outcome.ALERT: "warn", Outcome.REFUSED: "bad"}
_ORDER: Final = {Outcome.REFUSED: 0, Outcome.ALERT: 1, Outcome.ACCEPTED: 2}


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """One run. `next_step` is what somebody at a desk may do with it: start, again, resume, or nothing."""

    id: int
    kind: str
    source: str
    dry_run: bool
    state: str
    state_word: str
    refusal: str
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    lines: int
    done: int
    accepted: int
    alert: int
    refused: int
    repeated: int
    waiting: int
    at_desk: bool
    has_file: bool
    newest: int | None
    next_step: str
    is_late: bool

    @property
    def is_live(self) -> bool:
        """Whether it waits or goes on now: the page looks again by itself."""
        return self.state in {"waiting", "running"} or (self.state == "broken" and self.at_desk and not self.next_step)


class RecordRow(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a run."""

    line: int
    key: str
    outcome: str
    badge: str
    codes: str
    field: str  # the column at fault in words
    column: str  # its name in the file
    reasons: tuple[str, ...]
    act: int | None
    pending: int | None
    repeated: bool
    is_task: bool


def kind_word(code: str) -> str:
    """The name of a kind of batch."""
    kind = KINDS.get(code)
    if kind is None:
        return code
    return kind.english if words.is_english() else kind.japanese


def row(run: Run) -> RunRow:
    """A run as a row; one that has not given a sign of life for some time was broken off."""
    silent = (timezone.now() - run.updated_at).total_seconds()
    state = "broken" if run.state == "running" and silent > SILENT_SECONDS else run.state
    return RunRow(
        id=run.id,
        kind=kind_word(run.kind),
        source=words.word({"messages": _MESSAGES}, run.source),
        dry_run=run.dry_run,
        state=state,
        state_word=words.word(STATES, "stopped" if state == "broken" and run.at_desk else state),
        refusal=run.refusal,
        started_by=name_of(run.started_by),
        started_at=run.started_at,
        finished_at=run.finished_at,
        lines=run.lines,
        done=run.done,
        accepted=run.accepted,
        alert=run.alert,
        refused=run.refused,
        repeated=run.repeated,
        waiting=run.waiting,
        at_desk=run.at_desk,
        has_file=run.has_file,
        newest=None if run.newest == run.id else run.newest,
        next_step=_next_step(run),
        is_late=run.state == "waiting" and silent > LATE_SECONDS,
    )


def _next_step(run: Run) -> str:
    """What somebody at a desk may do: only with the newest run of a file that is still kept, or of the messages."""
    if not run.at_desk or run.newest != run.id or not (run.has_file or run.kind == MoveInMessages.code):
        return ""
    if run.state == "broken":
        return "resume"
    if run.state != "finished":
        return ""
    if run.dry_run:
        return "start" if run.done else ""
    return "again" if run.accepted < run.done else ""


_MESSAGES: Final = gettext_lazy("受信した通知")


def records(found: Iterable[RecordReport]) -> list[RecordRow]:
    """The records of a run, those not accepted first."""
    return [_record(each) for each in sorted(found, key=lambda each: (_ORDER[each.outcome], each.line))]


def _record(found: RecordReport) -> RecordRow:
    english = words.is_english()
    reasons = (reason(code)[1 if english else 0] for code in found.codes)
    return RecordRow(
        line=found.line,
        key=found.notice,
        outcome=words.word(OUTCOMES, found.outcome),
        badge=_BADGES[found.outcome],
        codes=", ".join(found.codes),
        field=batch_columns.label(found.field) if found.field else "",
        column=found.field,
        reasons=tuple(each for each in reasons if each),
        act=found.act,
        pending=found.pending,
        repeated=found.repeated,
        is_task="B-REC-05" in found.codes,
    )
