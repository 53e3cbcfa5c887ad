"""One request, one paper, or none: concurrency, double submits, time-outs, kills, and changes on the way."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import psycopg
import pytest
from django.db import IntegrityError, connections

from daicho.documents import binding
from daicho.documents.press import Press
from daicho.systems.register.issuing import holds, making, presses, printing, releasing, requests
from daicho.systems.register.issuing.problems import NotIssued

from .support import (
    ALIAS,
    ASKS_ALL,
    SELF,
    AccessRefused,
    Item,
    Output,
    Requester,
    RequesterKind,
    access,
    entrant,
    family,
    household_copy,
    individual_copy,
    move_out_certificate,
    pages,
)

pytestmark = pytest.mark.database
SURNAMES = ("赤坂", "青柳", "黒木", "白石", "緑川", "黄田", "茶谷", "紫村", "銀林", "金森", "桃井", "橙野")


def documents_of(office):
    return sorted((office.place / "printed").glob("*.pdf")) if (office.place / "printed").exists() else []


@pytest.mark.covers("STD-1.3.8", "STD-5.5")
def test_a_released_copy_is_printed_and_stands_in_the_history_with_all_items(office):
    """When, where, whom, kind, items, sheets, number, terminal and account, who asked and how identified."""
    persons = office.move_in(*family(size=5))
    issued = office.issue(household_copy(*persons, items={Item.HEAD}))
    assert issued.document == b""
    (printed,) = documents_of(office)
    assert printed.stat().st_mode & 0o777 == 0o600
    (line,) = office.lines(persons[2])
    assert (line.state, line.form, line.items, line.sheets) == ("released", "household_copy", ["head"], 2)
    assert (line.place, line.terminal, line.account, line.printer) == ("本庁", "本庁1", "clerk", "プリンタ001")
    assert sorted(line.subjects) == sorted(persons)
    assert line.requester == {"kind": "self", "documents": ["個人番号カード"]}
    assert line.issue_number == "20261121 海老名市 本庁1 プリンタ001 001"
    assert line.handed_over_at is not None
    found = binding.read(printed.read_bytes())
    assert (found.request_id, found.issue_number) == (issued.request.request_id, line.issue_number)


@pytest.mark.covers("STD-5.5")
def test_each_copy_has_its_own_number_counted_by_day_and_terminal(office, business_date):
    """Serials go up by one at a terminal, begin anew at another and on another day."""
    import datetime as dt

    persons = office.move_in()
    numbers = [office.issue(household_copy(*persons)).request.issue_number for _ in range(2)]
    numbers.append(office.issue(household_copy(*persons), terminal="支所2").request.issue_number)
    business_date.move_to(dt.date(2026, 11, 22))
    numbers.append(office.issue(household_copy(*persons)).request.issue_number)
    assert [number.split(" ")[0][-2:] + number[-3:] for number in numbers] == ["21001", "21002", "21001", "22001"]


def test_twelve_requests_at_the_same_moment_give_twelve_papers_each_of_its_own_household(office):
    """Through the real press; every page of every paper names only the requester's household."""
    households = {surname: office.move_in(*family(surname, size=5)) for surname in SURNAMES}
    barrier = threading.Barrier(len(households))
    presses.warm()

    def one(surname):
        try:
            barrier.wait()
            return office.file(household_copy(*households[surname]))
        finally:
            for connection in connections.all():
                connection.close()

    with ThreadPoolExecutor(max_workers=len(households)) as pool:
        documents = dict(zip(households, pool.map(one, households), strict=True))
    for surname, document in documents.items():
        for page in pages(document):
            assert [other for other in SURNAMES if other in page] == [surname]
    numbers = {binding.read(document).issue_number for document in documents.values()}
    assert len(numbers) == len({hashlib.sha256(document).digest() for document in documents.values()}) == 12
    assert sorted(int(number[-3:]) for number in numbers) == list(range(1, 13))


