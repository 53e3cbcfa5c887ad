"""Search keys, variants and ranking (standard chapter 3, 2.1.2 and 2.1.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.characters.tables import tables
from daicho.values.characters.variants import roots
from daicho.values.names import (
    CommonName,
    FormerSurname,
    KeyKind,
    PersonName,
    Rank,
    best_rank,
    grams,
    query_grams,
    rank,
    ranked,
    search_forms,
    search_keys,
)

NAMES = st.text(alphabet="渡邉邊辺髙高斎齋斉島嶋一二三郎ワタナベタカシマ　\U000e0101", min_size=1, max_size=8)
SAMPLE = PersonName(family="渡邉", given="ヅタ子", family_furigana="ワタナベ", given_furigana="ヅタコ")


def hits(query, name):
    """What a register does: pieces first, then the form itself."""
    indexed = [key.form for key in search_keys(name)]
    return any(query_grams(form) <= grams(key) and form in key for form in search_forms(query) for key in indexed)


@pytest.mark.covers("STD-2.1.2", "STD-2.1.3")
@pytest.mark.parametrize(
    "query",
    [
        "渡",
        "邉",
        "渡辺",
        "渡邊ヅタ子",
        "渡邉　ヅタ子",
        "ずた",
        "ツタコ",
        "わたなべ",
        "ワタナヘ ズタコ",
        "ヅタ子",
        "ｽﾀｺ",
        "子",
    ],
)
def test_one_kanji_a_given_name_alone_and_a_misspelt_sound_all_hit(query):
    """Any part of the name, in any of its spellings, finds it."""
    assert hits(query, SAMPLE)


@pytest.mark.parametrize("query", ["山", "渡部", "ワタベ", "子渡", "ヅタコワ"])
def test_a_query_that_is_no_part_of_the_name_does_not_hit(query):
    """Recall is not bought with anything at all."""
    assert not hits(query, SAMPLE)


def test_keys_are_made_of_every_part_of_a_name():
    """Whole name, surname, given name, Roman letters, readings: each once, empty ones never."""
    keys = search_keys(SAMPLE)
    assert {key.kind for key in keys} == set(KeyKind) - {KeyKind.ROMAN}
    assert [key for key in search_keys(PersonName(roman="SMITH JOHN", single="スミス")) if key.kind is KeyKind.ROMAN]
    assert search_keys(PersonName(family="・")) == ()


def test_a_common_name_has_keys_for_both_its_parts():
    """通称 is one text: the space divides it, when there is one."""
    divided = {key.kind: key.form for key in search_keys(CommonName("木村　太郎", "キムラ　タロウ"))}
    assert divided[KeyKind.FAMILY] == "木村"
    assert divided[KeyKind.GIVEN_KANA] == "タロオ"
    assert {key.kind for key in search_keys(CommonName("リー", "リー"))} == {KeyKind.WHOLE, KeyKind.WHOLE_KANA}


def test_a_former_surname_has_keys_of_a_surname():
    """旧氏 is searched like a surname."""
    assert {key.kind for key in search_keys(FormerSurname("渡邊", "ワタナベ"))} == {KeyKind.FAMILY, KeyKind.FAMILY_KANA}


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("辺", "邊"), ("辺", "边"), ("辺", "邉"), ("辺", "𨘢"),
        ("浜", "濱"), ("浜", "頻"), ("浜", "濵"), ("浜", "滨"),
        ("藤", "䕨"), ("藤", "籘"), ("藤", "籐"),
    ],
)  # fmt: skip
def test_the_variants_that_the_standard_names_share_a_search_form(query, found):
    """The examples of 2.1.2, each of them."""
    assert not set(search_forms(query)).isdisjoint(search_forms(found))


def test_a_kanji_that_leads_to_two_places_is_found_from_both():
    """Some 240 kanji of the shrink map have two targets; neither is lost."""
    text, ends = next((text, ends) for text, ends in roots().items() if len(text) == 1 and len(ends) == 2)
    forms = search_forms(text + "\U000e0100" + "一")
    assert len(forms) == 2
    assert all(not set(search_forms(end + "一")).isdisjoint(forms) for end in ends)


def test_a_text_full_of_ambiguous_kanji_keeps_a_bounded_number_of_forms():
    """No name may blow up the index."""
    text = next(text for text, ends in roots().items() if len(text) == 1 and len(ends) == 2)
    assert len(search_forms(text * 10)) == 16


@given(NAMES)
def test_a_name_is_always_found_by_itself_and_by_any_part(name):
    """Reflexive, for the whole and for every piece."""
    stored = PersonName(single=name)
    assert not search_keys(stored) or hits(name, stored)
    letters = [letter for letter in name if search_forms(letter) != ("",)]
    assert all(hits(letter, stored) for letter in letters)


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        ("渡辺　一", Rank.EXACT), ("渡辺一", Rank.EXACT), ("渡邉一", Rank.VARIANT), ("渡辺一郎", Rank.PREFIX),
        ("大渡辺一郎", Rank.PART), ("山田", Rank.NONE),
    ],
)  # fmt: skip
def test_the_closer_the_spelling_the_better_the_rank(candidate, expected):
    """Exact first, then variants, then parts."""
    assert rank("渡辺 一", candidate) is expected


def test_other_ranks_tell_what_differs():
    """Same MJ name, folded kana, confusable kanji."""
    plain, sequence = next(row for row in tables().spellings.values() if len(row) == 2 and len(row[1]) == 2)
    assert rank(plain, sequence) is Rank.SAME
    assert rank("ワタナベ", "わたなへ") is Rank.FOLDED
    assert rank("斎藤", "齊籐") is Rank.LOOK_ALIKE
    assert rank("", "山") is Rank.NONE
    assert rank("・", "-") is Rank.NONE


def test_hits_are_listed_exact_first_and_equal_ones_keep_their_order():
    """The order a clerk expects."""
    assert ranked("斎藤", ["斉藤", "齋藤", "山田", "斎藤花", "斎藤"]) == ["斎藤", "齋藤", "斉藤", "斎藤花"]
    assert best_rank("斎藤", ["サイトウ", "斉藤"]) is Rank.LOOK_ALIKE
    assert best_rank("斎藤", []) is Rank.NONE


@given(NAMES, NAMES)
def test_ranking_and_index_agree(query, name):
    """What ranks as a hit is found by the index, and the other way round."""
    found = hits(query, PersonName(single=name))
    assert found == (rank(query, name) is not Rank.NONE) or not all(search_forms(query))
