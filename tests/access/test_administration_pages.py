"""The administrator's and the security officer's pages, at every system: two people for every right."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time

import pytest
from access_authenticator import Authenticator, enrol, sign_in
from access_systems import EBINA, account_with, at_work, open_system
from django.test import Client
from django.utils import timezone

from daicho.access import administration, rights_lists, sessions, terminals
from daicho.access.models import Account, Office, RightGrant, RightsReview, Terminal
from daicho.access.rights import today_in_japan
from daicho.access.views import equipment

pytestmark = pytest.mark.database
EVERY = ("register", "municipal_cs", "prefecture", "national")
TODAY = today_in_japan()


@pytest.fixture
def stack():
    with contextlib.ExitStack() as held:
        yield held


class AdministrativeOffice:
    """Administrator and security officer at work."""

    def __init__(self):
        self.admin_account = account_with("admin", "host.administrator")
        self.security_account = account_with("security", "host.security")
        self.admin = at_work(self.admin_account, terminal="管理1")
        self.security = at_work(self.security_account, terminal="管理2")

    def make(self, login="newcomer", **changes):
        office = Office.objects.get(code="010")
        given = {"login": login, "name": "見本 新人", "office": office.pk, "works_until": ""} | changes
        return self.admin.post("/access/accounts/new/", given)

    def enrolment_code(self, account):
        page = text(self.admin.post(f"/access/accounts/{account.pk}/code/"))
        return re.search(r'data-code="(\d+)"', page).group(1)

    def apply(self, account, browser=None, **changes):
        given = {
            "what": "role:register.clerk",
            "valid_from": TODAY.isoformat(),
            "valid_until": (TODAY + dt.timedelta(days=300)).isoformat(),
            "document": "任用通知書 第1号",
        } | changes
        return (browser or self.admin).post(f"/access/accounts/{account.pk}/rights/", given)


@pytest.fixture
def office(system_databases, stack):
    open_system("register", stack)
    return AdministrativeOffice()


def nobody_at(browser):
    """The terminal of a browser, with nobody signed in."""
    made = Client(SERVER_NAME="localhost")
    made.cookies[terminals.cookie_name()] = browser.cookies[terminals.cookie_name()].value
    return made


def last_record(**wanted):
    from daicho.access.models import AccessRecord

    return AccessRecord.objects.filter(**wanted).latest("id")


def text(answer):
    return answer.content.decode()


@pytest.mark.covers("CTRL-051")
@pytest.mark.parametrize("system", EVERY)
def test_a_right_takes_two_people_at_every_system(system_databases, stack, system):
    """Made and applied for by the administrator, without effect; approved by the security officer, in force."""
    open_system(system, stack)
    office = AdministrativeOffice()
    assert office.make().status_code == 302
    account = Account.objects.get(login="newcomer")
    assert office.apply(account, what=f"role:{system}.auditor").status_code == 302
    desk = Terminal.objects.get(name="管理1")
    assert sessions.functions_now("newcomer", str(desk.id), EBINA) == frozenset()
    right = RightGrant.objects.get(account=account)
    page = text(office.security.get("/access/rights/"))
    assert "見本 新人" in page
    assert "任用通知書 第1号" in page
    assert office.security.post(f"/access/rights/{right.pk}/approve/").status_code == 302
    assert f"{system}.audit" in sessions.functions_now("newcomer", str(desk.id), EBINA)
    assert last_record().detail == f"approve:{system}.auditor:newcomer"
    assert f'href="/access/accounts/{account.pk}/"' in text(office.admin.get("/access/accounts/"))


@pytest.mark.covers("CTRL-051")
def test_neither_applicant_nor_holder_approves(office):
    """One person who holds both functions still needs another; the page says so, the database would refuse."""
    both = account_with("both", "host.administrator", "host.security")
    browser = at_work(both)
    office.make()
    account = Account.objects.get(login="newcomer")
    office.apply(account, browser)
    office.apply(both)
    for right in RightGrant.objects.filter(approved_at=None):
        answer = browser.post(f"/access/rights/{right.pk}/approve/")
        assert answer.status_code == 409
        assert "A-5001" in text(answer)
    assert RightGrant.objects.filter(approved_at=None).count() == 2
    assert "本人または申請者のため承認できません" in text(browser.get("/access/rights/"))


def test_the_administrator_approves_nothing_and_the_officer_makes_nobody(office):
    """Each page is closed to the other's work; a clerk sees none of them."""
    office.make()
    account = Account.objects.get(login="newcomer")
    office.apply(account)
    right = RightGrant.objects.get(account=account)
    assert office.admin.post(f"/access/rights/{right.pk}/approve/").status_code == 403
    assert office.security.post("/access/accounts/new/", {}).status_code == 403
    assert office.security.post(f"/access/accounts/{account.pk}/", {"name": "x"}).status_code == 403
    assert office.security.get("/access/terminals/").status_code == 403
    clerk = at_work(account_with("clerk", "register.clerk"))
    for address in ("accounts/", "accounts/new/", f"accounts/{account.pk}/", "rights/", "rights/review/", "terminals/",
                    "offices/"):  # fmt: skip
        assert clerk.get(f"/access/{address}").status_code == 403
    assert last_record(account="clerk").outcome == "refused"
    assert "利用者</span>" not in text(clerk.get("/"))
    assert "/access/accounts/" in text(office.admin.get("/"))


