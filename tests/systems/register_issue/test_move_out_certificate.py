"""The move-out certificate carries code and number (Order, Article 23, paragraph 2), under a right of its own."""

from __future__ import annotations

import pytest

from daicho.systems.register.issuing import making
from daicho.systems.register.issuing.problems import NotIssued

from .support import AccessRefused, Item, entrant, family, household_copy, move_out_certificate, pages

pytestmark = pytest.mark.database


def reveals(office):
    """The reveals under the right to the form; acts reveal numbers for their messages under another."""
    return office.rows(
        "SELECT 1 FROM register_accessrecord WHERE kind = 'reveal' AND function = 'register.move_out_certificate'"
    )


def couple_with_numbers(office):
    """Two people with a number each, who have notified that they move out."""
    (first, one), (second, two) = office.put_number(801), office.put_number(802)
    people = [
        entrant(individual_number_ref=one),
        entrant(given="花子", kana=("ミホン", "ハナコ"), relationship="妻", individual_number_ref=two),
    ]
    persons = office.move_in(*people)
    office.move_out(*persons)
    return persons, people, (first, second)


@pytest.mark.covers("CTRL-006", "STD-4.1.3.0.3")
def test_the_certificate_carries_every_item_of_the_order_without_being_asked(office):
    """Name, birth date, sex, head and relationship, domicile, code, number, old address, destination, planned day."""
    persons, people, numbers = couple_with_numbers(office)
    (page,) = pages(office.file(move_out_certificate(persons[0]), without={"register.number"}))
    for person, number in zip(people, numbers, strict=True):
        assert person.resident_record_code in page
        assert number.reveal() in page
        assert person.birth_date.wareki() in page
    for said in ("見本花子", "男", "女", "妻", "神奈川県海老名市中央一丁目1番地", "転出先の住所(予定)東京都小平市"):
        assert said in page
    assert "【省略】" not in page
    (line,) = office.lines(persons[0])
    assert {"resident_record_code", "individual_number"} <= set(line.items)


@pytest.mark.covers("CTRL-006")
def test_the_numbers_are_revealed_under_a_record_that_names_purpose_case_and_form(office):
    """One record of its own, committed before, used by this paper and named by its request."""
    persons, _, numbers = couple_with_numbers(office)
    office.file(move_out_certificate(persons[0]))
    row = office.state(office.lines(persons[0])[0].id)
    (record,) = office.rows("SELECT * FROM register_accessrecord WHERE id = %s", row["number_record"])
    assert (record["kind"], record["function"], record["detail"]) == (
        "reveal",
        "register.move_out_certificate",
        "move_out_certificate",
    )
    assert (record["purpose"], record["case_number"]) == ("copy_request", "令8-12")
    assert sorted(record["persons"]) == sorted(persons)
    assert not any(number.reveal() in str(row) for number in numbers)


@pytest.mark.covers("CTRL-006", "CTRL-060")
def test_whoever_lacks_the_right_gets_neither_the_form_nor_its_preview(office):
    """The refusal comes before a number is given out, and is recorded; the right to look at numbers does not help."""
    persons, _, _ = couple_with_numbers(office)
    wanted = move_out_certificate(persons[0])
    for ask in (office.file, lambda wanted, **how: making.preview(office.office(**how), wanted)):
        with pytest.raises(AccessRefused) as refused:
            ask(wanted, without={"register.move_out_certificate"})
        assert refused.value.code == "A-1002"
    assert office.lines(persons[0]) == []
    found = office.rows("SELECT function FROM register_accessrecord WHERE outcome = 'refused'")
    assert [each["function"] for each in found] == ["register.move_out_certificate"] * 2
    assert office.file(household_copy(*persons), without={"register.move_out_certificate"})


