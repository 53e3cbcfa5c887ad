"""Identification information: items, checks, and the same state at every level whatever the order of two links."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.builders import EBINA, KODAIRA, MINATO, Town, address, code, day, header, replaced

from daicho.law import checks
from daicho.law.commands import Header
from daicho.law.identification import (
    Applied,
    FourItems,
    Holding,
    IdentificationRecord,
    IdentificationUpdate,
    NumbersHeld,
    RecordStatus,
    Refused,
    SearchItem,
    UpdateReason,
    apply_update,
    derive,
    derive_record,
    search_allowed,
)
from daicho.law.identification_update import update_reason
from daicho.law.reasons import Reason
from daicho.law.records import Removal, ResidentRecord, Sex, State
from daicho.values.names import FormerSurname, PersonName

PRESENT, REMOVED = RecordStatus.PRESENT, RecordStatus.REMOVED


def resident() -> ResidentRecord:
    """A resident of Ebina."""
    town = Town()
    return town.record(town.settle(1)[0])


def content(municipality: str = EBINA, since: str = "R8.4.1", **more: Any) -> IdentificationRecord:
    """The content that a municipality notifies."""
    record = derive_record(resident())
    return replaced(record, municipality_code=municipality, resident_since=day(since), **more)


def update(reason: UpdateReason, record: IdentificationRecord, on: str = "R8.4.1") -> IdentificationUpdate:
    """An update of that content."""
    return IdentificationUpdate(record=record, reason=reason, changed_on=day(on))


def moved_in(municipality: str = EBINA, since: str = "R8.4.1", **more: Any) -> IdentificationUpdate:
    """A move-in."""
    return update(UpdateReason.MOVE_IN, content(municipality, since, **more), since)


def moved_out(municipality: str = EBINA, since: str = "R8.4.1", on: str = "R8.8.1") -> IdentificationUpdate:
    """A move-out."""
    return update(UpdateReason.MOVE_OUT, content(municipality, since, status=REMOVED), on)


def corrected(
    municipality: str = EBINA, since: str = "R8.4.1", on: str = "R8.5.1", **more: Any
) -> IdentificationUpdate:
    """A correction."""
    return update(UpdateReason.EX_OFFICIO_CORRECTION, content(municipality, since, **more), on)


def run(*updates: IdentificationUpdate, held: Holding | None = None) -> Holding | None:
    """What is held after updates in this order; refused ones leave it as it is."""
    for each in updates:
        outcome = apply_update(held, each, sender_municipality=each.record.municipality_code)
        if isinstance(outcome, Applied):
            held = outcome.holding
    return held


def refusal(held: Holding | None, each: IdentificationUpdate, sender: str = EBINA, **more: Any) -> str:
    """The code with which an update is refused; empty when it is applied."""
    outcome = apply_update(held, each, sender_municipality=sender, **more)
    return outcome.code if isinstance(outcome, Refused) else ""


# ---- deriving


def test_the_content_repeats_the_items_of_the_record() -> None:
    """DF-2 items 1 to 20, from name to relationship."""
    record = resident()
    held = derive_record(record)
    assert held.resident_record_code == record.resident_record_code
    assert held.name == "青木　太郎"
    assert held.name_furigana == "アオキ　タロウ"
    assert held.name_kana_unvoiced == "アオキ　タロウ"
    assert held.address == record.address.written
    assert held.municipality_code == EBINA
    assert held.municipality_code_before_move_in == KODAIRA
    assert held.relationship == "世帯主"
    assert held.status is PRESENT
    assert not held.planned
    assert not held.has_gaiji


def test_voiced_sounds_are_unvoiced_and_rare_characters_counted() -> None:
    """清音化かな and 外字数 come from the values."""
    record = replaced(resident(), name=PersonName("辻\U000e0102", "𠮷次", "ツジ", "ヨシツグ"))
    held = derive_record(record)
    assert held.name_kana_unvoiced == "ツシ　ヨシツク"
    assert held.gaiji_count_name >= 0


def test_a_former_surname_and_the_town_code_travel_along() -> None:
    """DF-2 item 9 and 37."""
    record = replaced(
        resident(),
        former_surname=FormerSurname("鈴木", "スズキ"),
        address=replaced(address(), address_code="14215000100"),
        previous_address=None,
        relationship=None,
    )
    held = derive_record(record)
    assert (held.former_surname.written, held.former_surname.furigana) == ("鈴木", "スズキ")
    assert held.oaza_aza_code == "000100"
    assert held.address_before_move_in == ""
    assert held.relationship == ""


def test_a_planned_move_out_is_flagged_and_a_removed_record_is_removed() -> None:
    """DF-2 items 32 and 35."""
    planned = replaced(resident(), removal=Removal(planned_on=day("R8.12.1")))
    assert derive_record(planned).planned
    gone = derive_record(replaced(planned, state=State.MOVED_OUT))
    assert gone.status is REMOVED
    assert not gone.planned


def test_a_record_without_a_code_is_not_notified() -> None:
    """Nothing can be matched without it (CTRL-041)."""
    with pytest.raises(ValueError, match="without a resident record code"):
        derive_record(replaced(resident(), resident_record_code=None))


def test_an_update_carries_reason_date_and_the_registers_own_reason() -> None:
    """DF-2 items 21 to 23."""
    made = derive(resident(), Reason.RELOCATION, header("R8.10.1"))
    assert (made.reason, made.changed_on, made.reason_detail) == (UpdateReason.RELOCATION, day("R8.10.1"), "relocation")
    assert derive(resident(), UpdateReason.BIRTH, header()).reason_detail == ""


def test_an_update_needs_its_date() -> None:
    """A header without an effective date is the caller's defect."""
    with pytest.raises(ValueError, match="effective date"):
        derive(resident(), Reason.RELOCATION, Header(basis=header().basis))


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_reason_of_identification_information(reason: Reason) -> None:
    """Entries enter, removals remove, everything else is a change."""
    coarse = update_reason(reason)
    assert not (coarse.enters and coarse.removes)


