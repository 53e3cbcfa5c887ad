"""One update from the register to the nation: applied at each level, checked, cut to what each level may hold."""

from __future__ import annotations

import msgspec
import pytest

from daicho.exchange import inquiries
from daicho.exchange.handlers import Refusal
from daicho.identification import numbers
from daicho.law.identification import FourItems, RecordStatus, UpdateReason
from daicho.protocol.inquiries import IdentificationInquiry, Search
from daicho.protocol.messages import CodePoolRequest, IndividualNumberRequest
from daicho.systems.municipal_cs.models import Identification as CsFile
from daicho.systems.municipal_cs.models import PastStay as CsPast
from daicho.systems.national.models import AccessRecord as NationAccess
from daicho.systems.national.models import Identification as NationFile
from daicho.systems.prefecture.models import Identification as PrefectureFile
from daicho.systems.register.models import RefusalTask
from daicho.systems.register.models.network import Inbox

from .support import CS, NATION, PREFECTURE, changing, entering, people

ASSIGNED = "individual_number.assigned/1"
pytestmark = pytest.mark.database


@pytest.mark.covers("SYS2-F1", "SYS3-F1", "SYS4-F1", "FLOW-01", "CTRL-127", "CTRL-035")
def test_a_new_resident_reaches_every_level_with_the_same_content(levels):
    """The four items, code and reason are the same at CS, prefecture and nation; all are present and current."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    code = str(person.record.resident_record_code)
    for file in (CsFile, PrefectureFile, NationFile):
        row = file.objects.get(resident_record_code=code)
        assert (row.name_kanji, row.address) == (person.record.name.written, person.record.address.written)
        assert (row.birth_date, row.sex) == (person.record.birth_date.stored(), person.record.sex.value)
        assert (row.change_reason, row.present, row.current) == ("move_in", True, True)


@pytest.mark.covers("CTRL-014", "CTRL-024")
def test_the_prefecture_gets_no_item_that_its_file_may_not_hold(levels):
    """Relationship, postal code, previous address and the dates of DF-2 stay below; the columns are those of DF-4."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    from daicho.exchange import operators

    sent = operators.sent("municipal_cs", PREFECTURE, 1)
    record = sent.update.record
    assert (record.relationship, record.postal_code, record.address_before_move_in) == ("", "", "")
    assert (record.address_set_on, record.notified_on, record.planned) == (None, None, False)
    items = {field.attname for field in PrefectureFile._meta.concrete_fields}
    assert not items & {"relationship", "postal_code", "resident_date", "address_before_move_in", "domicile"}


@pytest.mark.covers("CTRL-001", "CTRL-128")
def test_the_number_lies_in_the_vault_of_each_level_and_nowhere_else(levels):
    """Every level can find the person by number through its vault; no column and no message has it in the clear."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    digits = person.individual_number.reveal()
    from django.db import connections

    for alias, file in (("municipal_cs", CsFile), ("prefecture", PrefectureFile), ("national", NationFile)):
        row = file.objects.get()
        (reference,) = numbers.vault(alias).put([person.individual_number])
        assert row.individual_number_ref == reference
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {alias}_identification t")
            assert digits not in cursor.fetchone()[0]


@pytest.mark.covers("CTRL-036")
def test_a_move_in_of_somebody_present_is_refused_and_becomes_a_task(levels):
    """The second move-in changes nothing, goes no further, and the register's office sees rule and remedy."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.notify(entering(person))
    levels.settled()
    task = RefusalTask.objects.get()
    assert (task.code, task.sequence) == ("I-036-01", 2)
    assert CsFile.objects.count() == 1
    assert not CsPast.objects.exists()


@pytest.mark.covers("CTRL-037")
@pytest.mark.parametrize("item", ["name", "birth_date", "sex"])
def test_a_relocation_that_changes_another_item_is_refused(levels, item):
    """Only address parts, dates and relationship may change in a relocation."""
    person, other = people(2)
    levels.notify(entering(person))
    from daicho.law.identification import derive_record

    record, source = derive_record(person.record), derive_record(other.record)
    changed = {item: getattr(source, item)}
    if item == "name":
        changed |= {"gaiji_count_name": source.gaiji_count_name}
    if item == "sex":
        changed = {"sex": "female" if record.sex.value == "male" else "male"}
        changed["sex"] = type(record.sex)(changed["sex"])
    moved = msgspec.structs.replace(
        record, address="神奈川県海老名市中央一丁目1番1号", gaiji_count_address=0, **changed
    )
    if item == "birth_date" and moved.birth_date == record.birth_date:
        pytest.fail("the sample people must differ")
    levels.notify(changing(moved, UpdateReason.RELOCATION))
    levels.settled()
    assert RefusalTask.objects.get().code in {"I-037-01", "I-039-01"}
    assert CsFile.objects.get().address == record.address


