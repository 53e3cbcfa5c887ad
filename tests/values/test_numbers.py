"""Numbers: what is accepted, what is refused and why, and that the individual number keeps itself hidden."""

from __future__ import annotations

import copy
import logging
import pickle
import subprocess
import sys
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values import numbers_check
from daicho.values.errors import InvalidValue
from daicho.values.numbers import (
    AddresseeNumber,
    CorporateNumber,
    HouseholdNumber,
    IndividualNumber,
    InvalidNumber,
    MunicipalityCode,
    Number,
    ResidenceCardNumber,
    ResidentRecordCode,
)


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


BODIES = {
    ResidentRecordCode: digits(10),
    IndividualNumber: digits(11),
    AddresseeNumber: st.integers(1, 14).flatmap(digits),
    HouseholdNumber: st.integers(1, 14).flatmap(digits),
    MunicipalityCode: st.tuples(st.integers(1, 47), digits(3)).map(lambda parts: f"{parts[0]:02d}{parts[1]}"),
    CorporateNumber: digits(12),
}
CLASSES = list(BODIES)


def code_of(kind, text):
    with pytest.raises(InvalidNumber) as caught:
        kind.parse(text)
    assert isinstance(caught.value, InvalidValue)
    assert isinstance(caught.value, ValueError)
    assert caught.value.japanese
    assert caught.value.english
    return caught.value.code


@pytest.mark.parametrize(
    ("body", "digit"),
    [("98320567321", 4), ("12345678901", 8), ("00000000000", 0)],
)
def test_the_check_digit_of_an_individual_number_follows_article_5_of_the_ordinance(body, digit):
    """Vectors of the ordinance's formula; a remainder of 0 or 1 gives 0."""
    number = IndividualNumber.with_check_digit(body)
    assert number.check_digit == digit
    assert str(number) == f"{body}{digit}"
    assert IndividualNumber.parse(f"{body}{digit}") == number


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("01100", "011002"),
        ("13101", "131016"),
        ("14100", "141003"),
        ("27128", "271284"),
        ("41201", "412015"),
        ("13000", "130001"),
        ("14000", "140007"),
        ("13103", "131032"),
        ("13211", "132110"),
        ("14215", "142158"),
    ],
)
def test_a_municipality_code_of_five_digits_is_completed(body, code):
    """JIS X 0402 with the check digit of the published list of codes."""
    assert str(MunicipalityCode.parse(body)) == code
    assert str(MunicipalityCode.with_check_digit(body)) == code
    assert str(MunicipalityCode.with_check_digit(int(body))) == code
    assert MunicipalityCode.parse(code).body == body


def test_a_municipality_code_knows_its_prefecture():
    """The first two digits are the prefecture; its own code ends in 000 and a check digit."""
    minato = MunicipalityCode.parse("131032")
    assert minato.prefecture == "13"
    assert minato.prefecture_code == MunicipalityCode.of_prefecture(13)
    assert not minato.is_prefecture
    assert MunicipalityCode.of_prefecture("1").is_prefecture
    assert str(MunicipalityCode.of_prefecture(1)) == "010006"


def test_a_municipality_code_outside_the_47_prefectures_is_refused():
    """Prefectures are 01 to 47."""
    assert code_of(MunicipalityCode, "00100") == "V-NUM-PREFECTURE"
    assert code_of(MunicipalityCode, "482018") == "V-NUM-PREFECTURE"
    assert code_of(MunicipalityCode, "131033") == "V-NUM-CHECK"
    assert code_of(MunicipalityCode, "1310") == "V-NUM-LENGTH"


@pytest.mark.parametrize("text", ["7000012050002", "7-0000-1205-0002"])
def test_a_corporate_number_carries_its_check_digit_in_front(text):
    """The National Tax Agency's own number is 7000012050002."""
    number = CorporateNumber.parse(text)
    assert number.check_digit == 7
    assert number.body == "000012050002"
    assert CorporateNumber.with_check_digit("000012050002") == number


def test_a_corporate_number_with_another_first_digit_is_refused():
    """The check digit is tested at the front."""
    assert code_of(CorporateNumber, "6000012050002") == "V-NUM-CHECK"


@pytest.mark.covers("STD-1.1.13")
@pytest.mark.parametrize(
    ("body", "digit"), [("1", 9), ("11", 6), ("0", 0), ("6", 0), ("000000029", 9), ("123456", 0), ("123457", 9)]
)
def test_addressee_and_household_numbers_carry_a_modulus_11_check_digit_of_weights_2_to_7(body, digit):
    """11 minus the remainder; a remainder of 0 gives 0, and so does a computed 10 (decision 0010)."""
    weights = [2, 3, 4, 5, 6, 7] * 3
    remainder = sum(int(figure) * weight for figure, weight in zip(reversed(body), weights, strict=False)) % 11
    assert digit == (0 if remainder in {0, 1} else 11 - remainder)
    assert AddresseeNumber.with_check_digit(body).check_digit == digit
    assert HouseholdNumber.with_check_digit(body).check_digit == digit


