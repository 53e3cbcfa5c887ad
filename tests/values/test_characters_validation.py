"""What may stand in a name or an address (standard chapter 3, 2.1.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from japanese_personal_name_dataset import get_last_names

from daicho.values.characters import ProblemCode, Use, count, drawable, plainly_sound, repertoire, validate


@pytest.mark.parametrize(
    "name",
    ["髙島　一郎", "渡邉 花子", "佐々木", "〆木", "いすゞ", "ジョン・スミス", "O'NEIL-SMITH, JR.", "ｱｷ", "陳 美玲", "Ａ．Ｂ", "竜ヶ崎", "\U0001b002", ""],
)  # fmt: skip
def test_names_as_they_are_have_no_problem(name):
    """Kanji, kana, hentaigana, letters, the marks that names have."""
    assert validate(name) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("山\n田", ProblemCode.CONTROL), ("山\u2028田", ProblemCode.CONTROL), ("\ud842", ProblemCode.SURROGATE),
        ("山\u202e田", ProblemCode.BIDIRECTIONAL), ("山\u2066", ProblemCode.BIDIRECTIONAL),
        ("山\u200b", ProblemCode.INVISIBLE), ("a\u200d", ProblemCode.INVISIBLE), ("\ufeff山", ProblemCode.INVISIBLE),
        ("\U000e0101山", ProblemCode.SELECTOR_ALONE), ("葛\U000e0100", ProblemCode.SEQUENCE_UNKNOWN),
        ("あ\U000e0101", ProblemCode.SEQUENCE_UNKNOWN), ("邉\U000e0101\U000e0101", ProblemCode.SEQUENCE_UNKNOWN),
        ("か\u3099", ProblemCode.MARK), ("゛", ProblemCode.MARK), ("e\u0301", ProblemCode.MARK), ("\u0301", ProblemCode.MARK),
        ("\ue000", ProblemCode.PRIVATE), ("\U0010de92", ProblemCode.PRIVATE), ("\u0378", ProblemCode.UNASSIGNED),
        ("\uffff", ProblemCode.UNASSIGNED), ("㈱", ProblemCode.SYMBOL), ("①", ProblemCode.SYMBOL), ("ℓ", ProblemCode.SYMBOL),
        ("★", ProblemCode.SYMBOL), ("（株）", ProblemCode.SYMBOL), ("😀", ProblemCode.SYMBOL), ("\u3000\u00a0", ProblemCode.SYMBOL),
    ],
)  # fmt: skip
def test_each_kind_of_wrong_character_has_its_own_code(text, code):
    """One problem a character, with a stable code and both languages."""
    problems = validate(text)
    assert code in {problem.code for problem in problems}
    assert len({problem.position for problem in problems}) == len(problems)
    for problem in problems:
        assert f"{problem.position + 1}文字目(U+" in problem.japanese
        assert f"Character {problem.position + 1} (U+" in problem.english
        assert problem.code in problem.reason


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize("symbol", ["㈱", "（株）", "㈲", "(有)"])
def test_company_symbols_cannot_be_entered_in_a_name(symbol):
    """（株）や（有）等の記号 are what the standard keeps out."""
    assert validate(symbol + "山田")


def test_an_address_may_have_marks_that_a_name_may_not():
    """Building names bring brackets, ampersands, Roman numerals."""
    text = "コーポ（Ａ）＆Ⅱ〜#101"
    assert validate(text)
    assert validate(text, use=Use.ADDRESS) == []
    assert validate("★", use=Use.ADDRESS)


def test_a_character_outside_the_wanted_repertoire_is_a_problem_only_when_one_is_wanted():
    """By name or by object."""
    assert validate("髙") == []
    assert [problem.code for problem in validate("髙", "JIS X 0213")] == [ProblemCode.OUTSIDE]
    assert validate("高", repertoire=repertoire("JIS X 0213")) == []


@given(st.text(max_size=15), st.sampled_from(Use))
def test_any_text_at_all_is_judged_without_failing(text, use):
    """Positions lie within the text and rise."""
    positions = [problem.position for problem in validate(text, "MJ", use=use)]
    assert positions == sorted(set(positions))
    assert all(0 <= position < count(text) for position in positions)


_TEXTS = st.text(max_size=6) | st.text("渡邉あア゛゜Ａ（）　\u3099\U000e0101\ue000\U0010de92\n", max_size=6)


@given(st.lists(_TEXTS, max_size=3), st.sampled_from(Use))
def test_texts_plainly_sound_when_joined_are_sound_each(texts, use):
    """The quick look never passes what `validate` would refuse, however the texts are cut."""
    if plainly_sound("".join(texts), use=use):
        assert [validate(text, use=use) for text in texts] == [[] for _ in texts]


@given(st.text(min_size=1, max_size=1), st.sampled_from(Use))
def test_what_is_refused_alone_is_never_plainly_sound(letter, use):
    """Asked twice, since the second answer comes from what was met."""
    if validate(letter, use=use):
        assert not plainly_sound(letter, use=use)
        assert not plainly_sound(f"山{letter}", use=use)


@pytest.mark.parametrize("text", ["髙島　一郎", "いすゞ", "O'NEIL-SMITH, JR.", ""])
def test_ordinary_texts_are_plainly_sound(text):
    """Kanji, kana, letters and the marks of names, the second time as the first."""
    assert plainly_sound(text)
    assert plainly_sound(text)


def test_what_is_plain_in_an_address_is_not_in_a_name():
    """Each use remembers its own letters."""
    assert plainly_sound("コーポ（Ａ）", use=Use.ADDRESS)
    assert not plainly_sound("コーポ（Ａ）")
    assert not plainly_sound("葛\U000e0100")


def test_no_common_surname_is_refused_or_undrawable():
    """The 1,999 commonest surnames of Japan pass, and certificates can show them."""
    for entry in get_last_names():
        assert validate(entry["kanji"], "MJ") == []
        assert drawable(entry["kanji"])