# ---- checks


def test_an_update_with_all_items_right_is_applied() -> None:
    """The first move-in makes the holding."""
    outcome = apply_update(None, moved_in(), sender_municipality=EBINA)
    assert isinstance(outcome, Applied)
    assert outcome.replaced is None
    assert outcome.is_current
    assert outcome.holding.current.record == content()


WRONG_ITEMS: list[tuple[str, dict[str, Any]]] = [
    ("name", {"name": ""}),
    ("name", {"name": "青木\u0007"}),
    ("name", {"name": "青木\u202e太郎"}),
    ("name_furigana", {"name_furigana": "\ud800"}),
    ("address", {"address": " "}),
    ("address", {"address": "勝" * 501}),
    ("gaiji_count_name", {"gaiji_count_name": 3}),
    ("name_kana_unvoiced", {"name_kana_unvoiced": "アオギ"}),
    ("birth_date", {"birth_date": day("R8.4.2")}),
    ("municipality_code", {"municipality_code": "142150"}),
    ("municipality_code", {"municipality_code": "14215"}),
    ("oaza_aza_code", {"oaza_aza_code": "A1"}),
    ("postal_code", {"postal_code": "243-0401"}),
    ("gaiji_count_address", {"gaiji_count_address": 1}),
    ("municipality_code_before_move_in", {"municipality_code_before_move_in": "999999"}),
    ("gaiji_count_address_before_move_in", {"gaiji_count_address_before_move_in": 1}),
    ("relationship", {"relationship": "孫"}),
]


@pytest.mark.parametrize(("item", "wrong"), WRONG_ITEMS)
def test_a_wrong_item_is_refused_by_name(item: str, wrong: dict[str, Any]) -> None:
    """CTRL-039: format and code of each item."""
    outcome = apply_update(None, update(UpdateReason.MOVE_IN, replaced(content(), **wrong)), sender_municipality=EBINA)
    assert isinstance(outcome, Refused)
    assert outcome.code == "I-039-01"
    assert item in outcome.fields


def test_a_municipality_notifies_only_its_own_residents() -> None:
    """The sender is who the trust list says, not who the message says."""
    assert refusal(None, moved_in(EBINA), KODAIRA) == "I-023-01"


def test_a_move_in_of_a_present_resident_is_an_error() -> None:
    """CTRL-036, under the sender's own code."""
    held = run(moved_in())
    assert refusal(held, moved_in()) == "I-036-01"
    assert refusal(held, update(UpdateReason.BIRTH, content())) == "I-036-02"
    assert refusal(held, moved_in(KODAIRA, "R8.8.1"), KODAIRA) == ""


def test_an_entry_of_a_removed_record_does_not_fit() -> None:
    """Reason and status must agree."""
    assert refusal(None, moved_in(status=REMOVED)) == "I-039-02"
    held = run(moved_in())
    assert refusal(held, update(UpdateReason.MOVE_OUT, content())) == "I-039-02"
    assert refusal(held, corrected(status=REMOVED)) == "I-039-02"


def test_a_relocation_changes_nothing_but_where_and_with_whom() -> None:
    """CTRL-037: name, kana, sex, birth date and number stay; address, dates, relationship may change."""
    held = run(moved_in())
    elsewhere = content(address="神奈川県海老名市国分南1番", relationship="妻", address_set_on=day("R8.6.1"))
    assert refusal(held, update(UpdateReason.RELOCATION, elsewhere)) == ""
    for item, value in (("name", "青木　次郎"), ("sex", Sex.FEMALE), ("birth_date", day("S55.4.2"))):
        wrong = update(UpdateReason.RELOCATION, replaced(elsewhere, **{item: value}))
        assert refusal(held, wrong) == "I-037-01"
    right = update(UpdateReason.RELOCATION, elsewhere)
    assert refusal(held, right, numbers=NumbersHeld("other", "own")) == "I-037-01"
    assert refusal(held, right, numbers=NumbersHeld("own", "own")) == ""
    assert refusal(None, right) == "I-041-01"


