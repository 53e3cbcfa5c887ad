"""Search folding and unvoiced kana (standard chapter 3, 2.1.2; DF-2 item 5)."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.names import fold, katakana, unvoiced

KATAKANA = "".join(map(chr, range(0x30A1, 0x30FB)))
KANA_NAMES = st.text(alphabet=KATAKANA + "ーヽヾ　 ﾞﾟ゛゜ヴウフ-", max_size=12)

VOICED = dict(
    zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "カキクケコサシスセソタチツテトハヒフヘホフ", strict=True)
)
SEMI_VOICED = dict(zip("パピプペポ", "ハヒフヘホ", strict=True))
SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
STEPS = [
    *VOICED.items(),
    *SEMI_VOICED.items(),
    *SMALL.items(),
    ("ヂ", "ジ"), ("ズ", "ヅ"), ("ワ", "ハ"), ("ヴ", "ブ"), ("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヲ", "オ"),
    ("ー", ""), ("　", ""), (" ", ""), ("―", ""), ("－", ""), ("‐", ""), ("ｰ", ""), ("-", ""),
]  # fmt: skip


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ヂ", "ジ"), ("ズ", "ヅ"), ("ワ", "ハ"), ("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴ", "ブ"), ("オ", "ヲ"), ("ヒ", "ピ"),
        ("ッ", "ツ"), ("ャ", "ヤ"), ("ュ", "ユ"), ("ョ", "ヨ"), ("ヴェラ", "ベラ"), ("ヴォ", "ボ"),
        ("オオノ", "オウノ"), ("サトウ", "サトオ"), ("ユーコ", "ユコ"), ("コーヘイ", "コヘイ"),
        ("ヤマダ　タロウ", "ヤマダタロウ"), ("ヤマダ タロウ", "ヤマダ　タロウ"),
        ("ヤマダ", "やまだ"), ("ﾔﾏﾀﾞ", "ヤマダ"), ("ｳﾞｨ", "ビ"), ("がく", "カク"), ("みすゞ", "ミスズ"), ("ト\u3099", "ド"),
        ("ウ゛ァン", "バン"), ("SMITH", "ｓｍｉｔｈ"), ("JEAN-PAUL", "Jean Paul"), ("ジョン・スミス", "ジヨンスミス"),
        ("Müller", "MULLER"), ("葛\U000e0103", "葛"), ("\U0001b019ね", "カネ"), ("ヰチ", "イチ"), ("ハヱ", "ハエ"),
    ],
)  # fmt: skip
def test_the_examples_of_the_standard_and_their_kin_fold_to_one_form(one, other):
    """Each pair that the standard calls the same, or that follows from it, has one search form."""
    assert fold(one) == fold(other)


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize("dash", "ー―－‐ｰ-")
def test_every_dash_of_the_standard_counts_as_a_long_vowel_mark_and_is_ignored(dash):
    """長音の有無を無視, and the six dashes are one."""
    assert fold(f"サト{dash}シ") == fold("サトシ")


@pytest.mark.parametrize(
    ("one", "other"), [("カ", "サ"), ("ア", "イ"), ("ウエ", "オエ"), ("サトシ", "サトミ"), ("山", "川"), ("シ", "ス")]
)
def test_different_sounds_stay_different(one, other):
    """Folding joins what the standard joins and nothing else that a clerk would notice."""
    assert fold(one) != fold(other)


@pytest.mark.covers("STD-2.1.2")
def test_u_at_the_beginning_or_after_another_column_stays_u():
    """ウ becomes オ from the second letter on, and only after the o-column."""
    assert fold("ウノ") == "ウノ"
    assert fold("ユウ") == "ユウ"
    assert fold("コウウ") == "コオオ"


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize("kana", "オコソトノホモヨロヲゴゾドボポォョ")
def test_u_after_each_kana_of_the_o_column_becomes_o(kana):
    """オ段 is every kana that ends in o, voiced and small ones too."""
    assert fold(f"ア{kana}ウ") == fold(f"ア{kana}オ")
    assert fold(f"ア{kana}ウ").endswith("オ")


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text):
    """The search form is canonical, whatever was typed."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.slow
