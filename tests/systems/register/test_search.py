"""Finding residents: folding, past values, ranking, limits (STD-2.1.2, 2.1.3)."""

from __future__ import annotations

import pytest

from daicho.access.grants import AccessRefused
from daicho.law.commands import Amendments, Basis, ClericalCorrection
from daicho.law.records import Sex
from daicho.systems.register.queries.search import Blank, Conditions, NothingToSearchBy, search
from daicho.values.names import PersonName, search_forms

from .support import (
    address,
    before,
    day,
    entrant,
    header,
    move_in,
    open_grant,
    persons_of,
    record,
    relocation,
    search_grant,
)

pytestmark = pytest.mark.database


def found(**conditions):
    return [hit.addressee_number for hit in search(search_grant(), Conditions(**conditions)).hits]


@pytest.fixture
def watanabe(register):
    """渡邊 ヴィオラ純平, whose name tests most of the folding; and a neighbour who is never meant."""
    record(move_in(1))
    people = (
        entrant(family="渡邊", given="純平", kana=("ワタナベ", "ジュンペイ"), birth="平成2年2月3日", sex=Sex.MALE),
    )
    return record(move_in(entrants=people, effective_on=before(9), at=address("22番2号", building="コーポ海老名101")))


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize(
    "kana",
    [
        "ワタナベ",
        "ワタナヘ",
        "ハタナベ",
        "わたなべ",
        "ﾜﾀﾅﾍﾞ",
        "ワタ",
        "ワタナベ ジュンペイ",
        "ワタナベジユンペイ",
        "ワタナベ　ジュンペー",
    ],
)
def test_the_reading_is_found_in_any_spelling(watanabe, kana):
    """Voiced or not, small or large, hiragana or half width, with or without the space, from its beginning."""
    (person,) = map(str, persons_of(watanabe))
    assert person in found(kana=kana)


@pytest.mark.covers("STD-2.1.2")
def test_names_are_found_whole_in_part_and_by_the_given_name_alone(watanabe):
    """One kanji, two kanji, the whole name without its space, the given name, its reading."""
    (person,) = map(str, persons_of(watanabe))
    for conditions in (
        {"name": "渡邊純平"},
        {"name": "渡邊　純平"},
        {"name": "邊純"},
        {"name": "邊"},
        {"name": "純平"},
        {"given": "純平"},
        {"given_kana": "シユンヘイ"},
    ):
        assert found(**conditions) == [person], conditions


@pytest.mark.covers("STD-2.1.3")
def test_every_key_finds_the_resident_alone_and_together_with_others(watanabe):
    """Birth date, sex, relationship, address, building, addressee and household number, code; several at once."""
    (change,) = watanabe.decision.changes
    person = str(change.addressee_number)
    for conditions in (
        {"birth_from": day("平成2年2月3日")},
        {"birth_from": day("平成2年1月1日"), "birth_to": day("平成2年12月31日")},
        {"kana": "ワタ", "birth_from": day("平成2年2月3日")},
        {"name": "渡", "sex": "male", "relationship": "世帯主"},
        {"address": "中央一丁目22番2号"},
        {"address": "コーポ"},
        {"name": "渡", "address": "コーポ海老名"},
        {"addressee_number": person},
        {"household_number": str(change.current.household_number)},
        {"resident_record_code": str(change.current.resident_record_code)},
    ):
        assert found(**conditions) == [person], conditions
    assert found(name="渡", sex="female") == []
    assert found(name="渡", address="別の町") == []


@pytest.mark.covers("STD-2.1.3")
def test_past_names_and_addresses_are_found_and_marked(watanabe):
    """氏名及び住所の検索は、過去のものも横断的に検索できること."""
    (person,) = persons_of(watanabe)
    record(relocation(person, to=address("77番7号")))
    record(
        ClericalCorrection(
            header=header(basis=Basis.EX_OFFICIO),
            person=person,
            amendments=Amendments(name=PersonName("田邊", "純平", "タナベ", "ジュンペイ")),
        )
    )
    assert found(address="中央一丁目22番2号") == [str(person)]
    (hit,) = search(search_grant(), Conditions(name="渡辺")).hits
    assert (hit.addressee_number, hit.by_past_value) == (str(person), True)
    assert hit.name_written == "田邊　純平"
    assert found(name="渡辺", past=False) == []
    assert found(name="田辺", past=False) == [str(person)]
    assert found(kana="ワタナベ", past=False) == []


def test_exact_matches_come_first(register):
    """The name as typed before names that begin with it before names that contain it."""
    for family in ("大山本", "山本", "山本田"):
        record(move_in(entrants=(entrant(family=family, given="", kana=("ア", "")),)))
    hits = search(search_grant(), Conditions(name="山本")).hits
    assert [hit.name_written for hit in hits] == ["山本", "山本田", "大山本"]


def of_surnames(*surnames):
    """Residents of these surnames, in this order; the last is entered last."""
    for surname in surnames:
        record(move_in(entrants=(entrant(family=surname, kana=("サイトウ", "タロウ")),)))