def test_one_form_sent_twice_in_the_same_moment_gives_one_paper(office):
    """The second finds the first; nothing is printed twice."""
    persons = office.move_in()
    barrier = threading.Barrier(3)

    def one(_):
        try:
            barrier.wait()
            office.issue(household_copy(*persons), token="one form")
        except NotIssued as refused:
            return refused.code
        else:
            return "released"
        finally:
            for connection in connections.all():
                connection.close()

    with ThreadPoolExecutor(max_workers=3) as pool:
        outcomes = sorted(pool.map(one, range(3)))
    assert outcomes == ["P-ISSUE-14", "P-ISSUE-14", "released"]
    assert len(documents_of(office)) == 1


def between(office, monkeypatch, happens):
    """Let something happen after the content was read and printed, before the release."""
    released = releasing.release

    def slow(*arguments):
        happens()
        return released(*arguments)

    monkeypatch.setattr(releasing, "release", slow)


def stopped_line(office, person):
    line = office.lines(person)[0]
    assert documents_of(office) == []
    assert line.sheets is None or line.state != "released"
    return line.state, line.problem


def test_a_change_recorded_meanwhile_stops_the_issue(office, monkeypatch):
    """The name was corrected while the paper was made: the old one must not leave."""
    from daicho.law.commands import Amendments, ClericalCorrection
    from daicho.values.names import PersonName
    from daicho.values.numbers import AddresseeNumber

    from .support import header

    persons = office.move_in()
    correction = ClericalCorrection(
        header=header(None),
        person=AddresseeNumber.from_stored(persons[0]),
        amendments=Amendments(name=PersonName("見本", "多郎", "ミホン", "タロウ")),
    )
    between(office, monkeypatch, lambda: office.record(correction))
    with pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-ISSUE-12"
    assert str(refused.value).count("(P-ISSUE-12)") == 2
    assert stopped_line(office, persons[0]) == ("stopped", "P-ISSUE-12")


def test_a_child_born_into_the_household_meanwhile_stops_a_copy_of_all_of_it(office, monkeypatch):
    """ "All members" would no longer be true."""
    from daicho.law.commands import Destination, DomesticMoveIn, MoveOutCertificate
    from daicho.values.dates import RegisterDate
    from daicho.values.numbers import HouseholdNumber

    from .support import header

    persons = office.move_in()
    (household,) = {each["household_number"] for each in office.rows("SELECT household_number FROM register_person")}
    joins = DomesticMoveIn(
        header=header(RegisterDate.parse("R8.11.20")),
        entrants=(entrant(given="花子", kana=("ミホン", "ハナコ"), relationship="妻"),),
        destination=Destination(household_number=HouseholdNumber.from_stored(household)),
        certificate=MoveOutCertificate(municipality_code="132110"),
    )
    between(office, monkeypatch, lambda: office.record(joins))
    with pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-ISSUE-12"


def test_a_hold_stops_an_issue_before_and_during(office, monkeypatch):
    """Set beforehand it refuses; set while the paper is made it stops; ended it lets pass."""
    persons = office.move_in()
    grant = office.gate().open_person(access(), persons)
    between(office, monkeypatch, lambda: holds.set_hold(grant, persons[0], level="error", reason="支援措置"))
    with pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-ISSUE-12"
    monkeypatch.undo()
    with pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-ISSUE-11"
    (hold,) = holds.in_force(ALIAS, persons)
    assert holds.end_hold(grant, persons[0], hold.id)
    assert not holds.end_hold(grant, persons[0], hold.id)


def test_bytes_of_another_request_never_leave(office, monkeypatch):
    """Whatever mixes them up, the last hop re-reads the binding from the bytes themselves."""
    first, second = office.move_in(entrant("赤井")), office.move_in(entrant("青井"))
    kept = []
    finish = Press.finish

    def mixed(self, certificate):
        kept.append(finish(self, certificate))
        return kept[0]

    monkeypatch.setattr(Press, "finish", mixed)
    office.issue(household_copy(*first))
    with pytest.raises((NotIssued, IntegrityError)):
        office.issue(household_copy(*second))
    assert len(documents_of(office)) == 1
    assert office.lines(second[0])[0].state == "stopped"