@pytest.mark.covers("CTRL-006")
def test_the_right_to_the_form_prints_no_number_on_another(office):
    """A copy with the number still needs the right to numbers."""
    from .support import ASKS_ALL

    persons, _, _ = couple_with_numbers(office)
    with pytest.raises(AccessRefused):
        office.file(household_copy(*persons, items={Item.NUMBER}, requester=ASKS_ALL), without={"register.number"})


def test_a_preview_of_the_certificate_says_where_code_and_number_will_stand(office):
    """Nothing is revealed for a look before the issue."""
    import msgspec

    persons, people, numbers = couple_with_numbers(office)
    _, certificate = making.preview(office.office(), move_out_certificate(persons[0]))
    text = msgspec.json.encode(certificate).decode()
    assert text.count("交付する証明書にのみ印字します") == 4
    assert not any(number.reveal() in text for number in numbers)
    assert not any(person.resident_record_code in text for person in people)
    assert reveals(office) == []


@pytest.mark.covers("STD-4.1.3.0.3")
def test_a_late_notification_gets_the_certificate_that_stands_in_with_the_same_items(office):
    """転出証明書に準ずる証明書: marked as issued to accompany the move-in notification, the number on it."""
    number, reference = office.put_number(803)
    persons = office.move_in(entrant(individual_number_ref=reference), on="R8.9.1")
    office.move_out(*persons, on="R8.11.5")
    (page,) = pages(office.file(move_out_certificate(*persons)))
    assert "転出証明書に準ずる証明書" in page
    assert "転入届に添付すべき書類として発行した" in page
    assert number.reveal() in page


@pytest.mark.covers("STD-4.1.3.0.3")
def test_a_reprint_carries_the_numbers_of_the_first_issue(office):
    """Revealed again, under a record of its own."""
    persons, _, numbers = couple_with_numbers(office)
    office.file(move_out_certificate(persons[0]))
    (again,) = pages(office.file(move_out_certificate(persons[1])))
    assert "再交付" in again
    assert all(number.reveal() in again for number in numbers)
    assert len(reveals(office)) == 2


def test_people_of_a_family_who_stay_do_not_stand_on_it(office):
    """Only movers are subjects; the number of one who stays is never asked for."""
    persons = office.move_in(*family(size=2))
    office.move_out(persons[1])
    office.file(move_out_certificate(persons[1]))
    assert office.lines(persons[0]) == []
    with pytest.raises(NotIssued):
        office.file(move_out_certificate(persons[0]))


def test_insurances_pension_and_child_allowance_stand_on_it_where_the_record_holds_them(office):
    """What lapsed or was never held does not; without any there is no such item."""
    from daicho.law.records import Entitlements, Membership, Pension

    held = Entitlements(
        health_insurance=Membership(insured=True),
        long_term_care=Membership(insured=False),
        national_pension=Pension(insured=True, insured_kind="第1号", basic_pension_number="9999-000001"),
        child_allowance_from="2026-04",
    )
    persons = office.move_in(entrant(entitlements=held), entrant(given="花子", relationship="妻"))
    office.move_out(*persons)
    (page,) = pages(office.file(move_out_certificate(persons[0])))
    assert "国民健康保険被保険者、国民年金第1号9999-000001、児童手当受給" in page
    assert "介護保険" not in page
    assert page.count("国民健康保険等の資格") == 1


@pytest.mark.parametrize(
    ("held", "said"),
    [({"late_elderly_care": True}, "後期高齢者医療被保険者"), ({"child_allowance_until": "2026-09"}, None)],
)
def test_only_what_still_holds_is_told(office, held, said):
    """An allowance that ended is nothing to take over."""
    from daicho.law.records import Entitlements, Membership

    values = {name: Membership(insured=True) if value is True else value for name, value in held.items()}
    persons = office.move_in(
        entrant(entitlements=Entitlements(child_allowance_from="2026-04" if said is None else "", **values))
    )
    office.move_out(*persons)
    (page,) = pages(office.file(move_out_certificate(persons[0])))
    assert ("国民健康保険等の資格" in page) is (said is not None)
    assert said is None or said in page
