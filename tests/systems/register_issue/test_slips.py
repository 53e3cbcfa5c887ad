"""Slips from acts: what each says, to whom it goes, when it is refused, and that a second one is marked."""

from __future__ import annotations

import msgspec
import pytest

from daicho.documents import binding
from daicho.documents.certificates import Form
from daicho.law.commands import (
    Basis,
    Cancellation,
    Destination,
    ExOfficioRemoval,
    Header,
    Mover,
    Notifier,
    NotifierKind,
    Relocation,
    RemovalGround,
    ResidentRecordCodeChanged,
)
from daicho.systems.register.issuing import holds, making, releasing
from daicho.systems.register.issuing.problems import NotIssued
from daicho.systems.register.issuing.slips import acts, offers
from daicho.systems.register.issuing.wanted import Delivery, Requester, RequesterKind, Wanted
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber

from .support import ALIAS, EBINA, access, entrant, family, header, pages

pytestmark = pytest.mark.database


def slip(form, act, person, *, delivery=None, **asks):
    """A slip wanted of an act."""
    way = delivery or (Delivery.KEPT if form is Form.EX_OFFICIO_RECORD else Delivery.POST)
    return Wanted(
        form=form,
        subjects=(person,),
        act=act,
        requester=Requester(kind=RequesterKind.OFFICE, delivery=way.value, **asks),
    )


def number(person):
    return AddresseeNumber.from_stored(person)


def last_act(office):
    return office.rows("SELECT max(number) AS number FROM register_act")[0]["number"]


def offered(act):
    return {(each.form, each.subjects) for each in offers.of_act(acts.done(ALIAS, act))}


def relocation(*persons, notifier=None, basis=Basis.NOTIFICATION, on="R8.11.20"):
    head = header(RegisterDate.parse(on))
    if basis is not Basis.NOTIFICATION:
        head = Header(basis=basis, effective_on=RegisterDate.parse(on))
    if notifier is not None:
        head = msgspec.structs.replace(head, notifier=notifier)
    to = Address(municipality_code=EBINA, town="中央二丁目", lot="7番7号", postal_code="2430434")
    return Relocation(
        header=head,
        movers=tuple(Mover(person=number(each)) for each in persons),
        destination=Destination(address=to),
    )


@pytest.mark.covers("STD-4.1.0.3")
def test_an_acceptance_notice_goes_to_the_old_address_and_says_nothing_of_the_content(office):
    """Day, reason, who notified, who moved, that it was accepted: to whoever notified, at the address before."""
    persons = office.move_in(*family(size=2), lot="5番5号")
    agent = Notifier(kind=NotifierKind.AGENT, name="代理　一子", letter_of_attorney=True)
    office.record(relocation(*persons, notifier=agent))
    (page,) = pages(office.file(slip(Form.ACCEPTANCE_NOTICE, last_act(office), persons[0])))
    for said in (
        "住民異動届受理通知", "神奈川県海老名市中央一丁目5番5号代理一子様", "届出日", "令和8年11月21日", "転居",
        "届出人の氏名", "見本太郎", "見本花子", "受理しました",
    ):  # fmt: skip
        assert said in page
    assert "7番7号" not in page
    assert "昭和55年" not in page


@pytest.mark.covers("STD-4.1.0.3")
def test_an_acceptance_notice_of_somebody_from_elsewhere_goes_where_they_lived(office):
    """A move-in has an address before the change: the municipality left."""
    persons = office.move_in(entrant())
    (page,) = pages(office.file(slip(Form.ACCEPTANCE_NOTICE, last_act(office), persons[0])))
    assert "〒187-0032東京都小平市小川町一丁目1番1号見本太郎様" in page


