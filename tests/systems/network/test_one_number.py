"""One individual number a code and one code a number, whichever municipality says so and in every order of arrival."""

from __future__ import annotations

import uuid
from itertools import combinations

import msgspec
import pytest
from django.db import transaction

from daicho.exchange import outbox
from daicho.identification import numbers
from daicho.identification.layout import reduced
from daicho.identification.store import Incoming
from daicho.law.identification import (
    IdentificationUpdate,
    RecordStatus,
    Refused,
    UpdateReason,
    derive_record,
)
from daicho.systems.national.models import Identification
from daicho.systems.national.store import store
from daicho.systems.prefecture import store as prefecture
from daicho.systems.prefecture.models import Identification as PrefectureFile
from daicho.systems.prefecture.models import RefusalTask as PrefectureTask
from daicho.systems.register.models import RefusalTask
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode

from .support import CS, NATION, UPDATE, changing, entering, people

pytestmark = pytest.mark.database
KODAIRA, EBINA, MINATO = "132110", "142158", "131032"
OLD, NEW = uuid.UUID(int=1), uuid.UUID(int=2)


def person(at=0):
    """A person's content as it goes above the municipality."""
    return reduced(derive_record(people(at + 1)[at].record))


def stay(record, municipality, since):
    """The same person as a resident of a municipality."""
    return msgspec.structs.replace(
        record, municipality_code=municipality, resident_since=RegisterDate.parse(since), oaza_aza_code=""
    )


def says(record, reason, day, number=None):
    """What a municipality notifies, with the vault's reference of the number that came along."""
    return Incoming(
        update=IdentificationUpdate(record=record, reason=reason, changed_on=RegisterDate.parse(day)),
        municipality=record.municipality_code,
        sequence=1,
        recorded_at="2026-11-21T09:00:00Z",
        received_on="2026-11-21",
        number_ref=number,
    )


def removed(record):
    return msgspec.structs.replace(record, status=RecordStatus.REMOVED)


def apply(*incoming, at="national", of=store):
    """Apply, each in a transaction of its own; the codes of refusals, or blanks."""
    codes = []
    for each in incoming:
        with transaction.atomic(using=at):
            (outcome,) = of().apply([each])
        codes.append(outcome.code if isinstance(outcome, Refused) else "")
    return codes


def together(*incoming):
    """The same in one batch."""
    with transaction.atomic(using="national"):
        outcomes = store().apply(list(incoming))
    return [outcome.code if isinstance(outcome, Refused) else "" for outcome in outcomes]


def orders(first, second):
    """All orders in which two links may deliver, each in its own order."""
    total = len(first) + len(second)
    for places in combinations(range(total), len(first)):
        one, two = iter(first), iter(second)
        yield [next(one) if place in places else next(two) for place in range(total)]


def present():
    """Who is present where, under which code and number."""
    return set(
        Identification.objects.filter(present=True).values_list(
            "resident_record_code", "municipality_code", "individual_number_ref"
        )
    )


@pytest.mark.parametrize("way", [apply, together])
def test_another_municipality_states_another_number_under_the_same_code(system_databases, way):
    """Whoever comes second is refused, in every order; what was held stays."""
    record = person()
    there, here = stay(record, KODAIRA, "2020-04-01"), stay(record, EBINA, "2026-11-01")
    first = [says(there, UpdateReason.MOVE_IN, "2020-04-01", OLD)]
    second = [says(here, UpdateReason.MOVE_IN, "2026-11-01", NEW)]
    for order in orders(first, second):
        Identification.objects.all().delete()
        assert way(*order) == ["", "I-037-02"]
        assert present() == {
            (str(record.resident_record_code), order[0].municipality, order[0].number_ref),
        }


@pytest.mark.parametrize("way", [apply, together])
def test_somebody_else_is_stated_with_the_number_of_somebody_present(system_databases, way):
    """The same number under another code, from the same municipality or another: the second is refused."""
    one, other = stay(person(0), KODAIRA, "2020-04-01"), person(1)
    for municipality in (KODAIRA, EBINA):
        first = says(one, UpdateReason.MOVE_IN, "2020-04-01", OLD)
        second = says(stay(other, municipality, "2026-11-01"), UpdateReason.MOVE_IN, "2026-11-01", OLD)
        for order in orders([first], [second]):
            Identification.objects.all().delete()
            assert way(*order) == ["", "I-041-02"]
            assert len(present()) == 1