def test_a_serial_number_is_made_from_its_place_in_the_sequence():
    """The place in the sequence, leading zeros, one check digit; a place that does not fit is refused."""
    assert str(AddresseeNumber.from_serial(1)) == "0000000019"
    assert str(HouseholdNumber.from_serial(123, width=5)) == "01236"
    for serial, width in ((-1, 10), (10_000, 5)):
        with pytest.raises(InvalidNumber) as caught:
            AddresseeNumber.from_serial(serial, width=width)
        assert caught.value.code == "V-NUM-SERIAL"


@pytest.mark.covers("STD-1.1.13")
def test_numbers_assigned_before_the_standard_are_kept_as_they_are():
    """No renumbering: a stored number with another last digit is read; the same number typed is refused."""
    assert code_of(AddresseeNumber, "0000000012") == "V-NUM-CHECK"
    old = AddresseeNumber.from_stored("0000000012")
    assert str(old) == "0000000012"
    assert not old.follows_the_check_rule
    assert AddresseeNumber.from_serial(1).follows_the_check_rule
    for text in ("", "12a", "1", "1" * 16, "１２"):
        with pytest.raises(InvalidNumber):
            AddresseeNumber.from_stored(text)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (MunicipalityCode, "13103", "V-NUM-LENGTH"),
        (IndividualNumber, "9999-0000-0011", "V-NUM-DIGITS"),
        (ResidenceCardNumber, "ab12345678CD", "V-NUM-CARD"),
    ],
)
def test_a_stored_number_is_canonical(kind, text, code):
    """Storage is not tidied: what reads from it is what was written."""
    number = kind.parse(text)
    assert kind.from_stored(number.stored()) == number
    with pytest.raises(InvalidNumber) as caught:
        kind.from_stored(text)
    assert caught.value.code == code


def test_a_residence_card_number_is_two_letters_eight_digits_two_letters():
    """No check rule is public, so only the shape is tested; small and full-width letters become capitals."""
    card = ResidenceCardNumber.parse("ab 12345678 ｃｄ")
    assert str(card) == "AB12345678CD"
    assert card.check_digit is None
    assert card.body == "AB12345678CD"
    assert ResidenceCardNumber.with_check_digit("AB12345678CD") == card
    assert code_of(ResidenceCardNumber, "A112345678CD") == "V-NUM-CARD"
    assert code_of(ResidenceCardNumber, "AB1234567XCD") == "V-NUM-CARD"
    assert code_of(ResidenceCardNumber, "あB12345678CD") == "V-NUM-CARD"
    assert code_of(ResidenceCardNumber, "AB12345678C") == "V-NUM-LENGTH"
    assert code_of(ResidenceCardNumber, " ") == "V-NUM-EMPTY"


@pytest.mark.parametrize("kind", CLASSES)
def test_what_a_clerk_types_is_read_in_any_width_with_hyphens_and_spaces(kind):
    """Full-width digits, hyphens of every kind and spaces are one number."""
    plain = str(kind.with_check_digit({MunicipalityCode: "13103"}.get(kind, "1" * (kind.LENGTHS.start - 1))))
    wide = plain.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert kind.parse(f" {wide[:1]}－{wide[1:]}　") == kind.parse(plain)
    assert kind.parse(f"{plain[:1]}‐{plain[1:]}\t") == kind(plain)


@pytest.mark.parametrize("kind", CLASSES)
def test_each_broken_rule_has_its_own_code(kind):
    """Empty, other characters, wrong length."""
    assert code_of(kind, "") == "V-NUM-EMPTY"
    assert code_of(kind, "--") == "V-NUM-EMPTY"
    assert code_of(kind, "12x456") == "V-NUM-DIGITS"
    assert code_of(kind, "٣٣٣٣٣٣") == "V-NUM-DIGITS"
    assert code_of(kind, "1" * 20) == "V-NUM-LENGTH"


@pytest.mark.parametrize("kind", CLASSES)
@given(data=st.data())
def test_a_completed_number_is_read_again_and_any_other_last_digit_is_refused(kind, data):
    """Exactly one of ten check digits fits a body."""
    number = kind.with_check_digit(data.draw(BODIES[kind]))
    body, check = number.body, number.check_digit
    joined = (lambda figure: f"{figure}{body}") if kind is CorporateNumber else (lambda figure: f"{body}{figure}")
    assert str(number) == joined(check)
    assert kind.parse(joined(check)) == number == kind.from_stored(number.stored())
    for other in set(range(10)) - {check}:
        assert code_of(kind, joined(other)) == "V-NUM-CHECK"


@pytest.mark.parametrize("kind", CLASSES)
@given(data=st.data())
def test_numbers_are_ordered_hashed_and_copied_as_values(kind, data):
    """Order is that of the digits; equal numbers are one key; copies and pickles are equal."""
    first, second = (kind.with_check_digit(data.draw(BODIES[kind])) for _ in range(2))
    ordered = (len(str(first)), str(first)) < (len(str(second)), str(second))
    assert (first < second) == ordered
    assert (second > first) == ordered
    assert (first <= second) == (ordered or first == second)
    assert (second >= first) == (ordered or first == second)
    assert len({first, kind.parse(str(first))}) == 1
    assert pickle.loads(pickle.dumps(first)) == first
    assert copy.deepcopy(first) is copy.copy(first) is first