@pytest.mark.covers("STD-4.1.0.3")
def test_an_acceptance_notice_without_an_address_before_goes_to_the_person_at_the_new_one(office, pool):
    """A child born has lived nowhere before."""
    from daicho.law.commands import Birth
    from daicho.values.numbers import HouseholdNumber

    persons = office.move_in(*family(size=2), lot="5番5号")
    household = office.rows("SELECT household_number FROM register_person WHERE addressee_number = %s", persons[0])
    child = entrant(given="新", kana=("ミホン", "アラタ"), relationship="子", birth="R8.11.18")
    child = msgspec.structs.replace(child, resident_record_code="", previous_address=None, last_registered_address=None)
    office.record(
        Birth(
            header=header(RegisterDate.parse("R8.11.18")),
            child=child,
            destination=Destination(household_number=HouseholdNumber.from_stored(household[0]["household_number"])),
        )
    )
    born = next(iter(acts.done(ALIAS, last_act(office)).lines)).person
    (page,) = pages(office.file(slip(Form.ACCEPTANCE_NOTICE, last_act(office), born)))
    assert "神奈川県海老名市中央一丁目5番5号見本新様" in page


@pytest.mark.covers("STD-4.2.0.1")
def test_an_ex_officio_record_has_the_matters_before_and_after(office):
    """Reason, ground, day of the inspection, operator, and each item; it stays in the office, without a seal."""
    persons = office.move_in(*family(size=2), lot="5番5号")
    head = Header(basis=Basis.EX_OFFICIO, effective_on=RegisterDate.parse("R8.11.19"), remarks="実態調査票 第8号")
    office.record(
        ExOfficioRemoval(
            header=head,
            persons=(number(persons[1]),),
            ground=RemovalGround.WHEREABOUTS_UNKNOWN,
            inspected_on=RegisterDate.parse("R8.11.18"),
        )
    )
    (page,) = pages(office.file(slip(Form.EX_OFFICIO_RECORD, last_act(office), persons[1])))
    for said in (
        "職権記録書", "職権消除", "居所不明", "令和8年11月18日", "令和8年11月19日", "実態調査票第8号", "clerk", "見本花子",
        "住民票の消除をする", "消除", "異動番号",
    ):  # fmt: skip
        assert said in page, said
    assert "様" not in page
    assert "この印は黒色です" not in page


@pytest.mark.covers("STD-4.2.0.1")
def test_a_notice_of_an_ex_officio_entry_goes_to_each_person_concerned(office):
    """A relocation that nobody notified: one notice a person, with the article and what was corrected."""
    persons = office.move_in(*family(size=2), lot="5番5号")
    office.record(relocation(*persons, basis=Basis.EX_OFFICIO))
    act = last_act(office)
    assert (Form.EX_OFFICIO_NOTICE, (persons[0],)) in offered(act)
    assert (Form.EX_OFFICIO_NOTICE, (persons[1],)) in offered(act)
    assert not any(form is Form.ACCEPTANCE_NOTICE for form, _ in offered(act))
    (page,) = pages(office.file(slip(Form.EX_OFFICIO_NOTICE, act, persons[1])))
    for said in ("職権記載等通知書", "施行令第12条第4項", "住民票の修正", "見本花子様", "5番5号", "7番7号", "転居"):
        assert said in page, said
    assert "見本太郎様" not in page


def test_an_act_on_a_notification_gives_no_notice_of_an_ex_officio_entry(office):
    """Nobody is told that they did not notify what they did."""
    persons = office.move_in(entrant())
    assert {form for form, _ in offered(last_act(office))} == {Form.ACCEPTANCE_NOTICE}
    with pytest.raises(NotIssued) as refused:
        office.file(slip(Form.EX_OFFICIO_NOTICE, last_act(office), persons[0]))
    assert refused.value.code == "P-ISSUE-22"


