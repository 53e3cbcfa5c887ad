"""Finding characters and deciding what a written shape is (SYS24, SYS1-F9)."""

from __future__ import annotations

from datetime import date

import pytest

from daicho.values import codec
from daicho.values.characters import (
    CONFUSABLES,
    IdentificationDecision,
    Likeness,
    Reason,
    are_same_characters,
    by_reading,
    by_strokes,
    candidates,
    confusables,
    convert_items,
    decide,
    describe,
    identify,
    in_force,
    kanji_facts,
    look_up,
    variants,
)
from daicho.values.characters.tables import tables
from daicho.values.characters.variants import groups, roots, roots_of
from daicho.values.errors import InvalidValue

BY = {"source_system": "residence cards", "decided_by": "clerk-7", "decided_on": date(2026, 11, 21)}


def texts_of(found):
    return [candidate.character.text for candidate in found]


def test_variants_are_what_the_mj_data_joins_and_confusables_are_a_table_of_their_own():
    """辺邊邉 and 高髙 are variants; 斎 and 斉, 藤 and 籐 only look alike."""
    assert {"辺", "邊", "邉"} <= variants("邊")
    assert variants("髙") >= {"高", "髙"}
    assert "斉" not in variants("斎")
    assert {"斎", "齋", "斉", "齊"} <= confusables("齊")
    assert variants("藤").isdisjoint(confusables("籐") - confusables("藤"))


def test_variants_of_a_longer_text_are_all_its_spellings_without_writing_them_out():
    """Membership and size need no list."""
    spelled = variants("渡邉一")
    assert "渡邊一" in spelled
    assert "渡邊" not in spelled
    assert 3 not in spelled
    assert len(spelled) == len(list(spelled)) == len(set(spelled))
    assert next(iter(spelled)) == "渡邉一"
    assert list(variants("あ")) == ["あ"]
    assert "あ" in repr(variants("あ"))


def test_being_a_variant_is_symmetric():
    """Whoever finds 邊 from 辺 finds 辺 from 邊."""
    for text in list(roots())[::97]:
        assert all(text in variants(other) for other in variants(text))


def test_a_circle_of_the_shrink_map_ends_at_one_character():
    """Some characters point at each other; they share a root nonetheless."""
    assert all(roots_of(text) for text in roots())
    for text, ends in roots().items():
        assert all(roots_of(end) == {end} or len(roots_of(end)) for end in ends), text
    circle = next(text for text, ends in roots().items() if len(text) == 1 and text in ends)
    assert circle in variants(circle)


def test_no_confusable_is_in_two_groups_or_joined_by_the_mj_data_already():
    """The table adds to the MJ data and does not repeat it."""
    assert len(groups()) == sum(map(len, CONFUSABLES))
    for group in CONFUSABLES:
        heads = [roots_of(member) for member in group]
        assert len(frozenset().union(*heads)) == len(group), group


def test_candidates_come_closest_first_and_each_once():
    """By code point, variation, shrink class, looks, reading."""
    found = candidates("髙", reading="たか")
    likenesses = [candidate.likeness for candidate in found]
    assert likenesses == sorted(likenesses)
    assert len(texts_of(found)) == len(set(texts_of(found)))
    assert texts_of(found)[:2] == ["髙", "高"]
    assert Likeness.READING in likenesses


def test_every_ground_offers_candidates():
    """A character with sequences, one of the residence card table, one that looks alike, one known by reading alone."""
    assert Likeness.VARIATION in {candidate.likeness for candidate in candidates("邉")}
    plain = next(row[0] for row in tables().spellings.values() if len(row) == 2)
    assert Likeness.IDENTITY in {candidate.likeness for candidate in candidates(plain)}
    assert Likeness.SHRINK in {candidate.likeness for candidate in candidates("㐂")} | {
        candidate.likeness for text in list(tables().plain)[::500] for candidate in candidates(text)
    }
    assert Likeness.CONFUSABLE in {candidate.likeness for candidate in candidates("斎")}
    assert {candidate.likeness for candidate in candidates("", reading="サイ")} == {Likeness.READING}
    assert texts_of(candidates("滨"))[0] == "滨"
    assert candidates("葛\U000e0100")[1].character.text == "葛"
    assert candidates("") == ()
    assert texts_of(candidates("あ\U000e0100")) == ["あ\U000e0100"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("渡邉", "渡辺", True),
        ("渡辺", "渡邊", True),
        ("靑木", "青木", True),
        ("髙橋", "高橋", True),
        ("葛\U000e0100", "葛", True),
        ("見本", "見本", True),
        ("", "", True),
        ("渡邉", "佐藤", False),
        ("斎藤", "斉藤", False),
        ("花子", "華子", False),
        ("渡辺", "渡", False),
        ("", "渡", False),
    ],
)
def test_other_shapes_of_the_same_characters_are_the_same_and_look_alikes_are_not(one, other, same):
    """Place by place and in either direction: 邉 is 辺 in another shape, 斉 is not 斎."""
    assert are_same_characters(one, other) is same
    assert are_same_characters(other, one) is same


