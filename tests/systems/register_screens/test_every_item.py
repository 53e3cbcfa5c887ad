"""Every item of the register file: taken in by a load, kept in versions and history, shown to the clerk who opens it."""

from __future__ import annotations

import datetime as dt
import html

import msgspec
import pytest
from django.urls import reverse

import beside
from daicho.law.records import (
    CardItems,
    Entitlements,
    Membership,
    Pension,
    PersonKind,
    Removal,
    Residence,
    ResidenceCategory,
    ResidentRecord,
    Sex,
    State,
)
from daicho.protocol.load_files import FileHeader, FileKind, FileWriter, LoadedHousehold, LoadedPerson
from daicho.systems.register import rows
from daicho.systems.register.models import HistoryRow, ResidentVersion
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import (
    AddresseeNumber,
    HouseholdNumber,
    IndividualNumber,
    MunicipalityCode,
    ResidentRecordCode,
)

from .support import EBINA, text_of

pytestmark = pytest.mark.database


def on(text):
    return RegisterDate.parse(text)


def address(lot, **more):
    values = {"town": "中央一丁目", "building": "見本荘１０１", "postal_code": "2430434", "address_code": "14215001001"}
    return Address(municipality_code=EBINA, lot=lot, **(values | more))


MEMBER = Membership(insured=True, acquired_on=on("R2.4.1"), lost_on=on("R8.3.31"))
COMMON = {
    "household_number": HouseholdNumber.from_serial(1),
    "state": State.PRESENT,
    "address": address("1番1号"),
    "head_name": "海老名　太郎",
    "became_resident_on": on("H30.4.2"),
    "address_set_on": on("R1.5.2"),
    "notified_on": on("R1.5.7"),
    "previous_address": Address(
        municipality_code="132110", town="小川町", lot="2番2号", building="小平荘２０２", postal_code="1870032", address_code="13211003000"
    ),
    "last_registered_address": Address(municipality_code="131032", town="芝公園", lot="3番3号"),
    "removal": Removal(
        planned_destination=address("4番4号", town="国分南一丁目"),
        confirmed_destination=address("5番5号", town="国分北二丁目"),
        planned_on=on("R8.12.11"),
        event_on=on("R8.12.12"),
        moved_out_on=on("R8.12.13"),
        move_in_notice_on=on("R8.12.14"),
        notified_on=on("R8.11.15"),
        reason="domestic_move_out",
    ),
    "notes": ("留意すること",),
    "remarks": "備考のこと",
    "memo": "メモのこと",
    "guardianship": True,
    "entitlements": Entitlements(
        on_voters_list=True,
        health_insurance=MEMBER,
        late_elderly_care=MEMBER,
        long_term_care=MEMBER,
        national_pension=Pension(
            insured=True, basic_pension_number="0123-456789", insured_kind="第3号", kind_changed_on=on("R3.6.7")
        ),
        child_allowance_from="2021-07",
        child_allowance_until="2036-03",
    ),
    "card": CardItems(
        individual_number_card="交付済みのカード",
        resident_card="返納済みのカード",
        signature_serial="署名AB12",
        authentication_serial="利用CD34",
    ),
    "de_facto_head": "事実　上子",
    "remade_on": on("R5.9.10"),
}  # fmt: skip
JAPANESE = ResidentRecord(
    **COMMON,
    addressee_number=AddresseeNumber.from_serial(1),
    resident_record_code=ResidentRecordCode.synthetic(1),
    kind=PersonKind.JAPANESE,
    name=PersonName("海老名", "太郎", "エビナ", "タロウ", True, True),
    birth_date=on("S60.5.4"),
    sex=Sex.MALE,
    relationship="世帯主",
    position=1,
    former_surname=FormerSurname("旧氏名", "キュウシメイ", True, on("R3.3.4"), EBINA),
    domicile="神奈川県海老名市中央一丁目6番地",
    first_listed_person="海老名　筆頭",
)
FOREIGN = ResidentRecord(
    **COMMON,
    addressee_number=AddresseeNumber.from_serial(2),
    resident_record_code=ResidentRecordCode.synthetic(2),
    kind=PersonKind.FOREIGN,
    name=PersonName(roman="EBINA HANA", single="海老　花", family_furigana="エビナ", given_furigana="ハナ"),
    birth_date=on("1988-08-09"),
    sex=Sex.FEMALE,
    relationship="妻",
    position=2,
    common_name=CommonName("通称　花子", "ツウショウ　ハナコ", on("R4.5.6"), "東京都調布市", confirmed=True),
    common_name_history=(
        CommonName("元通　花子", "モトツウ　ハナコ", on("H29.8.9"), "東京都港区", on("R2.3.4"), "東京都府中市"),
    ),
    residence=Residence(
        category=ResidenceCategory.MID_TO_LONG_TERM,
        nationality="架空国",
        nationality_code="XXA",
        became_foreign_resident_on=on("H30.4.3"),
        alien_registration_on=on("H20.2.1"),
        status="日本人の配偶者等",
        period="1年3月",
        expires_on=on("2029-10-11"),
        document_number="ZZ12345678ZZ",
        residence_notified=True,
        landing_permit=True,
    ),
)


