"""One act that ends a record of a person and begins another: two history rows, one person throughout."""

from __future__ import annotations

import msgspec
import pytest

from daicho.law.commands import Basis, Cancellation, NationalityAcquired, Remaking
from daicho.law.records import PersonKind, Residence, ResidenceCategory, State
from daicho.systems.register import rebuild
from daicho.systems.register.actions.errors import Refused
from daicho.systems.register.models import HistoryRow, Person, ResidentVersion
from daicho.systems.register.queries import history
from daicho.values.names import PersonName

from .support import ALIAS, before, day, entrant, header, move_in, move_out, open_grant, persons_of, record

pytestmark = pytest.mark.database

RESIDENCE = Residence(
    category=ResidenceCategory.SPECIAL_PERMANENT,
    nationality="架空国",
    became_foreign_resident_on=day("R5.4.1"),
    document_number="AA00000001BB",
    residence_notified=True,
)


def a_foreign_resident():
    foreigner = msgspec.structs.replace(
        entrant(), kind=PersonKind.FOREIGN, domicile="", first_listed_person="", residence=RESIDENCE
    )
    (person,) = persons_of(record(move_in(entrants=(foreigner,), effective_on=before(30))))
    return person


def naturalised(person):
    return NationalityAcquired(
        header=header(before(5), basis=Basis.NOTICE, notified_on=before(4)),
        person=person,
        name=PersonName("架空", "次郎", "カクウ", "ジロウ"),
        domicile="神奈川県海老名市勝瀬1番地",
        first_listed_person="架空　次郎",
    )


@pytest.mark.covers("STD-1.2.1", "STD-4.5.3")
def test_a_naturalisation_writes_the_removed_record_and_the_new_one_under_one_act(register):
    """History runs on: row 2 is the removed record, row 3 the new one; a version shows the person as resident."""
    person = a_foreign_resident()
    recorded = record(naturalised(person))
    lines = history.history(open_grant(person), str(person))
    assert [line.history_number for line in lines] == [1, 2, 3]
    assert [line.reason for line in lines[1:]] == [
        "ex_officio_removal_naturalisation",
        "ex_officio_entry_naturalisation",
    ]
    assert {line.act_number for line in lines[1:]} == {recorded.number}
    assert (lines[1].record.kind, lines[1].record.state) == (PersonKind.FOREIGN, State.REMOVED)
    assert lines[1].record.residence == RESIDENCE
    assert (lines[2].record.kind, lines[2].record.state) == (PersonKind.JAPANESE, State.PRESENT)
    state = Person.objects.get(addressee_number=str(person))
    assert (state.history_number, state.kind, state.state) == (3, "japanese", "present")
    assert not ResidentVersion.objects.exclude(state="present").exists()
    assert len(history.timeline(open_grant(person), str(person))) == 3
    assert rebuild.versions(ALIAS).equal


def test_such_an_act_is_cancelled_with_both_of_its_rows(register):
    """Rows 4 and 5: the new record is taken back, the old one stands again; a second cancellation is refused."""
    person = a_foreign_resident()
    act = record(naturalised(person)).number
    record(Cancellation(header=header(None, basis=Basis.EX_OFFICIO), act_number=act, persons=(person,)))
    lines = history.history(open_grant(person), str(person))
    assert [line.reason for line in lines[3:]] == ["cancellation_removal", "cancellation_entry"]
    assert {line.cancelled_by for line in lines[1:3]} == {lines[3].act_number}
    assert lines[4].record == lines[0].record
    assert rebuild.versions(ALIAS).equal


def test_a_record_is_remade_and_changed_on(register):
    """The law reads the two rows back as one act: further acts and remakings go on."""
    person = a_foreign_resident()
    record(Remaking(header=header(before(9), basis=Basis.EX_OFFICIO), persons=(person,)))
    record(naturalised(person))
    reasons = list(
        HistoryRow.objects.filter(addressee_number=str(person))
        .order_by("history_number")
        .values_list("reason", flat=True)
    )
    assert reasons[1:3] == ["remaking_removal", "remaking_entry"]
    assert len(reasons) == 5
    assert rebuild.versions(ALIAS).equal


@pytest.mark.covers("STD-4.1.1.2")
def test_who_returns_with_a_card_on_record_is_not_entered_anew(register):
    """The number of the residence card or certificate finds the removed record, as code and number do."""
    person = a_foreign_resident()
    record(move_out(person, on=before(3)))
    newcomer = msgspec.structs.replace(
        entrant(given="花子", birth="平成2年3月4日"),
        kind=PersonKind.FOREIGN,
        domicile="",
        first_listed_person="",
        residence=RESIDENCE,
    )
    with pytest.raises(Refused) as refused:
        record(move_in(entrants=(newcomer,), effective_on=before(1)))
    assert {finding.code for finding in refused.value.decision.errors} == {"R-4112-01"}
