"""Small values for the protocol's tests."""

from daicho.law.identification import (
    FormerSurnameItems,
    IdentificationRecord,
    IdentificationUpdate,
    RecordStatus,
    UpdateReason,
)
from daicho.law.identification_update import Stay
from daicho.law.records import Sex
from daicho.protocol.parties import Party
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode

REGISTER = Party("142158", "register")
CS = Party("142158", "municipal_cs")
DAY = RegisterDate.of(2026, 11, 21)
CODE = ResidentRecordCode.with_check_digit(1)


def record(**changes):
    values = {
        "resident_record_code": CODE,
        "name": "見本　太郎",
        "gaiji_count_name": 0,
        "name_furigana": "ミホン　タロウ",
        "name_kana_unvoiced": "ミホン　タロウ",
        "birth_date": RegisterDate.of(1990, 4, 1),
        "sex": Sex.MALE,
        "municipality_code": "142158",
        "oaza_aza_code": "",
        "postal_code": "",
        "address": "神奈川県海老名市見本1番地",
        "gaiji_count_address": 0,
        "resident_since": DAY,
    }
    return IdentificationRecord(**(values | changes))


def update(**changes):
    return IdentificationUpdate(record=record(**changes), reason=UpdateReason.BIRTH, changed_on=DAY)


def stay(**changes):
    return Stay(record(**changes), UpdateReason.BIRTH, DAY)


FORMER = FormerSurnameItems("旧姓", 0, "キュウセイ")
REMOVED = RecordStatus.REMOVED