@pytest.mark.covers("CTRL-052")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"valid_until": (TODAY + dt.timedelta(days=367)).isoformat()}, "期間は1年までです"),
        ({"valid_until": (TODAY - dt.timedelta(days=1)).isoformat()}, "終了日が開始日より前"),
        ({"document": ""}, "必須"),
        ({"what": "role:register.king"}, "正しく選択"),
        ({"valid_from": "R8.13.1"}, "V-DATE"),
    ],
)
def test_an_application_names_its_term_of_a_year_at_most_and_its_document(office, changes, says):
    """Longer, backward, without the document of employment, for no such role: told, nothing is applied for."""
    office.make()
    account = Account.objects.get(login="newcomer")
    answer = office.apply(account, **changes)
    assert answer.status_code == 422
    assert says in text(answer)
    assert not RightGrant.objects.filter(account=account).exists()


def test_a_right_declined_or_decided_twice_has_no_effect(office):
    """Declining needs a reason; what was decided is told to be so."""
    office.make()
    account = Account.objects.get(login="newcomer")
    office.apply(account)
    right = RightGrant.objects.get(account=account)
    assert office.security.post(f"/access/rights/{right.pk}/decline/", {"why": ""}).status_code == 422
    assert office.security.post(f"/access/rights/{right.pk}/decline/", {"why": "業務に不要"}).status_code == 302
    for what in ("approve", "decline"):
        answer = office.security.post(f"/access/rights/{right.pk}/{what}/", {"why": "x"})
        assert (answer.status_code, "A-5004" in text(answer)) == (409, True)
    assert last_record(detail__startswith="decline").conditions == {"reason": "業務に不要"}
    assert office.security.post(f"/access/rights/{right.pk}/keep/").status_code == 404


def test_the_reason_of_a_withdrawal_is_asked_where_it_is_opened(office):
    """One closed part for each right in force, with whose it is; no row of open boxes."""
    account_with("clerk", "register.clerk")
    page = text(office.admin.get("/access/rights/"))
    closed = re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", page, re.DOTALL)
    assert len(closed) == page.count("/withdraw/") >= 2
    assert any("見本 clerk" in summary for summary, _ in closed)
    assert all('name="why"' in inside and "/withdraw/" in inside for _, inside in closed)


@pytest.mark.covers("CTRL-056")
def test_a_right_withdrawn_ends_at_once_and_stays_in_the_list_of_its_days(office):
    """Withdrawn with a reason; yesterday's list still has it, tomorrow's has not (STD-10.3)."""
    clerk = account_with("clerk", "register.clerk")
    RightGrant.objects.filter(account=clerk).update(approved_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=2))
    right = RightGrant.objects.get(account=clerk)
    assert office.admin.post(f"/access/rights/{right.pk}/withdraw/", {"why": ""}).status_code == 422
    assert office.admin.post(f"/access/rights/{right.pk}/withdraw/", {"why": "異動"}).status_code == 302
    desk = Terminal.objects.get(name="管理1")
    assert sessions.functions_now("clerk", str(desk.id), EBINA) == frozenset()
    for days, listed in ((-1, True), (0, False), (1, False)):
        on = TODAY + dt.timedelta(days=days)
        assert (right in rights_lists.in_force(EBINA, on)) is listed
        page = text(office.admin.get("/access/rights/", {"on": on.isoformat()}))
        assert ("見本 clerk" in page) is listed
    assert office.admin.get("/access/rights/", {"on": "R8.13.1"}).status_code == 422


