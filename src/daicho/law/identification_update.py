"""An update of identification information, the checks it must pass, and its application."""

from enum import StrEnum
from typing import Final

import msgspec

from daicho.law.commands_common import Header
from daicho.law.identification_items import item_problems
from daicho.law.identification_record import IdentificationRecord, RecordStatus, derive_record
from daicho.law.reasons import Reason
from daicho.law.records import ResidentRecord, State
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode


class UpdateReason(StrEnum):
    """Reason of change in identification information (異動事由, DF-2 item 21), coarser than the register's 37."""

    MOVE_IN = "move_in"  # 転入
    BIRTH = "birth"  # 出生
    EX_OFFICIO_ENTRY = "ex_officio_entry"  # 職権記載等
    MOVE_OUT = "move_out"  # 転出
    DEATH = "death"  # 死亡
    EX_OFFICIO_REMOVAL = "ex_officio_removal"  # 職権消除等
    RELOCATION = "relocation"  # 転居
    EX_OFFICIO_CORRECTION = "ex_officio_correction"  # 職権修正等
    CODE_CHANGE = "code_change"  # 住民票コードの記載変更
    INDIVIDUAL_NUMBER = "individual_number"  # 個人番号の記載・変更・修正

    @property
    def enters(self) -> bool:
        """Whether it makes somebody a resident."""
        return self in _ENTERING

    @property
    def removes(self) -> bool:
        """Whether somebody ceases to be a resident."""
        return self in _REMOVING


_ENTERING: Final = frozenset({UpdateReason.MOVE_IN, UpdateReason.BIRTH, UpdateReason.EX_OFFICIO_ENTRY})
_REMOVING: Final = frozenset({UpdateReason.MOVE_OUT, UpdateReason.DEATH, UpdateReason.EX_OFFICIO_REMOVAL})

RELOCATION_KEEPS: Final = ("name", "name_furigana", "name_kana_unvoiced", "sex", "birth_date")
"""Items that an update with reason relocation must leave as they are, besides code and number (CTRL-037)."""


