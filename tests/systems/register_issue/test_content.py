"""What a paper says: latest values, four a page, omissions and marks, never what it must not."""

from __future__ import annotations

import pytest

from daicho.systems.register.issuing.problems import NotIssued

from .support import ASKS_ALL, Item, entrant, family, household_copy, individual_copy, move_out_certificate, pages

pytestmark = pytest.mark.database


@pytest.mark.covers("STD-5.1", "STD-5.2", "STD-5.4")
def test_the_copy_of_a_household_shows_everyone_in_order_with_the_building(office):
    """Five members fill two sheets in the order of 5.2; head, relationship, domicile and numbers are left out."""
    persons = office.move_in(*family(size=5), building="見本ハイツ101号")
    first, second = pages(office.file(household_copy(*reversed(persons))))
    places = [first.index(name) for name in ("見本太郎", "見本花子", "見本一郎", "見本次郎")]
    assert places == sorted(places)
    assert "見本三郎" in second
    assert "見本三郎" not in first
    assert "見本ハイツ101号" in first
    assert "(ミホンハナコ)" in first
    assert "世帯全員の住民票の原本と相違ない" in second
    assert "世帯全員の住民票の原本と相違ない" not in first
    assert "神奈川県海老名市長" in second  # with the prefecture's name (STD-5.6)
    assert "この印は黒色です" in second
    assert "【省略】" in first
    assert "妻" not in first
    assert "海老名市中央一丁目1番地" not in first


@pytest.mark.covers("STD-5.1")
def test_a_copy_of_some_members_says_so(office):
    """The words of attestation follow from who was chosen."""
    persons = office.move_in(*family(size=3))
    (page,) = pages(office.file(household_copy(persons[0], persons[2])))
    assert "世帯の一部の者" in page
    assert "見本花子" not in page


@pytest.mark.covers("STD-5.1")
def test_what_was_asked_for_is_printed(office):
    """Head, relationship, domicile on choice; the code on special request."""
    person = entrant()
    code = person.resident_record_code
    persons = office.move_in(person)
    items = {Item.HEAD, Item.DOMICILE, Item.CODE}
    (page,) = pages(office.file(household_copy(*persons, items=items, requester=ASKS_ALL)))
    assert code in page
    assert "世帯主" in page
    assert "中央一丁目1番地" in page
    assert page.count("【省略】") == 1  # the individual number


@pytest.mark.covers("STD-5.3")
@pytest.mark.parametrize(
    ("confirmed", "printed"),
    [((True, True), "(ミホンタロウ)"), ((False, True), "(【氏空欄】タロウ)"), ((False, False), "(******)")],
)
def test_only_a_registered_furigana_is_printed(office, confirmed, printed):
    """A reading kept for convenience is not a registered one."""
    persons = office.move_in(entrant(confirmed=confirmed))
    assert printed in pages(office.file(household_copy(*persons)))[0]


@pytest.mark.covers("STD-5.1")
def test_a_planned_move_out_is_not_printed_before_its_day(office):
    """The record has it; the copy leaves it out, and the person is still a member."""
    persons = office.move_in(*family(size=2))
    office.move_out(persons[1])
    (page,) = pages(office.file(household_copy(*persons)))
    assert "見本花子" in page
    assert "小平市" not in page.replace("転入前住所東京都小平市小川町一丁目1番1号", "")
    assert "12月1日" not in page
    (alone,) = pages(office.file(individual_copy(persons[1], items={Item.HISTORY})))
    assert "国内転出" not in alone


@pytest.mark.covers("STD-5.1")
def test_a_removed_person_is_never_mixed_in(office, business_date):
    """Neither by choosing them nor by the household."""
    import datetime as dt

    from daicho.systems.register.actions import daily

    persons = office.move_in(*family(size=2))
    office.move_out(persons[1], on="R8.11.20")
    daily.run("register", day=dt.date(2026, 11, 21))
    with pytest.raises(NotIssued) as refused:
        office.file(household_copy(*persons))
    assert refused.value.code == "P-ISSUE-08"
    (page,) = pages(office.file(household_copy(persons[0])))
    assert "花子" not in page
    assert "世帯全員" in page


def test_people_of_two_households_do_not_share_a_paper(office):
    """One copy, one household."""
    first, second = office.move_in(entrant("赤井")), office.move_in(entrant("青井"))
    with pytest.raises(NotIssued) as refused:
        office.file(household_copy(*first, *second))
    assert refused.value.code == "P-ISSUE-09"


@pytest.mark.covers("STD-4.0.8")
def test_pending_data_are_never_printed(office):
    """While a relocation is pending, the copy shows the address before it."""
    from daicho.law.commands import Destination, Mover, Relocation
    from daicho.systems.register.actions import pending
    from daicho.values.addresses import Address
    from daicho.values.dates import RegisterDate
    from daicho.values.numbers import AddresseeNumber

    from .support import access, header

    persons = office.move_in(entrant(), lot="5番5号")
    to = Address(municipality_code="142158", town="中央二丁目", lot="7番7号", postal_code="2430434")
    mover = Mover(person=AddresseeNumber.from_stored(persons[0]))
    command = Relocation(
        header=header(RegisterDate.parse("R8.11.20")), movers=(mover,), destination=Destination(address=to)
    )
    grant = office.gate().act(access(function="register.notify"), persons, act="relocation")
    draft = pending.begin_pending("register", grant, command, token="pending")
    pending.submit("register", grant, draft.id, version=draft.version)
    (page,) = pages(office.file(household_copy(*persons)))
    assert "5番5号" in page
    assert "7番7号" not in page


