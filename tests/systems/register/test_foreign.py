"""Foreign residents in the register: held, found, rebuilt, shown with the items of their kind only."""

from __future__ import annotations

import re

import msgspec
import pytest
from django.utils import translation

from daicho.law.commands import Basis
from daicho.law.commands_foreign import ImmigrationMatter, ImmigrationNotice, ResidenceChanges
from daicho.law.records import CardItems, Entitlements, Membership, Pension, PersonKind, ResidenceCategory
from daicho.systems.register import keys, rebuild, rows
from daicho.systems.register.differences import of_records
from daicho.systems.register.loading import load
from daicho.systems.register.models import HistoryRow, Outbox, ResidentVersion
from daicho.systems.register.presenters import differences
from daicho.systems.register.presenters import records as presented
from daicho.systems.register.queries import history, records
from daicho.systems.register.queries.search import Conditions, search
from daicho.values.names import CommonName, PersonName

from .foreign import CARD, PERMANENT, alone, foreign_record, resided
from .support import (
    ALIAS,
    before,
    day,
    entrant,
    header,
    move_in,
    open_grant,
    persons_of,
    record,
    search_grant,
    today,
)
from .test_load import household, write_file

DELETED = CommonName(
    "青木　健",
    "アオキ　ケン",
    recorded_on=day("平成25年1月7日"),
    recorded_municipality="東京都小平市",
    deleted_on=day("令和2年2月3日"),
    deleted_municipality_code="132110",
    confirmed=True,
)
FULL = foreign_record(
    common_name_history=(DELETED,),
    de_facto_head="王　偉",
    remade_on=day("令和4年1月4日"),
    entitlements=Entitlements(
        health_insurance=Membership(insured=True, acquired_on=day("令和2年4月1日")),
        national_pension=Pension(insured=True, basic_pension_number="0000-000000", insured_kind="第1号"),
        child_allowance_from="2026-04",
    ),
    card=CardItems(individual_number_card="交付済み", signature_serial="00A1"),
)


def loaded(path, *people):
    report = load(ALIAS, write_file(path / "residents.jsonl", [alone(person) for person in people]))
    assert not report.rejects
    return report


def found(**conditions):
    return [hit.addressee_number for hit in search(search_grant(), Conditions(**conditions)).hits]


def test_a_record_with_every_item_comes_back_from_its_columns_as_it_was():
    """Each item of STD-1.1.2 has its column; structures are read again, as JSON text too."""
    columns = rows.columns_of(FULL)
    assert rows.record_of(columns) == FULL
    as_text = {
        name: msgspec.json.encode(value).decode() if isinstance(value, dict | list) else value
        for name, value in columns.items()
    }
    assert rows.record_of(as_text) == FULL


@pytest.mark.database
def test_a_loaded_foreign_resident_is_held_whole_and_rebuilt_from_the_acts(register, tmp_path):
    """Versions, history rows and the stored changes say the same of every item."""
    loaded(tmp_path, FULL)
    person = FULL.addressee_number.stored()
    (row,) = history.history(open_grant(person), person)
    held = records.person(open_grant(person), person)
    assert msgspec.structs.replace(row.record, individual_number_ref=None) == FULL
    assert msgspec.structs.replace(held, individual_number_ref=None) == FULL
    report = rebuild.versions(ALIAS)
    assert report.equal
    assert (ResidentVersion.objects.count(), HistoryRow.objects.count()) == (1, 1)


@pytest.mark.database
@pytest.mark.covers("STD-2.1.3")
def test_a_foreign_resident_is_found_by_every_name_by_card_number_and_nationality(register, tmp_path):
    """Roman letters in any case, kanji, common names present and deleted, readings, the card number however typed."""
    other = resided(
        foreign_record(9_001, name=PersonName(roman="KIM YONG SU"), common_name=None),
        **msgspec.structs.asdict(PERMANENT),
    )
    loaded(tmp_path, FULL, other)
    wang, kim = (person.addressee_number.stored() for person in (FULL, other))
    for conditions in (
        {"name": "wang"}, {"name": "Wang Wei"}, {"name": "王偉"}, {"name": "大山"}, {"name": "青木"}, {"kana": "オオヤマ"},
        {"kana": "ワンウ"}, {"document_number": CARD}, {"document_number": "zz 00000001 zz"}, {"nationality": "中国"},
    ):  # fmt: skip
        assert found(**conditions) == [wang], conditions
    assert found(nationality="韓") == [kim]
    assert set(found(kind="foreign", address="中央一丁目")) == {wang, kim}
    assert found(name="KIM", nationality="中国") == []
    assert found(name="KIM", document_number="ZZ00000002ZZ") == [kim]


@pytest.mark.database
def test_a_deleted_common_name_is_a_past_value_from_the_first_day(register, tmp_path):
    """It is found, and not when former values are left out."""
    loaded(tmp_path, FULL)
    assert found(name="青木")
    assert not found(name="青木", past=False)
    assert found(name="大山", past=False)


def moved_in():
    """A foreign resident who moved in by an act."""
    newcomer = entrant(
        kind=PersonKind.FOREIGN, residence=msgspec.structs.replace(FULL.residence, document_number="ZZ00000005ZZ")
    )
    newcomer = msgspec.structs.replace(newcomer, name=FULL.name, domicile="", first_listed_person="")
    (person,) = persons_of(record(move_in(entrants=(newcomer,))))
    return person


