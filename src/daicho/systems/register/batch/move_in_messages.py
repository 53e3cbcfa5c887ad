"""Move-in notices that came as messages and could not be applied at once, judged again together (STD-4.1.3.1.2).

A notice that fits nobody, or that the law refused, stands as a task. After the move-out was entered or corrected, one
run applies all that fit by now and closes their tasks; the others stay.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Final

from daicho.law.commands import Basis, Header, MoveInNoticeReceived, Notifier, NotifierKind
from daicho.protocol.messages import MoveInNotice
from daicho.systems.register import db
from daicho.systems.register.actions import tasks
from daicho.systems.register.batch import engine, entering, files
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.move_in_notices import GROUND, fits
from daicho.systems.register.batch.report import BatchReport, Outcome
from daicho.systems.register.queries import lookups
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.access.grants import Grant
    from daicho.systems.register.batch.engine import Progress
    from daicho.values.numbers import AddresseeNumber

WAITING: Final = ("move_in_notice_unmatched", "move_in_notice_refused")
"""Tasks that hold a notice as it came."""


class MoveInMessages:
    """The kind of batch. A record's line is the number of its task."""

    code: ClassVar[str] = "move_in_messages"
    japanese: ClassVar[str] = "転入通知(受信したもの)"
    english: ClassVar[str] = "Move-in notices received as messages"
    columns: ClassVar[tuple[str, ...]] = ("task", "reference")
    optional: ClassVar[tuple[str, ...]] = ()
    dry_run_first: ClassVar[bool] = False

    def key(self, values: Mapping[str, str]) -> str:
        """The message: sender, epoch and sequence."""
        return values["reference"]

    def enter(self, alias: str, values: Mapping[str, str], *, dry_run: bool) -> Result:
        """Apply one notice if it fits somebody by now, and close its task."""
        content = db.value(alias, "SELECT content FROM register_task WHERE id = %s", (int(values["task"]),))
        notice = codec.decode(bytes(content), MoveInNotice)
        code = notice.resident_record_code.stored()
        person = lookups.by_codes(alias, [code]).get(code)
        if person is None:
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-04",))
        return _enter(alias, notice, person, values, dry_run=dry_run)


def enter(alias: str, *, who: str, dry_run: bool = False, progress: Progress | None = None) -> BatchReport:
    """Judge every notice that waits again, the oldest first."""
    found = db.rows(
        alias,
        "SELECT id, reference FROM register_task WHERE done_at IS NULL AND kind = ANY (%s) ORDER BY id",
        (list(WAITING),),
    )
    lines = tuple(files.Line(each["id"], {"task": str(each["id"]), "reference": each["reference"]}) for each in found)
    source = engine.Source("messages", hashlib.sha256(b"messages").digest(), lines)
    return engine.run_source(alias, MoveInMessages(), source, who=who, dry_run=dry_run, progress=progress)


def _enter(
    alias: str, notice: MoveInNotice, person: AddresseeNumber, values: Mapping[str, str], *, dry_run: bool
) -> Result:
    token = f"notice:{values['reference']}"
    command = MoveInNoticeReceived(
        header=Header(
            basis=Basis.NOTICE,
            effective_on=notice.moved_in_on,
            notified_on=notice.notified_on,
            notifier=Notifier(kind=NotifierKind.OTHER_OFFICE),
        ),
        person=person,
        destination=notice.address,
        moved_in_on=notice.moved_in_on,
    )
    grant = entering.grant_on(alias, [person], act="move_in_notice_received", purpose="notification", ground=GROUND)
    if not fits(grant, person, name=notice.name.written, birth_date=notice.birth_date):
        return Result(outcome=Outcome.ALERT, codes=("B-REC-05",))
    if dry_run:
        return entering.foreseen(alias, grant, command)
    result = entering.done_before(alias, token) or entering.record(alias, grant, command, token=token)
    _close(alias, grant, int(values["task"]), result)
    return result


def _close(alias: str, grant: Grant, task: int, result: Result) -> None:
    """A task whose notice has become an act, or stands pending, is done; one that is still refused is not."""
    if result.act is not None:
        tasks.close_task(alias, grant, task, outcome=f"act {result.act}")
    elif result.pending is not None:
        tasks.close_task(alias, grant, task, outcome=f"pending act {result.pending}")
