"""Numbers of residence cards: their form, however typed, and the block of made-up people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.residence_documents import (
    SERIALS,
    is_document_number,
    is_synthetic_document,
    normalised_document,
    synthetic_document,
)


@given(st.from_regex(r"[A-Z]{2}[0-9]{8}[A-Z]{2}", fullmatch=True))
def test_a_number_is_the_same_in_full_width_small_letters_and_with_spaces(number):
    """A clerk types it in any way; what is stored has one form."""
    wide = number.lower().translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert normalised_document(f" {wide[:2]} {wide[2:10]}-{wide[10:]}　") == number
    assert is_document_number(number)


@pytest.mark.parametrize(
    "text", ["", "AB1234567CD", "AB123456789CD", "ab12345678cd", "A112345678CD", "AB12345678CD\n", "ＡＢ12345678ＣＤ"]
)
def test_other_texts_are_no_number(text):
    """One digit short or long, small or wide letters, a line end."""
    assert not is_document_number(text)


@given(st.integers(SERIALS.start, SERIALS.stop - 1))
def test_a_synthetic_number_is_one_and_says_so(serial):
    """Its form is that of every number; it begins and ends with ZZ."""
    number = synthetic_document(serial)
    assert is_document_number(number)
    assert is_synthetic_document(number)


@pytest.mark.parametrize("text", ["ZA00000001ZZ", "ZZ00000001AZ", "AB12345678CD", "ZZ0000001ZZ"])
def test_numbers_outside_the_block_are_not_synthetic(text):
    """ZZ at one end is not enough."""
    assert not is_synthetic_document(text)


@pytest.mark.parametrize("serial", [-1, SERIALS.stop])
def test_the_block_has_no_other_serials(serial):
    """A hundred million, from 0."""
    with pytest.raises(ValueError, match="synthetic block"):
        synthetic_document(serial)
