"""The inspection of access records, at every system that keeps some."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re

import psycopg
import pytest
from access_systems import access_of, account_with, at_work, machine, open_system
from django.urls import reverse

from daicho.access import inspection, patterns, records, sealer
from daicho.access.gate import Gate
from daicho.access.grants import AccessKind, AccessRefused, FourItems
from daicho.access.models import AuditReview
from daicho.access.rights import today_in_japan

pytestmark = pytest.mark.database
NETWORK = ("municipal_cs", "prefecture", "national")
EVERY = ("register", *NETWORK)
PERSON = "01234567890"
PURPOSES = {"register": "notification"}


@pytest.fixture
def stack():
    with contextlib.ExitStack() as held:
        yield held


@pytest.fixture
def serve(system_databases, stack):
    """`serve("national")`: this process serves that system; gives a clerk who looked at one person and an auditor."""

    def opened(system):
        open_system(system, stack)
        clerk = account_with("clerk", f"{system}.clerk", name="小平 花子")
        desk = at_work(clerk, terminal="窓口7番").terminal
        asked = access_of(clerk, desk, f"{system}.open", purpose=PURPOSES.get(system, "identification"))
        items = {PERSON: FourItems(name="海老名　太郎", address="一丁目", birth_date="1990-01-01", sex="male")}
        Gate(system).open_person(asked, [PERSON], subjects=items)
        auditor = at_work(account_with("auditor", f"{system}.auditor"))
        return auditor, clerk, desk

    return opened


def found(browser, system, **wanted):
    answer = browser.post(reverse(f"{system}:audit"), wanted)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def table(page):
    return page[page.index("<tbody>") : page.index("</tbody>")] if "<tbody>" in page else ""


@pytest.mark.covers("CTRL-079", "CTRL-074")
@pytest.mark.parametrize("system", EVERY)
def test_every_system_shows_who_looked_at_a_person(serve, system):
    """Name, terminal, office and purpose in words; no identifier of a terminal, no code of a function."""
    auditor, _clerk, desk = serve(system)
    rows = table(found(auditor, system, person=PERSON))
    for word in ("小平 花子", "窓口7番", "市民課", "海老名　太郎", "令8-100"):
        assert word in rows
    assert str(desk.id) not in rows
    assert f"{system}.open" not in rows
    assert "<tr>" not in table(found(auditor, system, person="99999999999"))


@pytest.mark.parametrize("system", EVERY)
def test_the_menu_leads_there_for_who_may_and_for_nobody_else(serve, system):
    """An auditor has the entry; a clerk has not, and the address is refused and recorded."""
    auditor, clerk, _desk = serve(system)
    assert f'href="{reverse(f"{system}:audit")}"' in auditor.get(reverse(f"{system}:audit")).content.decode()
    other = at_work(clerk)
    assert other.get(reverse(f"{system}:audit")).status_code == 403
    assert f'href="{reverse(f"{system}:audit")}"' not in other.get("/access/terminal/").content.decode()
    last = records.record_model(system)._default_manager.using(system).latest("id")
    assert (last.account, last.function, last.outcome) == ("clerk", f"{system}.audit", "refused")


@pytest.mark.covers("CTRL-080")
@pytest.mark.parametrize("system", EVERY)
def test_reading_the_records_is_itself_recorded(serve, system):
    """One record says what was asked for, a second whom the answer showed."""
    auditor, *_ = serve(system)
    found(auditor, system, person=PERSON)
    asked, shown = records.record_model(system)._default_manager.using(system).order_by("id")[1:]
    assert (asked.kind, asked.account, asked.conditions) == ("search", "auditor", {"person": PERSON})
    assert (shown.kind, shown.of_record, shown.persons) == ("shown", asked.pk, [PERSON])


def test_records_are_found_by_account_terminal_purpose_kind_case_and_period(serve):
    """Each condition finds the record, and leaves it out when it does not fit."""
    auditor, _clerk, _desk = serve("national")
    today = today_in_japan()
    fits = [
        {"account": "clerk"},
        {"account": "花子"},
        {"terminal": "7番"},
        {"purpose": "identification"},
        {"of_kind": "open"},
        {"case_number": "令8-100"},
        {"since": today.isoformat(), "until": today.isoformat()},
        {"actor": "person", "person": PERSON},
    ]
    others = [
        {"account": "somebody"},
        {"terminal": "8番"},
        {"purpose": "consistency"},
        {"of_kind": "inquiry"},
        {"case_number": "令8-101"},
        {"until": (today - dt.timedelta(days=1)).isoformat()},
        {"since": (today + dt.timedelta(days=1)).isoformat()},
        {"actor": "machine"},
        {"refused": "on"},
    ]
    for wanted in fits:
        assert "海老名　太郎" in found(auditor, "national", **wanted), wanted
    for wanted in others:
        assert "海老名　太郎" not in found(auditor, "national", **wanted), wanted


def test_a_machine_is_named_in_words(serve):
    """Whoever asked over the network is written as an organisation and its system."""
    auditor, *_ = serve("municipal_cs")
    Gate("municipal_cs").inquire(machine("municipal_cs", "answer"), counterpart="132110/municipal_cs", persons=[PERSON])
    rows = table(found(auditor, "municipal_cs", actor="machine"))
    assert "神奈川県 都道府県サーバ" in rows
    assert "小平市 市町村CS" in rows
    assert "140007/" not in rows


def test_refusals_can_be_listed_with_their_reason(serve):
    """What was found and its code, not the code alone (CTRL-085)."""
    auditor, clerk, desk = serve("prefecture")
    with pytest.raises(AccessRefused):
        Gate("prefecture").reveal_numbers(access_of(clerk, desk, "prefecture.open"), {})
    rows = table(found(auditor, "prefecture", refused="on"))
    assert "この機能を使う権限がありません (A-1002)" in rows
    assert "海老名　太郎" not in rows


@pytest.mark.parametrize(
    "wanted",
    [{"since": "令和8年13月1日"}, {"since": "R8.11.21", "until": "R8.11.1"}, {"purpose": "unknown"}, {"since": "不詳"}],
)
def test_conditions_that_make_no_sense_are_told_and_search_nothing(serve, wanted):
    """422, the field says what is wrong, no record of a search."""
    auditor, *_ = serve("national")
    answer = auditor.post(reverse("national:audit"), wanted)
    assert answer.status_code == 422
    assert 'class="errors"' in answer.content.decode()
    assert not records.record_model("national")._default_manager.using("national").filter(kind="search").exists()


def test_older_records_are_a_page_away(serve, monkeypatch):
    """The newest first; the button asks for those before the last one shown."""
    from daicho.access.views import audit

    auditor, clerk, desk = serve("national")
    for _ in range(3):
        Gate("national").open_person(access_of(clerk, desk, "national.open"), [PERSON])
    monkeypatch.setattr(audit, "MOST", 2)
    page = found(auditor, "national", account="clerk")
    assert table(page).count("<tr>") == 2
    before = re.search(r'name="before" value="(\d+)"', page).group(1)
    page = found(auditor, "national", account="clerk", before=before)
    assert table(page).count("<tr>") == 2
    assert 'name="before"' not in page
    assert "記録を見る" in found(auditor, "national", account="clerk", before="x" * 30)


@pytest.mark.covers("CTRL-102")
@pytest.mark.parametrize("system", EVERY)
def test_an_export_is_a_file_of_names_and_is_recorded(serve, system):
    """A spreadsheet opens it; the record says that it was an output; a clerk gets none."""
    auditor, clerk, desk = serve(system)
    answer = auditor.post(reverse(f"{system}:audit_csv"), {"person": PERSON})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    heads, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    line = dict(zip(heads, row, strict=True))
    assert (line["操作者"], line["端末"], line["部署"]) == ("小平 花子", "窓口7番", "市民課")
    assert str(desk.id) not in answer.content.decode()
    asked = records.record_model(system)._default_manager.using(system).filter(kind="search").get()
    assert asked.conditions == {"person": PERSON, "output": "csv"}
    assert at_work(clerk).post(reverse(f"{system}:audit_csv"), {}).status_code == 403


def test_a_cell_is_never_a_formula(serve):
    """What somebody typed cannot run in the auditor's spreadsheet."""
    auditor, clerk, desk = serve("national")
    Gate("national").open_person(access_of(clerk, desk, "national.open", case_number="=HYPERLINK(1)"), [PERSON])
    text = auditor.post(reverse("national:audit_csv"), {"case_number": "=HYPERLINK(1)"}).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text