def test_a_decision_says_who_when_and_why_and_survives_encoding():
    """The record is data."""
    decision = decide("髙", "高", reason=" 本人確認書類による ", **BY)
    assert (decision.source, decision.chosen, decision.likeness, decision.reason) == (
        "MJ028902", "高", Likeness.VARIANT, "本人確認書類による",
    )  # fmt: skip
    assert codec.decode(codec.encode(decision), IdentificationDecision) == decision
    assert decide("\ue001", "高", reason="外字票", **BY).likeness is None


@pytest.mark.parametrize(
    ("written", "chosen", "changes", "code"),
    [
        ("髙", "高", {"reason": " "}, "V-CHR-DECISION"),
        ("髙", "高", {"reason": "x", "decided_by": ""}, "V-CHR-DECISION"),
        ("髙島", "高", {"reason": "x"}, "V-CHR-DECISION-ONE"),
        ("髙", "", {"reason": "x"}, "V-CHR-DECISION-ONE"),
    ],
)
def test_a_decision_without_clerk_or_reason_or_of_more_than_one_character_is_refused(written, chosen, changes, code):
    """Nothing is decided in silence."""
    with pytest.raises(InvalidValue) as refused:
        decide(written, chosen, **{**BY, **changes})
    assert refused.value.code == code


def test_the_latest_decision_of_the_same_system_is_in_force():
    """Decisions of other systems do not count."""
    first = decide("髙", "高", reason="x", **BY)
    later = decide("髙", "孝", reason="y", **{**BY, "decided_on": date(2026, 12, 1)})
    other = decide("髙", "貴", reason="z", **{**BY, "source_system": "Juki-net", "decided_on": date(2027, 1, 1)})
    assert in_force([later, first, other], source_system="residence cards") == {"MJ028902": "孝"}


def test_a_conversion_report_counts_everything_and_lists_what_changed():
    """Items, reasons, characters without a substitute; only changed items are listed."""
    items = [("r1", "name", "髙島"), ("r1", "address", "東京都"), ("r2", "name", "滨田"), ("r3", "name", "髙")]
    report = convert_items(items, "JIS X 0213", decisions={})
    assert (report.items, report.unchanged) == (4, 1)
    assert report.by_reason == {Reason.UNIFICATION: 2}
    assert report.unconvertible == {"U+6EE8": 1}
    assert [(found.reference, found.item) for found in report.changed] == [
        ("r1", "name"),
        ("r2", "name"),
        ("r3", "name"),
    ]
    assert report.repertoire == "JIS X 0213 (JIS X 0213:2004)"


@pytest.mark.covers("STD-2.1.3")
def test_a_kanji_is_found_by_reading_strokes_and_radical():
    """Help in finding a character that the keyboard does not have."""
    assert "邉" in [character.text for character in by_reading("へん")]
    assert by_reading("ヘン") == by_reading(" へん ")
    assert len(by_reading("ヘン", with_variants=True)) > len(by_reading("ヘン"))
    assert by_reading("ヘヘヘ") == ()
    assert "髙" in [character.text for character in by_strokes(11)]
    assert identify("髙")[0] in by_strokes(11, radical=189)
    assert identify("髙")[0] not in by_strokes(11, radical=1)
    assert kanji_facts("邉\U000e0101").radical == 162
    assert kanji_facts("あ").readings == ()


@pytest.mark.covers("STD-2.2.3")
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("MJ028902", "髙"), ("28902", "髙"), ("U+9AD9", "髙"), ("u+9089 U+E0101", "邉\U000e0101"), ("0x9089-E0101", "邉\U000e0101"),
        ("髙", "髙"), (" 髙 ", "髙"),
    ],
)  # fmt: skip
def test_a_character_is_found_by_its_codes(query, text):
    """MJ number, code point, sequence, or itself."""
    assert [character.text for character in look_up(query)] == [text]


@pytest.mark.covers("STD-2.2.3")
def test_a_text_is_described_character_by_character():
    """Codes, readings, variants, repertoires, whether it can be printed and used."""
    first, second = describe("髙㈱")
    assert (first.position, first.name, first.code_points, first.drawable, first.problem) == (
        0, "MJ028902", "U+9AD9", True, None,
    )  # fmt: skip
    assert "高" in first.variants
    assert first.repertoires == ("MJ",)
    assert second.problem.position == 1
    assert second.readings == second.variants == ()


def test_a_query_that_means_nothing_finds_nothing():
    """Readings find many; code points beyond Unicode and letters find none."""
    assert len(look_up("さい")) > 10
    assert look_up("U+FFFFFF") == ()
    assert look_up("xyz") == ()
    assert look_up("") == ()