def test_every_single_code_point_folds_to_a_fixed_point():
    """No code point at all is folded to something that folds further."""
    assert all(fold(once := fold(chr(code))) == once for code in range(0x110000))


@pytest.mark.covers("STD-2.1.2")
@given(KANA_NAMES, KANA_NAMES, st.sampled_from(STEPS))
def test_any_step_taken_anywhere_leaves_the_form_as_it_was(before, after, step):
    """The equivalence is a congruence: what is the same stays the same inside a longer name."""
    if after[:1] in {"゛", "ﾞ", "゜", "ﾟ"}:  # a mark belongs to the letter before it
        after = "ア" + after
    one, other = step
    assert fold(before + one + after) == fold(before + other + after)


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize(("one", "other"), STEPS)
def test_every_step_between_all_letters_that_look_at_their_neighbours_leaves_the_form(one, other):
    """Repetition, voicing and length depend on what stands beside; each is tried on either side of each step."""
    letters = ["", *"アウオコフハヽヾ゛ー"]
    for before, first, second in itertools.product(letters, letters, letters):
        after = first + second
        if after[:1] == "゛":
            continue  # a mark belongs to the letter before it
        assert fold(before + one + after) == fold(before + other + after), (before, after)


@given(KANA_NAMES)
def test_hiragana_and_katakana_have_one_form(name):
    """A name asked for in hiragana finds the name in katakana."""
    hiragana = "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in name)
    assert fold(hiragana) == fold(name)


@given(st.text(alphabet="アカサタナハマヤラワガザダバパッャーン", max_size=10))
def test_half_width_kana_have_the_form_of_full_width_kana(name):
    """Old systems send half-width kana."""
    halves = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)} | {"ー": "ｰ"}
    half = "".join(
        halves.get(part, part).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
        for letter in name
        for part in unicodedata.normalize("NFD", letter)
    )
    assert fold(half) == fold(name)


def test_a_repeat_mark_with_nothing_to_repeat_stays():
    """ヽ at the beginning or after kanji cannot be written out."""
    assert fold("ヽ") == "ヽ"
    assert fold("々ゝ") == "々ヽ"
    assert fold("ヿ") == fold("コト")
    assert fold("ゟ") == fold("より")


@pytest.mark.parametrize(
    ("kana", "plain"),
    [
        ("ワタナベ　ジュンパ", "ワタナヘ　シュンハ"), ("がぎぐげご", "かきくけこ"), ("ぱぴぷぺぽ", "はひふへほ"), ("ヴ", "ウ"),
        ("ｶﾞﾊﾟ", "カハ"), ("は\u3099", "は"), ("すゞ", "すゝ"), ("ヷヸヹヺ", "ワヰヱヲ"), ("ッャー", "ッャー"),
    ],
)  # fmt: skip
def test_unvoiced_kana_lose_their_marks_and_nothing_else(kana, plain):
    """清音化: the marks go, script and small letters stay."""
    assert unvoiced(kana) == plain


@given(st.text(alphabet=KATAKANA + "ぁあがぱゔ", max_size=12))
def test_unvoicing_is_idempotent_and_keeps_the_number_of_letters(text):
    """One letter stays one letter, so positions stay comparable."""
    assert unvoiced(unvoiced(text)) == unvoiced(text)
    assert len(unvoiced(text)) == len(text)


@pytest.mark.covers("STD-1.1.18")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("みほん", "ミホン"), ("ﾐﾎﾞﾝ", "ミボン"), ("ﾊﾟｰﾗ", "パーラ"), ("ゔぃ", "ヴィ"), ("ミスゞ", "ミスヾ"), ("ヶ", "ヶ"), ("カﾞ", "ガ"),
        ("かﾞ", "ガ"), ("ジョン・スミス", "ジョン・スミス"), ("SMITH", "SMITH"), ("", ""),
    ],
)  # fmt: skip
def test_a_reading_is_kept_in_full_katakana(typed, kept):
    """Whichever kana were typed; what is no kana stays."""
    assert katakana(typed) == kept


@given(st.text(max_size=20))
def test_a_reading_is_brought_to_katakana_once_and_found_as_before(text):
    """A second time changes nothing, and a search does not see the difference."""
    assert katakana(katakana(text)) == katakana(text)
    assert fold(katakana(text)) == fold(text)