@pytest.mark.covers("CTRL-041")
def test_an_update_for_an_unknown_code_is_never_matched_by_name(levels):
    """The same person under another code is not found by other keys."""
    person, other = people(2)
    levels.notify(entering(person))
    from daicho.law.identification import derive_record

    record = msgspec.structs.replace(
        derive_record(person.record), resident_record_code=derive_record(other.record).resident_record_code
    )
    levels.notify(changing(record, UpdateReason.EX_OFFICIO_CORRECTION))
    levels.settled()
    assert RefusalTask.objects.get().code == "I-041-01"
    assert CsFile.objects.count() == 1


@pytest.mark.covers("CTRL-039", "CTRL-040")
def test_an_item_of_wrong_format_never_leaves_the_municipality(levels):
    """A wrong count of gaiji is refused at the CS and no message goes up."""
    (person,) = people(1)
    message = entering(person)
    wrong = msgspec.structs.replace(message.update.record, gaiji_count_name=7)
    levels.notify(msgspec.structs.replace(message, update=msgspec.structs.replace(message.update, record=wrong)))
    levels.settled()
    assert RefusalTask.objects.get().code == "I-039-01"
    assert not PrefectureFile.objects.exists()


def test_a_removal_keeps_the_person_with_deletion_flag_and_history(levels):
    """A death closes the stay at every level; what was held before is in the history."""
    (person,) = people(1)
    levels.notify(entering(person))
    from daicho.law.identification import derive_record

    gone = msgspec.structs.replace(derive_record(person.record), status=RecordStatus.REMOVED)
    levels.notify(changing(gone, UpdateReason.DEATH))
    levels.settled()
    row = NationFile.objects.get()
    assert (row.present, row.deletion_flag, row.retention_flag, row.change_reason) == (False, True, True, "death")
    assert CsPast.objects.count() == 1


