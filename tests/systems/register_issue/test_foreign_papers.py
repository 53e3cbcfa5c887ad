"""Papers of foreign residents: the items of Article 30-45, names in their writings, two dates in the calendar year."""

from __future__ import annotations

import pytest

from daicho.law.commands import Basis, Header
from daicho.law.commands_foreign import ImmigrationMatter, ImmigrationNotice, ResidenceChanges
from daicho.law.records import PersonKind, Residence, ResidenceCategory
from daicho.systems.register.issuing.wanted import OF_FOREIGN
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, PersonName
from daicho.values.numbers import AddresseeNumber

from .support import Item, entrant, household_copy, individual_copy, move_out_certificate, pages

pytestmark = pytest.mark.database

RESIDENCE = Residence(
    category=ResidenceCategory.MID_TO_LONG_TERM,
    nationality="ベトナム",
    nationality_code="VNM",
    became_foreign_resident_on=RegisterDate.parse("R3.4.5"),
    status="技能実習2号ロ",
    period="2年",
    expires_on=RegisterDate.parse("R10.2.29"),
    document_number="ZZ00000077ZZ",
    residence_notified=True,
)
MATTER = "見本　安令和5年6月7日東京都小平市記載"


def foreigner(**more):
    """A spouse with a name in Roman letters and a common name, born on a leap day."""
    values = {
        "name": PersonName(roman="NGUYEN THI AN", family_furigana="グエン", given_furigana="ティ　アン"),
        "birth": "H4.2.29",
        "relationship": "妻",
        "kind": PersonKind.FOREIGN,
        "domicile": "",
        "first_listed_person": "",
        "residence": RESIDENCE,
        "common_name": CommonName(
            "見本　安",
            "ミホン　アン",
            recorded_on=RegisterDate.parse("R5.6.7"),
            recorded_municipality_code="132110",
            confirmed=True,
        ),
    }
    return entrant(**(values | more))


def couple(office, **more):
    return office.move_in(entrant(), foreigner(**more))


@pytest.mark.covers("STD-5.1", "STD-1.1.9")
def test_the_individual_form_shows_the_items_of_article_30_45(office):
    """Born and expiring in the calendar year, all other dates in the Japanese one; no domicile, no former surname."""
    _, person = couple(office)
    (page,) = pages(office.file(individual_copy(person, items=OF_FOREIGN | {Item.HEAD})))
    for said in (
        "NGUYENTHIAN", "見本安", "(ミホンアン)", "1992年2月29日", "女", "妻", "令和3年4月5日", "ベトナム", "中長期在留者",
        "技能実習2号ロ", "2年", "2028年2月29日", "ZZ00000077ZZ", MATTER.replace("　", ""),
    ):  # fmt: skip
        assert said in page, said
    for unsaid in ("平成4年", "令和10年2月29日", "本籍", "筆頭者", "旧氏(フリガナ)", "住民となった年月日【"):
        assert unsaid not in page, unsaid
    assert page.count("【省略】") == 2  # code and number
    (line,) = office.lines(person)
    assert set(line.items) == {item.value for item in OF_FOREIGN | {Item.HEAD}}


@pytest.mark.covers("STD-5.1")
@pytest.mark.parametrize(
    ("left_out", "gone"),
    [
        (Item.NATIONALITY, "ベトナム"),
        (Item.CATEGORY, "中長期在留者"),
        (Item.STATUS, "技能実習2号ロ"),
        (Item.PERIOD, "2年令"),
        (Item.EXPIRY, "2028年2月29日"),
        (Item.DOCUMENT, "ZZ00000077ZZ"),
        (Item.COMMON_NAMES, "小平市記載"),
    ],
)
def test_each_item_of_a_foreign_resident_can_be_left_out_by_itself(office, left_out, gone):
    """国籍・地域, 区分, 在留資格, 在留期間等, 満了日, 番号, 通称の記載及び削除 may each be omitted."""
    _, person = couple(office)
    (page,) = pages(office.file(individual_copy(person, items=OF_FOREIGN - {left_out})))
    assert gone not in page
    assert page.count("【省略】") == 5  # the item; head, relationship, code and number


@pytest.mark.covers("STD-5.1")
def test_a_mixed_household_stands_on_one_form_each_with_the_items_of_the_kind(office):
    """The Japanese head has a domicile, the foreign spouse a nationality; three persons stand on a sheet."""
    child = entrant(given="一郎", relationship="子", birth="R2.1.2")
    other = entrant(given="次郎", relationship="子", birth="R4.1.2")
    persons = office.move_in(entrant(), foreigner(), child, other)
    first, second = pages(office.file(household_copy(*persons, items=OF_FOREIGN | {Item.DOMICILE})))
    assert first.count("中央一丁目1番地") == 2
    assert first.count("ベトナム") == 1
    assert "1992年2月29日" in first
    assert "昭和55年4月1日" in first
    assert "見本次郎" in second
    assert "見本次郎" not in first
    assert "世帯全員の住民票の原本と相違ない" in second