@pytest.mark.covers("CTRL-042")
def test_an_id_is_one_persons_for_ever(office):
    """An ID in use, or once used by an account that has ended, is refused with what to do."""
    office.make()
    account = Account.objects.get(login="newcomer")
    office.admin.post(f"/access/accounts/{account.pk}/end/", {"why": "退職"})
    answer = office.make()
    assert answer.status_code == 422
    assert "A-5002" in text(answer)
    assert office.make("日本語").status_code == 422
    assert Account.objects.filter(login="newcomer").count() == 1


def sign_in_by_code(login):
    browser = Client(SERVER_NAME="localhost", raise_request_exception=False)
    code = re.search(r'data-code="(\d+)"', text(browser.post("/access/sign-in/code/request/", {"login": login})))
    return browser, browser.post("/access/sign-in/code/", {"login": login, "code": code.group(1) if code else ""})


@pytest.mark.covers("CTRL-062")
def test_who_has_taken_no_training_does_not_get_in(office):
    """A new account waits for its training; recorded, it works; a year later it does not."""
    office.make()
    account = Account.objects.get(login="newcomer")
    answer = sign_in_by_code("newcomer")[1]
    assert answer.status_code == 403
    assert "A-1011" in text(answer)
    given = {"taken_on": TODAY.isoformat(), "name": "新任研修"}
    late = given | {"taken_on": (TODAY + dt.timedelta(days=1)).isoformat()}
    assert office.admin.post(f"/access/accounts/{account.pk}/training/", late).status_code == 422
    assert office.admin.post(f"/access/accounts/{account.pk}/training/", given).status_code == 302
    browser, answer = sign_in_by_code("newcomer")
    assert answer.status_code == 302
    assert browser.get("/access/terminal/").status_code == 200
    assert "新任研修" in text(office.security.get(f"/access/accounts/{account.pk}/"))
    Account.objects.filter(pk=account.pk).update(trained_until=TODAY - dt.timedelta(days=1))
    assert browser.get("/access/purpose/").status_code == 302
    assert sign_in_by_code("newcomer")[1].status_code == 403


@pytest.mark.covers("CTRL-056")
def test_an_account_is_suspended_resumed_and_ended_with_a_reason(office):
    """Suspended: out at the next request. Ended: with every right, for good; each step is in the record."""
    clerk = account_with("clerk", "register.clerk")
    browser = at_work(clerk)
    address = f"/access/accounts/{clerk.pk}"
    assert office.admin.post(f"{address}/suspend/", {"why": ""}).status_code == 422
    office.admin.post(f"{address}/suspend/", {"why": "長期休暇"})
    assert browser.get("/access/purpose/").status_code == 302
    assert "長期休暇" in text(office.admin.get(f"{address}/"))
    office.admin.post(f"{address}/resume/", {"why": "復帰"})
    assert Account.objects.get(pk=clerk.pk).active
    office.admin.post(f"{address}/end/", {"why": "退職"})
    office.admin.post(f"{address}/resume/", {"why": "誤り"})
    ended = Account.objects.get(pk=clerk.pk)
    assert (ended.active, ended.ended_on) == (False, TODAY)
    assert not RightGrant.objects.filter(account=clerk, ended_at=None).exists()
    assert last_record(detail="close:clerk").conditions == {"reason": "退職"}
    assert office.admin.post(f"{address}/promote/", {"why": "x"}).status_code == 404
    assert office.apply(clerk).status_code == 404