def test_an_unknown_code_is_not_matched_by_anything_else() -> None:
    """CTRL-041: same name, sex, birth date and address under another code changes nothing."""
    assert refusal(None, corrected()) == "I-041-01"
    assert refusal(None, moved_out()) == "I-041-01"
    assert refusal(run(moved_in(KODAIRA)), corrected()) == "I-041-01"


def test_a_removed_person_is_not_removed_again() -> None:
    """CTRL-038; but a correction of the removed record is taken."""
    held = run(moved_in(), moved_out())
    assert refusal(held, moved_out()) == "I-038-01"
    assert refusal(held, corrected(status=REMOVED)) == ""
    assert refusal(held, corrected()) == "I-039-02"


def test_a_changed_code_is_looked_up_under_the_old_one() -> None:
    """The update says both; the holding found under the old code goes on under the new."""
    changed = update(
        UpdateReason.CODE_CHANGE,
        content(resident_record_code=code(50), old_resident_record_code=code(0)),
    )
    assert changed.code == code(0)
    assert update(UpdateReason.CODE_CHANGE, content()).code == code(0)
    outcome = apply_update(run(moved_in()), changed, sender_municipality=EBINA)
    assert isinstance(outcome, Applied)
    assert outcome.holding.current.record.resident_record_code == code(50)


def test_refusals_stand_in_the_catalogue() -> None:
    """The sender's office reads them there."""
    for refused in (
        "I-023-01", "I-036-01", "I-036-02", "I-037-01", "I-037-02", "I-038-01", "I-039-01", "I-039-02", "I-041-01",
        "I-041-02",
    ):  # fmt: skip
        assert checks.text(refused).remedy


# ---- numbers


def test_who_enters_a_resident_states_the_number_that_the_person_has() -> None:
    """A move-in keeps the number (CTRL-037), whatever the sender's own closed stay says; none stated is no other."""
    arrived = moved_in()
    assert refusal(None, arrived, numbers=NumbersHeld("n", None, "m")) == "I-037-02"
    assert refusal(None, arrived, numbers=NumbersHeld("n", None, "n")) == ""
    assert refusal(None, arrived, numbers=NumbersHeld("n")) == ""
    back = run(moved_in(), moved_out())
    again = moved_in(since="R8.9.1")
    assert refusal(back, again, numbers=NumbersHeld("n", "m", "n")) == ""
    assert refusal(back, again, numbers=NumbersHeld("m", "m", "n")) == "I-037-02"
    assert refusal(back, again, numbers=NumbersHeld(None, "m", "n")) == ""


def test_a_change_or_correction_of_the_number_changes_it_and_nothing_else_does() -> None:
    """Number Act, Article 7, paragraph 2: within the own stay, under its own reason or as a correction."""
    held, new = run(moved_in()), NumbersHeld("new", "old", "old")
    assert refusal(held, update(UpdateReason.INDIVIDUAL_NUMBER, content()), numbers=new) == ""
    assert refusal(held, corrected(), numbers=new) == ""
    assert refusal(held, moved_out(), numbers=new) == "I-037-02"


def test_a_first_entry_of_the_number_must_be_the_one_the_person_has() -> None:
    """The own stay has none yet: there is nothing to change, so the number known elsewhere decides."""
    held = run(moved_in())
    entry = update(UpdateReason.INDIVIDUAL_NUMBER, content())
    assert refusal(held, entry, numbers=NumbersHeld("n", None, "m")) == "I-037-02"
    assert refusal(held, entry, numbers=NumbersHeld("n", None, "n")) == ""
    assert refusal(held, entry, numbers=NumbersHeld("n")) == ""


def test_a_changed_code_takes_the_number_along_and_meets_no_other() -> None:
    """Under the new code nobody may stand with another number."""
    changed = update(UpdateReason.CODE_CHANGE, content(resident_record_code=code(50), old_resident_record_code=code(0)))
    held = run(moved_in())
    assert refusal(held, changed, numbers=NumbersHeld("n", "n", None)) == ""
    assert refusal(held, changed, numbers=NumbersHeld("n", "n", "n", elsewhere=True)) == ""
    assert refusal(held, changed, numbers=NumbersHeld("n", "n", "m")) == "I-037-02"