@pytest.fixture
def loaded(register, tmp_path):
    """Both in one household, by a load file."""
    from daicho.systems.register.loading import load

    members = tuple(
        LoadedPerson(record, IndividualNumber.synthetic(serial)) for serial, record in enumerate((JAPANESE, FOREIGN), 1)
    )
    header = FileHeader(
        kind=FileKind.RESIDENTS,
        format=1,
        municipality_code=MunicipalityCode.parse(EBINA),
        as_of=dt.date(2026, 11, 21),
        synthetic=True,
        people=2,
    )
    writer = FileWriter(header)
    content = writer.line(LoadedHousehold(COMMON["household_number"], members))
    path = tmp_path / "residents.jsonl"
    path.write_bytes(writer.first + content + writer.last())
    report = load("register", path)
    assert not report.rejects


def places():
    """The columns of a record, and their parts, that the table of items names."""
    return {place for item in beside.tool("write_items").items() for place in item.where if place.startswith("record.")}


def value_at(record, place):
    """What stands at a place; of several structures that of the first."""
    value = record
    for part in place.split(".")[1:]:
        value = value[0] if isinstance(value, tuple) and value else value
        value = getattr(value, part, None) if value else None
    return value


@pytest.mark.covers("DF-1A", "DF-1B", "DF-1C", "STD-1.1.1", "STD-1.1.2", "STD-1.2.1")
def test_every_item_that_the_table_of_items_names_is_held_after_a_load(loaded):
    """Each place has a value in one of the two records; versions and history rows give back every one of them."""
    for record in (JAPANESE, FOREIGN):
        number = record.addressee_number.stored()
        for model in (ResidentVersion, HistoryRow):
            row = model.objects.filter(addressee_number=number).values().get()
            held = rows.record_of(row)
            assert held.individual_number_ref
            assert msgspec.structs.replace(held, individual_number_ref=None) == record
    unfilled = {place for place in places() if not any(value_at(record, place) for record in (JAPANESE, FOREIGN))}
    assert unfilled == {"record.individual_number_ref"}  # given by the vault, and there


SHOWN = {
    "JAPANESE": (
        "海老名　太郎", "エビナ　タロウ", "昭和60年5月4日", "旧氏名(キュウシメイ)", "海老名市中央一丁目6番地", "海老名　筆頭",
        "平成30年4月2日",
    ),
    "FOREIGN": (
        "海老　花", "EBINA HANA", "1988年8月9日", "通称　花子(ツウショウ　ハナコ)", "令和4年5月6日", "東京都調布市",
        "元通　花子(モトツウ　ハナコ)、平成29年8月9日 東京都港区記載、令和2年3月4日 東京都府中市削除", "架空国", "XXA",
        "中長期在留者", "平成30年4月3日", "平成20年2月1日", "日本人の配偶者等", "1年3月", "2029年10月11日", "ZZ12345678ZZ",
    ),
    "BOTH": (
        "中央一丁目1番1号", "見本荘１０１", "令和1年5月2日".replace("1年", "元年"), "小平荘２０２", "芝公園3番3号", "国分南一丁目4番4号",
        "国分北二丁目5番5号", "令和8年12月11日", "令和8年12月12日", "令和8年12月13日", "令和8年12月14日", "令和8年11月15日", "国内転出",
        "留意すること", "備考のこと", "メモのこと", "令和2年4月1日", "令和8年3月31日", "0123-456789", "第3号", "令和3年6月7日",
        "2021-07", "2036-03", "交付済みのカード", "返納済みのカード", "署名AB12", "利用CD34", "事実　上子", "令和5年9月10日",
    ),
}  # fmt: skip


@pytest.mark.covers("STD-1.1.1", "STD-1.1.2", "STD-1.1.9")
@pytest.mark.parametrize("page", ["register:resident", "register:history"])
def test_every_item_stands_on_the_page_of_its_kind_of_resident(loaded, clerk, page):
    """Resident page and history: the items of both, those of the own kind, and none of the other."""
    texts = {
        name: html.unescape(text_of(clerk.get(reverse(page, args=[record.addressee_number.stored()]))))
        for name, record in (("JAPANESE", JAPANESE), ("FOREIGN", FOREIGN))
    }
    for name, text in texts.items():
        assert [said for said in (*SHOWN["BOTH"], *SHOWN[name]) if said not in text] == []
    assert [said for said in SHOWN["FOREIGN"][3:] if said in texts["JAPANESE"]] == []
    for label in (">本籍<", ">筆頭者<", ">旧氏<", ">住民となった年月日<"):
        assert label in texts["JAPANESE"], label
        assert label not in texts["FOREIGN"], label
    for unsaid in ("昭和63年8月9日", "令和11年10月11日"):
        assert unsaid not in texts["FOREIGN"], unsaid


@pytest.mark.covers("STD-2.1.3")
@pytest.mark.parametrize(
    "conditions",
    [
        {"document_number": "zz12345678zz"},
        {"name": "EBINA HANA"},
        {"name": "元通"},
        {"name": "EBINA", "nationality": "架空"},
    ],
)
def test_the_desk_finds_a_foreign_resident_by_card_roman_name_and_former_common_name(loaded, clerk, conditions):
    """Through the form of the search page, as a clerk asks."""
    response = clerk.post(reverse("register:search"), {"past": "on", **conditions}, follow=True)
    assert "海老　花" in text_of(response)
    assert "1988年8月9日" in text_of(response)
