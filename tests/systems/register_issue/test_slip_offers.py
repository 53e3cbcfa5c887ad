"""Which slips an act gives: pure rules over what it did."""

from __future__ import annotations

import datetime as dt

import pytest

from daicho.documents.certificates import Form
from daicho.law.reasons import Reason
from daicho.systems.register.issuing.slips import offers
from daicho.systems.register.issuing.slips.acts import ActDone, ActLine


def line(person, reason, **more):
    values = {
        "history_number": 1,
        "effective_on": "2026-11-20",
        "notified_on": None,
        "ex_officio": False,
        "consequence": False,
        "cancelled": False,
    }
    return ActLine(person=person, reason=reason, **(values | more))


def act(kind, basis, *lines, slips=()):
    return ActDone(
        number=7, kind=kind, basis=basis, processed_on=dt.date(2026, 11, 21), lines=lines, slips=tuple(slips)
    )


def given(done):
    return [(offer.form, offer.subjects) for offer in offers.of_act(done)]


def test_an_act_that_ends_one_record_and_begins_another_gives_each_slip_once():
    """Naturalisation: two history rows of one person, one record of the office, one notice of the new code."""
    done = act(
        "nationality_acquired",
        "notice",
        line("1", Reason.EX_OFFICIO_REMOVAL_NATURALISATION, ex_officio=True),
        line("1", Reason.EX_OFFICIO_ENTRY_NATURALISATION, ex_officio=True, history_number=2),
        slips=[("resident_record_code_notice", "1")],
    )
    assert given(done) == [(Form.EX_OFFICIO_RECORD, ("1",)), (Form.CODE_NOTICE, ("1",))]


@pytest.mark.parametrize("basis", ["notification", "notice", "statement", "request", "ex_officio"])
def test_only_an_act_of_the_office_alone_is_told_as_one_nobody_notified(basis):
    """A notice of the family register or a statement stands for no missing notification."""
    forms = {form for form, _ in given(act("relocation", basis, line("1", Reason.RELOCATION)))}
    assert (Form.EX_OFFICIO_NOTICE in forms) is (basis == "ex_officio")
    assert (Form.EX_OFFICIO_RECORD in forms) is (basis in {"notice", "statement", "ex_officio"})
    assert (Form.ACCEPTANCE_NOTICE in forms) is (basis == "notification")


@pytest.mark.parametrize("kind", ["passing_of_planned_date", "cancellation", "move_in_notice_received"])
def test_what_the_office_does_by_itself_is_no_missing_notification(kind):
    """The day of a plan passes; a mistake is undone; a notice comes."""
    forms = {form for form, _ in given(act(kind, "ex_officio", line("1", Reason.DOMESTIC_MOVE_OUT)))}
    assert forms == {Form.EX_OFFICIO_RECORD}


def test_consequences_are_on_the_record_but_not_on_the_acceptance_notice():
    """Who became head by another's move did not notify anything; their part was done ex officio."""
    done = act(
        "move_out",
        "notification",
        line("1", Reason.DOMESTIC_MOVE_OUT),
        line("2", Reason.CHANGE_OF_HEAD, ex_officio=True, consequence=True),
        slips=[("move_out_certificate", "1"), ("notice_of_change_of_head", "2")],
    )
    assert given(done) == [
        (Form.ACCEPTANCE_NOTICE, ("1",)),
        (Form.EX_OFFICIO_RECORD, ("2",)),
        (Form.NOTICE_OF_CHANGE_OF_HEAD, ("2",)),
        (Form.MOVE_IN_NOTICE_INQUIRY, ("1",)),
    ]
    certificate = offers.certificate(done)
    assert certificate is not None
    assert (certificate.form, certificate.subjects, certificate.due) == (Form.MOVE_OUT_CERTIFICATE, ("1",), True)


def test_of_people_for_whom_the_act_was_cancelled_there_is_nothing():
    """The others keep theirs."""
    done = act("relocation", "notification", line("1", Reason.RELOCATION, cancelled=True), line("2", Reason.RELOCATION))
    assert given(done) == [(Form.ACCEPTANCE_NOTICE, ("2",))]
    assert offers.offered(done, Form.ACCEPTANCE_NOTICE, "1") is None
    assert offers.certificate(done) is None


def test_a_late_move_out_gives_the_certificate_that_stands_in():
    """As the effects of the law name it."""
    done = act(
        "move_out",
        "notification",
        line("1", Reason.DOMESTIC_MOVE_OUT, ex_officio=True),
        slips=[("certificate_equal_to_move_out", "1")],
    )
    certificate = offers.certificate(done)
    assert certificate is not None
    assert certificate.form is Form.MOVE_OUT_EQUIVALENT


def test_a_move_abroad_asks_no_municipality():
    """Nobody there would answer."""
    forms = {form for form, _ in given(act("move_out", "notification", line("1", Reason.MOVE_OUT_ABROAD)))}
    assert forms == {Form.ACCEPTANCE_NOTICE}


def test_every_slip_that_the_law_names_is_known():
    """No effect of the law's table is left without its paper."""
    from daicho.law.effects import ROWS, EffectKind

    known = {form.value for form in offers.SLIPS} | set(offers._CERTIFICATES)
    named = {row.values(None)["form"] for row in ROWS if row.kind == EffectKind.SLIP.value}
    assert named <= known
