"""The parts of a name (standard chapter 3, 1.1.1, 1.1.7, 1.1.18)."""

from __future__ import annotations

import msgspec
import pytest

from daicho.values import codec
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName


def test_a_name_is_printed_with_an_ideographic_space_between_surname_and_given_name():
    """氏　名."""
    name = PersonName(family="髙島", given="一郎", family_furigana="タカシマ", given_furigana="イチロウ")
    assert (name.written, name.furigana) == ("髙島　一郎", "タカシマ　イチロウ")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (PersonName(single="スカルノ"), "スカルノ"),
        (PersonName(roman="SMITH JOHN"), "SMITH JOHN"),
        (PersonName(single="陳美玲", roman="CHEN MEILING"), "陳美玲"),
        (PersonName(given="一郎"), "一郎"),
        (PersonName(), ""),
    ],
)
def test_a_name_of_one_field_is_printed_as_it_is(name, written):
    """One-field names, Roman letters, kanji beside Roman letters."""
    assert name.written == written


@pytest.mark.covers("STD-1.1.18")
def test_surname_and_given_name_may_be_confirmed_apart():
    """Each reading has its own flag, and neither is set by itself."""
    name = PersonName(
        family="東", given="翔", family_furigana="アズマ", given_furigana="ショウ", family_furigana_confirmed=True
    )
    assert (name.family_furigana_confirmed, name.given_furigana_confirmed) == (True, False)
    assert PersonName(family_furigana="アズマ").family_furigana_confirmed is False


@pytest.mark.parametrize(
    "value",
    [
        PersonName(family="渡邉\U000e0101", given="花", family_furigana="ワタナベ", family_furigana_confirmed=True),
        CommonName("木村　太郎", "キムラ　タロウ", RegisterDate.parse("R8.4.1"), "132110", None, ""),
        FormerSurname("渡邊", "ワタナベ", True, RegisterDate.parse("R7.5.26"), "142158"),
    ],
)
def test_names_survive_encoding_character_for_character(value):
    """Bytes and back give the same value: selectors are not lost."""
    assert codec.decode(codec.encode(value), type(value)) == value


def test_a_name_cannot_be_changed_in_place():
    """Values are replaced, never edited."""
    with pytest.raises(AttributeError):
        PersonName(family="山田").family = "川田"
    assert msgspec.structs.replace(PersonName(family="山田"), family="川田").written == "川田"
