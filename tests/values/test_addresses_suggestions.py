"""Suggestions while typing: by reading, written name, postal code, and beginnings with spaces between."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daicho.values.addresses import Town, UnknownMunicipality, postal_codes, suggest, town, town_count, towns
from daicho.values.addresses._keys import is_kana, kana_key, name_key
from daicho.values.addresses._places import order_of_codes
from daicho.values.addresses._towns import TownTable, pack_kana, table

MINATO, KODAIRA, EBINA = "131032", "132110", "142158"


def written(*arguments, **options):
    return [found.written for found in suggest(*arguments, **options)]


@pytest.mark.parametrize(
    "typed",
    [
        "トラノモン",
        "とらのもん",
        "ﾄﾗﾉﾓﾝ",
        "虎ノ門",
        "虎の門",
        "虎之門",
        "105-0001",
        "1050001",
        "〒105-0001",
        "１０５－０００１",
    ],
)
def test_one_town_is_found_however_it_is_typed(typed):
    """Reading in any kana, name in any spelling, postal code with or without hyphen."""
    found = suggest(typed)[0]
    assert (found.written, found.postal_code) == ("東京都港区虎ノ門", "1050001")


@pytest.mark.covers("STD-1.3.3")
def test_the_first_letters_of_prefecture_municipality_and_town_are_enough():
    """「ト ヒ シ」 for 東京都日野市神明, the example of the standard; postal code and address are filled in."""
    found = {one.written: one for one in suggest("ト ヒ シ")}
    address = found["東京都日野市神明"].address
    assert (address.municipality_code, address.town, address.postal_code) == ("132128", "神明", "1910016")


@pytest.mark.covers("STD-1.3.3", "STD-1.1.17")
def test_a_postal_code_fills_in_the_address():
    """The town, its municipality and the code come together."""
    address = suggest("242-0001")[0].address
    assert (address.municipality_code, address.town, address.postal_code) == ("142131", "下鶴間", "2420001")


def test_an_incomplete_postal_code_suggests_all_that_begin_with_it():
    """Three digits are enough to begin with; within one municipality only its own."""
    assert all(one.postal_code.startswith("187") for one in suggest("187", limit=100))
    assert suggest("187", EBINA) == []
    assert written("187-00", KODAIRA, limit=2) == ["東京都小平市", "東京都小平市大沼町"]


def test_a_municipality_keeps_to_itself():
    """The counter's own town comes without the rest of the country."""
    assert written("中央", EBINA) == ["神奈川県海老名市中央"]
    assert all(one.municipality_code == MINATO for one in suggest("シ", MINATO))
    assert written("小川西町", KODAIRA) == ["東京都小平市小川西町"]


def test_a_designated_city_covers_its_wards_and_a_prefecture_its_municipalities():
    """One code may stand for many."""
    assert {one.municipality.prefecture for one in suggest("ホンチョウ", "130001", limit=50)} == {"東京都"}
    assert {one.municipality.city_code for one in suggest("ミナミ", "141003", limit=50)} == {"141003"}


def test_an_old_code_covers_what_it_became():
    """A form that still holds the code of 浜松市中区 suggests the towns of 中央区."""
    assert written("元城町", "221317") == ["静岡県浜松市中央区元城町"]


@pytest.mark.parametrize(
    "typed",
    ["東京都港区赤坂", "港区赤坂", "みなとくあかさか", "トウキョウトミナトクアカサカ", "東京 港 赤坂", "ト ミナ アカ"],
)
def test_prefecture_and_municipality_may_stand_before_the_town(typed):
    """Written through, or with spaces."""
    assert "東京都港区赤坂" in written(typed)


@pytest.mark.parametrize("town", ["福井県福井市テクノポート", "北海道川上郡標茶町コッタロ"])
def test_a_town_of_kana_is_found_behind_its_written_municipality(town):
    """Long marks and small letters of the town's name count as in a reading."""
    assert town in written(town)


def test_the_beginning_of_a_municipality_suggests_it():
    """えび: 海老名市 and えびの市 before the towns that begin so."""
    assert written("えび")[:2] == ["神奈川県海老名市", "宮崎県えびの市"]
    assert written("海老名市")[:2] == ["神奈川県海老名市", "神奈川県海老名市泉"]
    assert written("横浜市")[0] == "神奈川県横浜市鶴見区"
    assert "神奈川県海老名市" in written("カナ エビ")