def test_nobody_administers_themselves(office):
    """Suspending, ending, unlocking, training, a code: somebody else does it."""
    address = f"/access/accounts/{office.admin_account.pk}"
    for step in ("suspend", "resume", "end", "unlock", "code", "training"):
        given = {"why": "x", "taken_on": TODAY.isoformat(), "name": "x"}
        answer = office.admin.post(f"{address}/{step}/", given)
        assert (answer.status_code, "A-5003" in text(answer)) == (409, True), step
    assert "停止・廃止・解除" not in text(office.admin.get(f"{address}/"))


def test_many_failures_lock_an_account_until_it_is_unlocked_or_time_has_passed(office, monkeypatch):
    """Ten wrong codes: even the right one is refused (STD-10.3); an administrator unlocks; so does half an hour."""
    clerk = account_with("clerk", "register.clerk")
    stranger = Client(SERVER_NAME="localhost")
    for _ in range(sessions.LOCK_AFTER):
        stranger.post("/access/sign-in/code/", {"login": "clerk", "code": "0"})
    answer = sign_in_by_code("clerk")[1]
    assert (answer.status_code, "A-3005" in text(answer)) == (403, True)
    assert "ロック" in text(office.admin.get("/access/accounts/"))
    office.admin.post(f"/access/accounts/{clerk.pk}/unlock/", {"why": "本人に確認した"})
    assert sign_in_by_code("clerk")[1].status_code == 302
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    Account.objects.filter(pk=clerk.pk).update(locked_until=past, failures=3)
    assert sign_in_by_code("clerk")[1].status_code == 302
    assert Account.objects.get(pk=clerk.pk).failures == 0


def test_an_account_is_brought_up_to_date(office):
    """Name, office and term; what makes no sense is told (CTRL-055)."""
    clerk = account_with("clerk", "register.clerk")
    other = administration.ensure_office(EBINA, "020", "税務課")
    given = {"name": "見本 改姓", "office": other.pk, "works_until": (TODAY + dt.timedelta(days=9)).isoformat()}
    assert office.admin.post(f"/access/accounts/{clerk.pk}/", given).status_code == 302
    assert "税務課" in text(office.admin.get("/access/accounts/", {"name": "改姓"}))
    assert "見本 改姓" not in text(office.admin.get("/access/accounts/", {"name": "だれも"}))
    assert office.admin.post(f"/access/accounts/{clerk.pk}/", given | {"name": ""}).status_code == 422
    stranger = administration.ensure_account("far", "遠い 人", administration.ensure_office("132110", "1", "小平市"))
    assert office.admin.get(f"/access/accounts/{stranger.pk}/").status_code == 404


def test_a_newcomer_enrols_with_the_code_shown_once(office):
    """The code works at another registered terminal, and is not shown again."""
    clerk = account_with("clerk", "register.clerk")
    code = office.enrolment_code(clerk)
    assert code not in text(office.admin.get(f"/access/accounts/{clerk.pk}/"))
    newcomer = nobody_at(office.security)
    assert newcomer.post("/access/enrol/", {"login": "clerk", "code": code}).status_code == 302


@pytest.mark.covers("CTRL-042")
@pytest.mark.parametrize("where", ["issuer at work", "the issuer's terminal", "no terminal", "somebody at work"])
def test_an_enrolment_code_is_of_no_use_to_whoever_made_it(office, where):
    """Where it was made, at no registered terminal, or in a session: refused with A-3006, on record, and void."""
    clerk = account_with("clerk", "register.clerk")
    code = office.enrolment_code(clerk)
    browser = {
        "issuer at work": lambda: office.admin,
        "the issuer's terminal": lambda: nobody_at(office.admin),
        "no terminal": lambda: Client(SERVER_NAME="localhost"),
        "somebody at work": lambda: office.security,
    }[where]()
    answer = browser.post("/access/enrol/", {"login": "clerk", "code": code})
    assert answer.status_code == 403
    assert "A-3006" in text(answer)
    assert last_record(detail="enrol").refusal == "A-3006"
    elsewhere = nobody_at(office.security)
    assert "A-3002" in text(elsewhere.post("/access/enrol/", {"login": "clerk", "code": code}))
    assert elsewhere.get("/access/authenticators/")["Location"] == "/access/enrol/"


