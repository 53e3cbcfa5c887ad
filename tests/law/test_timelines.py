"""Versions over valid time: applying changes, rebuilding them, amending them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.builders import Town, address, day, move_in, replaced

from daicho.law import checks, timelines
from daicho.law.decision import Decision, PersonChange
from daicho.law.reasons import Reason
from daicho.law.records import ResidentRecord, Timeline, Version
from daicho.law.timelines import ActStamp, BrokenTimeline
from daicho.law.versions import FIELDS, amend, index_at, overwrite, same_content


def record(memo: str = "") -> ResidentRecord:
    """Some content."""
    town = Town()
    return replaced(town.record(town.settle(1)[0]), memo=memo)


CONTENTS = [record(memo) for memo in ("一", "二", "三")]
STAMP = ActStamp(1, day("R8.11.21"), day("R8.11.21"))


@st.composite
def versions(draw, *, gaps: bool = True) -> tuple[Version, ...]:
    """Ordered, disjoint versions; with gaps, or from one point on without an end."""
    points = sorted(draw(st.sets(st.integers(2, 40), min_size=2, max_size=8)))
    made = []
    for start, end in itertools.pairwise(points):
        content = draw(st.sampled_from([*CONTENTS, None] if gaps else CONTENTS))
        if content is not None:
            made.append(Version(start, end, content))
    if not gaps or draw(st.booleans()):
        made.append(Version(points[-1], None, draw(st.sampled_from(CONTENTS))))
    return tuple(made)


def contents(line) -> list[ResidentRecord | None]:
    """The content at each ordinal."""
    return [timelines.content_at(line, ordinal) for ordinal in range(60)]


def spans_of(line) -> list[timelines.Span]:
    """The stretches of versions."""
    return [(version.since, version.until) for version in line]


@pytest.mark.covers("STD-1.2.1")
@given(st.one_of(st.just(()), versions(gaps=False)), versions(gaps=False))
def test_the_difference_of_two_timelines_turns_one_into_the_other(before, after) -> None:
    """And holds nothing where they agree; where only the first says something, that stands."""
    after = tuple(sorted([*timelines.cut(before, spans_of(after)), *after], key=lambda version: version.since))
    pieces = timelines.difference(before, after)
    number = CONTENTS[0].addressee_number
    change = PersonChange(number, Reason.CLERICAL_CORRECTION, pieces, CONTENTS[0])
    applied = timelines.apply(Timeline(number, before), change, STAMP)
    assert contents(applied.versions) == contents(after)
    assert timelines.difference(after, after) == ()
    for piece in pieces:
        assert timelines.content_at(before, piece.since) != piece.content


@pytest.mark.covers("STD-1.1.5")
@given(versions(), versions())
def test_a_record_that_would_go_and_leave_nothing_is_a_defect(before, after) -> None:
    """Wherever something stood, something stands: a removal leaves a removed record."""
    lost = any(new is None and old is not None for old, new in zip(contents(before), contents(after), strict=True))
    if lost:
        with pytest.raises(BrokenTimeline):
            timelines.difference(before, after)
    else:
        timelines.difference(before, after)


@given(versions(), st.lists(st.tuples(st.integers(0, 45), st.one_of(st.none(), st.integers(46, 60))), max_size=3))
def test_what_lies_within_spans_and_what_lies_outside_make_the_whole(line, spans) -> None:
    """Cutting loses nothing."""
    inside, outside = contents(timelines.within(line, spans)), contents(timelines.cut(line, spans))
    for ordinal, whole in enumerate(contents(line)):
        found = inside[ordinal] if inside[ordinal] is not None else outside[ordinal]
        assert found == whole


def test_pieces_that_overlap_or_are_empty_are_a_defect() -> None:
    """The database would refuse them too."""
    number = CONTENTS[0].addressee_number
    for pieces in (
        (Version(4, 2, CONTENTS[0]),),
        (Version(2, 8, CONTENTS[0]), Version(4, 9, CONTENTS[1])),
        (Version(2, None, CONTENTS[0]), Version(4, 9, CONTENTS[1])),
    ):
        with pytest.raises(BrokenTimeline):
            timelines.apply(Timeline(number), PersonChange(number, Reason.DEATH, pieces, CONTENTS[0]), STAMP)


def test_nobody_has_a_latest_content_before_entry() -> None:
    """A timeline may be empty."""
    assert timelines.latest(Timeline(CONTENTS[0].addressee_number)) is None


@given(st.integers(2, 30), st.integers(2, 30))
def test_a_matter_changed_later_stands_and_the_rest_is_amended(first: int, second: int) -> None:
    """The memo of a later change is kept; the address put in earlier runs on."""
    line = (Version(2, None, CONTENTS[0]),)
    line = amend(line, first, {"memo": "先"})
    line = amend(line, second, {"memo": "後", "address": address("2番")})
    late = timelines.content_at(line, 50)
    assert late.address == address("2番")
    assert late.memo == ("後" if second >= first else "先")
    assert index_at(line, 1) is None


def test_amending_where_nothing_is_is_a_defect() -> None:
    """The caller has looked before."""
    with pytest.raises(LookupError):
        amend((), 2, {"memo": "一"})


@given(versions(), st.integers(0, 40), st.one_of(st.none(), st.integers(41, 60)))
def test_overwriting_touches_nothing_outside_its_span(line, since, until) -> None:
    """And everything inside."""
    changed = overwrite(line, since, until, lambda _: {"memo": "新"})
    for ordinal, (old, new) in enumerate(zip(contents(line), contents(changed), strict=True)):
        inside = ordinal >= since and (until is None or ordinal < until)
        assert (new.memo == "新") if inside and old is not None else (new == old)


def test_contents_are_the_same_only_when_written_the_same() -> None:
    """Two spellings of one day differ."""
    first, second = (replaced(CONTENTS[0], birth_date=day(text)) for text in ("明治45年7月30日", "大正元年7月30日"))
    assert first == second
    assert not same_content(first, second)
    assert same_content(first, replaced(first))
    assert not same_content(first, None)
    assert "birth_date" in FIELDS


def test_a_decision_tells_errors_from_alerts() -> None:
    """And an empty one has neither."""
    assert Decision().errors == Decision().alerts == ()
    found = Town().ask(move_in(certificate=None))
    assert [each.code for each in found.alerts] == ["R-4111-01"]


def test_a_placeholder_without_a_value_stands_empty() -> None:
    """Rather than failing in front of the clerk."""
    assert checks.text("R-403-01").why.startswith("異動日は、")


def test_the_reasons_have_their_names() -> None:
    """As the standard writes them."""
    assert Reason.RELOCATION.japanese == "転居"
    assert Reason.CANCELLATION_ENTRY.japanese.startswith("異動の取消し")