@pytest.mark.covers("STD-4.3.3")
def test_a_notice_of_the_code_tells_the_new_code_to_the_person(office, pool):
    """Given anew: name, birth date, sex, address, code; each person their own, sealed."""
    person = msgspec.structs.replace(entrant(), resident_record_code="", without_code=True)
    persons = office.move_in(person)
    act = last_act(office)
    assert (Form.CODE_NOTICE, (persons[0],)) in offered(act)
    (page,) = pages(office.file(slip(Form.CODE_NOTICE, act, persons[0])))
    (row,) = office.rows("SELECT resident_record_code FROM register_historyrow WHERE addressee_number = %s", persons[0])
    for said in ("住民票コード通知票", row["resident_record_code"], "見本太郎様", "昭和55年4月1日", "第30条の3"):
        assert said in page, said
    assert "この印は黒色です" in page
    assert office.lines(persons[0])[0].items == ["resident_record_code"]


@pytest.mark.covers("STD-4.3.3")
def test_a_notice_of_a_changed_code_has_the_new_one_only(office, pool):
    """住民票コード変更通知票, on request; a preview has not even that."""
    person = entrant()
    persons = office.move_in(person)
    on_request = msgspec.structs.replace(header(RegisterDate.parse("R8.11.21")), basis=Basis.REQUEST)
    office.record(ResidentRecordCodeChanged(header=on_request, person=number(persons[0])))
    act = last_act(office)
    (row,) = office.rows("SELECT resident_record_code FROM register_historyrow WHERE act_number = %s", act)
    new = row["resident_record_code"]
    wanted = slip(Form.CODE_CHANGE_NOTICE, act, persons[0])
    (page,) = pages(office.file(wanted))
    assert "住民票コード変更通知票" in page
    assert new in page
    assert person.resident_record_code not in page
    again = msgspec.structs.replace(wanted.requester, reason="紛失")
    _, shown = making.preview(office.office(), msgspec.structs.replace(wanted, requester=again))
    assert new not in msgspec.json.encode(shown).decode()
    assert "印字します" in msgspec.json.encode(shown).decode()


@pytest.mark.covers("STD-4.3.3")
def test_a_notice_of_a_corrected_code_has_the_right_one_only(office):
    """住民票コード修正通知票, after a clerical error; the wrong one is told to nobody."""
    from daicho.law.commands import Amendments, ClericalCorrection
    from daicho.values.numbers import ResidentRecordCode

    person, right = entrant(), ResidentRecordCode.synthetic(800_001).stored()
    persons = office.move_in(person)
    office.record(
        ClericalCorrection(
            header=header(None), person=number(persons[0]), amendments=Amendments(resident_record_code=right)
        )
    )
    act = last_act(office)
    (page,) = pages(office.file(slip(Form.CODE_CORRECTION_NOTICE, act, persons[0])))
    assert "住民票コード修正通知票" in page
    assert right in page
    assert person.resident_record_code not in page


@pytest.mark.covers("STD-4.2.0.1")
def test_the_preview_of_a_record_of_a_corrected_code_hides_both(office):
    """The record itself has before and after."""
    from daicho.law.commands import Amendments, ClericalCorrection
    from daicho.values.numbers import ResidentRecordCode

    person, right = entrant(), ResidentRecordCode.synthetic(800_002).stored()
    persons = office.move_in(person)
    amended = Amendments(resident_record_code=right)
    head = Header(basis=Basis.EX_OFFICIO)
    office.record(ClericalCorrection(header=head, person=number(persons[0]), amendments=amended))
    wanted = slip(Form.EX_OFFICIO_RECORD, last_act(office), persons[0])
    _, shown = making.preview(office.office(), wanted)
    text = msgspec.json.encode(shown).decode()
    assert right not in text
    assert person.resident_record_code not in text
    (page,) = pages(office.file(wanted))
    assert right in page
    assert person.resident_record_code in page


