"""Issue numbers of certificates (standard clause 5.5)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.numbers import InvalidNumber, IssueNumber

PARTS = st.text("海老名市本庁端末0123456789", max_size=8)
NUMBERS = st.builds(
    IssueNumber,
    issued_on=st.dates(dt.date(2000, 1, 1)),
    municipality=PARTS.filter(bool),
    terminal=PARTS,
    printer=PARTS,
    serial=st.integers(1, 999_999_999),
    page=st.integers(1, 9),
    pages=st.integers(9, 9999),
)


@pytest.mark.covers("STD-5.5")
def test_an_issue_number_is_written_as_the_standard_shows():
    """Day, municipality, terminal, printer, serial, page/pages."""
    number = IssueNumber.parse("20200502 ●●市 本庁1 プリンタ001 011 1/2")
    assert number.issued_on == dt.date(2020, 5, 2)
    assert (number.municipality, number.terminal, number.printer) == ("●●市", "本庁1", "プリンタ001")
    assert (number.serial, number.page, number.pages) == (11, 1, 2)
    assert str(number) == "20200502 ●●市 本庁1 プリンタ001 011 1/2"
    assert str(number.on_page(2, 2)).endswith(" 011 2/2")
    assert number.check_digit is None
    assert IssueNumber.with_check_digit(str(number)) == number


@pytest.mark.covers("STD-5.5")
def test_terminal_and_printer_may_be_blank():
    """A device that cannot be named is left blank, and the text still reads back."""
    number = IssueNumber(issued_on=dt.date(2026, 11, 21), municipality="海老名市", serial=1)
    assert str(number) == "20261121 海老名市   001 1/1"
    assert IssueNumber.parse(str(number)) == number


@given(NUMBERS)
def test_an_issue_number_reads_back(number):
    """Writing and reading are inverse."""
    assert IssueNumber.parse(str(number)) == number
    assert IssueNumber.from_stored(number.stored()) == number
    assert hash(IssueNumber.parse(str(number))) == hash(number)


def test_issue_numbers_are_ordered_by_day_then_serial():
    """The order of issue on one printer."""
    first = IssueNumber(issued_on=dt.date(2026, 1, 1), municipality="海老名市", serial=2)
    second = IssueNumber(issued_on=dt.date(2026, 1, 1), municipality="海老名市", serial=10)
    assert first < second < IssueNumber(issued_on=dt.date(2026, 1, 2), municipality="海老名市", serial=1)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("20200502 海老名市 011 1/2", "six parts"),
        ("2020-5-2 海老名市 1 1 011 1/2", "eight digits"),
        ("20200230 海老名市 1 1 011 1/2", "calendar"),
        ("20200502  1 1 011 1/2", "municipality is empty"),
        ("20200502 海老名市 1 1 11 1/2", "three digits"),
        ("20200502 海老名市 1 1 000 1/2", "starts at 1"),
        ("20200502 海老名市 1 1 011 1-2", "like 1/2"),
        ("20200502 海老名市 1 1 011 3/2", "outside"),
        ("20200502 海老\u2003名市 1 1 011 1/2", "space"),
    ],
)
def test_a_wrong_issue_number_is_refused_with_the_part_that_is_wrong(text, part):
    """Each part has its own sentence under one code."""
    with pytest.raises(InvalidNumber, match=part) as caught:
        IssueNumber.parse(text)
    assert caught.value.code == "V-NUM-ISSUE"
