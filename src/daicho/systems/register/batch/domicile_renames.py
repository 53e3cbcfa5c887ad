"""Registered domiciles of a district renamed from a file (本籍の一括変更, STD-9.7; 職権修正; SYS1-F4).

One record names a resident, the domicile before and the domicile after. Members of the household with the very same
domicile go together in one pending act, since one household has one pending act at a time; their own lines then say
that it is done. Whoever has another domicile by now is left out and listed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar

import msgspec

from daicho.law.commands import Amendments, Basis, ExOfficioCorrection, Header, Notifier, NotifierKind
from daicho.systems.register.batch import entering
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.report import Outcome
from daicho.systems.register.batch.values import Texts
from daicho.systems.register.queries import records
from daicho.values.addresses import normalise
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.law.records import ResidentRecord


class Rename(msgspec.Struct, frozen=True, kw_only=True):
    """One record, read."""

    person: AddresseeNumber
    before: str
    after: str
    effective_on: RegisterDate

    def token(self, household: str) -> str:
        """The request token: one domicile of a household is renamed once on a day."""
        place = hashlib.sha256(normalise(self.before).encode()).hexdigest()[:16]
        return f"batch:domicile_rename:{household}:{self.effective_on.stored()}:{place}"

    def is_before(self, record: ResidentRecord) -> bool:
        """Whether a record has the domicile before, whatever numerals it is written in."""
        return record.domicile is not None and normalise(record.domicile) == normalise(self.before)


class DomicileRenames(entering.Entering):
    """The kind of batch."""

    code: ClassVar[str] = "domicile_renames"
    japanese: ClassVar[str] = "本籍一括変更"
    english: ClassVar[str] = "Renaming of registered domiciles"
    columns: ClassVar[tuple[str, ...]] = ("addressee_number", "before_domicile", "after_domicile", "effective_on")
    optional: ClassVar[tuple[str, ...]] = ()
    dry_run_first: ClassVar[bool] = True

    def key(self, values: Mapping[str, str]) -> str:
        """The resident."""
        return "".join(letter for letter in values.get("addressee_number", "") if letter.isdigit())

    def enter(self, alias: str, values: Mapping[str, str], *, dry_run: bool) -> Result:
        """Let whoever of the resident's household has the domicile before stand pending with the one after."""
        rename = read(values)
        household = records.household_of(alias, rename.person.stored())
        if household is None:
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-15",), field="addressee_number")
        before = entering.done_before(alias, rename.token(household))
        if before is not None:
            return before
        day = rename.effective_on.calendar_day
        numbers = [AddresseeNumber.from_stored(each) for each in records.members_of(alias, household, on=day)]
        grant = entering.grant_on(
            alias, numbers, act="ex_officio_correction", purpose="ex_officio", ground="住民基本台帳法第8条", by=self.by
        )
        members = [each for each in records.household(grant, household, on=day).members if rename.is_before(each)]
        if not any(each.addressee_number == rename.person for each in members):
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-16",), field="before_domicile")
        command = _command(rename, members)
        if dry_run:
            return entering.foreseen(alias, grant, command)
        return entering.keep_pending(alias, grant, command, token=rename.token(household))


def _command(rename: Rename, members: list[ResidentRecord]) -> ExOfficioCorrection:
    return ExOfficioCorrection(
        header=Header(
            basis=Basis.EX_OFFICIO,
            effective_on=rename.effective_on,
            notifier=Notifier(kind=NotifierKind.OFFICE),
        ),
        person=rename.person,
        amendments=Amendments(domicile=rename.after),
        also=tuple(each.addressee_number for each in members if each.addressee_number != rename.person),
    )


def read(values: Mapping[str, str]) -> Rename:
    """The renaming of a record's texts.

    Raises:
        Wrong: a column is missing or its value is wrong.
    """
    texts = Texts(values)
    return Rename(
        person=texts.parsed("addressee_number", AddresseeNumber.parse),
        before=texts.text("before_domicile"),
        after=texts.text("after_domicile"),
        effective_on=texts.parsed("effective_on", RegisterDate.parse),
    )