def test_a_change_of_number_cannot_take_the_number_of_another(system_databases):
    """The lawful change gives a number of one's own."""
    one, other = stay(person(0), KODAIRA, "2020-04-01"), stay(person(1), EBINA, "2020-04-01")
    apply(
        says(one, UpdateReason.MOVE_IN, "2020-04-01", OLD),
        says(other, UpdateReason.MOVE_IN, "2020-04-01", NEW),
    )
    assert apply(says(other, UpdateReason.INDIVIDUAL_NUMBER, "2026-11-01", OLD)) == ["I-041-02"]
    assert {number for _, _, number in present()} == {OLD, NEW}


def test_a_number_freed_by_a_cancelled_entry_may_be_stated_for_the_right_person(system_databases):
    """A closed stay under another code blocks nobody."""
    wrong, right = stay(person(0), KODAIRA, "2020-04-01"), stay(person(1), EBINA, "2020-04-01")
    assert apply(
        says(wrong, UpdateReason.MOVE_IN, "2020-04-01", OLD),
        says(removed(wrong), UpdateReason.EX_OFFICIO_REMOVAL, "2026-11-01"),
        says(right, UpdateReason.MOVE_IN, "2020-04-01", OLD),
    ) == ["", "", ""]


def test_a_number_changed_lawfully_moves_with_the_person_in_every_order(system_databases):
    """Changed in Kodaira, then moved to Ebina: what came too early is refused, sent again it is taken; all end alike."""
    record = person()
    there, here = stay(record, KODAIRA, "2020-04-01"), stay(record, EBINA, "2026-11-01")
    entered = says(there, UpdateReason.MOVE_IN, "2020-04-01", OLD)
    left = [
        says(there, UpdateReason.INDIVIDUAL_NUMBER, "2026-10-01", NEW),
        says(removed(there), UpdateReason.MOVE_OUT, "2026-11-01"),
    ]
    arrived = [says(here, UpdateReason.MOVE_IN, "2026-11-01", NEW)]
    for order in orders(left, arrived):
        Identification.objects.all().delete()
        assert apply(entered) == [""]
        codes = apply(*order)
        early = order.index(arrived[0]) == 0
        assert codes == (["I-037-02", "", ""] if early else ["", "", ""])
        if early:
            assert apply(*arrived) == [""]  # as the task at the sender's office says: send again
        assert present() == {(str(record.resident_record_code), EBINA, NEW)}


def test_a_code_changed_lawfully_moves_with_the_person_in_every_order(system_databases):
    """The same number under the new code: refused while the old code stands, taken when sent again; all end alike."""
    record, new = person(), ResidentRecordCode.synthetic(9_500_002)
    there = stay(record, KODAIRA, "2020-04-01")
    changed = msgspec.structs.replace(
        there, resident_record_code=new, old_resident_record_code=record.resident_record_code
    )
    here = msgspec.structs.replace(stay(record, EBINA, "2026-11-01"), resident_record_code=new)
    left = [
        says(changed, UpdateReason.CODE_CHANGE, "2026-10-01"),
        says(removed(msgspec.structs.replace(there, resident_record_code=new)), UpdateReason.MOVE_OUT, "2026-11-01"),
    ]
    arrived = [says(here, UpdateReason.MOVE_IN, "2026-11-01", OLD)]
    for order in orders(left, arrived):
        Identification.objects.all().delete()
        assert apply(says(there, UpdateReason.MOVE_IN, "2020-04-01", OLD)) == [""]
        early = order.index(arrived[0]) == 0
        assert apply(*order) == (["I-041-02", "", ""] if early else ["", "", ""])
        if early:
            assert apply(*arrived) == [""]
        assert present() == {(str(new), EBINA, OLD)}
        assert Identification.objects.filter(current=True).count() == 1


