"""The three sources of the MJ tables agree, and the data files are what the builder makes of them."""

from __future__ import annotations

import bz2
import json
import re
from pathlib import Path

import mojivs
import pytest

import beside
from daicho.values.characters.tables import Scheme, read_data, tables


@pytest.fixture(scope="module")
def builder():
    """The script that builds the data files."""
    return beside.tool("build_mj_tables")


@pytest.fixture(scope="module")
def font(builder):
    """The installed IPAmj Mincho, read by fontTools."""
    return builder.read_font(builder.FONT)


@pytest.fixture(scope="module")
def lists(builder):
    """The tables that jntajis-python carries."""
    return builder.read_lists()


@pytest.fixture(scope="module")
def database():
    """The Moji_Joho collection of the Ideographic Variation Database, from mojivs."""
    text = (Path(mojivs.__file__).parent / "data" / "ivd.txt").read_text()
    rows = re.findall(r"^(\w+) (\w+); Moji_Joho; MJ(\d+)$", text, re.MULTILINE)
    return {chr(int(base, 16)) + chr(int(mark, 16)): int(number) for base, mark, number in rows}


def test_every_registered_sequence_is_in_the_table_under_the_same_name(database):
    """IVD against table: 11,384 of 11,384."""
    assert len(database) == 11_384
    assert all(tables().sequences.get(text) == number for text, number in database.items())


def test_the_sequences_beyond_the_database_are_the_standardised_ones(database):
    """What the table has more are Unicode's own sequences for compatibility ideographs (FE00, FE01)."""
    more = set(tables().sequences) - set(database)
    assert len(more) == 89
    assert {text[1] for text in more} <= {"\ufe00", "\ufe01"}


def test_the_font_and_the_list_agree_about_every_sequence(font, lists):
    """11,473 sequences with an MJ name in both."""
    listed = {place: number for number, places in lists.places.items() for place in places if place[1]}
    assert listed == font.sequences


def test_the_font_and_the_list_agree_about_every_plain_code_point_but_five(font, lists):
    """Hentaigana are only in the font; three kanji stand at a second code point that the
    list does not give, and two kanji of the list are not in the font."""
    listed = {base: number for number, places in lists.places.items() for base, mark in places if not mark}
    kanji = {code: number for code, number in font.plain.items() if not 0x1B000 <= code < 0x1B200}
    unlisted = [code for code, number in kanji.items() if (code, 0) not in lists.places.get(number, set())]
    assert len(unlisted) == 3
    assert len(font.plain) - len(kanji) == 286
    assert set(listed) - set(font.plain) == {0x9FEE, 0x9FEF}


def test_every_target_of_the_shrink_map_is_a_kanji_of_the_table():
    """No substitute leads outside."""
    assert all(target in tables().plain for row in tables().shrink.values() for _, target in row)
    assert {scheme for row in tables().shrink.values() for scheme, _ in row} == set(Scheme)


def test_the_data_files_are_what_the_builder_makes_of_the_sources(builder, font, lists):
    """Byte for byte: whoever doubts the tables can rebuild them."""
    builder.check(font, lists)
    assert builder.mj_table(font, lists) == read_data("mj.bin")
    assert builder.jis_shrink_table(lists).encode() == read_data("jis_shrink.txt")
    for name, text in builder.repertoires(font).items():
        assert text.encode() == read_data(f"repertoires/{name}")


def test_the_builder_stops_when_the_sources_contradict_one_another(builder, font, lists):
    """A wrong number is never built in."""
    place = next(place for place in font.sequences if place[1] < 0xFE10)
    with pytest.raises(SystemExit, match="disagree about 1"):
        builder.check(font._replace(sequences=font.sequences | {place: 1}), lists)


def test_readings_of_unihan_become_katakana(builder, tmp_path):
    """Rows of the database become rows of kanji.txt; what is not Japanese is left out."""
    with bz2.open(tmp_path / "Unihan_IRGSources.txt.bz2", "wt", encoding="utf-8") as file:
        file.write("# comment\nU+9AD9\tkRSUnicode\t189'.0 1.1\nU+9AD9\tkTotalStrokes\t11 12\n")
    with bz2.open(tmp_path / "Unihan_Readings.txt.bz2", "wt", encoding="utf-8") as file:
        file.write("U+9AD9\tkJapaneseKun\tTAKAI KIPPU XYZ\nU+9AD9\tkJapaneseOn\tKOU\nU+4E00\tkJapaneseOn\tICHI\n")
    assert builder.kanji_table(tmp_path, {0x9AD9}) == "9AD9\t11\t189\tタカイ キップ コウ\n"


def test_each_repertoire_file_says_where_it_comes_from():
    """Name, version, date, source and licence: never blank."""
    for name in ("jis-x-0208", "jis-x-0213", "mj", "juki-net-stand-in"):
        content = json.loads(read_data(f"repertoires/{name}.json"))
        assert all(content[field] for field in ("name", "version", "date", "source", "licence"))
