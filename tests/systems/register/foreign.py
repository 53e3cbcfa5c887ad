"""Foreign residents for the register's tests. All of them are made up; card numbers lie in the synthetic block."""

from __future__ import annotations

import msgspec

from daicho.law.records import PersonKind, Residence, ResidenceCategory, ResidentRecord, Sex, State
from daicho.protocol.load_files import LoadedHousehold, LoadedPerson
from daicho.values.names import CommonName, PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, IndividualNumber, ResidentRecordCode

from .support import EBINA, address, day

CARD = "ZZ00000001ZZ"

ENGINEER = Residence(
    category=ResidenceCategory.MID_TO_LONG_TERM,
    nationality="中国",
    nationality_code="CHN",
    became_foreign_resident_on=day("令和2年4月1日"),
    status="技術・人文知識・国際業務",
    period="5年",
    expires_on=day("令和10年5月31日"),
    document_number=CARD,
    residence_notified=True,
)

PERMANENT = Residence(
    category=ResidenceCategory.SPECIAL_PERMANENT,
    nationality="韓国",
    nationality_code="KOR",
    became_foreign_resident_on=day("平成24年7月9日"),
    alien_registration_on=day("平成18年3月2日"),
    document_number="ZZ00000002ZZ",
    residence_notified=True,
)

WANG = PersonName(roman="WANG WEI", single="王　偉", family_furigana="ワン", given_furigana="ウェイ")
ALIAS_NAME = CommonName(
    written="大山　伟", furigana="オオヤマ　イ", recorded_on=day("令和3年6月1日"), recorded_municipality_code=EBINA
)


def foreign_record(serial=9_000, household=None, **changes):
    """A resident alone in a household: an engineer from China with names in Roman letters, in kanji, and a common name."""
    name = changes.get("name", WANG)
    values = {
        "addressee_number": AddresseeNumber.from_serial(serial),
        "household_number": household or HouseholdNumber.from_serial(serial),
        "kind": PersonKind.FOREIGN,
        "state": State.PRESENT,
        "name": name,
        "birth_date": day("1990-02-28"),
        "sex": Sex.MALE,
        "address": address(f"{serial}番1号"),
        "relationship": "世帯主",
        "head_name": name.written,
        "became_resident_on": day("令和2年4月1日"),
        "address_set_on": day("令和2年4月1日"),
        "notified_on": day("令和2年4月2日"),
        "resident_record_code": ResidentRecordCode.synthetic(2_000_000 + serial),
        "common_name": ALIAS_NAME,
        "residence": ENGINEER,
    }
    return ResidentRecord(**(values | changes))


def alone(record):
    """A household of one, ready for a load file."""
    number = IndividualNumber.synthetic(2_000_000 + int(record.addressee_number.stored()[:-1]))
    return LoadedHousehold(record.household_number, (LoadedPerson(record, number),))


def resided(record, **changes):
    """The record with other items of residence."""
    return msgspec.structs.replace(record, residence=msgspec.structs.replace(record.residence, **changes))
