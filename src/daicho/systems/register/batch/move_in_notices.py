"""Move-in notices from a file (転入通知の一括処理; Act, Article 9(1); STD-4.1.3.1.1; SYS1-F4).

Each record is one act of its own, under a request token made from its sender and number. What the law refuses is
refused; what it alerts to stands pending; a notice whose name or date of birth is not the record's is never entered by
a machine but becomes a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import msgspec

from daicho.law.commands import Basis, Header, MoveInNoticeReceived, Notifier, NotifierKind
from daicho.systems.register import db, town
from daicho.systems.register.actions import tasks
from daicho.systems.register.batch import engine, entering
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.report import BatchReport, Outcome
from daicho.systems.register.batch.values import Texts
from daicho.systems.register.queries import lookups
from daicho.values.addresses import Address, municipality
from daicho.values.characters import Strictness, same
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from daicho.access.grants import Grant
    from daicho.values.numbers import AddresseeNumber

    Progress = Callable[[int, int], None]

COLUMNS: Final = (
    "notice_number", "from_municipality", "to_municipality", "resident_record_code", "name", "birth_date",
    "town", "lot", "moved_in_on", "notified_on",
)  # fmt: skip
"""Columns that every record has; see docs/register.md."""

GROUND: Final = "住民基本台帳法第9条第1項"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One record, read and checked."""

    number: str
    sender: str
    receiver: str
    code: ResidentRecordCode
    name: str
    birth_date: RegisterDate
    address: Address
    moved_in_on: RegisterDate
    notified_on: RegisterDate

    @property
    def token(self) -> str:
        """The request token: the same notice is entered once."""
        return f"batch:move_in_notice:{self.sender}:{self.number}"


class MoveInNotices:
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
        """Confirm the destination of whoever has the code, if the notice speaks of that person."""
        notice = read(values)
        if notice.receiver != town.organisation() or notice.sender == notice.receiver:
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-06",), field="to_municipality")
        person = lookups.by_codes(alias, [notice.code.stored()]).get(notice.code.stored())
        if person is None:
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-04",), field="resident_record_code")
        return entering.done_before(alias, notice.token) or _enter(alias, notice, person, dry_run=dry_run)


def enter(alias: str, path: Path, progress: Progress | None = None) -> BatchReport:
    """Enter every notice of a file.

    Raises:
        BatchFileRefused: the file is none; nothing was entered.
    """
    return engine.run(alias, MoveInNotices(), path, who=str(town.installation().party), progress=progress)


def _enter(alias: str, notice: Notice, person: AddresseeNumber, *, dry_run: bool) -> Result:
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
    if not fits(grant, person, name=notice.name, birth_date=notice.birth_date):
        if not dry_run:
            tasks.open_task(
                alias,
                kind="move_in_notice_mismatch",
                code="B-REC-05",
                persons=[person.stored()],
                reference=notice.token,
                content=command,
            )
        return Result(outcome=Outcome.ALERT, codes=("B-REC-05",))
    if dry_run:
        return entering.foreseen(alias, grant, command)
    return entering.record(alias, grant, command, token=notice.token)


def fits(grant: Grant, person: AddresseeNumber, *, name: str, birth_date: RegisterDate) -> bool:
    """Whether a notice speaks of the person who has its code: the same name, variants counted, and date of birth."""
    grant.require([person.stored()])
    found = db.row(
        grant.alias,
        "SELECT name_written, birth_date FROM register_person WHERE addressee_number = %s",
        (person.stored(),),
    )
    if found is None or RegisterDate.from_stored(found["birth_date"]) != birth_date:
        return False
    return same(_unspaced(name), _unspaced(found["name_written"]), Strictness.VARIANT)


def _unspaced(text: str) -> str:
    return text.replace("\u3000", "").replace(" ", "")


def read(values: Mapping[str, str]) -> Notice:
    """The notice of a record's texts.

    Raises:
        Wrong: a column is missing or its value is wrong.
    """
    texts = Texts(values)
    sender = texts.parsed("from_municipality", municipality).code
    return Notice(
        number=texts.text("notice_number"),
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
