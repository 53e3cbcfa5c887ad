"""Repertoires, counts of non-standard characters, conversion (DF-2, DF-3; SYS1-F9)."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.characters import (
    RESIDENCE_CARD_SCHEMES,
    Reason,
    RepertoireUnknown,
    Replacement,
    Scheme,
    Unconvertible,
    count,
    drawable,
    gaiji_count,
    identify,
    install,
    load,
    repertoire,
    to_repertoire,
    uninstall,
    validate,
)
from daicho.values.characters.clusters import clusters
from daicho.values.characters.conversion import jis_shrink
from daicho.values.characters.tables import tables

PACKAGED = ["JIS X 0208", "JIS X 0213", "MJ", "Juki-net"]
NAMES = st.text(
    alphabet=st.one_of(st.sampled_from("渡邉邊髙島﨑𠮷桒滨ｶﾞ㈱Aあ　"), st.sampled_from(sorted(tables().sequences)).map(lambda text: text[0])),
    max_size=10,
)  # fmt: skip


def test_the_standards_have_as_many_characters_as_they_say():
    """JIS X 0208 has 6,355 kanji, JIS X 0213 has 10,050; both hold ASCII letters as well."""

    def kanji(name):
        return sum(
            "\u3400" <= text[0] <= "\u9fff" or "\uf900" <= text[0] <= "\ufaff" or text[0] >= "\U00020000"
            for text in repertoire(name).texts
        )

    assert (kanji("JIS X 0208"), kanji("JIS X 0213")) == (6_356, 10_051)  # with 仝, which stands among the signs
    assert all(set("AZaz09 　") <= repertoire(name).texts for name in PACKAGED)


@pytest.mark.parametrize("name", PACKAGED)
def test_a_repertoire_has_what_the_codec_of_the_standard_encodes(name):
    """Where Python has a codec for the standard, both say the same of every kanji of the tables."""
    codec = {"JIS X 0208": "iso2022_jp", "JIS X 0213": "iso2022_jp_2004"}.get(name)
    for text in list(tables().plain) if codec else ():
        assert (text in repertoire(name).texts) == encodable(text, codec)


def encodable(text, codec):
    """Whether a codec of the standard library can write the text."""
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def test_the_list_of_juki_net_is_not_public_and_the_stand_in_says_so():
    """Nobody may take the stand-in for the real list."""
    chosen = repertoire("Juki-net")
    assert chosen.stand_in
    assert "stand-in" in chosen.name
    assert "not public" in chosen.note
    assert repertoire(chosen) is chosen


@pytest.mark.parametrize(
    ("text", "name", "outside"),
    [
        ("髙島　一郎", "JIS X 0213", 1), ("髙島　一郎", "MJ", 0), ("﨑", "JIS X 0213", 0), ("﨑", "JIS X 0208", 1), ("", "MJ", 0),
        ("𠮷野", "JIS X 0213", 1), ("葛\U000e0100", "MJ", 1), ("か\u309a", "JIS X 0213", 0), ("か\u309a", "JIS X 0208", 1),
        ("東京都港区芝公園１－２－３", "JIS X 0208", 0), ("髙島", "Juki-net", 0), ("𠮷", "Juki-net", 1), ("滨", "MJ", 1),
    ],
)  # fmt: skip
def test_the_count_of_non_standard_characters_is_how_many_lie_outside(text, name, outside):
    """外字数 by repertoire."""
    assert gaiji_count(text, name) == outside


@given(st.text(st.sampled_from("髙島かｶﾞ゛ー　A𠮷葛﨑\u309a\u3099\U000e0100\ufe00\u200d\r\n"), max_size=8))
def test_letters_counted_together_and_characters_looked_at_one_by_one_agree(text):
    """A mark or a selector belongs to the letter before it, even if it stands in the repertoire by itself."""
    for name in ("JIS X 0208", "JIS X 0213", "MJ", "Juki-net"):
        chosen = repertoire(name)
        outside = [each for each in clusters(text) if each not in chosen.texts]
        assert gaiji_count(text, name) == sum(chosen.spelling(identify(each)[0]) is None for each in outside)


def test_a_sequence_whose_character_the_repertoire_has_in_another_spelling_is_not_outside():
    """Identity counts, not spelling: the plain code point of the same MJ name."""
    plain, sequence = next(
        row for row in tables().spellings.values()
        if len(row) == 2 and len(row[1]) == 2 and row[0] in repertoire("JIS X 0208").texts
    )  # fmt: skip
    assert gaiji_count(sequence, "JIS X 0208") == 0
    conversion = to_repertoire(sequence, "JIS X 0208")
    assert conversion.text == plain
    assert conversion.replaced == [Replacement(0, sequence, plain, Reason.SAME_IDENTITY)]


@pytest.mark.parametrize(
    ("text", "name", "converted", "reasons"),
    [
        ("髙島屋", "JIS X 0213", "高島屋", [Reason.UNIFICATION]),
        ("﨑山", "JIS X 0208", "崎山", [Reason.FAMILY_REGISTER]),
        ("𠮷野", "JIS X 0213", "吉野", [Reason.UNIFICATION]),
        ("葛\U000e0100飾", "MJ", "葛飾", [Reason.BASE]),
        ("ｱｷｶﾞ", "JIS X 0213", "アキガ", [Reason.COMPATIBILITY] * 3),
        ("﨟", "JIS X 0208", "臈", [Reason.JIS_SHRINK]),
        ("①Ａ", "JIS X 0208", "１Ａ", [Reason.JIS_SHRINK]),
        ("José", "JIS X 0208", "Jose", [Reason.ACCENT]),
        ("José", "JIS X 0213", "José", []),
        ("Jose\u0301", "JIS X 0213", "José", [Reason.COMPATIBILITY]),
        ("Nguyễn", "JIS X 0213", "Nguyen", [Reason.ACCENT]),
        ("㌢", "JIS X 0208", "センチ", [Reason.COMPATIBILITY]),
        ("渡邉", "JIS X 0208", "渡邉", []),
    ],
)  # fmt: skip
def test_a_character_outside_is_replaced_for_a_stated_reason(text, name, converted, reasons):
    """Each kind of substitute, with its reason."""
    conversion = to_repertoire(text, name)
    assert conversion.text == converted
    assert [found.scheme for found in conversion.replaced] == reasons
    assert conversion.changed == bool(reasons)


def test_positions_are_counted_in_characters():
    """A selector before the replaced character does not move its position."""
    base, selector = next(text for text in tables().sequences if text[0] == "邉")
    conversion = to_repertoire(f"{base}{selector}髙", "JIS X 0213")
    assert [found.position for found in conversion.replaced] == [0, 1]


def test_a_character_without_a_substitute_becomes_the_geta_mark_and_is_listed():
    """彅 is not in JIS X 0208 and no table has anything for it."""
    conversion = to_repertoire("草彅", "JIS X 0208")
    assert conversion.text == "草〓"
    assert conversion.unconvertible == [Unconvertible(1, "彅")]
    assert conversion.changed
    assert to_repertoire("草彅", "JIS X 0208", missing="?").text == "草?"


def test_a_decision_of_a_human_comes_before_every_table():
    """文字同定 overrides the shrink map."""
    decided = to_repertoire("髙", "JIS X 0213", decisions={"MJ028902": "孝"})
    assert decided.replaced == [Replacement(0, "髙", "孝", Reason.DECISION)]
    ignored = to_repertoire("髙", "JIS X 0213", decisions={"MJ028902": "滨"})
    assert ignored.text == "高"


def test_towards_the_residence_card_system_its_own_table_comes_first():
    """Some characters have different substitutes in notice 582 and in the family register notices."""
    found = [
        text for text in tables().plain
        if {Scheme.NOTICE_582, Scheme.FAMILY_REGISTER} == {scheme for scheme, _ in tables().shrink.get(tables().plain[text], ())}
    ]  # fmt: skip
    between = [to_repertoire(text, "JIS X 0213") for text in found]
    towards = [to_repertoire(text, "JIS X 0213", schemes=RESIDENCE_CARD_SCHEMES) for text in found]
    assert {found.scheme for conversion in between for found in conversion.replaced} == {Reason.FAMILY_REGISTER}
    assert {found.scheme for conversion in towards for found in conversion.replaced} == {Reason.NOTICE_582}
    assert any(one.text != other.text for one, other in zip(between, towards, strict=True))


@given(NAMES, st.sampled_from(PACKAGED))
def test_a_converted_text_lies_within_its_repertoire_and_converts_to_itself(text, name):
    """Nothing outside is left, and a second conversion changes nothing."""
    conversion = to_repertoire(text, name, missing="")
    assert gaiji_count(conversion.text, name) == 0
    assert to_repertoire(conversion.text, name) == (conversion.text, [], [])


@given(NAMES, st.sampled_from(PACKAGED))
def test_every_character_outside_is_replaced_or_listed(text, name):
    """The count of non-standard characters is bounded by what the report lists; nothing is lost in silence."""
    conversion = to_repertoire(text, name)
    touched = {found.position for found in (*conversion.replaced, *conversion.unconvertible)}
    assert gaiji_count(text, name) <= len(touched) <= count(text)


def test_the_jis_shrink_map_leads_into_jis_x_0208():
    """No row of it ends outside."""
    assert all(gaiji_count(target, "JIS X 0208") == 0 for target in jis_shrink().values())


@pytest.fixture
def newer_list(tmp_path):
    """A list of MJ+ as its maker would convert it."""
    content = {
        "name": "MJ+", "version": "test", "date": "2026-08-18", "source": "test", "licence": "test", "mj": True,
        "code_points": "20 3041-3096", "names": {"\U0010de92": "GJ000001"},
    }  # fmt: skip
    path = tmp_path / "mj-plus.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    yield path
    uninstall("MJ+")


def test_a_newer_list_is_a_file_that_is_installed(newer_list):
    """Until then its name is refused; afterwards its private characters have names."""
    with pytest.raises(RepertoireUnknown, match="MJ\\+") as refused:
        repertoire("MJ+")
    assert refused.value.code == "V-CHR-SET"
    assert [problem.code.name for problem in validate("\U0010de92")] == ["PRIVATE"]
    assert install(newer_list) is repertoire("MJ+")
    assert identify("\U0010de92")[0].name == "GJ000001"
    assert validate("\U0010de92葛\U000e0100", "MJ+")[0].position == 1
    assert gaiji_count("\U0010de92髙あ", "MJ+") == 0
    assert not drawable("\U0010de92")
    uninstall("MJ+")
    assert identify("\U0010de92")[0].name == "U+10DE92"
    uninstall("MJ+")


def test_a_file_that_is_no_repertoire_is_refused(tmp_path):
    """A wrong file never becomes a repertoire."""
    path = tmp_path / "wrong.json"
    path.write_text('{"name": "x"}')
    with pytest.raises(msgspec.ValidationError):
        load(path)