def test_bytes_exchanged_after_they_were_recorded_never_leave(office, monkeypatch):
    """The digest recorded for the request and the binding both speak against them."""
    persons = office.move_in(entrant("赤井"))
    other = office.file(household_copy(*office.move_in(entrant("青井"))))
    released = releasing.release
    monkeypatch.setattr(
        releasing,
        "release",
        lambda alias, finished, key: released(alias, msgspec.structs.replace(finished, document=other), key),
    )
    with pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-BINDING-02"
    assert office.lines(persons[0])[0].state == "stopped"


def slow_press(timeout):
    return Press(msgspec.structs.replace(presses.settings_now(), timeout=timeout))


def test_a_time_out_burns_the_request(office):
    """The next issue has a number of its own and its own paper."""
    persons = office.move_in()
    press = slow_press(0.0)
    try:
        with pytest.raises(NotIssued) as refused:
            office.issue(household_copy(*persons), press=press)
    finally:
        press.close()
    assert refused.value.code == "P-TIMEOUT-01"
    assert stopped_line(office, persons[0]) == ("burnt", "P-TIMEOUT-01")
    assert office.issue(household_copy(*persons)).request.issue_number.endswith("002")


def test_kill_9_of_the_press_in_the_middle_stops_that_paper_only(office, monkeypatch):
    """The worker dies with the job in its hands; the next paper is made by a new one."""
    persons = office.move_in()
    press = slow_press(20.0)
    try:
        press.warm()
        send = type(press._pipe).send_bytes

        def send_and_kill(pipe, data):
            send(pipe, data)
            os.kill(press._worker.pid, signal.SIGKILL)

        monkeypatch.setattr(type(press._pipe), "send_bytes", send_and_kill)
        with pytest.raises(NotIssued) as refused:
            office.issue(household_copy(*persons), press=press)
        monkeypatch.undo()
        assert refused.value.code == "P-PRESS-01"
        assert stopped_line(office, persons[0]) == ("stopped", "P-PRESS-01")
        office.issue(household_copy(*persons), press=press)
        assert len(documents_of(office)) == 1
    finally:
        press.close()


def test_a_result_that_comes_after_the_end_is_thrown_away_and_recorded(office, monkeypatch):
    """Somebody burnt the request while the press was at work."""
    persons = office.move_in()
    finish = Press.finish

    def late(self, certificate):
        document = finish(self, certificate)
        (row,) = office.rows("SELECT id FROM register_issuerequest WHERE state = 'requested'")
        requests.end(ALIAS, row["id"], state="burnt", code="P-ISSUE-13")
        return document

    monkeypatch.setattr(Press, "finish", late)
    with pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-ISSUE-13"
    row = office.state(refused.value.request)
    assert (row["state"], row["late_at"] is not None, row["document_digest"]) == ("burnt", True, None)


