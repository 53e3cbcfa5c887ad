"""The notified content of identification information: the items of DF-2 and DF-4 that levels share.

Technical items of the files (operator, terminal, time stamp, sequence numbers, flags of the store) belong to each
store, not to the content; the individual number travels sealed beside the content and lies in vaults.
"""

from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from daicho.law.records import ResidentRecord, Sex, State
from daicho.values import characters
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import FormerSurname, unvoiced
from daicho.values.numbers import ResidentRecordCode

REPERTOIRE: Final = "Juki-net"
"""Characters outside it count as 外字 (DF-2 items 3, 12, 19; DF-4 items 3, 8, 26)."""


class RecordStatus(StrEnum):
    """Whether the person is a resident of the municipality (DF-2 item 35, DF-4 item 21)."""

    PRESENT = "present"
    REMOVED = "removed"


class FormerSurnameItems(msgspec.Struct, frozen=True, omit_defaults=True):
    """Former surname (DF-2 item 37; DF-4 items 25 to 27)."""

    written: str
    gaiji_count: int = 0
    furigana: str = ""


class IdentificationRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The content that a municipality notifies of one person.

    Numbers in comments are the items of DF-2 and, after the slash, DF-4.
    """

    resident_record_code: ResidentRecordCode  # 1 / 1
    name: str  # 2 漢字氏名 / 2
    gaiji_count_name: int  # 3 / 3
    name_furigana: str  # 4 / 4
    name_kana_unvoiced: str  # 5 清音化かな氏名 / 13
    birth_date: RegisterDate  # 6 / 5
    sex: Sex  # 7 / 6
    municipality_code: str  # 8 / 14
    oaza_aza_code: str  # 9 / 15
    postal_code: str  # 10
    address: str  # 11 / 7
    gaiji_count_address: int  # 12 / 8
    resident_since: RegisterDate  # 14 住民となった日
    address_set_on: RegisterDate | None = None  # 15 住所を定めた日
    notified_on: RegisterDate | None = None  # 16 届出年月日
    municipality_code_before_move_in: str = ""  # 17
    address_before_move_in: str = ""  # 18
    gaiji_count_address_before_move_in: int = 0  # 19
    relationship: str = ""  # 20; blank = 世帯主未設定
    old_resident_record_code: ResidentRecordCode | None = None  # 24
    resident_record_code_used_from: RegisterDate | None = None  # 25 住民票コード使用年月日
    planned: bool = False  # 32 予定者フラグ: a move-out is planned
    status: RecordStatus = RecordStatus.PRESENT  # 35 / 21
    former_surname: FormerSurnameItems | None = None  # 37 / 25 to 27

    @property
    def has_gaiji(self) -> bool:
        """Gaiji flag (外字フラグ, DF-2 item 34, DF-4 item 20)."""
        return bool(self.gaiji_count_name or self.gaiji_count_address or self.gaiji_count_address_before_move_in)


def derive_record(record: ResidentRecord) -> IdentificationRecord:
    """The identification information that a resident record gives.

    Raises:
        ValueError: The record has no resident record code yet.
    """
    if record.resident_record_code is None:
        raise ValueError("a record without a resident record code is not notified")
    name, address, before = record.name.written, record.address, record.previous_address
    before_text = before.written if before else ""
    return IdentificationRecord(
        resident_record_code=record.resident_record_code,
        name=name,
        gaiji_count_name=gaiji(name),
        name_furigana=record.name.furigana,
        name_kana_unvoiced=unvoiced(record.name.furigana),
        birth_date=record.birth_date,
        sex=record.sex,
        municipality_code=address.municipality_code,
        oaza_aza_code=_oaza_aza(address),
        postal_code=address.postal_code,
        address=address.written,
        gaiji_count_address=gaiji(address.written),
        resident_since=record.became_resident_on,
        address_set_on=record.address_set_on,
        notified_on=record.notified_on,
        municipality_code_before_move_in=before.municipality_code if before else "",
        address_before_move_in=before_text,
        gaiji_count_address_before_move_in=gaiji(before_text),
        relationship=record.relationship or "",
        planned=record.state is State.PRESENT and record.removal is not None,
        status=RecordStatus.PRESENT if record.state is State.PRESENT else RecordStatus.REMOVED,
        former_surname=_former_surname(record.former_surname),
    )


@lru_cache(maxsize=4096)
def gaiji(text: str) -> int:
    """How many characters of a text lie outside the network's repertoire (外字数). A household shares its address."""
    return 0 if text.isascii() else characters.gaiji_count(text, REPERTOIRE)


def _oaza_aza(address: Address) -> str:
    """Code of the town (大字・字コード): the address code without the municipality's five digits."""
    code = address.address_code
    return code[5:] if len(code) == len("13103000100") else code


def _former_surname(former: FormerSurname | None) -> FormerSurnameItems | None:
    if former is None:
        return None
    return FormerSurnameItems(former.written, gaiji(former.written), former.furigana)