def renewal(person):
    """Notice of the Immigration Services Agency: the period was renewed, a new card issued."""
    changes = ResidenceChanges(period="3年", expires_on=day("2031-05-31"), document_number="ZZ00000006ZZ")
    head = header(before(1), basis=Basis.NOTICE, notified_on=today())
    return ImmigrationNotice(header=head, person=person, matter=ImmigrationMatter.PERIOD_RENEWED, residence=changes)


@pytest.mark.database
def test_a_renewed_period_is_a_version_a_history_row_and_a_key_and_goes_to_no_other_level(register):
    """DF-2 and DF-4 have no item of the residence: the levels learn nothing; both cards find the person."""
    person = moved_in()
    updates = Outbox.objects.filter(type__startswith="identification")
    sent = updates.count()
    record(renewal(person))
    number = person.stored()
    earlier, now = history.history(open_grant(number), number)
    assert (earlier.record.residence.period, now.record.residence.period) == ("5年", "3年")
    assert now.record.residence.expires_on == day("2031-05-31")
    assert updates.count() == sent == 1
    assert found(document_number="ZZ00000006ZZ") == [number]
    assert found(document_number="ZZ00000005ZZ") == [number]
    assert found(document_number="ZZ00000005ZZ", past=False) == []
    assert rebuild.versions(ALIAS).equal
    newest = history.timeline(open_grant(number), number)[0]
    assert {line.label for line in differences.lines(newest.differences)} >= {
        "在留期間", "在留期間の満了の日", "在留カードの番号",
    }  # fmt: skip


def lines_on_page(content):
    return {row.label: row.text for block in presented.blocks_of(content) for row in block.rows}


@pytest.mark.covers("STD-1.1.9")
def test_the_page_of_a_foreign_resident_shows_the_items_of_the_kind_in_their_calendars():
    """Birth and expiry in the calendar year and in nothing else; all other dates in the Japanese calendar."""
    shown = lines_on_page(FULL)
    assert shown["生年月日"] == "1990年2月28日"
    assert shown["在留期間の満了の日"] == "2028年5月31日"
    assert shown["外国人住民となった年月日"] == "令和2年4月1日"
    assert shown["住所を定めた年月日"] == "令和2年4月1日"
    assert (shown["氏名"], shown["ローマ字氏名"]) == ("王　偉", "WANG WEI")
    assert (
        shown["削除された通称 1"]
        == "青木　健(アオキ　ケン)、平成25年1月7日 東京都小平市記載、令和2年2月3日 東京都小平市削除"
    )
    assert shown["国籍・地域"] == "中国"
    assert shown["在留カードの番号"] == CARD
    assert shown["国民健康保険 資格取得年月日"] == "令和2年4月1日"
    assert shown["基礎年金番号"] == "0000-000000"
    assert shown["個人番号カードの発行状況"] == "交付済み"
    assert shown["改製・再製の年月日"] == "令和4年1月4日"
    assert not {"本籍", "筆頭者", "旧氏", "住民となった年月日"} & set(shown)
    assert not [label for label, text in shown.items() if "年" in text and "1990" in text and "平成" in text]


def test_the_page_of_a_japanese_resident_has_no_item_of_foreign_residents():
    """Nor a date in the calendar year (STD-1.1.9)."""
    japanese = household(1).members[0].record
    shown = lines_on_page(japanese)
    assert shown["生年月日"] == "昭和60年2月3日"
    assert {"本籍", "筆頭者", "住民となった年月日"} <= set(shown)
    assert not {"国籍・地域", "通称", "外国人住民となった年月日", "在留資格"} & set(shown)


def test_every_item_has_its_word_in_english():
    """The labels of a foreign resident's page are none of them left in Japanese."""
    with translation.override("en"):
        labels = list(lines_on_page(FULL))
    assert "Expiry of the period of stay" in labels
    assert [label for label in labels if re.search("[ぁ-ん一-龥]", label)] == []


@pytest.mark.parametrize(
    ("category", "label"),
    [
        (ResidenceCategory.SPECIAL_PERMANENT, "特別永住者証明書の番号"),
        (ResidenceCategory.TEMPORARY_REFUGE, "上陸期間"),
        (ResidenceCategory.PROVISIONAL_STAY, "仮滞在期間"),
    ],
)
def test_lines_are_called_what_the_category_calls_them(category, label):
    """STD-1.1.2 names period and document by category."""
    assert label in lines_on_page(resided(FULL, category=category, period="6月"))


def test_differences_write_a_date_of_birth_in_the_calendar_of_the_kind():
    """What an act changed is written as the page writes it; a Japanese resident's in the Japanese calendar."""
    corrected = msgspec.structs.replace(FULL, birth_date=day("1991-03-01"))
    extended = resided(corrected, expires_on=day("2030-05-31"))
    found = differences.lines(of_records(FULL.addressee_number.stored(), FULL, extended))
    assert [(each.label, each.before, each.after) for each in found] == [
        ("生年月日", "1990年2月28日", "1991年3月1日"),
        ("在留期間の満了の日", "2028年5月31日", "2030年5月31日"),
    ]
    japanese = household(1).members[0].record
    other = msgspec.structs.replace(japanese, birth_date=day("1991-03-01"))
    (line,) = differences.lines(of_records("1", japanese, other))
    assert (line.before, line.after) == ("昭和60年2月3日", "平成3年3月1日")


def test_a_number_without_letters_or_digits_is_no_key():
    """A blank card number, nationality or name in Roman letters gives no row."""
    plain = resided(foreign_record(), document_number=" - ", nationality="")
    assert {"document", "nationality"}.isdisjoint(key["kind"] for key in keys.values_of(plain))
