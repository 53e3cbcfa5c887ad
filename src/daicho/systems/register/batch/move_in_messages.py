"""Move-in notices that wait as tasks, judged again together (STD-4.1.3.1.2).

A notice that fits nobody, speaks of somebody else, or that the law refused, stands as a task. After the move-out was
entered or the record corrected, one run applies all that fit by now and closes their tasks; the others stay.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Final

from daicho.systems.register import db
from daicho.systems.register.actions import tasks
from daicho.systems.register.batch import confirming, engine, entering, files
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.report import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.systems.register.batch.engine import Progress
    from daicho.systems.register.batch.entering import Actor
    from daicho.systems.register.batch.report import BatchReport

WAITING: Final = ("move_in_notice_unmatched", "move_in_notice_refused", "move_in_notice_mismatch")
"""Tasks that hold a notice."""


class MoveInMessages(entering.Entering):
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
        task = int(values["task"])
        notice = confirming.kept(alias, task)
        if notice is None:
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-01",))
        result = confirming.confirm(alias, notice, by=self.by, dry_run=dry_run)
        if not dry_run and result.became:
            tasks.close_task(alias, task, who=self.account, outcome=result.became)
        return result


def enter(
    alias: str, *, who: str, by: Actor = None, dry_run: bool = False, progress: Progress | None = None
) -> BatchReport:
    """Judge every notice that waits again, the oldest first."""
    return engine.run_source(alias, MoveInMessages(by), source(alias), who=who, dry_run=dry_run, progress=progress)


def source(alias: str) -> engine.Source:
    """The notices that wait now."""
    found = db.rows(
        alias,
        "SELECT id, reference FROM register_task WHERE done_at IS NULL AND kind = ANY (%s) ORDER BY id",
        (list(WAITING),),
    )
    lines = tuple(files.Line(each["id"], {"task": str(each["id"]), "reference": each["reference"]}) for each in found)
    return engine.Source("messages", hashlib.sha256(b"messages").digest(), lines)
