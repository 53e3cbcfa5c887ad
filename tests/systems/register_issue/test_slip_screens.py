"""Slips through the browser's door: from the act, from the resident, from the work queue; preview, print, again."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from daicho.documents import binding

from .support import ALIAS, entrant, family, pages
from .test_screens import desk
from .test_slips import last_act, relocation

pytestmark = pytest.mark.database


@pytest.fixture
def counter(office):
    return desk().Counter()


@pytest.fixture
def clerk(counter):
    return counter.sign_in("clerk")


def token_of(page):
    return page.split('name="token" value="')[1].split('"')[0]


def printed(office):
    return sorted((office.place / "printed").glob("*.pdf"), key=lambda file: file.stat().st_mtime_ns)


@pytest.mark.covers("STD-4.1.0.3", "STD-10.7")
def test_from_the_act_a_notice_is_previewed_printed_and_stands_in_the_history(office, clerk):
    """The page of the act offers it; the preview is an image; the printed bytes say what was previewed."""
    persons = office.move_in(entrant(), lot="5番5号")
    office.record(relocation(*persons))
    act = last_act(office)
    page = clerk.get(f"/acts/{act}/").content.decode()
    address = f"/slips/{act}/acceptance_notice/{persons[0]}/"
    assert address in page
    form = clerk.get(address).content.decode()
    assert "住民異動届受理通知" in form
    given = {"token": token_of(form), "delivery": "post", "printer": "プリンタ001"}
    preview = clerk.post(f"{address}preview/", given)
    assert preview.status_code == 200
    assert "data:image/png;base64," in preview.content.decode()
    assert preview.headers["Cache-Control"] == "no-store, private"
    assert office.rows("SELECT 1 FROM register_issuerequest") == []
    released = clerk.post(f"{address}make/", given | {"output": "print"}, follow=True).content.decode()
    assert "交付済み" in released
    assert "郵送する" in released
    (document,) = printed(office)
    assert "住民異動届受理通知" in pages(document.read_bytes())[0]
    (row,) = office.rows("SELECT * FROM register_issuerequest")
    assert binding.read(document.read_bytes()).request_id == row["request_id"]
    assert (row["act_number"], row["purpose"], row["case_number"]) == (act, "notification", "令8-100")
    (record,) = office.rows("SELECT function, persons FROM register_accessrecord WHERE id = %s", row["access_record"])
    assert (record["function"], record["persons"]) == ("register.issue", persons)
    assert "発行済み" in clerk.get(f"/acts/{act}/").content.decode()
    assert "住民異動届受理通知" in clerk.get(f"/issue/{persons[0]}/history/").content.decode()


@pytest.mark.covers("STD-4.3.3")
def test_from_the_resident_a_notice_is_made_again_with_its_reason_and_marked(office, counter, pool):
    """On a later day, by another clerk: the page says that it left, and wants the reason."""
    persons = office.move_in(msgspec.structs.replace(entrant(), resident_record_code="", without_code=True))
    clerk = counter.sign_in("clerk")
    address = f"/slips/{last_act(office)}/resident_record_code_notice/{persons[0]}/"
    assert address in clerk.get(f"/residents/{persons[0]}/slips/").content.decode()
    for again in (False, True):
        form = clerk.get(address).content.decode()
        given = {"token": token_of(form), "delivery": "counter", "name": "見本　太郎", "documents": ["旅券"]}
        assert ('name="reason"' in form) is again
        if again:
            refused = clerk.post(f"{address}preview/", given)
            assert refused.status_code == 422
            assert "P-ISSUE-23" in refused.content.decode()
            given["reason"] = "紛失"
            assert "「再発行」と表示します" in clerk.post(f"{address}preview/", given).content.decode()
        assert clerk.post(f"{address}make/", given | {"output": "print"}).status_code == 302
    first, second = (pages(file.read_bytes())[0] for file in printed(office))
    assert "再発行" not in first
    assert "再発行" in second
    history = clerk.get(f"/issue/{persons[0]}/history/").content.decode()
    assert "再発行" in history
    assert "旅券" in history


@pytest.mark.covers("CTRL-015")
def test_a_code_over_the_counter_without_identification_is_refused_at_its_field(office, clerk, pool):
    """Name and documents are asked for; nothing is printed."""
    persons = office.move_in(msgspec.structs.replace(entrant(), resident_record_code="", without_code=True))
    address = f"/slips/{last_act(office)}/resident_record_code_notice/{persons[0]}/"
    given = {"token": token_of(clerk.get(address).content.decode()), "delivery": "counter"}
    refused = clerk.post(f"{address}make/", given)
    assert refused.status_code == 422
    assert {code for code in ("P-ISSUE-06", "P-ISSUE-27") if code in refused.content.decode()} == {
        "P-ISSUE-06",
        "P-ISSUE-27",
    }
    assert office.rows("SELECT 1 FROM register_issuerequest") == []


@pytest.mark.covers("STD-4.0.5")
def test_the_work_queue_names_what_waits_without_names_until_it_is_made(office, clerk):
    """A household without a head: the request waits, is made, and is gone from the list."""
    persons = office.move_in(*family(size=3), lot="5番5号")
    office.move_out(persons[0], on="R8.11.20")
    queue = clerk.get("/slips/").content.decode()
    assert "世帯主変更依頼通知書" in queue
    assert "見本" not in queue.split("<main")[1]
    address = f"/slips/{last_act(office)}/request_to_name_head/{persons[1]}/"
    assert address in queue
    given = {"token": token_of(clerk.get(address).content.decode()), "delivery": "post"}
    clerk.post(f"{address}make/", given)
    assert "世帯主変更依頼通知書" not in clerk.get("/slips/").content.decode()
    assert len(printed(office)) == 1


@pytest.mark.covers("STD-4.1.3.1.4")
def test_the_list_of_missing_notices_leads_to_the_inquiry(office, clerk, business_date):
    """Fourteen days after the planned day they stand on it; who was shown is recorded; a notice takes them off."""
    persons = office.move_in(*family(size=2), lot="5番5号")
    office.move_out(*persons, on="R8.11.20")
    assert "見本" not in clerk.get("/slips/missing-notices/").content.decode().split("<main")[1]
    business_date.move_to(dt.date(2026, 12, 4))
    page = clerk.get("/slips/missing-notices/").content.decode()
    assert "見本　太郎" in page
    assert "東京都小平市" in page
    shown = office.rows("SELECT persons FROM register_accessrecord WHERE kind = 'shown' ORDER BY id DESC LIMIT 1")
    assert sorted(shown[0]["persons"]) == sorted(persons)
    address = f"/slips/{last_act(office)}/move_in_notice_inquiry/{min(persons)}/"
    form = clerk.get(address).content.decode()
    clerk.post(f"{address}make/", {"token": token_of(form), "delivery": "post"})
    assert "東京都小平市長様" in pages(printed(office)[0].read_bytes())[0]
    notice_received(office, persons[0])
    assert "見本　太郎" not in clerk.get("/slips/missing-notices/").content.decode()
    assert "見本　花子" in clerk.get("/slips/missing-notices/").content.decode()


def notice_received(office, person):
    from daicho.law.commands import Basis, Header, MoveInNoticeReceived
    from daicho.values.dates import RegisterDate

    from .support import KODAIRA
    from .test_slips import number

    day = RegisterDate.parse("R8.12.4")
    office.record(
        MoveInNoticeReceived(
            header=Header(basis=Basis.NOTICE, effective_on=day, notified_on=day),
            person=number(person),
            destination=KODAIRA,
            moved_in_on=RegisterDate.parse("R8.11.20"),
        )
    )


@pytest.mark.covers("STD-4.1.3.1.4")
def test_people_removed_ex_officio_stand_on_a_list_of_their_own_and_nobody_is_asked_about_them(office, clerk):
    """Where they went is not known."""
    from daicho.law.commands import Basis, ExOfficioRemoval, Header, RemovalGround
    from daicho.values.dates import RegisterDate

    from .test_slips import number

    persons = office.move_in(entrant())
    head = Header(basis=Basis.EX_OFFICIO, effective_on=RegisterDate.parse("R8.11.19"))
    ground = RemovalGround.WHEREABOUTS_UNKNOWN
    office.record(
        ExOfficioRemoval(header=head, persons=(number(persons[0]),), ground=ground, inspected_on=head.effective_on)
    )
    listed = clerk.get("/slips/missing-notices/", {"days": "0", "ex_officio": "on"}).content.decode()
    assert "見本　太郎" in listed
    assert "照会書を作成" not in listed
    assert "見本　太郎" not in clerk.get("/slips/missing-notices/", {"days": "0"}).content.decode()
    assert clerk.get("/slips/missing-notices/", {"days": "-1"}).status_code == 422
    assert clerk.get("/slips/missing-notices/", {"days": "x"}).status_code == 422


def test_what_no_act_gives_is_not_found_and_who_may_not_issue_is_refused(office, counter):
    """Made-up acts, forms and people; an operator without the right."""
    persons = office.move_in(entrant())
    act = last_act(office)
    clerk = counter.sign_in("clerk")
    for address in (
        f"/slips/{act}/ex_officio_notice/{persons[0]}/",
        f"/slips/{act}/household_copy/{persons[0]}/",
        f"/slips/{act}/nothing/{persons[0]}/",
        f"/slips/999999/acceptance_notice/{persons[0]}/",
        f"/slips/{act}/acceptance_notice/999999999999999/",
        "/residents/999999999999999/slips/",
    ):
        assert clerk.get(address).status_code == 404, address
    operator = counter.sign_in("operator")
    for address in ("/slips/", "/slips/missing-notices/", f"/slips/{act}/acceptance_notice/{persons[0]}/"):
        assert operator.get(address).status_code == 403, address


def test_a_slip_sent_twice_is_made_once(office, clerk):
    """Double click, reload: one request, one document."""
    persons = office.move_in(entrant())
    address = f"/slips/{last_act(office)}/acceptance_notice/{persons[0]}/"
    given = {"token": token_of(clerk.get(address).content.decode()), "delivery": "post"}
    first = clerk.post(f"{address}make/", given)
    second = clerk.post(f"{address}make/", given)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(printed(office)) == 1


def test_a_hold_stops_the_slip_with_its_reason(office, clerk, counter):
    """The page says why, and leads back."""
    from daicho.systems.register.issuing import holds

    from .support import access

    persons = office.move_in(entrant())
    holds.set_hold(office.gate().open_person(access(), persons), persons[0], level="error", reason="支援措置")
    address = f"/slips/{last_act(office)}/acceptance_notice/{persons[0]}/"
    given = {"token": token_of(clerk.get(address).content.decode()), "delivery": "post"}
    refused = clerk.post(f"{address}preview/", given)
    assert refused.status_code == 409
    assert "P-ISSUE-11" in refused.content.decode()
    assert address in refused.content.decode()


def test_a_hold_at_level_alert_is_told_on_the_preview_and_lets_pass(office, clerk):
    """The clerk asks whoever is in charge."""
    from daicho.systems.register.issuing import holds

    from .support import access

    persons = office.move_in(entrant())
    holds.set_hold(office.gate().open_person(access(), persons), persons[0], level="alert", reason="本人の申出")
    address = f"/slips/{last_act(office)}/acceptance_notice/{persons[0]}/"
    given = {"token": token_of(clerk.get(address).content.decode()), "delivery": "post"}
    assert "注意が設定されている人がいます" in clerk.post(f"{address}preview/", given).content.decode()
    assert clerk.post(f"{address}make/", given).status_code == 302


def test_an_index_serves_the_list_of_missing_notices(office):
    """No scan of the versions, however many there are."""
    import psycopg

    from daicho.systems.register.issuing.slips import listing

    statement = listing._UNHEARD % {"ex_officio": "false", "until": "'2026-11-20'"}
    with psycopg.connect(office.databases.superuser_dsn(ALIAS)) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {statement}"))
    assert "register_version_notice_missing" in plan


@pytest.mark.covers("STD-4.1.3.0.3")
def test_the_certificate_of_a_move_out_waits_in_the_same_list_until_it_left(office, clerk):
    """From the act to the paper in one step; then it is gone from what waits, and the act says so."""
    from .support import move_out_certificate

    persons = office.move_in(*family(size=2))
    office.move_out(*persons)
    act = last_act(office)
    for address in ("/slips/", f"/acts/{act}/"):
        page = clerk.get(address).content.decode()
        assert "転出証明書" in page
        assert f"/issue/{min(persons)}/" in page
    office.file(move_out_certificate(persons[0]))
    assert "転出証明書" not in clerk.get("/slips/").content.decode()
    assert "発行済み" in clerk.get(f"/acts/{act}/").content.decode()


def list_given(page, **more):
    return {"token": token_of(page), "days": "14"} | more


@pytest.mark.covers("STD-4.1.3.1.4")
def test_the_list_of_missing_notices_is_previewed_and_printed_with_everyone_on_it(office, clerk, business_date):
    """Numbered, with old address and destination; it stands in the history of everyone on it; sent twice, made once."""
    persons = office.move_in(*family(size=3), lot="5番5号")
    office.move_out(*persons, on="R8.11.20")
    business_date.move_to(dt.date(2026, 12, 4))
    given = list_given(clerk.get("/slips/missing-notices/").content.decode())
    preview = clerk.post("/slips/missing-notices/preview/", given)
    assert preview.status_code == 200
    assert "data:image/png;base64," in preview.content.decode()
    assert preview.headers["Cache-Control"] == "no-store, private"
    first = clerk.post("/slips/missing-notices/make/", given | {"output": "print"})
    second = clerk.post("/slips/missing-notices/make/", given | {"output": "print"})
    assert first.headers["Location"] == second.headers["Location"]
    (document,) = printed(office)
    (page,) = pages(document.read_bytes())
    for said in (
        "転入通知未着者一覧",
        "令和8年12月4日",
        "3人",
        "見本太郎",
        "見本花子",
        "見本一郎",
        "5番5号",
        "小平市小川町",
    ):
        assert said in page, said
    assert "再発行" not in page
    for person in persons:
        assert "転入通知未着者一覧" in clerk.get(f"/issue/{person}/history/").content.decode()
    shown = clerk.get(first.headers["Location"]).content.decode()
    assert "庁内で保管する" in shown


def test_a_list_on_which_somebody_was_heard_of_meanwhile_is_stopped(office, clerk, business_date, monkeypatch):
    """The notice comes while the list is made."""
    from daicho.systems.register.issuing import releasing

    persons = office.move_in(entrant())
    office.move_out(*persons, on="R8.11.20")
    business_date.move_to(dt.date(2026, 12, 4))
    given = list_given(clerk.get("/slips/missing-notices/").content.decode())
    release = releasing.release

    def heard_of(*arguments):
        notice_received(office, persons[0])
        return release(*arguments)

    monkeypatch.setattr(releasing, "release", heard_of)
    stopped = clerk.post("/slips/missing-notices/make/", given)
    assert stopped.status_code == 409
    assert "P-ISSUE-12" in stopped.content.decode()
    assert printed(office) == []


def test_a_list_of_nobody_or_of_wrong_days_is_not_printed(office, clerk):
    """Back to the page, or told."""
    assert clerk.post("/slips/missing-notices/preview/", {"days": "x"}).status_code == 302
    assert clerk.post("/slips/missing-notices/make/", {"days": "x"}).status_code == 302
    for door in ("preview", "make"):
        answer = clerk.post(f"/slips/missing-notices/{door}/", {"token": "t", "days": "14"})
        assert answer.status_code == 409
        assert "P-ISSUE-22" in answer.content.decode()


def test_a_list_names_nobody_who_came_back(office):
    """What the caller asks for is read again: a resident is not on it."""
    from daicho.documents.certificates import Form
    from daicho.systems.register.issuing.problems import NotIssued

    from .test_slips import Delivery, slip

    persons = office.move_in(entrant())
    with pytest.raises(NotIssued) as refused:
        office.file(slip(Form.MISSING_NOTICE_LIST, None, persons[0], delivery=Delivery.KEPT))
    assert refused.value.code == "P-ISSUE-12"
