"""Addresses: their parts, how they are written, and what is wrong with them; the directory and its changes."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values import addresses, codec
from daicho.values.addresses import Address, AddressKind, ChangeKind, PlaceKind, UnknownMunicipality
from daicho.values.numbers import InvalidNumber, MunicipalityCode

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
ADDRESSES = st.builds(
    Address,
    kind=st.sampled_from(AddressKind),
    municipality_code=st.sampled_from(["", "131032", "142158", "112267"]),
    town=TEXTS,
    lot=TEXTS,
    building=TEXTS,
    country=TEXTS,
    text=TEXTS,
)


def codes_of(address):
    return [problem.code for problem in addresses.problems(address)]


def test_a_domestic_address_is_written_from_prefecture_to_building():
    """Parts are joined as a paper prints them; the building stands apart."""
    address = Address(municipality_code="131032", town="虎ノ門一丁目", lot="２番３号", building="メゾン１０１")
    assert address.written == "東京都港区虎ノ門一丁目２番３号　メゾン１０１"


def test_a_town_is_written_with_its_county():
    """郡 belongs to the address of a town or village."""
    assert Address(municipality_code="013030", town="弥生").written == "北海道石狩郡当別町弥生"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (Address.foreign("アメリカ合衆国", "カリフォルニア州"), "アメリカ合衆国カリフォルニア州"),
        (Address.foreign("カナダ"), "カナダ"),
        (Address.unknown(), "不明"),
        (Address.unknown("不詳"), "不詳"),
        (Address(text="東京府荏原郡目黒村"), "東京府荏原郡目黒村"),
        (Address(town="どこか", lot="1"), "どこか1"),
        (Address(municipality_code="999999", town="どこか"), "どこか"),
    ],
)
def test_what_is_not_in_parts_is_written_as_it_is_held(address, written):
    """Foreign, unknown and unparted addresses keep their words."""
    assert address.written == written


def test_a_postal_code_is_printed_with_its_hyphen():
    """Seven digits are held, 123-4567 is printed (STD-1.1.17)."""
    assert Address(postal_code="1050001").postal_code_written == "105-0001"
    assert Address().postal_code_written == ""


@given(ADDRESSES)
def test_an_address_comes_back_from_its_bytes(address):
    """Encoding loses nothing."""
    assert codec.decode(codec.encode(address), Address) == address


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        (Address(municipality_code="131032", town="芝", lot="1番1号", postal_code="1050014"), []),
        (Address(text="とある所"), []),
        (Address.unknown(), []),
        (Address.foreign("カナダ"), []),
        (Address(), ["V-ADR-EMPTY"]),
        (Address.foreign("", "どこか"), ["V-ADR-COUNTRY"]),
        (Address(municipality_code="131033"), ["V-ADR-CODE"]),
        (Address(municipality_code="131032", postal_code="105-0001"), ["V-ADR-POSTAL"]),
        (Address(municipality_code="131032", address_code="13103001000"), []),
        (Address(municipality_code="131032", address_code="14103001000"), ["V-ADR-ADDRESS-CODE"]),
        (Address(municipality_code="131032", address_code="131030010"), ["V-ADR-ADDRESS-CODE"]),
    ],
)
def test_parts_that_do_not_agree_are_named(address, codes):
    """Each fault has its stable code."""
    assert codes_of(address) == codes


def test_an_address_code_begins_with_the_municipality():
    """Eleven digits: prefecture, municipality, 大字, 小字."""
    assert codes_of(Address(municipality_code="131032", address_code="13103001002")) == []
    assert codes_of(Address(municipality_code="142158", address_code="13103001002")) == ["V-ADR-ADDRESS-CODE"]


def test_the_directory_counts_what_there_is():
    """1,741 municipalities, 171 wards, 47 prefectures, six villages without a post."""
    counts = [len(found()) for found in (addresses.municipalities, addresses.wards, addresses.prefectures)]
    assert counts == [1741, 171, 47]
    assert len(addresses.northern_villages()) == 6


def test_every_code_has_its_check_digit_and_its_place():
    """Each entry's code is right, its prefecture is its own, a ward names its city."""
    for one in (*addresses.municipalities(), *addresses.wards(), *addresses.northern_villages()):
        assert MunicipalityCode.parse(one.code).stored() == one.code
        assert addresses.municipality(one.prefecture_code).name == one.prefecture
        assert bool(one.city_code) is (one.kind is PlaceKind.WARD)
        assert one.full_kana.startswith(one.prefecture_kana)
        if one.city_code:
            assert one.name.startswith(addresses.municipality(one.city_code).name)


@pytest.mark.parametrize(
    ("code", "name", "kana", "kind"),
    [
        ("131032", "東京都港区", "トウキョウトミナトク", PlaceKind.SPECIAL_WARD),
        ("13103", "東京都港区", "トウキョウトミナトク", PlaceKind.SPECIAL_WARD),
        ("142158", "神奈川県海老名市", "カナガワケンエビナシ", PlaceKind.CITY),
        ("130001", "東京都", "トウキョウト", PlaceKind.PREFECTURE),
        ("141003", "神奈川県横浜市", "カナガワケンヨコハマシ", PlaceKind.CITY),
        ("221384", "静岡県浜松市中央区", "シズオカケンハママツシチュウオウク", PlaceKind.WARD),
        ("271403", "大阪府堺市", "オオサカフサカイシ", PlaceKind.CITY),
        ("016951", "北海道色丹郡色丹村", "ホッカイドウシコタングンシコタンムラ", PlaceKind.NORTHERN),
    ],
)
def test_a_code_of_five_or_six_digits_finds_its_entry(code, name, kana, kind):
    """Names and readings are whole; the check digit may be left out."""
    entry = addresses.municipality(code)
    assert (entry.full_name, entry.full_kana, entry.kind) == (name, kana, kind)
    assert addresses.municipality(MunicipalityCode.parse(code)) is entry