def test_too_many_records_for_one_file_are_not_given_in_part(serve, monkeypatch):
    """The auditor is asked for a shorter period instead of getting a file that ends somewhere."""
    from daicho.access.views import audit

    auditor, clerk, desk = serve("national")
    Gate("national").open_person(access_of(clerk, desk, "national.open"), [PERSON])
    monkeypatch.setattr(audit, "MOST_EXPORTED", 1)
    answer = auditor.post(reverse("national:audit_csv"), {"account": "clerk"})
    assert answer.status_code == 422
    assert "絞り込んで" in answer.content.decode()
    assert auditor.post(reverse("national:audit_csv"), {"since": "x"}).status_code == 422


@pytest.mark.parametrize("system", EVERY)
def test_the_chain_is_verified_from_the_page(serve, system):
    """Sealed and whole; what is not sealed yet is counted; the verification is recorded."""
    auditor, *_ = serve(system)
    assert "まだ封印された記録はありません" in auditor.get(reverse(f"{system}:audit")).content.decode()
    sealer.seal(system)
    page = auditor.post(reverse(f"{system}:audit_chain")).content.decode()
    assert "途切れも書換えもありません" in page
    assert "封印を待つ記録: 1件" in page
    last = records.record_model(system)._default_manager.using(system).latest("id")
    assert (last.kind, last.detail, last.conditions) == ("review", "verify", {"outcome": "holds"})