def test_numerals_and_long_vowels_have_several_spellings():
    """北1条 is 北一条, オードーリ is オオドオリ, 霞ヶ関 is 霞が関, ヅ is ズ."""
    assert written("北1条西")[0] == written("北一条西")[0]
    assert written("オードーリ")[0] == written("オオドオリ")[0]
    assert "東京都千代田区霞が関" in written("霞ヶ関")
    assert written("ツズキ")[:1] == written("ツヅキ")[:1] != []


@pytest.mark.parametrize("typed", ["", "  ", "ンンン", "ン ン", "・", "99", "zzz"])
def test_what_fits_nothing_suggests_nothing(typed):
    """No town is made up."""
    assert suggest(typed) == []


def test_lists_of_places_in_one_line_of_the_source_are_not_suggested():
    """The directory holds them, but nobody lives in 「甲、乙」."""
    assert suggest("甲、乙") == []
    assert all("、" not in one.name for one in suggest("甲", limit=500))


def test_the_limit_holds_and_nothing_comes_twice():
    """At most as many as asked for, each once."""
    found = suggest("港区", limit=30)
    assert len(found) == 30
    assert len(set(found)) == 30


def test_an_unknown_municipality_is_refused():
    """A code that stands for nothing is a mistake, not an empty answer."""
    with pytest.raises(UnknownMunicipality):
        suggest("シ", "13499")
    with pytest.raises(UnknownMunicipality):
        towns("13499")


def test_the_whole_directory_is_there():
    """117,303 towns in 1,892 municipalities and wards."""
    known = table()
    assert (known.named, known.municipalities) == (117_303, 1741 + 171 + 6) == (known.named, len(order_of_codes()))
    assert sum(town_count(one) for one in (MINATO, KODAIRA, EBINA)) == len(towns(MINATO)) + len(towns(KODAIRA)) + len(
        towns(EBINA)
    )


def test_towns_are_numbered_by_reading():
    """`town` finds what `towns` lists; designated cities and northern villages list none of their own."""
    listed = towns(EBINA)
    assert [town(EBINA, one.number) for one in listed] == list(listed)
    assert [kana_key(one.kana) for one in listed] == sorted(kana_key(one.kana) for one in listed)
    assert (town_count("141003"), town_count("016951"), town_count("017001")) == (0, 0, 0)
    assert (town_count("130001"), town_count("112267")) == (0, 0)
    assert len(towns("141003")) == sum(town_count(code) for code in {one.municipality_code for one in towns("141003")})
    with pytest.raises(IndexError):
        town(EBINA, 10_000)


def test_a_municipality_without_a_line_of_its_own_numbers_its_towns_from_one():
    """利島村 has one town and no line for the whole."""
    assert [one.number for one in towns("133621")] == [1]
    assert suggest("1000301")[0].number == 1


def test_a_town_with_several_postal_codes_gives_each_with_its_note():
    """A tower has one for each floor."""
    tower = next(one for one in towns(MINATO) if one.is_building and "アーク森" in one.name)
    codes = postal_codes(tower)
    assert len({one.postal_code for one in codes}) == len(codes) > 30
    assert "1階" in {one.note for one in codes}
    assert isinstance(codes[0], Town)


@given(st.text(max_size=12), st.sampled_from([None, MINATO, "130001"]))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_an_answer(text, within):
    """Nothing a clerk can type is an error, and every suggestion lies where it was asked for."""
    for found in suggest(text, within):
        assert within is None or found.municipality_code.startswith("13")


@given(st.integers(1, 55), st.integers(1, 8))
def test_every_beginning_of_a_town_finds_it(number, letters):
    """Whatever part of the reading is typed, the town is among the suggestions of its municipality."""
    wanted = town(MINATO, number)
    assert wanted in suggest(wanted.kana[:letters], MINATO, limit=200)
    assert wanted in suggest(wanted.name[:letters], MINATO, limit=200)


def test_keys():
    """One key for each way to write; a reading is kana and digits alone."""
    assert name_key("大字上1条") == name_key("上一条") == "上一条"
    assert [name_key(text) for text in ("0", "10", "21", "1234")] == ["〇", "十", "二十一", "千二百三十四"]
    assert kana_key("こーぽらー") == kana_key("コオポラア") == "コウポラア"
    assert kana_key("ンー") == "ン"
    assert not is_kana("")
    assert not is_kana("港")


def test_a_table_of_another_kind_is_refused():
    """A file that is no town table does not pass for one."""
    with pytest.raises(RuntimeError):
        TownTable(memoryview(b"x" * 64))


def test_readings_are_packed_one_byte_a_letter():
    """Katakana, full-width digits and letters."""
    assert len(pack_kana("キタ１ジョウ、Ｂ")) == 8