def test_a_wrong_check_digit_and_an_unused_code_are_told_apart():
    """One is a slip of the hand, the other stands for nothing."""
    with pytest.raises(InvalidNumber):
        addresses.municipality("131033")
    with pytest.raises(UnknownMunicipality) as caught:
        addresses.municipality("13499")
    assert caught.value.code == "V-ADR-CODE"
    assert isinstance(caught.value, LookupError)


def test_the_code_of_a_merged_city_explains_itself():
    """Hatogaya was absorbed by Kawaguchi on 11 October 2011."""
    entry = addresses.municipality("112267")
    assert entry.kind is PlaceKind.FORMER
    assert entry.ended_on == dt.date(2011, 10, 11)
    assert [one.full_name for one in entry.successors()] == ["埼玉県川口市"]
    assert entry.explanation == "埼玉県鳩ケ谷市 (112267) は2011年10月11日に埼玉県川口市 (112038)となりました"
    assert addresses.municipality("112038").explanation == "埼玉県川口市 (112038)"


def test_the_wards_of_hamamatsu_became_three_on_the_first_of_january_2024():
    """北区 was divided between two of the new wards; every old ward is accounted for."""
    became = {
        code: {one.full_name.removeprefix("静岡県浜松市") for one in addresses.successors(code)}
        for code in ("221317", "221325", "221333", "221341", "221350", "221368", "221376")
    }
    assert became == {
        "221317": {"中央区"}, "221325": {"中央区"}, "221333": {"中央区"}, "221341": {"中央区"},
        "221350": {"中央区", "浜名区"}, "221368": {"浜名区"}, "221376": {"天竜区"},
    }  # fmt: skip
    assert addresses.municipality("221317").ended_on == dt.date(2024, 1, 1)


def test_a_code_is_followed_through_every_later_change():
    """Urawa became part of Saitama, whose code changed again when it became a designated city."""
    urawa = addresses.municipality("112046")
    assert [one.code for one in urawa.successors(dt.date(2002, 1, 1))] == ["112445"]
    assert [one.code for one in urawa.successors()] == ["111007"]
    assert urawa.successors(dt.date(2000, 1, 1)) == (urawa,)


def test_a_code_is_in_force_until_the_day_of_its_end():
    """The day of the change is the first day of the new code."""
    fujisawa = addresses.municipality("034223")
    assert fujisawa.in_force(dt.date(2011, 9, 25))
    assert not fujisawa.in_force(dt.date(2011, 9, 26))
    assert not fujisawa.in_force()
    assert addresses.municipality("131032").in_force()


def test_a_municipality_that_kept_its_code_under_a_new_name_is_not_a_former_one():
    """Sasayama became Tamba-Sasayama in 2019 and kept its code."""
    entry = addresses.municipality("282219")
    assert (entry.name, entry.ended, entry.in_force()) == ("丹波篠山市", (), True)
    assert [change.old_name for change in entry.changes if change.kind is ChangeKind.RENAMED] == ["兵庫県篠山市"]


def test_former_municipalities_are_found_by_name():
    """With or without prefecture and county, for registered domiciles that name them (STD-1.3.3)."""
    for name in ("鳩ケ谷市", "鳩ヶ谷市", "埼玉県鳩ケ谷市"):
        assert [one.code for one in addresses.former_municipalities(name)] == ["112267"]
    assert [one.code for one in addresses.former_municipalities("八束郡東出雲町")] == ["323047"]
    assert addresses.former_municipalities("どこにもない町") == ()
    assert len(addresses.former_municipalities()) > 1800


def test_every_change_leads_to_a_code_of_today():
    """No chain of changes ends in the void, none turns in a circle, each code has its check digit."""
    today = {one.code for one in (*addresses.municipalities(), *addresses.wards())}
    for change in addresses.changes():
        assert MunicipalityCode.parse(change.old_code).stored() == change.old_code
        assert {one.code for one in addresses.successors(change.old_code)} <= today
        assert dt.date(2001, 1, 1) <= change.on <= dt.date(2026, 10, 1)


def test_municipalities_of_a_prefecture_and_wards_of_a_city():
    """Lists to choose from, one level after the other (STD-1.3.3)."""
    assert len(addresses.municipalities("130001")) == 62
    assert len(addresses.wards("141003")) == 18
    assert {one.prefecture for one in addresses.municipalities("140007")} == {"神奈川県"}


def test_no_data_is_read_at_import():
    """The tables are opened at the first question, not before."""
    program = (
        "import sys, builtins, pathlib\n"
        "opened = []\n"
        "real = pathlib.Path.open\n"
        "pathlib.Path.open = lambda self, *a, **k: (opened.append(self.name), real(self, *a, **k))[1]\n"
        "import daicho.values.addresses as a\n"
        "assert not opened, opened\n"
        "a.suggest('芝')\n"
        "assert 'towns.bin' in opened, opened\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
