"""What a character is, and the tables behind it (SYS24; DF-2, DF-3; standard chapter 3, 2.2.3)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.characters import (
    Character,
    Strictness,
    clusters,
    code_points,
    count,
    identify,
    named,
    same,
)
from daicho.values.characters.tables import Scheme, mj_name, tables

SELECTORS = "\ufe00\ufe0f\U000e0100\U000e0101\U000e01ef"
TEXTS = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("渡邉髙あ゙が" + SELECTORS + "\u3099\u0301")), max_size=20
)


@given(TEXTS)
def test_cutting_a_text_into_characters_loses_nothing(text):
    """Joined again the characters are the text, and the count is their number."""
    assert "".join(clusters(text)) == text
    assert count(text) == len(clusters(text)) == len(identify(text))
    assert "".join(character.text for character in identify(text)) == text


@given(st.text(alphabet="渡邉髙島一", min_size=1, max_size=8), st.sampled_from(SELECTORS))
def test_a_selector_never_counts_as_a_character(text, selector):
    """Base and selector are one, so a length never cuts between them."""
    assert count(text + selector) == count(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("か\u3099", 1), ("ﾀﾞ", 1), ("e\u0301\u0323", 1), ("न\u093f", 1), ("\u1112\u1161\u11ab국", 2), ("각\u11a8", 1),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 1), ("山\u200d田", 2), ("\U0001f44d\U0001f3fd", 1),
        ("\U0001f1ef\U0001f1f5\U0001f1ef", 2), ("\r\n", 1), ("\n\u0301", 2), ("\u200b\u0301", 2), ("\ud800\u0301", 2),
    ],
)  # fmt: skip
def test_what_a_reader_sees_as_one_is_counted_as_one(text, size):
    """Marks, Hangul in parts, joined emoji, flags and line ends, as Unicode's annex 29 cuts them."""
    assert count(text) == size


def test_a_kanji_is_its_mj_name_and_everything_else_its_code_point():
    """Names of a few characters that everybody meets."""
    assert [character.name for character in identify("髙辺あA")] == ["MJ028902", "MJ025758", "U+3042", "U+0041"]
    assert identify("\U0001b002")[0].name == "MJ090001"
    assert identify("\ue000")[0].name == "U+E000"


def test_a_base_with_its_selector_has_an_mj_name_of_its_own():
    """渡邉 with a selector is two characters; an unknown sequence keeps its code points for a name."""
    base, selector = next(text for text in tables().sequences if text[0] == "邉")
    character = identify("渡" + base + selector)[1]
    assert character.has_register_name
    assert (character.base, character.selector) == (base, selector)
    unknown = identify("葛\U000e0100")[0]
    assert (unknown.name, unknown.has_register_name, unknown.code_points) == ("U+845B U+E0100", False, "U+845B U+E0100")
    assert identify("あ")[0].selector == ""


def test_a_character_is_found_by_its_mj_name_or_number():
    """MJ028902, mj028902 and 28902 are 髙."""
    assert named("MJ028902") == named("mj028902") == named(" 28902 ") == Character("髙", "MJ028902")
    for name in ("MJ999999", "髙", "", "MJ1", "-1"):
        with pytest.raises(KeyError):
            named(name)


def test_every_mj_name_leads_to_a_character_and_back():
    """The whole table, both ways."""
    for number in tables().spellings:
        character = named(mj_name(number))
        assert identify(character.text) == (character,)


@pytest.mark.parametrize(
    ("one", "other", "strictness"),
    [
        ("山田", "山田", Strictness.WRITTEN), ("髙", "高", Strictness.VARIANT), ("渡邉", "渡辺", Strictness.VARIANT),
        ("齋藤", "斉藤", Strictness.LOOK_ALIKE), ("齋", "斎", Strictness.VARIANT),
    ],
)  # fmt: skip
def test_what_is_the_same_at_one_strictness_is_the_same_at_every_looser_one(one, other, strictness):
    """The levels are ordered, and each pair appears exactly at its own."""
    assert [same(one, other, level) for level in Strictness] == [level >= strictness for level in Strictness]


def test_a_strictness_may_be_given_by_its_name():
    """In either case; an unknown one is refused."""
    assert same("渡邉", "渡辺", "variant")
    assert not same("齋藤", "斉藤", "VARIANT")
    assert same("齋藤", "斉藤", "look_alike")
    with pytest.raises(KeyError):
        same("渡邉", "渡辺", "nearly")


def test_two_spellings_of_one_mj_name_are_the_same_character():
    """A plain code point and the sequence that chooses its own shape."""
    plain, sequence = next(row for row in tables().spellings.values() if len(row) == 2 and len(row[1]) == 2)
    assert not same(plain, sequence, Strictness.WRITTEN)
    assert same(plain, sequence)
    assert not same("渡辺", "渡")


def test_code_points_are_written_as_unicode_writes_them():
    """U+9089 U+E0101."""
    assert code_points("邉\U000e0101") == "U+9089 U+E0101"


def test_the_tables_say_what_they_were_built_from():
    """Version, schemes with their Japanese names, withdrawn numbers."""
    assert "IPAmj" in tables().version
    assert Scheme.NOTICE_582.japanese == "法務省告示582号別表第四"
    assert len(tables().withdrawn) == 18
    assert tables().undrawn == {"\u9fee", "\u9fef"}


def test_a_withdrawn_name_leads_to_the_character_it_was_a_duplicate_of():
    """MJ029893 was given up for 黒."""
    assert named("MJ029893") == identify("黒")[0]
    assert named("MJ057449") == Character("\u9fee", "MJ057449")


def test_importing_the_library_reads_no_table_and_is_light():
    """No data file is read until a character is asked for; no Django comes along."""
    code = (
        "import sys, daicho.values, daicho.values.names, daicho.values.characters as c\n"
        "from daicho.values.characters.tables import tables\n"
        "from daicho.values.characters.picker import _kanji\n"
        "assert tables.cache_info().currsize == 0 and _kanji.cache_info().currsize == 0\n"
        "assert 'django' not in sys.modules and 'fontTools' not in sys.modules and 'jntajis' not in sys.modules\n"
        "c.identify('髙')\n"
        "assert tables.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