def test_a_changed_code_never_runs_into_somebody_else(system_databases):
    """A present resident of the sender, or another person of another town, under the new code: refused."""
    one, other = person(0), person(1)
    there = stay(one, KODAIRA, "2020-04-01")
    changed = msgspec.structs.replace(
        there,
        resident_record_code=other.resident_record_code,
        old_resident_record_code=one.resident_record_code,
    )
    for town, code in ((KODAIRA, "I-036-02"), (EBINA, "I-037-02")):
        Identification.objects.all().delete()
        assert apply(
            says(there, UpdateReason.MOVE_IN, "2020-04-01", OLD),
            says(stay(other, town, "2020-04-01"), UpdateReason.MOVE_IN, "2020-04-01", NEW),
            says(changed, UpdateReason.CODE_CHANGE, "2026-11-01"),
        ) == ["", "", code]
        assert len(present()) == 2


def test_somebody_who_comes_back_keeps_no_number_that_was_changed_elsewhere(system_databases):
    """Entered again without a number: the old stay's is the person's only where no other was stated since."""
    record = person()
    there, here = stay(record, KODAIRA, "2020-04-01"), stay(record, EBINA, "2025-04-01")
    gone = says(removed(there), UpdateReason.MOVE_OUT, "2025-04-01")
    back = says(stay(record, KODAIRA, "2026-11-01"), UpdateReason.MOVE_IN, "2026-11-01")
    apply(says(there, UpdateReason.MOVE_IN, "2020-04-01", OLD), gone, back)
    assert present() == {(str(record.resident_record_code), KODAIRA, OLD)}
    Identification.objects.all().delete()
    apply(
        says(there, UpdateReason.MOVE_IN, "2020-04-01", OLD),
        gone,
        says(here, UpdateReason.MOVE_IN, "2025-04-01", OLD),
        says(here, UpdateReason.INDIVIDUAL_NUMBER, "2025-05-01", NEW),
        says(removed(here), UpdateReason.MOVE_OUT, "2026-11-01"),
        back,
    )
    assert present() == {(str(record.resident_record_code), KODAIRA, None)}


def test_a_prefecture_holds_no_changed_number_against_somebody_who_was_away(system_databases):
    """Changed in another prefecture: only the nation saw it, so only the nation compares with a closed stay."""
    record = person()
    there, here = stay(record, KODAIRA, "2020-04-01"), stay(record, MINATO, "2026-11-01")
    steps = [
        says(there, UpdateReason.MOVE_IN, "2020-04-01", OLD),
        says(removed(there), UpdateReason.MOVE_OUT, "2025-04-01"),
        says(here, UpdateReason.MOVE_IN, "2026-11-01", NEW),
    ]
    assert apply(*steps, at="prefecture", of=prefecture.store) == ["", "", ""]
    assert PrefectureFile.objects.get(present=True).individual_number_ref == NEW
    assert apply(*steps) == ["", "", "I-037-02"]


@pytest.mark.covers("CTRL-037", "CTRL-041")
def test_a_number_stated_for_two_residents_is_a_task_at_the_register(levels):
    """The CS refuses the second; neither file nor vault of any level says that two people share a number."""
    first, second = people(2)
    twice = entering(second)
    code = str(twice.update.record.resident_record_code)
    sealed = numbers.sealed_for("register", CS, first.individual_number, type_name=UPDATE, code=code)
    levels.notify(entering(first), msgspec.structs.replace(twice, number=sealed))
    levels.settled()
    assert RefusalTask.objects.get().code == "I-041-02"
    assert Identification.objects.count() == 1


@pytest.mark.covers("CTRL-037")
def test_a_move_in_under_another_number_is_a_task_of_the_office_that_sent_it(levels):
    """Two municipalities of a prefecture state two numbers; the nation refuses, and nothing there changes."""
    first, second = people(2)
    levels.notify(entering(first))
    levels.settled()
    record = reduced(derive_record(first.record))
    code = str(record.resident_record_code)
    other = numbers.sealed_for("prefecture", NATION, second.individual_number, type_name=UPDATE, code=code)
    arrived = changing(stay(record, "142051", "2026-11-01"), UpdateReason.MOVE_IN)
    with transaction.atomic(using="prefecture"):
        outbox.send("prefecture", to=NATION, message=msgspec.structs.replace(arrived, number=other))
    levels.until(PrefectureTask.objects.exists)  # the notice to the other town's CS, which does not run here, waits
    assert PrefectureTask.objects.get().code == "I-037-02"
    assert Identification.objects.get().municipality_code == EBINA