def test_a_request_whose_process_was_killed_is_burnt_when_its_time_is_over(office, monkeypatch):
    """Nobody is left to finish it; the next request finds it overdue."""
    persons = office.move_in()
    monkeypatch.setattr(requests, "SECONDS", 0)
    monkeypatch.setattr(making, "_made", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        office.issue(household_copy(*persons))
    monkeypatch.undo()
    office.issue(household_copy(*persons))
    states = [line.state for line in office.lines(persons[0])]
    assert states == ["released", "burnt"]


def test_the_database_itself_refuses_steps_that_the_machine_does_not_have(office):
    """Backwards, a second document, a changed request, a deleted history: none of it, whoever writes."""
    persons = office.move_in()
    office.issue(household_copy(*persons))
    for statement in (
        "UPDATE register_issuerequest SET state = 'made'",
        "UPDATE register_issuerequest SET state = 'burnt', problem = 'x'",
        "UPDATE register_issuerequest SET subjects = '{}'",
        "UPDATE register_issuerequest SET act_number = 1",
        "UPDATE register_issuerequest SET document_digest = '\\x00'",
        "DELETE FROM register_issuerequest",
        "DELETE FROM register_issue",
        "UPDATE register_issue SET subjects = '{}'",
    ):
        with (
            psycopg.connect(office.databases.superuser_dsn(ALIAS)) as other,
            pytest.raises(psycopg.errors.RestrictViolation),
        ):
            other.execute(statement)


@pytest.mark.covers("CTRL-006")
def test_the_number_is_printed_with_its_right_and_its_record_only(office):
    """Without the right nothing leaves; with it the record of the reveal is used and named by the request."""
    number, reference = office.put_number(777)
    persons = office.move_in(msgspec.structs.replace(entrant(), individual_number_ref=reference))
    wanted = household_copy(*persons, items={Item.NUMBER}, requester=ASKS_ALL)
    with pytest.raises(AccessRefused) as refused:
        office.file(wanted, without={"register.number"})
    assert refused.value.code == "A-1002"
    assert office.lines(persons[0])[0].problem == "A-1002"
    (page,) = pages(office.file(wanted))
    assert number.reveal() in page
    row = office.state(office.lines(persons[0])[0].id)
    (record,) = office.rows("SELECT kind, persons FROM register_accessrecord WHERE id = %s", row["number_record"])
    assert (record["kind"], record["persons"]) == ("reveal", persons)
    (plain,) = pages(office.file(household_copy(*persons)))
    assert number.reveal() not in plain
    assert number.reveal() not in str(row)


def test_a_preview_never_shows_number_or_code_and_leaves_no_request(office):
    """It says that they will be printed; no number is given, nothing is revealed."""
    number, reference = office.put_number(778)
    person = msgspec.structs.replace(entrant(), individual_number_ref=reference)
    persons = office.move_in(person)
    wanted = household_copy(*persons, items={Item.NUMBER, Item.CODE}, requester=ASKS_ALL)
    reveals = office.rows("SELECT id FROM register_accessrecord WHERE kind = 'reveal'")
    images, certificate = making.preview(office.office(), wanted)
    assert all(image.startswith(b"\x89PNG") for image in images)
    text = msgspec.json.encode(certificate).decode()
    assert number.reveal() not in text
    assert person.resident_record_code not in text
    assert office.rows("SELECT 1 FROM register_issuerequest") == []
    assert office.rows("SELECT id FROM register_accessrecord WHERE kind = 'reveal'") == reveals


def test_a_file_in_hand_is_a_right_of_its_own(office):
    """Without register.save there is no file; the refusal is recorded."""
    persons = office.move_in()
    with pytest.raises(AccessRefused):
        office.file(household_copy(*persons), without={"register.save"})
    (refused,) = office.rows("SELECT function FROM register_accessrecord WHERE outcome = 'refused'")
    assert refused["function"] == "register.save"
    assert office.lines(persons[0]) == []


def test_a_character_that_cannot_be_drawn_is_refused_before_printing(office, monkeypatch):
    """葛 with a selector of another collection, brought in by a machine that did not check."""
    from daicho.systems.register.issuing import cells

    persons = office.move_in()
    plain = cells.name
    monkeypatch.setattr(
        cells, "name", lambda record, width: msgspec.structs.replace(plain(record, width), text="葛\U000e0100西")
    )
    with pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-CHARACTER-01"
    assert stopped_line(office, persons[0]) == ("stopped", "P-CHARACTER-01")


@pytest.mark.parametrize(
    ("requester", "items", "code"),
    [
        (Requester(kind=RequesterKind.SELF), (), "P-ISSUE-06"),
        (Requester(kind=RequesterKind.AGENT, name="見本代理", documents=("旅券",)), (), "P-ISSUE-05"),
        (Requester(kind=RequesterKind.AGENT, documents=("旅券",), letter_of_attorney=True), (), "P-ISSUE-18"),
        (Requester(kind=RequesterKind.THIRD_PARTY, name="見本商事", documents=("旅券",)), (), "P-ISSUE-07"),
        (
            Requester(
                kind=RequesterKind.THIRD_PARTY, name="見本商事", documents=("旅券",), reason="債権", code_reason="x"
            ),
            {Item.CODE},
            "P-ISSUE-04",
        ),
        (SELF, {Item.CODE}, "P-ISSUE-02"),
        (SELF, {Item.NUMBER}, "P-ISSUE-03"),
    ],
)
@pytest.mark.covers("STD-5.1")
def test_what_the_law_asks_of_a_requester_is_asked_before_anything_is_read(office, requester, items, code):
    """Identity, authority, purpose, special request (Articles 12 to 12-3)."""
    persons = office.move_in()
    with pytest.raises(NotIssued) as refused:
        office.issue(individual_copy(*persons, items=items, requester=requester))
    assert refused.value.code == code
    assert office.lines(persons[0]) == []


def test_two_first_move_out_certificates_at_once_become_one_and_a_reprint(office, monkeypatch):
    """The second to be released sees the first and stops; asked again it is a reprint."""
    persons = office.move_in()
    office.move_out(*persons)
    released = releasing.release
    monkeypatch.setattr(releasing, "release", lambda *given: (monkeypatch.undo(), other(), released(*given))[-1])

    def other():
        office.file(move_out_certificate(*persons))

    with pytest.raises(NotIssued) as refused:
        office.file(move_out_certificate(*persons))
    assert refused.value.code == "P-ISSUE-12"
    assert "再交付" in pages(office.file(move_out_certificate(*persons)))[0]


@pytest.mark.covers("STD-1.3.8")
def test_a_disposal_is_recorded_once_with_its_reason(office):
    """And a move-out certificate disposed of is no first issue any more."""
    from daicho.systems.register.issuing import history

    persons = office.move_in()
    issued = office.issue(household_copy(*persons))
    grant = office.gate().open_person(access(), persons)
    with pytest.raises(NotIssued):
        history.dispose(grant, issued.request.id, " ")
    history.dispose(grant, issued.request.id, "誤発行のため裁断")
    assert office.lines(persons[0])[0].disposal_reason == "誤発行のため裁断"
    with pytest.raises(NotIssued) as refused:
        history.dispose(grant, issued.request.id, "もう一度")
    assert refused.value.code == "P-ISSUE-19"


def test_a_printer_that_fails_is_recorded_and_said(office, monkeypatch):
    """The issue stands in the history; the clerk is told to dispose of it and issue again."""
    from django.conf import settings
    from django.test import override_settings

    persons = office.move_in()
    here = msgspec.structs.replace(settings.DAICHO, print_command=("false",))
    with override_settings(DAICHO=here), pytest.raises(NotIssued) as refused:
        office.issue(household_copy(*persons))
    assert refused.value.code == "P-ISSUE-20"
    (line,) = office.lines(persons[0])
    assert (line.state, line.handed_over_at, line.handover_problem) == ("released", None, "P-ISSUE-20")


def test_a_command_prints_from_its_standard_input(office, tmp_path):
    """As lp does, with the printer's name filled in."""
    from django.conf import settings
    from django.test import override_settings

    persons = office.move_in()
    command = ("sh", "-c", 'cat > "$0"', str(tmp_path / "{printer}.pdf"))
    with override_settings(DAICHO=msgspec.structs.replace(settings.DAICHO, print_command=command)):
        office.issue(household_copy(*persons))
    assert (tmp_path / "プリンタ001.pdf").read_bytes().startswith(b"%PDF")


def test_a_real_host_without_a_printer_issues_nothing(office):
    """Papers of real people never lie about as files."""
    from django.conf import settings
    from django.test import override_settings

    persons = office.move_in()
    here = msgspec.structs.replace(settings.DAICHO, synthetic=False)
    with override_settings(DAICHO=here), pytest.raises(NotIssued) as refused:
        printing.require_printer()
    assert refused.value.code == "P-ISSUE-16"
    assert office.lines(persons[0]) == []


def test_missing_keys_are_said_before_anything_is_asked_of_the_register(office, tmp_path):
    """A host whose document keys are not there."""
    from django.conf import settings
    from django.test import override_settings

    here = msgspec.structs.replace(settings.DAICHO, keys=tmp_path)
    with override_settings(DAICHO=here), pytest.raises(NotIssued) as refused:
        presses.press()
    assert refused.value.code == "P-ISSUE-17"


def test_output_names_are_stable():
    """They are stored."""
    assert [each.value for each in Output] == ["print", "save"]
