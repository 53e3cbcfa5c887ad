"""The codec: same value, same bytes; values of ours as their canonical text."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values import codec
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, IndividualNumber, InvalidNumber, MunicipalityCode


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    addressee: AddresseeNumber
    born: RegisterDate
    town: MunicipalityCode | None = None
    seen: dict[str, int] = {}
    by_number: dict[AddresseeNumber, RegisterDate] = {}


CARD = Card(AddresseeNumber.from_serial(1), RegisterDate.parse("昭和20年頃"))


def test_values_are_written_as_their_canonical_text():
    """Numbers by their digits, dates by `stored()`."""
    assert json.loads(codec.encode(CARD)) == {"addressee": "0000000019", "born": "U01:S20"}
    assert codec.to_builtins(CARD) == {"addressee": "0000000019", "born": "U01:S20"}


@given(
    st.builds(
        Card,
        st.integers(0, 999_999_999).map(AddresseeNumber.from_serial),
        st.dates(dt.date(1873, 1, 1)).map(RegisterDate),
        st.none() | st.just(MunicipalityCode.parse("14215")),
        st.dictionaries(st.text(max_size=5), st.integers(-9, 9), max_size=4),
        st.dictionaries(
            st.integers(0, 99).map(AddresseeNumber.from_serial),
            st.dates(dt.date(1873, 1, 1)).map(RegisterDate),
            max_size=4,
        ),
    )
)
def test_what_is_written_is_read_again(card):
    """`decode(encode(x)) == x`, and through builtins too."""
    assert codec.decode(codec.encode(card), Card) == card
    assert codec.from_builtins(codec.to_builtins(card), Card) == card


@given(st.permutations(list(range(6))))
def test_the_same_value_gives_the_same_bytes(order):
    """The order in which dicts and sets were filled leaves no trace."""
    seen = {f"k{number}": number for number in order}
    numbers = {AddresseeNumber.from_serial(number): number for number in order}
    members = {f"m{number}" for number in order}
    assert codec.encode(seen) == codec.encode(dict(sorted(seen.items())))
    assert codec.encode(numbers) == codec.encode({AddresseeNumber.from_serial(number): number for number in range(6)})
    assert codec.encode(members) == b'["m0","m1","m2","m3","m4","m5"]'


def test_a_wrong_value_is_refused_with_its_place_and_its_code():
    """The rule that failed is the cause; the place is in the message."""
    with pytest.raises(msgspec.ValidationError, match=r"V-NUM-CHECK.*\$\.town") as caught:
        codec.decode(b'{"addressee":"0000000019","born":"2026-11-21","town":"131033"}', Card)
    assert isinstance(caught.value.__cause__, InvalidNumber)
    with pytest.raises(msgspec.ValidationError, match="stored as text"):
        codec.decode(b'{"addressee":19,"born":"2026-11-21"}', Card)
    with pytest.raises(msgspec.DecodeError):
        codec.decode(b"{", Card)


def test_a_refused_individual_number_is_not_in_the_error():
    """Nothing of the number travels in the exception or its cause."""
    with pytest.raises(msgspec.ValidationError) as caught:
        codec.decode(b'"123456789012"', IndividualNumber)
    assert "3456" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_class_without_a_stored_form_is_refused():
    """Nothing is written by guess."""
    with pytest.raises(NotImplementedError, match="object"):
        codec.encode({"a": object()})


def test_importing_values_is_light():
    """Less than 100 ms for all of numbers, dates and codec; neither Django nor the holiday tables come along."""
    script = (
        "import sys, time\n"
        "start = time.process_time()\n"
        "import daicho.values, daicho.values.numbers, daicho.values.dates, daicho.values.codec, daicho.values.periods\n"
        "took = time.process_time() - start\n"
        "assert not {'django', 'holidays'} & sys.modules.keys()\n"
        "print(took)\n"
    )
    took = min(
        float(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout)
        for _ in range(3)
    )
    assert took < 0.1