def test_kanji_stand_beside_the_roman_letters(office):
    """Both writings of STD-1.1.2; a name without kanji leaves that item empty."""
    kanji = foreigner(name=PersonName(roman="WANG LI", single="王　麗"), common_name=None)
    _, person = office.move_in(entrant(), kanji)
    (page,) = pages(office.file(individual_copy(person)))
    assert "WANGLI" in page
    assert "王麗" in page
    assert "(******)" in page


def test_what_a_record_does_not_have_is_marked_empty(office):
    """No kanji, no common name, no day of the former registration: each prints 【空欄】, and so does a matter of names."""
    _, person = couple(office, common_name=None)
    (page,) = pages(office.file(individual_copy(person, items=OF_FOREIGN)))
    assert page.count("【空欄】") == 5  # kanji, common name, its matters, former registration, 住所を定めた年月日


@pytest.mark.parametrize(
    ("category", "items", "said"),
    [
        (ResidenceCategory.SPECIAL_PERMANENT, {"document_number": "ZZ00000078ZZ"}, "特別永住者証明書の番号"),
        (ResidenceCategory.TEMPORARY_REFUGE, {"period": "6月"}, "上陸期間"),
        (ResidenceCategory.PROVISIONAL_STAY, {"period": "6月"}, "仮滞在期間"),
        (ResidenceCategory.TRANSITIONAL_BIRTH, {}, "出生による経過滞在者"),
    ],
)
def test_items_are_called_what_the_category_calls_them(office, category, items, said):
    """STD-1.1.2: 上陸期間, 仮滞在期間, 特別永住者証明書の番号."""
    residence = Residence(
        category=category,
        nationality="韓国",
        became_foreign_resident_on=RegisterDate.parse("R3.4.5"),
        **items,
    )
    _, person = couple(office, residence=residence)
    assert said in pages(office.file(individual_copy(person, items=OF_FOREIGN)))[0]


@pytest.mark.covers("STD-4.1.3.0.3")
def test_the_move_out_certificate_of_a_foreign_resident_carries_the_residence_without_being_asked(office):
    """Everything that the next municipality enters; the Japanese head's block keeps the domicile."""
    persons = couple(office)
    office.move_out(*persons)
    (page,) = pages(office.file(move_out_certificate(persons[0])))
    for said in (
        "NGUYENTHIAN", "見本安", "1992年2月29日", "ベトナム", "中長期在留者", "2028年2月29日", "ZZ00000077ZZ",
        "令和3年4月5日", "神奈川県海老名市中央一丁目1番地",
    ):  # fmt: skip
        assert said in page, said
    assert "【省略】" not in page
    assert "nationality" in office.lines(persons[0])[0].items


def test_the_history_of_an_individual_form_shows_the_former_items_that_the_paper_shows(office):
    """A renewed period: what stood before, the expiry in the calendar year; an item left out is left out here too."""
    _, person = couple(office)
    changes = ResidenceChanges(period="3年", expires_on=RegisterDate.parse("R13.5.31"), document_number="ZZ00000079ZZ")
    header = Header(
        basis=Basis.NOTICE, effective_on=RegisterDate.parse("R8.11.18"), notified_on=RegisterDate.parse("R8.11.20")
    )
    notice = ImmigrationNotice(
        header=header,
        person=AddresseeNumber.from_stored(person),
        matter=ImmigrationMatter.PERIOD_RENEWED,
        residence=changes,
    )
    office.record(notice)
    items = {Item.HISTORY, Item.PERIOD, Item.EXPIRY}
    (page,) = pages(office.file(individual_copy(person, items=items)))
    for said in ("令和8年11月18日", "2028年2月29日", "2031年5月31日", "3年", "2年"):
        assert said in page, said
    assert "ZZ000000" not in page
    assert "令和10年2月29日" not in page


def test_a_paper_of_japanese_residents_alone_says_nothing_of_nationality(office):
    """The history of issues names only what the paper could carry."""
    (person,) = office.move_in(entrant())
    office.move_out(person)
    page = pages(office.file(move_out_certificate(person)))[0]
    assert "国籍" not in page
    assert "nationality" not in office.lines(person)[0].items
