"""Move-in notices from a file (転入通知の一括処理; Act, Article 9(1); STD-4.1.3.1.1; SYS1-F4).

Each record is one act of its own, under a request token made from its sender and number: a file that was broken off, or
is entered again, changes nothing that was done. What the law refuses is refused; a notice whose name or date of birth
is not the record's is never entered by a machine but becomes a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law.commands import Basis, Header, MoveInNoticeReceived, Notifier, NotifierKind
from daicho.systems.register import db, town
from daicho.systems.register.actions import machine, tasks
from daicho.systems.register.actions.errors import Refused
from daicho.systems.register.batch import files
from daicho.systems.register.batch.report import BatchReport, Outcome, RecordReport
from daicho.systems.register.queries import lookups
from daicho.values.addresses import Address, municipality
from daicho.values.characters import Strictness, same
from daicho.values.characters import validate as validate_text
from daicho.values.dates import RegisterDate
from daicho.values.errors import InvalidValue
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from daicho.access.grants import Grant
    from daicho.values.numbers import AddresseeNumber

    Progress = Callable[[int, int], None]

COLUMNS: Final = (
    "notice_number", "from_municipality", "to_municipality", "resident_record_code", "name", "birth_date",
    "town", "lot", "moved_in_on", "notified_on",
)  # fmt: skip
"""Columns that every record has; see docs/register.md."""

OPTIONAL: Final = ("building", "postal_code")
LONGEST: Final = 200


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


class _Wrong(Exception):  # noqa: N818 - a record, not a failure
    def __init__(self, field: str, *codes: str) -> None:
        self.field, self.codes = field, codes
        super().__init__(field)


def enter(alias: str, path: Path, progress: Progress | None = None) -> BatchReport:
    """Enter every notice of a file, each in its own transaction.

    Raises:
        BatchFileRefused: the file is none; nothing was entered.
    """
    lines = files.read(path, COLUMNS, optional=OPTIONAL)
    seen: set[tuple[str, str]] = set()
    found = []
    for done, line in enumerate(lines, 1):
        found.append(_enter_line(alias, line, seen))
        if progress is not None:
            progress(done, len(lines))
    return BatchReport(tuple(found))


def _enter_line(alias: str, line: files.Line, seen: set[tuple[str, str]]) -> RecordReport:
    number = (line.values or {}).get("notice_number", "")[:LONGEST]

    def report(outcome: Outcome, *codes: str, **more: Any) -> RecordReport:
        return RecordReport(line=line.number, notice=number, outcome=outcome, codes=codes, **more)

    if line.values is None:
        return report(Outcome.REFUSED, "B-REC-01")
    try:
        notice = _read(line.values)
    except _Wrong as wrong:
        return report(Outcome.REFUSED, *wrong.codes, field=wrong.field)
    if (notice.sender, notice.number) in seen:
        return report(Outcome.REFUSED, "B-REC-03", field="notice_number")
    seen.add((notice.sender, notice.number))
    if notice.receiver != town.organisation() or notice.sender == notice.receiver:
        return report(Outcome.REFUSED, "B-REC-06", field="to_municipality")
    person = lookups.by_codes(alias, [notice.code.stored()]).get(notice.code.stored())
    if person is None:
        return report(Outcome.REFUSED, "B-REC-04", field="resident_record_code")
    return _enter(alias, notice, person, report)


def _enter(alias: str, notice: Notice, person: AddresseeNumber, report: Callable[..., RecordReport]) -> RecordReport:
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
    grant = machine.grant_for(
        alias,
        command,
        function=machine.APPLY,
        source=str(town.installation().party),
        purpose="notification",
        ground="住民基本台帳法第9条第1項",
    )
    if not _fits(grant, notice, person):
        tasks.open_task(
            alias,
            kind="move_in_notice_mismatch",
            code="B-REC-05",
            persons=[person.stored()],
            reference=notice.token,
            content=command,
        )
        return report(Outcome.ALERT, "B-REC-05")
    try:
        recorded = machine.record_or_hold(alias, grant, command, token=notice.token)
    except Refused as refused:
        return report(Outcome.REFUSED, *(finding.code for finding in refused.decision.errors))
    if recorded is None:
        return report(Outcome.ALERT, "B-REC-07")
    alerts = [finding.code for finding in recorded.decision.alerts]
    outcome = Outcome.ALERT if alerts else Outcome.ACCEPTED
    return report(outcome, *alerts, act=recorded.number, repeated=recorded.repeated)


def _fits(grant: Grant, notice: Notice, person: AddresseeNumber) -> bool:
    """Whether a notice speaks of the person who has its code: the same name, variants counted, and date of birth."""
    grant.require([person.stored()])
    found = db.row(
        grant.alias,
        "SELECT name_written, birth_date FROM register_person WHERE addressee_number = %s",
        (person.stored(),),
    )
    if found is None or RegisterDate.from_stored(found["birth_date"]) != notice.birth_date:
        return False
    return same(_unspaced(notice.name), _unspaced(found["name_written"]), Strictness.VARIANT)


def _unspaced(text: str) -> str:
    return text.replace("\u3000", "").replace(" ", "")


def _read(values: dict[str, str]) -> Notice:
    """The notice of a record's texts.

    Raises:
        _Wrong: a column is missing or its value is wrong.
    """

    def text(field: str, *, required: bool = True) -> str:
        value = values.get(field, "").strip()
        if not value and required:
            raise _Wrong(field, "B-REC-02")
        problems = validate_text(value)
        if problems or len(value) > LONGEST:
            raise _Wrong(field, "B-REC-02", *(str(problem.code) for problem in problems[:1]))
        return value

    def parsed(field: str, parse: Callable[[str], Any]) -> Any:
        try:
            return parse(text(field))
        except InvalidValue as wrong:
            raise _Wrong(field, "B-REC-02", wrong.code) from None

    sender = parsed("from_municipality", municipality).code
    return Notice(
        number=text("notice_number"),
        sender=sender,
        receiver=parsed("to_municipality", municipality).code,
        code=parsed("resident_record_code", ResidentRecordCode.parse),
        name=text("name"),
        birth_date=parsed("birth_date", lambda typed: RegisterDate.parse(typed, permit_non_calendar=True)),
        address=Address(
            municipality_code=sender,
            town=text("town"),
            lot=text("lot"),
            building=text("building", required=False),
            postal_code=text("postal_code", required=False).replace("-", ""),
        ),
        moved_in_on=parsed("moved_in_on", RegisterDate.parse),
        notified_on=parsed("notified_on", RegisterDate.parse),
    )