def test_a_rewritten_record_shows(serve, system_databases):
    """Whoever changed a sealed record past every protection is found out by the button."""
    auditor, *_ = serve("national")
    sealer.seal("national")
    with psycopg.connect(system_databases.superuser_dsn("national"), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE national_accessrecord SET account = 'other'")
    page = auditor.post(reverse("national:audit_chain")).content.decode()
    assert "A-4002" in page
    assert "書き換えられています" in page
    assert records.record_model("national")._default_manager.using("national").latest("id").conditions == {
        "outcome": "broken"
    }


@pytest.mark.covers("CTRL-080")
def test_the_outcome_of_an_inspection_stands_among_the_records(serve):
    """Period, outcome and auditor are kept, sealed with the rest and listed on the page."""
    auditor, *_ = serve("national")
    given = {"since": "R8.10.1", "until": "R8.10.31", "outcome": "不正な操作は認められなかった"}
    assert auditor.post(reverse("national:audit_outcome"), given).status_code == 302
    record = records.record_model("national")._default_manager.using("national").latest("id")
    assert (record.kind, record.conditions["until"]) == (AccessKind.REVIEW, "2026-10-31")
    assert AuditReview.objects.get().record == record.pk
    assert "不正な操作は認められなかった" in auditor.get(reverse("national:audit")).content.decode()
    assert auditor.post(reverse("national:audit_outcome"), given | {"outcome": ""}).status_code == 422
    assert AuditReview.objects.count() == 1


def hits(system, code):
    day = today_in_japan()
    return next(
        result.hits
        for result in patterns.results(system, system, day - dt.timedelta(days=1), day + dt.timedelta(days=1))
        if result.rule.code == code
    )


def test_a_look_at_somebody_of_the_operators_own_surname_is_pointed_out(serve):
    """小平 looks at 小平; a machine that does is not meant."""
    _auditor, clerk, desk = serve("national")
    assert hits("national", "same_surname") == []
    items = {PERSON: FourItems(name="小平　次郎")}
    Gate("national").open_person(access_of(clerk, desk, "national.open"), [PERSON], subjects=items)
    Gate("national").open_person(machine("national", "apply"), [PERSON], subjects=items)
    (hit,) = hits("national", "same_surname")
    assert (hit.account, hit.account_name, hit.person, hit.count) == ("clerk", "小平 花子", PERSON, 1)


def test_many_refusals_and_many_searches_of_a_day_are_pointed_out(serve, monkeypatch):
    """From the threshold on, not below."""
    _auditor, clerk, desk = serve("national")
    asked = access_of(clerk, desk, "national.search")
    for times in range(patterns.REFUSALS_A_DAY):
        assert hits("national", "many_refusals") == [], times
        Gate("national").refuse(asked, "A-1008", kind=AccessKind.SEARCH)
    assert hits("national", "many_refusals")[0].count == patterns.REFUSALS_A_DAY
    for _ in range(patterns.SEARCHES_A_DAY - patterns.REFUSALS_A_DAY):
        Gate("national").search(asked, {"name": "x"})
    assert hits("national", "mass_search")[0].count == patterns.SEARCHES_A_DAY


def test_work_at_night_and_on_closed_days_is_pointed_out(serve, system_databases):
    """23:00 of a working day and noon of a Sunday; noon of a working day is not."""
    _auditor, _clerk, _desk = serve("national")
    days = {"night": "2026-11-20 23:00+09", "sunday": "2026-11-22 12:00+09", "noon": "2026-11-20 12:00+09"}
    with psycopg.connect(system_databases.superuser_dsn("national"), autocommit=True) as connection:
        for account, at in days.items():
            connection.execute(
                "INSERT INTO national_accessrecord SELECT (jsonb_populate_record(record, jsonb_build_object("
                "'id', nextval('national_accessrecord_id_seq'), 'account', %s::text, 'happened_at', %s::text))).* "
                "FROM national_accessrecord record WHERE account = 'clerk'",
                (account, at),
            )
    period = {"begin": dt.datetime(2026, 11, 20, tzinfo=dt.UTC), "end": dt.datetime(2026, 11, 23, tzinfo=dt.UTC)}
    period["begin"] -= dt.timedelta(hours=9)
    (rule,) = [rule for rule in patterns.RULES if rule.code == "outside_hours"]
    found = {hit.account for hit in rule.find("national", period | {"first": 0, "last": 10**9, "most": 10})}
    assert {"night", "sunday"} <= found
    assert "noon" not in found


def test_many_people_opened_for_a_notification_that_led_to_no_act_are_pointed_out(serve):
    """An act under the case number settles it (CTRL-081, CTRL-096)."""
    _auditor, clerk, desk = serve("register")
    asked = access_of(clerk, desk, "register.open", purpose="notification", case_number="令8-7")
    people = [f"{number:015}" for number in range(patterns.PERSONS_WITHOUT_ACT)]
    Gate("register").open_person(asked, people, subjects={person: FourItems() for person in people})
    (hit,) = hits("register", "without_act")
    assert (hit.case_number, hit.count) == ("令8-7", patterns.PERSONS_WITHOUT_ACT)
    Gate("register").act(asked.under("register.notify"), [], act="relocation")
    assert hits("register", "without_act") == []


@pytest.mark.covers("CTRL-079", "CTRL-096")
@pytest.mark.parametrize("system", EVERY)
def test_the_page_of_patterns_shows_rules_sources_and_use_by_account(serve, system):
    """For the hearing: what each account did in the period; the look is recorded."""
    auditor, clerk, desk = serve(system)
    asked = access_of(clerk, desk, f"{system}.open", purpose=PURPOSES.get(system, "identification"))
    Gate(system).open_person(asked, [PERSON], subjects={PERSON: FourItems(name="小平　次郎")})
    page = auditor.get(reverse(f"{system}:audit_patterns")).content.decode()
    assert "操作者と同じ氏の人の照会" in page
    assert "STD-10.2" in page
    assert "小平 花子" in page[page.index("利用者ごとの件数") :]
    asked, shown = records.record_model(system)._default_manager.using(system).order_by("-id")[:2][::-1]
    assert asked.conditions["output"] == "patterns"
    assert shown.persons == [PERSON]
    address = reverse(f"{system}:audit_patterns")
    assert auditor.post(address, {"since": "R8.1.1", "until": "R7.1.1"}).status_code == 422
    assert auditor.post(address, {"since": "R6.1.1", "until": "R8.1.1"}).status_code == 422


def test_a_period_becomes_the_ids_of_its_records(serve, system_databases):
    """Halving finds the first record of a moment wherever it lies, among gaps too."""
    serve("national")
    assert inspection.first_id("prefecture", dt.datetime.now(dt.UTC)) == 0
    with psycopg.connect(system_databases.superuser_dsn("national"), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO national_accessrecord SELECT (jsonb_populate_record(record, jsonb_build_object("
            "'id', 1000 + day * 7, 'happened_at', timestamptz '2020-01-01 00:00Z' + day * interval '1 day'))).* "
            "FROM national_accessrecord record, generate_series(0, 99) day WHERE account = 'clerk'"
        )
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM national_accessrecord WHERE id < 1000")
    for day in (0, 1, 50, 99):
        moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=day)
        assert 1000 + (day - 1) * 7 < inspection.first_id("national", moment) <= 1000 + day * 7
    assert inspection.first_id("national", dt.datetime(2021, 1, 1, tzinfo=dt.UTC)) == 1000 + 99 * 7 + 1


def test_the_sign_ins_of_an_organisation_are_inspected_the_same_way(serve):
    """The security officer sees who signed in, failed, and what administrators did, in words (CTRL-048)."""
    from daicho.access import administration, sessions

    _auditor, clerk, _desk = serve("national")
    security = at_work(account_with("security", "host.security", name="見本 承認"))
    for _ in range(patterns.FAILURES_A_DAY):
        sessions.record(clerk, None, "sign-in:webauthn", refusal="A-3001")
    administration.enrolment_code(clerk, by=administration.ensure_account("security", "見本 承認", clerk.office))
    page = security.post("/access/audit/", {"account": "clerk"}).content.decode()
    assert "サインイン 認証器" in page
    assert "サインインできませんでした (A-3001)" in page
    assert "認証器登録コードの発行 clerk" in security.post("/access/audit/", {"account": "security"}).content.decode()
    assert "サインインの失敗" in security.get("/access/audit/patterns/").content.decode()
    assert hits_of_host("failed_sign_ins")[0].account == "clerk"
    assert at_work(clerk).get("/access/audit/").status_code == 403


def hits_of_host(code):
    day = today_in_japan()
    return next(result.hits for result in patterns.results("default", "host", day, day) if result.rule.code == code)


@pytest.mark.parametrize("system", EVERY)
def test_the_inspection_speaks_english(serve, system):
    """Nothing Japanese is left but names and statutes."""
    auditor, *_ = serve(system)
    auditor.cookies["daicho-language"] = "en"
    page = found(auditor, system, since=today_in_japan().isoformat())
    head = page[page.index("<main") : page.index("<tbody>")] + page[page.index("</tbody>") : page.index("</main>")]
    assert re.findall(r"[぀-ヿ一-鿿]+", head) == []
    page = auditor.get(reverse(f"{system}:audit_patterns")).content.decode()
    assert "same surname" in page