@pytest.mark.covers("STD-4.0.4", "STD-4.0.5")
def test_the_last_member_is_told_that_they_became_head(office):
    """世帯主変更通知書: the former head, the new one, the day."""
    persons = office.move_in(*family(size=2), lot="5番5号")
    office.move_out(persons[0], on="R8.11.20")
    act = last_act(office)
    assert (Form.NOTICE_OF_CHANGE_OF_HEAD, (persons[1],)) in offered(act)
    (page,) = pages(office.file(slip(Form.NOTICE_OF_CHANGE_OF_HEAD, act, persons[1])))
    for said in ("世帯主変更通知書", "5番5号見本花子様", "変更前の世帯主の氏名", "見本太郎", "変更後の世帯主の氏名"):
        assert said in page, said


@pytest.mark.covers("STD-4.0.5")
def test_the_foremost_member_of_a_household_without_head_is_asked_to_name_one(office):
    """世帯主変更依頼通知書 goes to the member who stood first of those who stay."""
    persons = office.move_in(*family(size=3), lot="5番5号")
    office.move_out(persons[0], on="R8.11.20")
    act = last_act(office)
    requests = [subjects for form, subjects in offered(act) if form is Form.REQUEST_TO_NAME_HEAD]
    assert requests == [(persons[1],)]
    (page,) = pages(office.file(slip(Form.REQUEST_TO_NAME_HEAD, act, persons[1])))
    for said in (
        "世帯主変更依頼通知書",
        "見本花子様",
        "見本太郎",
        "住民基本台帳法第25条",
        "世帯主変更の届出をしてください",
    ):
        assert said in page, said


