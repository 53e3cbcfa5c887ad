"""Addresses of a district renamed from a file (住所一括変更, STD-9.7; 軽微な修正, STD-4.2.3.2; SYS1-F4).

One record names a household, its address before and its address after. Whoever's address is no longer the one before,
and a household with a planned move-out, is left out and listed. Every household becomes one pending act, which somebody
checks (仮処理, then 本処理); a file is entered only after a dry run of the very same file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import msgspec

from daicho.law.commands import Basis, Header, MinorCorrection, MinorGround, Notifier, NotifierKind
from daicho.systems.register import town
from daicho.systems.register.batch import entering
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.report import Outcome
from daicho.systems.register.batch.values import Texts, Wrong
from daicho.systems.register.queries import dictionaries, records
from daicho.values.addresses import Address, problems
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.law.records import ResidentRecord

GROUNDS: Final = {
    "町名変更": MinorGround.ADMINISTRATIVE_AREA,
    "地番変更": MinorGround.LOT_NUMBER,
    "住居表示": MinorGround.RESIDENCE_INDICATION,
    "建物名変更": MinorGround.BUILDING_NAME,
}
"""Grounds on which an address is renamed, as a file names them (規則11条3項2号)."""


class Rename(msgspec.Struct, frozen=True, kw_only=True):
    """One record, read. A building or postal code that is None stays as it is."""

    household: HouseholdNumber
    before: tuple[str, str]
    before_building: str | None
    after: tuple[str, str]
    after_building: str | None
    postal_code: str | None
    effective_on: RegisterDate
    ground: MinorGround

    @property
    def token(self) -> str:
        """The request token: a household is renamed once on a day."""
        return f"batch:address_rename:{self.household.stored()}:{self.effective_on.stored()}"

    def is_before(self, address: Address) -> bool:
        """Whether a record has the address before: town and lot as written, spaces and forms of digits apart."""
        if self.before_building is not None and _plain(address.building) != _plain(self.before_building):
            return False
        return dictionaries.place_of(address.town, address.lot) == dictionaries.place_of(*self.before)

    def renamed(self, address: Address, code: str) -> Address:
        """The address after; `code` is what the address dictionary has for its town."""
        changes: dict[str, str] = {"town": self.after[0], "lot": self.after[1], "address_code": code}
        if self.after_building is not None:
            changes["building"] = self.after_building
        if self.postal_code is not None:
            changes["postal_code"] = self.postal_code
        return msgspec.structs.replace(address, **changes)


class AddressRenames(entering.Entering):
    """The kind of batch."""

    code: ClassVar[str] = "address_renames"
    japanese: ClassVar[str] = "住所一括変更"
    english: ClassVar[str] = "Renaming of addresses"
    columns: ClassVar[tuple[str, ...]] = (
        "household_number", "before_town", "before_lot", "after_town", "after_lot", "effective_on", "ground",
    )  # fmt: skip
    optional: ClassVar[tuple[str, ...]] = ("before_building", "after_building", "after_postal_code")
    dry_run_first: ClassVar[bool] = True

    def key(self, values: Mapping[str, str]) -> str:
        """The household."""
        return "".join(letter for letter in values.get("household_number", "") if letter.isdigit())

    def enter(self, alias: str, values: Mapping[str, str], *, dry_run: bool) -> Result:
        """Let the members of a household, who all live at the address before, stand pending with the address after."""
        rename = read(values)
        numbers = records.members_of(alias, rename.household.stored(), on=rename.effective_on.calendar_day)
        if not numbers:
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-10",), field="household_number")
        before = entering.done_before(alias, rename.token)
        if before is not None:
            return before
        persons = [AddresseeNumber.from_stored(number) for number in numbers]
        grant = entering.grant_on(
            alias, persons, act="minor_correction", purpose="ex_officio", ground="住民基本台帳法第8条", by=self.by
        )
        household = records.household(grant, rename.household.stored(), on=rename.effective_on.calendar_day)
        code = dictionaries.address_code(alias, rename.after[0])
        left_out = _left_out(rename, household.members, code)
        if left_out is not None:
            return left_out
        command = _command(rename, household.members, code)
        if dry_run:
            return entering.foreseen(alias, grant, command)
        return entering.keep_pending(alias, grant, command, token=rename.token)


def _left_out(rename: Rename, members: tuple[ResidentRecord, ...], code: str) -> Result | None:
    """Why a household is left out, if it is."""
    if not members:
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-10",), field="household_number")
    if all(rename.renamed(member.address, code) == member.address for member in members):
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-13",), field="after_town")
    if not all(rename.is_before(member.address) for member in members):
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-11",), field="before_town")
    if any(member.removal is not None for member in members):
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-12",), field="household_number")
    return None


def _command(rename: Rename, members: tuple[ResidentRecord, ...], code: str) -> MinorCorrection:
    return MinorCorrection(
        header=Header(
            basis=Basis.EX_OFFICIO,
            effective_on=rename.effective_on,
            notifier=Notifier(kind=NotifierKind.OFFICE),
        ),
        person=members[0].addressee_number,
        ground=rename.ground,
        address=rename.renamed(members[0].address, code),
        also=tuple(member.addressee_number for member in members[1:]),
    )


def read(values: Mapping[str, str]) -> Rename:
    """The renaming of a record's texts.

    Raises:
        Wrong: a column is missing or its value is wrong.
    """
    texts = Texts(values)
    rename = Rename(
        household=texts.parsed("household_number", HouseholdNumber.parse),
        before=(texts.text("before_town"), texts.text("before_lot", required=False)),
        before_building=texts.text("before_building", required=False) if "before_building" in values else None,
        after=(texts.text("after_town"), texts.text("after_lot", required=False)),
        after_building=texts.text("after_building", required=False) if "after_building" in values else None,
        postal_code=texts.text("after_postal_code", required=False).replace("-", "") or None,
        effective_on=texts.parsed("effective_on", RegisterDate.parse),
        ground=texts.chosen("ground", GROUNDS),
    )
    wrong = problems(rename.renamed(Address(municipality_code=town.organisation()), ""))
    if wrong:
        raise Wrong("after_postal_code" if wrong[0].code == "V-ADR-POSTAL" else "after_town", "B-REC-02", wrong[0].code)
    return rename


def _plain(text: str) -> str:
    return text.replace("\u3000", "").replace(" ", "")