class IdentificationUpdate(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A change that a municipality notifies: the whole content after it, with reason and date (DF-2 items 21 to 23)."""

    record: IdentificationRecord
    reason: UpdateReason
    changed_on: RegisterDate
    reason_detail: str = ""  # 異動事由詳細: the register's own reason

    @property
    def code(self) -> ResidentRecordCode:
        """The code under which the receiver looks for the person (CTRL-041): the old one when it changes."""
        if self.reason is UpdateReason.CODE_CHANGE and self.record.old_resident_record_code is not None:
            return self.record.old_resident_record_code
        return self.record.resident_record_code


class Stay(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one municipality says of a person: its newest content, with the reason and date of the last change."""

    record: IdentificationRecord
    reason: UpdateReason
    changed_on: RegisterDate

    @property
    def present(self) -> bool:
        """Whether the person is a resident there."""
        return self.record.status is RecordStatus.PRESENT


class Holding(msgspec.Struct, frozen=True):
    """All that a level holds under one resident record code: a stay for each municipality, ordered by its code."""

    stays: tuple[Stay, ...]

    def of(self, municipality_code: str) -> Stay | None:
        """The stay in a municipality."""
        for stay in self.stays:
            if stay.record.municipality_code == municipality_code:
                return stay
        return None

    @property
    def current(self) -> Stay:
        """The stay that is the person's identification information now.

        The present stay that began last; without a present one, the one that changed last. Equal dates are decided by
        the municipality code, so that every level decides alike.
        """
        return max(self.stays, key=_rank)

    @property
    def ranked(self) -> tuple[Stay, ...]:
        """The stays, the current one first."""
        return tuple(sorted(self.stays, key=_rank, reverse=True))


def _rank(stay: Stay) -> tuple[object, ...]:
    day = stay.record.resident_since if stay.present else stay.changed_on
    return (stay.present, day.sort_key(), stay.changed_on.sort_key(), stay.record.municipality_code)


class Applied(msgspec.Struct, frozen=True):
    """The update was applied. `stay` is the sender's stay after it; `replaced` the one before it, for the history."""

    holding: Holding
    stay: Stay
    replaced: Stay | None = None

    @property
    def is_current(self) -> bool:
        """Whether the sender's stay is the person's identification information after the update."""
        return self.holding.current == self.stay


class Refused(msgspec.Struct, frozen=True):
    """The update breaks a check; nothing changes. `code` stands in the catalogue of checks, `fields` name the items."""

    code: str
    fields: tuple[str, ...] = ()


class NumbersHeld(msgspec.Struct, frozen=True):
    """What a level's vault says of individual numbers when an update arrives.

    Marks are opaque: equal where numbers are equal, and nothing else can be read from them. None: no number.
    """

    stated: object = None  # the number that came with the update, or, with a change of code, that goes along
    own: object = None  # what the sender's own stay holds
    of_code: object = None  # what the person's current stay holds, whichever municipality says so
    elsewhere: bool = False  # the stated one is held by somebody present under another code


NO_NUMBERS: Final = NumbersHeld()
"""An update without a number."""

_NUMBER_MAY_CHANGE: Final = frozenset({UpdateReason.INDIVIDUAL_NUMBER, UpdateReason.EX_OFFICIO_CORRECTION})
"""Reasons under which a municipality changes the number of its own stay (Number Act, Article 7, paragraph 2)."""


def apply_update(
    present: Holding | None,
    update: IdentificationUpdate,
    *,
    sender_municipality: str,
    numbers: NumbersHeld = NO_NUMBERS,
) -> Applied | Refused:
    """Apply an update to what is held under its code (`update.code`, CTRL-041: never by other keys).

    Args:
        present: What the level holds under the code, None if nothing.
        update: The update as received.
        sender_municipality: The municipality whose link brought it, as the trust list says, not as the message says.
        numbers: What the receiver's vault says of a number that came with the update.
    """
    refused = _check(present, update, sender_municipality, numbers)
    if refused is not None:
        return refused
    stay = Stay(update.record, update.reason, update.changed_on)
    replaced = present.of(sender_municipality) if present else None
    others = [other for other in present.stays if other is not replaced] if present else []
    stays = sorted([*others, stay], key=lambda each: each.record.municipality_code)
    return Applied(Holding(tuple(stays)), stay, replaced)


def _check(present: Holding | None, update: IdentificationUpdate, sender: str, numbers: NumbersHeld) -> Refused | None:
    problems = item_problems(update.record)
    if problems:
        return Refused("I-039-01", problems)
    if update.record.municipality_code != sender:
        return Refused("I-023-01", ("municipality_code",))
    own = present.of(sender) if present else None
    refused = _check_status(own, update)
    if refused is None and own is not None and update.reason is UpdateReason.RELOCATION:
        refused = _check_relocation(own.record, update.record, numbers)
    return refused or _check_number(update.reason, numbers)


def _check_number(reason: UpdateReason, numbers: NumbersHeld) -> Refused | None:
    """One number a person, and one person a number, whoever states it (Number Act, Articles 7 and 8).

    Who enters a resident, and who has stated no number yet, must state the one that the person has. Later only a
    change or correction of it changes it. Where code and number were found together before, the same number may still
    stand under an earlier code: the municipality left has not heard of the change of code.
    """
    stated = numbers.stated
    if stated is None:
        return None
    compares_own = not reason.enters and numbers.own is not None and reason is not UpdateReason.CODE_CHANGE
    known = numbers.own if compares_own else numbers.of_code
    if known not in {None, stated} and not (compares_own and reason in _NUMBER_MAY_CHANGE):
        return Refused("I-037-02", ("individual_number",))
    if numbers.elsewhere and stated not in {numbers.own, numbers.of_code}:
        return Refused("I-041-02", ("individual_number",))
    return None


def _check_status(own: Stay | None, update: IdentificationUpdate) -> Refused | None:  # noqa: PLR0911 - one return for each rule
    removed_after = update.record.status is RecordStatus.REMOVED
    if update.reason.enters:
        if own is not None and own.present:
            return Refused("I-036-01" if update.reason is UpdateReason.MOVE_IN else "I-036-02")
        return Refused("I-039-02", ("status",)) if removed_after else None
    if own is None:
        return Refused("I-041-01")
    if update.reason.removes:
        if not own.present:
            return Refused("I-038-01")
        return None if removed_after else Refused("I-039-02", ("status",))
    if removed_after is own.present:
        return Refused("I-039-02", ("status",))
    return None


def _check_relocation(
    before: IdentificationRecord, after: IdentificationRecord, numbers: NumbersHeld
) -> Refused | None:
    changed = [item for item in RELOCATION_KEEPS if getattr(before, item) != getattr(after, item)]
    if None not in {numbers.stated, numbers.own} and numbers.stated != numbers.own:
        changed.append("individual_number")
    return Refused("I-037-01", tuple(changed)) if changed else None


UPDATE_REASON: Final[dict[Reason, UpdateReason]] = {
    Reason.DOMESTIC_MOVE_IN: UpdateReason.MOVE_IN,
    Reason.MOVE_IN_FROM_ABROAD: UpdateReason.MOVE_IN,
    Reason.BIRTH: UpdateReason.BIRTH,
    Reason.EX_OFFICIO_ENTRY: UpdateReason.EX_OFFICIO_ENTRY,
    Reason.EX_OFFICIO_ENTRY_NATURALISATION: UpdateReason.EX_OFFICIO_CORRECTION,
    Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY: UpdateReason.EX_OFFICIO_CORRECTION,
    Reason.CANCELLATION_ENTRY: UpdateReason.EX_OFFICIO_ENTRY,
    Reason.DOMESTIC_MOVE_OUT: UpdateReason.MOVE_OUT,
    Reason.MOVE_OUT_ABROAD: UpdateReason.MOVE_OUT,
    Reason.DEATH: UpdateReason.DEATH,
    Reason.EX_OFFICIO_REMOVAL: UpdateReason.EX_OFFICIO_REMOVAL,
    Reason.CANCELLATION_REMOVAL: UpdateReason.EX_OFFICIO_REMOVAL,
    Reason.RELOCATION: UpdateReason.RELOCATION,
    Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_ENTRY: UpdateReason.INDIVIDUAL_NUMBER,
    Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_CORRECTION: UpdateReason.INDIVIDUAL_NUMBER,
    Reason.INDIVIDUAL_NUMBER_CHANGE_ON_REQUEST: UpdateReason.INDIVIDUAL_NUMBER,
    Reason.RESIDENT_RECORD_CODE_CHANGE_ON_REQUEST: UpdateReason.CODE_CHANGE,
}
"""Reason under which a register change is notified; every other one is an ex officio correction (職権修正等)."""


def update_reason(reason: Reason) -> UpdateReason:
    """The reason of identification information for one of the register's 37."""
    return UPDATE_REASON.get(reason, UpdateReason.EX_OFFICIO_CORRECTION)


def content_told(before: ResidentRecord | None, after: ResidentRecord) -> ResidentRecord:
    """The content that the levels are told of: that after the act.

    But a stay that is taken away is told as the levels hold it where another code stands in the register again: whoever
    was entered on the removed record of somebody else, or with a new code, leaves nothing behind under that code.
    """
    if before is None or before.state is not State.PRESENT or after.state is State.PRESENT:
        return after
    if before.resident_record_code in {None, after.resident_record_code}:
        return after
    return msgspec.structs.replace(before, state=State.REMOVED, removal=after.removal)


def derive(
    record: ResidentRecord, reason: Reason | UpdateReason, header: Header, *, old_code: ResidentRecordCode | None = None
) -> IdentificationUpdate:
    """The update that a municipality sends for the content after an act.

    Args:
        record: The content told of (`content_told`; for a removal, a removed record).
        reason: The register's reason, or the reason of identification information where an effect names it.
        header: The act's header; its effective date is the date of change.
        old_code: The code before a change of it, as the effect names it.

    Raises:
        ValueError: The record has no resident record code, or the header no effective date.
    """
    if header.effective_on is None:
        raise ValueError("an update needs the effective date of its act")
    coarse = reason if isinstance(reason, UpdateReason) else update_reason(reason)
    detail = reason.value if isinstance(reason, Reason) else ""
    content = derive_record(record)
    if old_code is not None:
        content = msgspec.structs.replace(
            content, old_resident_record_code=old_code, resident_record_code_used_from=header.effective_on
        )
    return IdentificationUpdate(record=content, reason=coarse, changed_on=header.effective_on, reason_detail=detail)