@pytest.mark.covers("CTRL-042")
def test_an_authenticator_added_with_anothers_code_is_seen_by_the_holder_and_by_the_inspection(office):
    """The holder is told at each sign-in who made the code and when; so is the account's page; the record names both."""
    clerk = account_with("clerk", "register.clerk")
    own, slipped_in = Authenticator(), Authenticator()
    desk = nobody_at(office.security)
    enrol(desk, clerk, own, code=office.enrolment_code(clerk))
    assert sign_in(desk, "clerk", own).status_code == 200
    assert "登録コードの発行" not in text(desk.get("/"))
    desk.post("/access/sign-out/")
    enrol(desk, clerk, slipped_in, code=office.enrolment_code(clerk))
    assert last_record(account="clerk").detail == "authenticator-added:code-by:admin"
    for _ in range(2):
        assert sign_in(desk, "clerk", own).status_code == 200
        home = text(desk.get("/"))
        assert "登録コードの発行: 見本 admin" in home
        assert home.count("追加されています") == 1
        assert "登録コードの発行: 見本 admin" in text(desk.get("/access/authenticators/"))
        desk.post("/access/sign-out/")
    assert "登録コードの発行: 見本 admin" in text(office.security.get(f"/access/accounts/{clerk.pk}/"))
    listed = text(office.security.post("/access/audit/", {"account": "clerk"}))
    assert "認証器の追加 登録コードの発行者: admin" in listed
    clerk.credentials.update(added_at=timezone.now() - dt.timedelta(days=31))
    assert sign_in(desk, "clerk", own).status_code == 200
    assert "追加されています" not in text(desk.get("/"))


def test_a_code_that_was_entered_allows_one_authenticator_for_ten_minutes(office):
    """A browser left at the page of authenticators enrols nobody later, and nobody twice."""
    clerk = account_with("clerk", "register.clerk")
    desk = nobody_at(office.security)
    desk.post("/access/enrol/", {"login": "clerk", "code": office.enrolment_code(clerk)})
    session = desk.session
    session[equipment.ENROLLING] |= {"at": time.time() - equipment.ENROLLING_SECONDS - 1}
    session.save()
    assert desk.get("/access/authenticators/")["Location"] == "/access/enrol/"
    enrol(desk, clerk, Authenticator(), code=office.enrolment_code(clerk))
    assert desk.get("/access/authenticators/")["Location"] == "/access/enrol/"


@pytest.mark.covers("CTRL-070")
def test_a_terminal_is_registered_with_a_code_and_stopped_with_a_reason(office):
    """The browser that enters the code is the terminal; stopped, whoever sits there is out."""
    given = {"name": "窓口9番", "office": Office.objects.get(code="010").pk, "kind": "cs"}
    page = text(office.admin.post("/access/terminals/", given))
    code = re.search(r'data-code="(\d+)"', page).group(1)
    browser = Client(SERVER_NAME="localhost")
    assert browser.post("/access/terminal/", {"code": code}).status_code == 302
    assert "窓口9番" in text(browser.get("/access/terminal/"))
    made = Terminal.objects.get(name="窓口9番")
    assert office.admin.post(f"/access/terminals/{made.id}/stop/", {"why": ""}).status_code == 422
    assert office.admin.post(f"/access/terminals/{made.id}/stop/", {"why": "撤去"}).status_code == 302
    assert "窓口9番" not in text(browser.get("/access/terminal/"))
    assert office.admin.post(f"/access/terminals/{made.id}/stop/", {"why": "撤去"}).status_code == 404
    assert office.admin.post("/access/terminals/", {"name": ""}).status_code == 422


@pytest.mark.parametrize(
    ("organisation", "system", "has", "lacks"),
    [
        ("142158", "municipal_cs", {"register", "municipal_cs", "host"}, {"prefecture", "national"}),
        ("140007", "prefecture", {"prefecture", "host"}, {"register", "national"}),
        ("agency", "national", {"national", "host"}, {"register", "prefecture"}),
    ],
)
def test_only_rights_to_systems_of_the_organisation_are_offered(office, organisation, system, has, lacks):
    """A prefecture gives nobody a right to a register."""
    import msgspec
    from django.conf import settings as held
    from django.test import override_settings

    from daicho.access.admin_forms import RightForm

    facts = msgspec.structs.replace(held.DAICHO, organisation=organisation, system=system)
    with override_settings(DAICHO=facts):
        groups = RightForm().fields["what"].choices
    systems = {code.partition(":")[2].partition(".")[0] for _name, group in groups for code, _word in group}
    assert has <= systems
    assert not lacks & systems