def surnames_found(**conditions):
    return [hit.name_written.split("　")[0] for hit in search(search_grant(), Conditions(**conditions)).hits]


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("渡辺", {"渡邉", "渡邊", "渡邉\U000e0101", "渡邊\U000e0102"}),
        ("渡邉\U000e0101", {"渡辺", "渡邊"}),
        ("斉藤", {"齋藤", "斎藤", "齊藤"}),
        ("高島", {"髙島", "高嶋", "髙嶋"}),
    ],
)
def test_variants_and_look_alikes_are_found_and_what_was_typed_comes_first(register, typed, others):
    """異体字 and confusables hit both ways, with variation selectors and without; the exact writing leads."""
    of_surnames(*sorted(others), typed, "山田")
    answer = surnames_found(name=typed)
    assert answer[0] == typed
    assert set(answer) == {typed, *others}


@pytest.mark.covers("STD-2.1.2")
def test_joined_characters_come_before_look_alikes(register):
    """斎藤 is the new form of 齋藤; 斉藤 only looks like it."""
    of_surnames("斉藤", "齋藤", "斎藤")
    assert surnames_found(name="斎藤") == ["斎藤", "齋藤", "斉藤"]


def test_a_variant_in_the_given_name_one_kanji_and_an_address_are_found(register):
    """The forms serve given names, single kanji and towns alike."""
    moved = record(move_in(entrants=(entrant(given="廣邊"),), at=address(town="齋田町")))
    for conditions in ({"given": "広辺"}, {"name": "辺"}, {"given": "廣"}, {"address": "斎田"}, {"name": "見本広"}):
        assert found(**conditions) == [str(persons_of(moved)[0])], conditions


def test_a_kanji_with_several_heads_is_found_by_each_of_them(register):
    """A search form per head, on both sides."""
    ambiguous = "昜"
    assert len(search_forms(ambiguous)) > 1
    moved = record(move_in(entrants=(entrant(family=ambiguous, given=ambiguous),)))
    for head in (ambiguous, *search_forms(ambiguous)):
        assert found(name=head) == [str(persons_of(moved)[0])]
        assert found(given=head) == [str(persons_of(moved)[0])]
        assert found(name=head, birth_from=day("昭和55年4月1日")) == [str(persons_of(moved)[0])]


@pytest.mark.covers("STD-2.1.2")
def test_the_sound_typed_comes_before_the_misspelt_one(register):
    """サイドウ is found by サイトウ and the other way round, each after its own spelling."""
    for kana in ("サイドウ", "サイトウ"):
        record(move_in(entrants=(entrant(family=kana, kana=(kana, "タロウ")),)))
    for typed, other in (("サイドウ", "サイトウ"), ("サイトウ", "サイドウ")):
        assert surnames_found(kana=typed) == [typed, other]
        assert surnames_found(name=typed) == [typed, other]


def test_blank_items_are_found(register):
    """データ未入力項目についても検索できること (STD-2.1.3): nobody's reading, nobody's code."""
    recorded = record(move_in(entrants=(entrant(kana=("", "")),)))
    record(move_in(1))
    assert found(blank=Blank.READING) == [str(persons_of(recorded)[0])]
    assert found(name="見本", blank=Blank.READING) == [str(persons_of(recorded)[0])]
    assert found(blank=Blank.RESIDENT_RECORD_CODE) == []
    assert found(blank=Blank.HEAD) == []


def test_at_most_a_hundred_are_shown_and_more_is_said(register):
    """With 101 hits the clerk is asked to narrow the search."""
    for _ in range(21):
        record(move_in(entrants=tuple(entrant(relationship="世帯主" if at == 0 else "同居人") for at in range(5))))
    answer = search(search_grant(), Conditions(name="見本"))
    assert len(answer.hits) == 100
    assert answer.more
    assert not search(search_grant(), Conditions(household_number=answer.hits[0].household_number)).more


def test_a_search_needs_something_to_search_by_and_a_grant_of_a_search(register):
    """Sex alone finds half the town; an opened person is no leave to search."""
    (person,) = persons_of(record(move_in(1)))
    with pytest.raises(NothingToSearchBy):
        search(search_grant(), Conditions(sex="male"))
    with pytest.raises(AccessRefused):
        search(open_grant(person), Conditions(name="見本"))


def test_a_search_is_no_leave_to_open_a_record(register):
    """Whole records, history and what an act changed are read under a grant that names the person."""
    from daicho.systems.register.queries import history, records

    recorded = record(move_in(1))
    (person,) = map(str, persons_of(recorded))
    for read in (
        lambda grant: records.person(grant, person),
        lambda grant: history.history(grant, person),
        lambda grant: history.act_differences(grant, recorded.number),
    ):
        with pytest.raises(AccessRefused):
            read(search_grant())
        assert read(open_grant(person))


def test_signs_that_sql_reads_as_its_own_are_letters(register):
    """A per cent sign, an underline, a backslash and a quote find nobody and break nothing."""
    record(move_in(1))
    for text in ("%", "_", "\\", "'", '"', "見%", "{}", "見,本"):
        assert found(name=text) == []
        assert found(address=text) == []
