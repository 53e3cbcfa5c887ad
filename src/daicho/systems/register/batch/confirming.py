"""What becomes of one move-in notice, whether it came in a file or as a message (転入通知; Act, Article 9(1)).

The destination is confirmed beside what was planned, if the notice speaks of whoever has the code: a notice whose name
or date of birth is not the record's is never entered without a person (STD-4.1.3.1.1, 4.1.3.1.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.law.commands import Basis, Header, MoveInNoticeReceived, Notifier, NotifierKind
from daicho.protocol.messages import MoveInNotice
from daicho.systems.register import db, town
from daicho.systems.register.batch import entering
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.report import Outcome
from daicho.systems.register.queries import lookups
from daicho.values import codec
from daicho.values.addresses import Address  # noqa: TC001 - msgspec reads the annotations at run time
from daicho.values.characters import Strictness, same
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode  # noqa: TC001 - as above

if TYPE_CHECKING:
    from daicho.access.grants import Grant
    from daicho.systems.register.batch.entering import Actor
    from daicho.values.numbers import AddresseeNumber

GROUND: Final = "住民基本台帳法第9条第1項"

FROM_FILE: Final = "batch:move_in_notice:"
"""How the token of a notice from a file begins; the sender's code and number follow."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A move-in notice as it is judged. `token` names it for ever: the same notice is entered once."""

    token: str
    sender: str
    receiver: str
    code: ResidentRecordCode
    name: str
    birth_date: RegisterDate
    address: Address
    moved_in_on: RegisterDate
    notified_on: RegisterDate

    @classmethod
    def of_message(cls, message: MoveInNotice, reference: str) -> Notice:
        """The notice of a message; `reference` is its sender, epoch and sequence."""
        return cls(
            token=f"notice:{reference}",
            sender=message.from_municipality,
            receiver=message.to_municipality,
            code=message.resident_record_code,
            name=message.name.written,
            birth_date=message.birth_date,
            address=message.address,
            moved_in_on=message.moved_in_on,
            notified_on=message.notified_on,
        )

    def command(self, person: AddresseeNumber) -> MoveInNoticeReceived:
        """The command that enters it for a person."""
        return MoveInNoticeReceived(
            header=Header(
                basis=Basis.NOTICE,
                effective_on=self.moved_in_on,
                notified_on=self.notified_on,
                notifier=Notifier(kind=NotifierKind.OTHER_OFFICE),
            ),
            person=person,
            destination=self.address,
            moved_in_on=self.moved_in_on,
        )


def kept(alias: str, task: int) -> Notice | None:
    """The notice that a task holds, as it came as a message or was read from a file; None where it holds none."""
    found = db.row(alias, "SELECT reference, content FROM register_task WHERE id = %s", (task,))
    if found is None:
        raise LookupError(task)
    try:
        content = bytes(found["content"])
        if found["reference"].startswith(FROM_FILE):
            return codec.decode(content, Notice)
        return Notice.of_message(codec.decode(content, MoveInNotice), found["reference"])
    except (msgspec.ValidationError, TypeError):  # kept by an earlier version in another form, or not at all
        return None


def confirm(alias: str, notice: Notice, *, by: Actor = None, dry_run: bool = False) -> Result:
    """Confirm the destination of whoever has the code, if the notice speaks of that person.

    `by` is a clerk's access or the party that sent the notice; this register itself when None.
    """
    if notice.receiver != town.organisation() or notice.sender == notice.receiver:
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-06",), field="to_municipality")
    code = notice.code.stored()
    person = lookups.by_codes(alias, [code]).get(code)
    if person is None:
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-04",), field="resident_record_code")
    found = entering.done_before(alias, notice.token) or _enter(alias, notice, person, by=by, dry_run=dry_run)
    return msgspec.structs.replace(found, person=person)


def _enter(alias: str, notice: Notice, person: AddresseeNumber, *, by: Actor, dry_run: bool) -> Result:
    grant = entering.grant_on(
        alias, [person], act="move_in_notice_received", purpose="notification", ground=GROUND, by=by
    )
    if not fits(grant, person, notice):
        return Result(outcome=Outcome.ALERT, codes=("B-REC-05",))
    command = notice.command(person)
    if dry_run:
        return entering.foreseen(alias, grant, command)
    return entering.record(alias, grant, command, token=notice.token)


def fits(grant: Grant, person: AddresseeNumber, notice: Notice) -> bool:
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