@pytest.mark.covers("STD-5.1")
def test_the_individual_form_tells_its_history_when_asked(office):
    """The former address and the reason; without the choice nothing of it."""
    from daicho.law.commands import Destination, Mover, Relocation
    from daicho.values.addresses import Address
    from daicho.values.dates import RegisterDate
    from daicho.values.numbers import AddresseeNumber

    from .support import header

    persons = office.move_in(entrant(), lot="5番5号")
    to = Address(municipality_code="142158", town="中央二丁目", lot="7番7号", postal_code="2430434")
    mover = Mover(person=AddresseeNumber.from_stored(persons[0]))
    office.record(
        Relocation(header=header(RegisterDate.parse("R8.11.20")), movers=(mover,), destination=Destination(address=to))
    )
    (with_history,) = pages(office.file(individual_copy(*persons, items={Item.HISTORY})))
    assert "転居" in with_history
    assert "5番5号" in with_history
    (without,) = pages(office.file(individual_copy(*persons)))
    assert "5番5号" not in without
    assert "7番7号" in without


@pytest.mark.covers("STD-4.1.3.0.3")
def test_the_move_out_certificate_names_everyone_who_moves_out(office):
    """Destination, planned date, code; those who stay are not on it."""
    persons = office.move_in(*family(size=3))
    office.move_out(persons[1], persons[2])
    (page,) = pages(office.file(move_out_certificate(persons[1])))
    assert "転出証明書" in page
    assert "東京都小平市小川町一丁目1番1号" in page
    assert "令和8年12月1日" in page
    assert "見本花子" in page
    assert "見本一郎" in page
    assert "(ミホンタロウ)" not in page  # the head who stays is named as head only
    assert "再交付" not in page


@pytest.mark.covers("STD-4.1.3.0.3")
def test_a_reprint_shows_the_state_at_the_first_issue_and_says_so(office):
    """A correction made meanwhile is not on it."""
    from daicho.law.commands import Amendments, ClericalCorrection
    from daicho.values.names import PersonName
    from daicho.values.numbers import AddresseeNumber

    from .support import header

    persons = office.move_in(entrant())
    office.move_out(*persons)
    first = pages(office.file(move_out_certificate(*persons)))[0]
    assert "見本太郎" in first
    office.record(
        ClericalCorrection(
            header=header(None),
            person=AddresseeNumber.from_stored(persons[0]),
            amendments=Amendments(name=PersonName("見本", "多郎", "ミホン", "タロウ")),
        )
    )
    again = pages(office.file(move_out_certificate(*persons)))[0]
    assert "見本太郎" in again
    assert "多郎" not in again
    assert "再交付" in again


def test_without_a_move_out_there_is_no_certificate(office):
    """The office is told what to do first."""
    persons = office.move_in(entrant())
    with pytest.raises(NotIssued) as refused:
        office.file(move_out_certificate(*persons))
    assert refused.value.code == "P-ISSUE-15"


@pytest.mark.covers("STD-5.7", "STD-5.5")
def test_a_copy_for_public_use_is_marked_and_numbered(office):
    """公用 beside the title; day, municipality, terminal, printer, serial, page on each sheet."""
    from .support import Requester, RequesterKind

    persons = office.move_in(*family(size=5))
    asks = Requester(kind=RequesterKind.PUBLIC_OFFICE, name="見本税務署", documents=("職員証",), reason="国税の調査")
    first, second = pages(office.file(household_copy(*persons, requester=asks, official_use=True)))
    assert "公用" in first
    assert "発行番号20261121海老名市本庁1プリンタ0010011/2" in first
    assert "発行番号20261121海老名市本庁1プリンタ0010012/2" in second


@pytest.mark.covers("STD-1.3.9")
def test_an_acting_head_certifies_in_the_acting_period_only(office, business_date):
    """職務代理者: title, name and seal switch by the recorded period, and back afterwards."""
    import datetime as dt

    from daicho.systems.register.actions.certifiers import set_certifier
    from daicho.systems.register.models import CertifierKind

    persons = office.move_in()
    today = business_date()
    set_certifier(
        "register",
        kind=CertifierKind.ACTING,
        title="神奈川県海老名市長職務代理者 海老名市副市長",
        name="見本　代理",
        seal_text="海老名市長職務代理者之印",
        since=today,
        until=today + dt.timedelta(days=7),
        who="operator",
    )
    (page,) = pages(office.file(household_copy(*persons)))
    assert "職務代理者海老名市副市長" in page
    business_date.move_to(today + dt.timedelta(days=8))
    (page,) = pages(office.file(household_copy(*persons)))
    assert "職務代理者" not in page