def test_offices_are_added_and_renamed(office):
    """A code stays one office."""
    assert office.admin.post("/access/offices/", {"code": "030", "name": "支所"}).status_code == 302
    assert office.admin.post("/access/offices/", {"code": "030", "name": "西支所"}).status_code == 302
    assert office.admin.post("/access/offices/", {"code": "支所", "name": "西支所"}).status_code == 422
    page = text(office.admin.get("/access/offices/"))
    assert "西支所" in page
    assert Office.objects.filter(code="030").count() == 1


@pytest.mark.covers("CTRL-058", "CTRL-057")
def test_the_yearly_review_lists_what_does_not_fit_and_is_kept(office):
    """Ended employment, suspension, missing training, long unused: each is named; the officer keeps the outcome."""
    day = dt.timedelta(days=1)
    faults = {
        "gone": {"works_until": TODAY - day},
        "resting": {"active": False},
        "untrained": {"training_needed": True},
        "lapsed": {"training_needed": True, "trained_until": TODAY - day},
        "unused": {"created_at": dt.datetime.now(dt.UTC) - 100 * day},
    }
    for login, changes in faults.items():
        Account.objects.filter(pk=account_with(login, "register.clerk").pk).update(**changes)
    found = {difference.account.login: difference.what for difference in rights_lists.differences(EBINA, TODAY)}
    assert found.keys() == faults.keys()
    page = text(office.security.get("/access/rights/review/"))
    for words in ("終わっているのに", "停止中の", "有効な研修", "90日以上"):
        assert words in page
    given = {"year": "2027", "outcome": "4件を是正した"}
    assert office.admin.post("/access/rights/review/done/", given).status_code == 403
    assert office.security.post("/access/rights/review/done/", given | {"outcome": ""}).status_code == 422
    assert office.security.post("/access/rights/review/done/", given).status_code == 302
    kept = RightsReview.objects.get()
    assert (kept.fiscal_year, kept.differences, kept.reviewed_by.login) == (2027, 5, "security")
    assert "4件を是正した" in text(office.security.get("/access/rights/review/"))
    assert last_record().conditions == {"reason": "4件を是正した"}


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026)])
def test_a_fiscal_year_begins_in_april(day, year):
    """31 March is last year's."""
    assert rights_lists.fiscal_year(dt.date.fromisoformat(day)) == year


def test_single_functions_are_those_of_no_role(office):
    """The look at an individual number can be applied for by itself (CTRL-006)."""
    from daicho.access.admin_forms import single_functions

    codes = single_functions()
    assert "register.number" in codes
    assert "register.clerk" not in codes
    assert not {"register.apply", "national.answer", "register.open"} & set(codes)
    office.make()
    account = Account.objects.get(login="newcomer")
    assert office.apply(account, what="function:register.number").status_code == 302
    assert RightGrant.objects.get(account=account).function == "register.number"
    assert "個人番号の照会 (住民記録システム)" in text(office.security.get("/access/rights/"))


def test_the_pages_speak_english(office):
    """Nothing Japanese is left but names."""
    for browser in (office.admin, office.security):
        browser.cookies["daicho-language"] = "en"
    office.make()
    account = Account.objects.get(login="newcomer")
    office.apply(account)
    pages = [office.admin.get(f"/access/{address}") for address in (
        "accounts/", "accounts/new/", f"accounts/{account.pk}/", "terminals/", "offices/")]  # fmt: skip
    pages += [office.security.get(f"/access/{address}") for address in ("rights/", "rights/review/")]
    for page in pages:
        main = text(page)[text(page).index("<main") : text(page).index("</main>")]
        left = set(re.findall(r"[぀-ヿ一-鿿]{2,}", main))
        assert left <= {"見本", "新人", "市民課", "任用通知書", "管理", "令和", "課長"}, left