@pytest.mark.covers("SYS2-F5", "SYS4-F3", "FLOW-05", "CTRL-092")
def test_the_nation_answers_by_code_by_number_and_by_four_items(levels):
    """The three keys find the same person; the answer is signed and its access record stands."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    record = NationFile.objects.get()
    by_code = IdentificationInquiry(code=person.record.resident_record_code)
    sealed = numbers.sealed_for(
        "municipal_cs", NATION, person.individual_number, type_name="identification.inquiry/1", code=""
    )
    by_number = IdentificationInquiry(number=sealed)
    by_items = IdentificationInquiry(
        items=FourItems(name=person.record.name.written, birth_date=person.record.birth_date.stored())
    )
    for inquiry in (by_code, by_number, by_items):
        answer = inquiries.ask(
            NATION, inquiry, purpose="identification", ground="住民基本台帳法第30条の10", alias="municipal_cs"
        )
        assert [str(found.record.resident_record_code) for found in answer.found] == [record.resident_record_code]
    assert NationAccess.objects.filter(kind="inquiry", outcome="granted").count() == 3
    assert set(NationAccess.objects.filter(kind="inquiry").values_list("counterpart", flat=True)) == {str(CS)}
    named = NationAccess.objects.get(kind="inquiry", persons=[str(record.resident_record_code)])
    assert named.subjects == [
        {
            "person": str(record.resident_record_code),
            "name": person.record.name.written,
            "address": person.record.address.written,
            "birth_date": person.record.birth_date.stored(),
            "sex": person.record.sex.value,
        }
    ]


@pytest.mark.covers("CTRL-091", "CTRL-085", "SYS2-F4", "FLOW-04")
def test_a_search_needs_two_items_other_than_sex(levels):
    """Of the 15 combinations of the four items only those with name and address, or name and birth date, run."""
    (person,) = people(1)
    record = person.record
    allowed, refusals = [], []
    for given in range(1, 16):
        items = FourItems(
            name=record.name.written if given & 1 else "",
            address=record.address.written if given & 2 else "",
            birth_date=record.birth_date.stored() if given & 4 else "",
            sex=record.sex.value if given & 8 else "",
        )
        try:
            inquiries.ask(
                NATION,
                Search(items=items),
                purpose="identification",
                ground="住民基本台帳法第30条の10",
                alias="municipal_cs",
            )
            allowed.append(given)
        except Refusal as refused:
            refusals.append(refused.code)
    assert set(refusals) == {"CTRL-091"}
    assert allowed == [given for given in range(1, 16) if given & 1 and given & 6]
    assert NationAccess.objects.filter(outcome="refused").count() == 15 - len(allowed)


@pytest.mark.covers("FLOW-24")
def test_a_number_is_assigned_once_and_comes_back_sealed_to_the_register(levels):
    """The same code asked for twice gets the same number; it is synthetic and nowhere in the clear."""
    (person,) = people(1)
    request = IndividualNumberRequest(
        request_id="r1", municipality_code="142158", resident_record_code=person.record.resident_record_code
    )
    levels.notify(request, msgspec.structs.replace(request, request_id="r2"))
    levels.settled()
    from daicho.systems.national.models import AssignedNumber

    assert AssignedNumber.objects.count() == 1
    assert Inbox.objects.filter(type="individual_number.assigned/1").count() == 2


def test_whoever_has_a_number_is_given_no_second_one(levels):
    """A resident known to the nation with a number moves in on a paper that leaves it out: the same number comes back."""
    (person,) = people(1)
    code = person.record.resident_record_code
    levels.notify(entering(person))
    levels.settled()
    levels.notify(IndividualNumberRequest(request_id="r1", municipality_code="142158", resident_record_code=code))
    levels.settled()
    from daicho.exchange import operators
    from daicho.systems.national.models import AssignedNumber

    answer = operators.sent("national", CS, 1)
    given = numbers.opened("municipal_cs", answer.number, type_name=ASSIGNED, sender=NATION, code=str(code))
    assert given == person.individual_number
    assert not AssignedNumber.objects.exists()


def test_codes_are_designated_at_random_and_none_twice(levels):
    """Two requests give different codes, none of them in use, and not in order."""
    for number in ("p1", "p2"):
        levels.notify(CodePoolRequest(request_id=number, municipality_code="142158", count=50))
    levels.settled()
    from daicho.systems.national.models import PooledCode

    codes = list(PooledCode.objects.order_by("drawn_at", "resident_record_code").values_list("resident_record_code"))
    assert len(set(codes)) == 100


def test_a_register_cannot_send_an_update_to_the_cs_of_another_town(levels):
    """The protocol has no route from a foreign register, so the message does not enter the outbox."""
    from daicho.protocol.errors import ProtocolError

    (person,) = people(1)
    with pytest.raises(ProtocolError):
        levels.notify(entering(person, with_number=False), to=type(CS)("132110", "municipal_cs"))


@pytest.mark.covers("CTRL-085")
@pytest.mark.parametrize("wanted", ["code", "items"])
def test_a_fault_between_record_and_answer_leaves_the_record(levels, monkeypatch, wanted):
    """Whatever happens after it: who asked, about whom or by which items, stands committed; no answer was given."""
    from daicho.identification import search

    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()

    def fault(*_args, **_kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(search, "by_code", fault)
    monkeypatch.setattr(search, "by_items", fault)
    code, record = person.record.resident_record_code, person.record
    items = FourItems(name=record.name.written, birth_date=record.birth_date.stored())
    inquiry = IdentificationInquiry(code=code) if wanted == "code" else IdentificationInquiry(items=items)
    with pytest.raises(Exception):  # noqa: B017, PT011 (however the fault reaches the asker)
        inquiries.ask(
            NATION, inquiry, purpose="identification", ground="住民基本台帳法第30条の10", alias="municipal_cs"
        )
    (left,) = NationAccess.objects.filter(kind="inquiry")
    assert (left.counterpart, left.outcome) == (str(CS), "granted")
    assert left.persons == ([str(code)] if wanted == "code" else [])
    assert left.conditions == (
        {"code": str(code)} if wanted == "code" else {"name": items.name, "birth_date": items.birth_date}
    )