def test_numbers_of_different_kinds_are_never_equal_nor_ordered():
    """An addressee number and a household number with the same digits are two things."""
    person, household = AddresseeNumber.from_serial(1), HouseholdNumber.from_serial(1)
    assert person != household
    assert person != str(person)
    for comparison in ("__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(person, comparison)(household) is NotImplemented


def test_a_number_cannot_be_changed():
    """Numbers are values."""
    number = AddresseeNumber.from_serial(1)
    with pytest.raises(AttributeError):
        number._digits = "1"
    assert repr(number) == "AddresseeNumber('0000000019')"


def test_a_kind_of_number_states_its_own_check_rule():
    """The common base has none."""
    with pytest.raises(NotImplementedError):
        Number.with_check_digit("1")


def test_a_body_as_an_int_is_padded_and_a_wrong_body_is_refused():
    """The length without the check digit is required."""
    assert str(IndividualNumber.with_check_digit(1)) == "000000000019"
    for body in ("123", "1234567890x"):
        with pytest.raises(InvalidNumber):
            IndividualNumber.with_check_digit(body)


@given(digits(11))
def test_the_individual_number_never_shows_itself(body):
    """`repr`, f-strings, log records of the object's repr and tracebacks hold no run of its digits."""
    number = IndividualNumber.with_check_digit(body)
    assert number.reveal() == str(number) == number.stored()
    assert repr(number) == "IndividualNumber(************)"
    assert f"{number}" == "************"
    assert f"{number:>14}" == "  ************"
    assert str([number]) == "[IndividualNumber(************)]"
    record = logging.LogRecord("x", 20, "x", 1, "%r", (number,), None)
    assert str(number) not in record.getMessage()


def test_logging_and_tracebacks_that_are_given_an_individual_number_get_the_mask():
    """They call `str()` in order to keep the text; so does the interpreter for an exception nobody caught."""
    number = IndividualNumber.synthetic(1)
    kept = [logging.LogRecord("x", 20, "x", 1, text, (number,), None).getMessage() for text in ("%s", "%r")]
    kept.append(logging.LogRecord("x", 20, "x", 1, number, (), None).getMessage())
    kept.append("".join(traceback.format_exception(ValueError(number))))
    script = "from daicho.values.numbers import IndividualNumber as Number\nraise SystemExit(Number.synthetic(1))"
    kept.append(subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True).stderr)
    assert all("****" in text and "9999" not in text for text in kept)
    assert str(number) == number.reveal()


@given(digits(11), st.integers(1, 9))
def test_no_error_about_an_individual_number_holds_a_digit_of_it(body, shift):
    """The message names the rule, not the number; nor does the chain of exceptions."""
    right = IndividualNumber.with_check_digit(body)
    wrong = f"{body}{(right.check_digit + shift) % 10}"
    for text in (wrong, wrong[:11], f"{wrong}1", f"{body}x"):
        with pytest.raises(InvalidNumber) as caught:
            IndividualNumber.parse(text)
        shown = "".join(traceback.format_exception_only(caught.value)) + repr(caught.value) + repr(caught.value.args)
        assert body not in shown
        assert text not in shown
        assert not any(body[start : start + 4] in shown for start in range(8))


@pytest.mark.parametrize("kind", [IndividualNumber, ResidentRecordCode])
@given(serial=st.integers(0, 9_999_999))
def test_synthetic_numbers_lie_in_their_documented_block(kind, serial):
    """The block has room for ten million people; its numbers are well formed and say what they are."""
    number = kind.synthetic(serial)
    assert number.is_synthetic
    assert kind.parse(str(number)) == number
    assert int(number.body[len(kind.SYNTHETIC_PREFIX) :]) == serial


@pytest.mark.parametrize("kind", [IndividualNumber, ResidentRecordCode])
def test_a_number_outside_the_block_is_not_synthetic(kind):
    """Only the prefix makes it so, and the block ends."""
    assert not kind.with_check_digit("1" * (kind.LENGTHS.start - 1)).is_synthetic
    for serial in (-1, 10_000_000):
        with pytest.raises(InvalidNumber) as caught:
            kind.synthetic(serial)
        assert caught.value.code == "V-NUM-SERIAL"


def test_the_rule_of_the_resident_record_code_is_one_replaceable_function(monkeypatch):
    """The notice that sets the rule is not public here; replacing one function replaces it everywhere."""
    assert str(ResidentRecordCode.with_check_digit("1234567890")) == "12345678903"
    monkeypatch.setattr(numbers_check, "resident_record_code", lambda body: 7)
    assert str(ResidentRecordCode.with_check_digit("1234567890")) == "12345678907"


def test_an_error_says_its_code_and_both_languages():
    """One line for logs, in which no number stands."""
    error = InvalidNumber.check("個人番号", "individual number")
    assert str(error).startswith("個人番号の検査数字が合いません。")
    assert "(V-NUM-CHECK)" in str(error)
    assert "check digit of the individual number" in str(error)
    assert pickle.loads(pickle.dumps(error)).code == "V-NUM-CHECK"