@pytest.mark.covers("STD-4.1.3.1.4")
def test_an_inquiry_asks_the_municipality_moved_to_about_those_not_heard_of(office):
    """Who left, from where, where to, when; with room for the answer."""
    persons = office.move_in(*family(size=2), lot="5番5号")
    office.move_out(*persons, on="R8.11.20")
    (page,) = pages(office.file(slip(Form.MOVE_IN_NOTICE_INQUIRY, last_act(office), persons[0])))
    for said in (
        "転入通知未着照会書", "東京都小平市長様", "見本太郎", "見本花子", "転出前の住所", "5番5号", "転出先の住所(予定)",
        "小川町一丁目1番1号", "令和8年11月20日", "第9条第1項", "回答欄",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.covers("STD-4.1.3.1.4")
def test_nobody_is_asked_about_before_the_planned_day_has_passed(office):
    """A plan is no missing notice."""
    persons = office.move_in(entrant())
    office.move_out(*persons, on="R8.12.1")
    with pytest.raises(NotIssued) as refused:
        office.file(slip(Form.MOVE_IN_NOTICE_INQUIRY, last_act(office), persons[0]))
    assert refused.value.code == "P-ISSUE-25"
    assert office.lines(persons[0])[0].problem == "P-ISSUE-25"


@pytest.mark.covers("STD-4.3.3", "STD-1.3.8")
def test_a_second_one_wants_a_reason_is_marked_and_names_the_first(office):
    """再発行, for as long as the first was not disposed of; both stand in the history."""
    persons = office.move_in(entrant())
    wanted = slip(Form.ACCEPTANCE_NOTICE, last_act(office), persons[0])
    first = pages(office.file(wanted))[0]
    assert "再発行" not in first
    with pytest.raises(NotIssued) as refused:
        office.file(wanted)
    assert refused.value.code == "P-ISSUE-23"
    asks = msgspec.structs.replace(wanted.requester, reason="郵便の返戻")
    again = pages(office.file(msgspec.structs.replace(wanted, requester=asks)))[0]
    assert "再発行" in again
    lines = office.lines(persons[0])
    assert [line.state for line in lines] == ["released", "stopped", "released"]
    assert lines[0].reprint_of == lines[2].issue_number
    assert lines[2].issue_number.replace(" ", "") in again
    assert lines[0].requester == {"kind": "office", "reason": "郵便の返戻", "delivery": "post"}


def test_a_slip_of_a_cancelled_act_is_refused(office):
    """It would tell what is not so."""
    persons = office.move_in(entrant(), lot="5番5号")
    office.record(relocation(*persons))
    act = last_act(office)
    office.record(Cancellation(header=Header(basis=Basis.EX_OFFICIO), act_number=act, persons=(number(persons[0]),)))
    with pytest.raises(NotIssued) as refused:
        office.file(slip(Form.ACCEPTANCE_NOTICE, act, persons[0]))
    assert refused.value.code == "P-ISSUE-24"
    assert not offered(act)


def test_a_hold_stops_a_slip_as_it_stops_a_certificate(office, monkeypatch):
    """Set beforehand it refuses; set while the slip is made it stops."""
    persons = office.move_in(entrant())
    grant = office.gate().open_person(access(), persons)
    wanted = slip(Form.ACCEPTANCE_NOTICE, last_act(office), persons[0])
    release = releasing.release

    def held(*arguments):
        holds.set_hold(grant, persons[0], level="error", reason="支援措置")
        return release(*arguments)

    monkeypatch.setattr(releasing, "release", held)
    with pytest.raises(NotIssued) as refused:
        office.file(wanted)
    assert refused.value.code == "P-ISSUE-12"
    monkeypatch.undo()
    with pytest.raises(NotIssued) as refused:
        office.file(wanted)
    assert refused.value.code == "P-ISSUE-11"


def test_a_cancellation_while_the_slip_is_made_stops_it(office, monkeypatch):
    """What was true when it was read is true when it leaves."""
    persons = office.move_in(entrant(), lot="5番5号")
    office.record(relocation(*persons))
    act, release = last_act(office), releasing.release

    def cancelled(*arguments):
        office.record(
            Cancellation(header=Header(basis=Basis.EX_OFFICIO), act_number=act, persons=(number(persons[0]),))
        )
        return release(*arguments)

    monkeypatch.setattr(releasing, "release", cancelled)
    with pytest.raises(NotIssued) as refused:
        office.file(slip(Form.ACCEPTANCE_NOTICE, act, persons[0]))
    assert refused.value.code == "P-ISSUE-12"


def test_bytes_of_another_slip_never_leave(office, monkeypatch):
    """The binding is read from the bytes and compared with this request."""
    first = office.move_in(entrant("赤井"))
    act = last_act(office)
    other = office.file(slip(Form.ACCEPTANCE_NOTICE, act, first[0]))
    second = office.move_in(entrant("青井"))
    release = releasing.release
    monkeypatch.setattr(
        releasing,
        "release",
        lambda alias, finished, key: release(alias, msgspec.structs.replace(finished, document=other), key),
    )
    with pytest.raises(NotIssued) as refused:
        office.file(slip(Form.ACCEPTANCE_NOTICE, last_act(office), second[0]))
    assert refused.value.code == "P-BINDING-02"
    assert binding.read(other).form == "acceptance_notice"
    assert office.lines(second[0])[0].state == "stopped"


@pytest.mark.covers("CTRL-015")
@pytest.mark.parametrize(
    ("way", "asks", "code"),
    [
        (Delivery.KEPT, {}, "P-ISSUE-26"),
        (Delivery.COUNTER, {}, "P-ISSUE-27"),
        (Delivery.COUNTER, {"name": "見本　太郎"}, "P-ISSUE-06"),
        (Delivery.COUNTER, {"name": "見本　太郎", "documents": ("旅券",)}, None),
        (Delivery.POST, {}, None),
    ],
)
def test_a_code_is_handed_only_to_whoever_was_identified(office, pool, way, asks, code):
    """By post to the person, or over the counter to somebody named who showed a document."""
    persons = office.move_in(msgspec.structs.replace(entrant(), resident_record_code="", without_code=True))
    wanted = slip(Form.CODE_NOTICE, last_act(office), persons[0], delivery=way, **asks)
    if code is None:
        assert office.file(wanted)
        return
    with pytest.raises(NotIssued) as refused:
        office.file(wanted)
    assert refused.value.code == code
    assert office.lines(persons[0]) == []


def test_an_act_that_is_none_and_a_person_it_did_not_change_are_refused(office):
    """Neither a number made up nor somebody else's."""
    persons = office.move_in(entrant("赤井"))
    act = last_act(office)
    others = office.move_in(entrant("青井"))
    for wanted in (
        slip(Form.ACCEPTANCE_NOTICE, 999_999, persons[0]),
        slip(Form.ACCEPTANCE_NOTICE, act, others[0]),
        msgspec.structs.replace(slip(Form.ACCEPTANCE_NOTICE, act, persons[0]), act=None),
    ):
        with pytest.raises(NotIssued) as refused:
            office.file(wanted)
        assert refused.value.code == "P-ISSUE-22"


def test_a_slip_of_a_foreign_resident_has_the_common_name_and_the_calendar_year(office):
    """The date of birth of a foreign resident stands in the Gregorian calendar (STD-1.1.9)."""
    from .test_foreign_papers import foreigner

    person = foreigner()
    persons = office.move_in(person)
    removal = ExOfficioRemoval(
        header=Header(basis=Basis.EX_OFFICIO, effective_on=RegisterDate.parse("R8.11.19")),
        persons=(number(persons[0]),),
        ground=RemovalGround.WHEREABOUTS_UNKNOWN,
        inspected_on=RegisterDate.parse("R8.11.18"),
    )
    office.record(removal)
    (page,) = pages(office.file(slip(Form.EX_OFFICIO_NOTICE, last_act(office), persons[0])))
    assert "".join(person.name.written.split()) in page
    assert f"(通称{''.join(person.common_name.written.split())})" in page
    assert "".join(person.birth_date.seireki().split()) in page


@pytest.mark.covers("STD-4.1.0.3")
def test_a_notifier_is_named_as_typed_else_as_the_act_found_them(office):
    """The head who stays and notifies for a child; one of those who move; somebody named."""
    persons = office.move_in(*family(size=3), lot="5番5号")
    by_head = Notifier(kind=NotifierKind.HEAD, person=number(persons[0]))
    office.record(relocation(persons[2], notifier=by_head))
    (page,) = pages(office.file(slip(Form.ACCEPTANCE_NOTICE, last_act(office), persons[2])))
    assert "5番5号見本太郎様" in page
    assert "届出人の氏名見本太郎異動者の氏名見本一郎" in page

    others = office.move_in(*family("別人", size=2), lot="6番6号")
    by_member = Notifier(kind=NotifierKind.HOUSEHOLD_MEMBER, person=number(others[1]))
    office.record(relocation(*others, notifier=by_member))
    (page,) = pages(office.file(slip(Form.ACCEPTANCE_NOTICE, last_act(office), others[0])))
    assert "6番6号別人花子様" in page


@pytest.mark.covers("STD-4.1.0.3")
def test_a_move_in_from_abroad_is_told_to_the_person_at_the_new_address(office, pool):
    """A letter to another country would not do (4.1.0.3)."""
    from daicho.law.commands import MoveInFromAbroad

    at = Address(municipality_code=EBINA, town="中央一丁目", lot="8番8号", postal_code="2430434")
    person = entrant(
        resident_record_code="",
        without_code=True,
        previous_address=Address.foreign("大韓民国", "ソウル"),
        last_registered_address=None,
    )
    office.record(
        MoveInFromAbroad(
            header=header(RegisterDate.parse("R8.11.18")), entrants=(person,), destination=Destination(address=at)
        )
    )
    (entered,) = acts.done(ALIAS, last_act(office)).lines
    (page,) = pages(office.file(slip(Form.ACCEPTANCE_NOTICE, last_act(office), entered.person)))
    assert "〒243-0434神奈川県海老名市中央一丁目8番8号見本太郎様" in page
    assert "国外転入等" in page