def test_a_number_of_somebody_present_under_another_code_is_refused() -> None:
    """One number, one person (CTRL-041); where code and number stood together before, an earlier code may linger."""
    held = run(moved_in())
    assert refusal(None, moved_in(), numbers=NumbersHeld("n", elsewhere=True)) == "I-041-02"
    assert refusal(None, moved_in(), numbers=NumbersHeld("n", None, "n", elsewhere=True)) == ""
    change = update(UpdateReason.INDIVIDUAL_NUMBER, content())
    assert refusal(held, change, numbers=NumbersHeld("new", "old", "old", elsewhere=True)) == "I-041-02"
    assert refusal(held, change, numbers=NumbersHeld("new", "old", "new", elsewhere=True)) == ""


# ---- convergence


def test_a_move_in_from_elsewhere_takes_the_record_over_and_the_late_removal_closes_its_own_stay() -> None:
    """Architecture 4: whichever of the two arrives first."""
    there, here = moved_in(KODAIRA, "R2.4.1"), moved_in(EBINA, "R8.8.1")
    gone = moved_out(KODAIRA, "R2.4.1", on="R8.8.1")
    late = run(there, here, gone)
    assert late == run(there, gone, here)
    assert late.current.record.municipality_code == EBINA
    assert not late.of(KODAIRA).present
    assert [stay.record.municipality_code for stay in late.ranked] == [EBINA, KODAIRA]
    outcome = apply_update(run(there, here), gone, sender_municipality=KODAIRA)
    assert not outcome.is_current


def interleavings(first: list[Any], second: list[Any]) -> list[list[Any]]:
    """All orders in which two links may deliver, each in its own order."""
    total = len(first) + len(second)
    orders = []
    for places in combinations(range(total), len(first)):
        one, two = iter(first), iter(second)
        orders.append([next(one) if place in places else next(two) for place in range(total)])
    return orders


_LIFE = st.lists(st.sampled_from(("in", "out", "correct", "relocate", "birth", "die")), max_size=4)


def link(municipality: str, steps: list[str], dates: list[int]) -> list[IdentificationUpdate]:
    """What a municipality sends in the course of time, sensible or not."""
    made = []
    since = "R8.1.1"
    for step, on in zip(steps, sorted(dates), strict=False):
        when = f"R8.{1 + on // 28}.{1 + on % 28}"
        if step in {"in", "birth"}:
            since = when
            reason = UpdateReason.MOVE_IN if step == "in" else UpdateReason.BIRTH
            made.append(update(reason, content(municipality, since), when))
        elif step in {"out", "die"}:
            reason = UpdateReason.MOVE_OUT if step == "out" else UpdateReason.DEATH
            made.append(update(reason, content(municipality, since, status=REMOVED), when))
        else:
            reason = UpdateReason.RELOCATION if step == "relocate" else UpdateReason.EX_OFFICIO_CORRECTION
            made.append(update(reason, content(municipality, since, address=f"海老名市{on}番"), when))
    return made


@given(_LIFE, _LIFE, st.lists(st.integers(0, 200), min_size=4, max_size=4), st.data())
def test_every_interleaving_of_two_links_ends_in_the_same_state(
    here: list[str], there: list[str], dates: list[int], data: st.DataObject
) -> None:
    """The state is a function of what each municipality says, never of the order of arrival."""
    other = data.draw(st.lists(st.integers(0, 200), min_size=4, max_size=4))
    orders = interleavings(link(EBINA, here, dates), link(KODAIRA, there, other))
    assert len({_shown(run(*order)) for order in orders}) == 1


def _shown(held: Holding | None) -> str:
    return "" if held is None else f"{held!r}{held.current!r}"


def test_three_municipalities_in_any_order_end_where_the_person_lives() -> None:
    """A chain of moves arrives over three links, the newest first."""
    first = [moved_in(KODAIRA, "R2.4.1"), moved_out(KODAIRA, "R2.4.1", "R5.4.1")]
    second = [moved_in(MINATO, "R5.4.1"), moved_out(MINATO, "R5.4.1", "R8.4.1")]
    third = [moved_in(EBINA, "R8.4.1")]
    for order in interleavings(first, second):
        for whole in interleavings(order, third):
            assert run(*whole).current.record.municipality_code == EBINA


# ---- search


SEARCHABLE = {("name", "address"), ("name", "birth_date")}


@pytest.mark.parametrize(
    "given_items", [items for size in range(1, 5) for items in combinations(SearchItem, size)], ids="+".join
)
def test_a_search_needs_a_name_with_an_address_or_a_birth_date(given_items: tuple[SearchItem, ...]) -> None:
    """CTRL-091: of the fifteen sets only the permitted run, and sex never counts."""
    counted = {item.value for item in given_items} - {"sex"}
    allowed = any(counted >= set(pair) for pair in SEARCHABLE)
    assert search_allowed(set(given_items)) is allowed
    assert search_allowed(FourItems(**{item.value: "あ" for item in given_items})) is allowed
