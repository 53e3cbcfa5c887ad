"""Comparing addresses: one normal form for the ways to write a lot, and one place for one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.addresses import Address, AddressKind, normalise, read_address, same_place
from daicho.values.addresses.comparison import number_of


@pytest.mark.parametrize(
    ("spellings", "normal"),
    [
        (
            (
                "虎ノ門一丁目２番３号",
                "虎の門1-2-3",
                "虎ノ門１丁目２－３",
                "虎ノ門一ー二ー三",
                "虎ノ門 1丁目 2番 3号",
                "虎之門1−2−3",
            ),
            "虎ノ門1-2-3",
        ),
        (("中新田377番地の1", "大字中新田377-1", "中新田三七七番地ノ一", "中新田三百七十七番地一"), "中新田377-1"),
        (("北一条西二丁目", "北1条西2", "北１条西２丁目"), "北1条西2"),
        (("霞が関1-1", "霞ヶ関一丁目一番", "霞ケ関1－1"), "霞ケ関1-1"),
        (("一番町二十三番地", "１番町23", "一番町　廿三番地"), "1番町23"),
        (("三番三の五", "3-3-5"), "3-3-5"),
        (("1丁目2番3号 101", "１－２－３　１０１号室"), "1-2-3 101"),
        (("1-2-3 コーポ海", "１丁目２番３号コーポ海"), "1-2-3コーポ海"),
        (("龍ケ崎市", "竜ヶ崎市"), "竜ケ崎市"),
        (("大字小字名1", "名1"), "名1"),
    ],
)
def test_ways_to_write_one_lot_have_one_normal_form(spellings, normal):
    """丁目, 番, 号, の, hyphens, kanji and full-width numerals, 大字, ヶ."""
    assert {normalise(spelling) for spelling in spellings} == {normal}


@pytest.mark.parametrize("name", ["三田", "六本木", "八丁堀", "三ノ丸", "二ノ宮", "十文字", "千石", "四谷", "数字"])
def test_numerals_that_belong_to_a_name_stay(name):
    """Only a lot's numerals are numbers."""
    assert normalise(name) == name


@pytest.mark.parametrize(
    ("one", "other"), [("1-2-3", "1-23"), ("三田1", "三田2"), ("1-2-3 101", "1-2-3101"), ("中1-1", "仲1-1")]
)
def test_different_lots_stay_different(one, other):
    """No two numbers run together."""
    assert normalise(one) != normalise(other)


@given(
    st.text(st.sampled_from("一二三十百〇0123456789１２ 　丁目番地号室のノー-－大字ヶがケ町コーポ港廿条"), max_size=24)
)
def test_normalising_twice_changes_nothing(text):
    """Idempotent."""
    assert normalise(normalise(text)) == normalise(text)


@given(st.integers(1, 9999), st.integers(1, 99), st.integers(1, 99))
def test_digits_and_kanji_write_one_lot(block, lot, house):
    """For any numbers."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    one = f"芝{block}丁目{lot}番{house}号"
    assert normalise(one) == normalise(one.translate(wide)) == normalise(f"芝{block}-{lot}-{house}")


@pytest.mark.parametrize(
    ("numerals", "number"), [("百二十三", 123), ("一二三", 123), ("十", 10), ("二千三", 2003), ("廿一", 21), ("〇", 0)]
)
def test_kanji_numerals_by_unit_and_by_place(numerals, number):
    """Both ways to write a number."""
    assert number_of(numerals) == number


@pytest.mark.parametrize(
    ("text", "code", "town", "lot", "building"),
    [
        ("東京都港区虎ノ門一丁目２番３号　メゾン１０１", "131032", "虎ノ門一丁目", "２番３号", "メゾン１０１"),
        ("神奈川県海老名市中央二丁目1番1号", "142158", "中央二丁目", "1番1号", ""),
        ("東京都府中市宮西町2-24", "132063", "宮西町", "2-24", ""),
        ("埼玉県浦和市高砂3-15-1", "112046", "高砂", "3-15-1", ""),
        ("小平市小川町2-1333", "132110", "小川町", "2-1333", ""),
        ("東京都港区", "131032", "", "", ""),
        ("東京都港区どこか1", "131032", "どこか1", "", ""),
        ("東京都港区1-1 ビル", "131032", "", "1-1", "ビル"),
    ],
)
def test_a_written_address_is_taken_apart(text, code, town, lot, building):
    """Municipality, old names included; town with 丁目; lot; building."""
    found = read_address(text)
    assert (found.municipality_code, found.town, found.lot, found.building) == (code, town, lot, building)
    assert found.written.replace("　", "") == found.municipality_name + town + lot + building


def test_what_no_directory_knows_stays_whole():
    """Nothing is guessed: two cities are called 府中市."""
    assert read_address("府中市宮西町2-24") == Address(text="府中市宮西町2-24")
    assert read_address("東京都") == Address(text="東京都")
    assert read_address(" 不明 ").kind is AddressKind.UNKNOWN
    assert read_address("").kind is AddressKind.UNKNOWN


def test_one_place_however_it_is_written():
    """Texts and addresses in parts may be compared with one another."""
    parts = Address(municipality_code="131032", town="虎ノ門一丁目", lot="２番３号")
    assert same_place(parts, "港区虎の門1-2-3")
    assert same_place(Address(text="東京都港区虎ノ門1-2-3"), parts)
    assert same_place(parts, Address(municipality_code="131032", town="虎ノ門", lot="1-2-3", building="メゾン"))
    assert not same_place(parts, "港区虎ノ門1-2-4")
    assert not same_place(parts, "海老名市虎ノ門1-2-3")


def test_prefecture_or_county_may_be_left_out():
    """A name that only one municipality bears needs neither."""
    whole = "栃木県塩谷郡塩谷町大字玉生741番地"
    assert all(same_place(whole, f"{start}塩谷町玉生７４１") for start in ("", "栃木県", "塩谷郡"))


def test_a_half_width_long_mark_is_a_hyphen():
    """Japanese keyboards give it in half-width kana mode."""
    assert same_place("東京都港区芝公園1丁目2番3号", "東京都港区芝公園１ｰ２ｰ３")


def test_an_old_municipality_is_the_same_place_as_what_it_became():
    """浜松市中区 is 中央区 since 2024."""
    assert same_place("静岡県浜松市中区元城町103-2", "静岡県浜松市中央区元城町103番地の2")


def test_two_rooms_are_two_places_only_where_both_are_known():
    """A paper that leaves the building out contradicts nothing."""
    one = Address(municipality_code="131032", town="芝", lot="1-1", building="メゾン１０１")
    assert same_place(one, Address(municipality_code="131032", town="芝", lot="1-1", building="メゾン101号室"))
    assert not same_place(one, Address(municipality_code="131032", town="芝", lot="1-1", building="メゾン１０２"))
    assert same_place(one, Address(municipality_code="131032", town="芝", lot="1-1"))


def test_foreign_and_unknown_places():
    """Abroad country and text count; unknown is not even the same as unknown."""
    assert same_place(Address.foreign("カナダ", "Ottawa"), Address.foreign("カナダ", "Ｏｔｔａｗａ"))
    assert not same_place(Address.foreign("カナダ"), Address.foreign("インド"))
    assert not same_place(Address.foreign("カナダ"), Address(text="カナダ"))
    assert not same_place(Address.unknown(), Address.unknown())
    assert same_place(Address(text="どこか1番"), Address(text="どこか１"))
    assert not same_place(
        Address(municipality_code="000000", town="芝"), Address(municipality_code="131032", town="芝")
    )
