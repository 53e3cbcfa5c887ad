"""Move-in notices from files (転入通知; Act, Article 9(1); STD-4.1.3.1.1; SYS1-F4).

Each record is accepted, alerted or refused for itself: whoever has no act to confirm is refused with the law's own
code; what the law alerts to stands pending; a notice whose name or date of birth is not the record's becomes a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from daicho.systems.register import town
from daicho.systems.register.actions import tasks
from daicho.systems.register.batch import confirming, engine, entering
from daicho.systems.register.batch.confirming import Notice
from daicho.systems.register.batch.values import Texts
from daicho.values.addresses import Address, municipality
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from daicho.systems.register.batch.entering import Result
    from daicho.systems.register.batch.report import BatchReport

    Progress = Callable[[int, int], None]

COLUMNS: Final = (
    "notice_number", "from_municipality", "to_municipality", "resident_record_code", "name", "birth_date",
    "town", "lot", "moved_in_on", "notified_on",
)  # fmt: skip
"""Columns that every record has; see docs/register.md."""


class MoveInNotices(entering.Entering):
    """The kind of batch."""

    code: ClassVar[str] = "move_in_notices"
    japanese: ClassVar[str] = "転入通知"
    english: ClassVar[str] = "Move-in notices"
    columns: ClassVar[tuple[str, ...]] = COLUMNS
    optional: ClassVar[tuple[str, ...]] = ("building", "postal_code")
    dry_run_first: ClassVar[bool] = False

    def key(self, values: Mapping[str, str]) -> str:
        """The sender's number of the notice; with the sender it names the notice for ever."""
        sender, number = values.get("from_municipality", "").strip(), values.get("notice_number", "").strip()
        return f"{number} ({sender})" if number and sender else number

    def enter(self, alias: str, values: Mapping[str, str], *, dry_run: bool) -> Result:
        """Confirm the destination of whoever has the code, if the notice speaks of that person; else open a task."""
        notice = read(values)
        result = confirming.confirm(alias, notice, by=self.by, dry_run=dry_run)
        if result.codes == ("B-REC-05",) and result.person is not None and not dry_run:
            tasks.open_task(
                alias,
                kind="move_in_notice_mismatch",
                code="B-REC-05",
                persons=[result.person.stored()],
                reference=notice.token,
                content=notice,
            )
        return result


def enter(alias: str, path: Path, progress: Progress | None = None) -> BatchReport:
    """Enter every notice of a file.

    Raises:
        BatchFileRefused: the file is none; nothing was entered.
    """
    return engine.run(alias, MoveInNotices(), path, who=str(town.installation().party), progress=progress)


def read(values: Mapping[str, str]) -> Notice:
    """The notice of a record's texts.

    Raises:
        Wrong: a column is missing or its value is wrong.
    """
    texts = Texts(values)
    sender = texts.parsed("from_municipality", municipality).code
    return Notice(
        token=f"{confirming.FROM_FILE}{sender}:{texts.text('notice_number')}",
        sender=sender,
        receiver=texts.parsed("to_municipality", municipality).code,
        code=texts.parsed("resident_record_code", ResidentRecordCode.parse),
        name=texts.text("name"),
        birth_date=texts.parsed("birth_date", lambda typed: RegisterDate.parse(typed, permit_non_calendar=True)),
        address=Address(
            municipality_code=sender,
            town=texts.text("town"),
            lot=texts.text("lot"),
            building=texts.text("building", required=False),
            postal_code=texts.text("postal_code", required=False).replace("-", ""),
        ),
        moved_in_on=texts.parsed("moved_in_on", RegisterDate.parse),
        notified_on=texts.parsed("notified_on", RegisterDate.parse),
    )
