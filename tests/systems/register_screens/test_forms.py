"""The form while it is typed: drafts, live checks, members, numbers, locks, and everything that can be typed wrong."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from daicho.systems.register import db
from daicho.systems.register.models import Act, EditLock, FormDraft, PendingAct, Person

from .support import (
    HEADER,
    begin,
    confirm,
    entrant,
    family_lives_here,
    move_in_fields,
    submit,
    text_of,
    to_summary,
    version_of,
)

pytestmark = pytest.mark.database


def live(client, address, fields):
    return text_of(client.post(f"{address}live/", fields))


@pytest.mark.covers("STD-4.0.3")
def test_the_effective_date_is_blank_and_the_notification_date_today(clerk):
    """As the standard wants a form to begin; the processing date cannot be typed at all."""
    begin(clerk, "domestic_move_in")
    typed = FormDraft.objects.get().typed
    assert "h-effective_on" not in typed
    assert typed["h-notified_on"] == ["令和8年11月21日"]


def test_what_is_typed_is_kept_and_survives_the_session(counter, clerk):
    """After an idle logout the same account finds the form as it was; nobody else does."""
    address = begin(clerk, "domestic_move_in")
    live(clerk, address, {"h-notified_on": "R8.11.21", "e-0-here": "1", "e-0-family": "髙島"})
    returned = counter.sign_in("clerk")
    assert 'value="髙島"' in text_of(returned.get(address))
    assert address in text_of(returned.get("/"))
    assert counter.sign_in("other").get(address).status_code == 404


@pytest.mark.covers("STD-11.1")
def test_the_law_speaks_while_one_types(clerk):
    """A move-in that lies ahead is an error with its article before anything is sent."""
    address = begin(clerk, "domestic_move_in")
    page = live(clerk, address, move_in_fields(1, **{"h-effective_on": "R8.12.1"}))
    assert "R-403-01" in page
    assert "標準仕様書4.0.3" in page
    assert "R-403-01" not in live(clerk, address, move_in_fields(1))


def test_live_checks_leave_one_record_for_a_form_not_one_for_a_letter(clerk):
    """The grant of a form serves its checks (decision 0110)."""
    from daicho.systems.register.models import AccessRecord

    address = begin(clerk, "domestic_move_in")
    live(clerk, address, move_in_fields(1))
    before = AccessRecord.objects.count()
    for _ in range(3):
        live(clerk, address, move_in_fields(1))
    assert AccessRecord.objects.count() == before


@pytest.mark.covers("STD-4.0.10")
def test_a_member_more_takes_over_what_a_family_shares(clerk):
    """Surname, its furigana, domicile and first-listed person; not the given name."""
    address = begin(clerk, "domestic_move_in")
    page = text_of(clerk.post(f"{address}members/", move_in_fields(1) | {"do": "add"}))
    assert 'name="e-1-family" value="見本"' in page
    typed = FormDraft.objects.get().typed
    for shared in ("family", "family_furigana", "domicile", "first_listed_person"):
        assert typed[f"e-1-{shared}"] == typed[f"e-0-{shared}"] != [""]
    assert "e-1-given" not in typed
    clerk.post(f"{address}members/", {name: values[-1] for name, values in typed.items()} | {"do": "remove-1"})
    assert "e-1-family" not in FormDraft.objects.get().typed


def test_members_can_be_added_without_script(clerk):
    """The same button as a plain form."""
    address = begin(clerk, "domestic_move_in")
    response = clerk.post(address, move_in_fields(1) | {"do": "add"})
    assert response["Location"].endswith("#person-1")
    assert 'name="e-1-family"' in text_of(clerk.get(address))


@pytest.mark.covers("CTRL-001")
def test_an_individual_number_goes_to_the_vault_and_is_never_shown_again(clerk, checker):
    """Neither the draft nor the page nor the pending act holds it; the reference alone does."""
    from daicho.values.numbers import IndividualNumber

    number = IndividualNumber.synthetic(90).stored()
    address = begin(clerk, "domestic_move_in")
    page = text_of(clerk.post(f"{address}members/", move_in_fields(1) | {"e-0-number": number}))
    assert number not in page
    assert "受領済み" in page
    draft = FormDraft.objects.get()
    assert number not in str(draft.typed)
    response = clerk.post(address, move_in_fields(1))
    pending = int(response["Location"].strip("/").split("/")[-1])
    assert number.encode() not in bytes(PendingAct.objects.get(pk=pending).command)
    submit(clerk, pending)
    confirm(checker, pending)
    assert Person.objects.get().individual_number_ref == draft.typed["e-0-number_ref"][0]


def test_a_wrong_individual_number_is_told_and_not_kept(clerk):
    """The check digit is wrong: the code of the problem is kept, the number is not; the law refuses."""
    address = begin(clerk, "domestic_move_in")
    page = text_of(clerk.post(f"{address}members/", move_in_fields(1) | {"e-0-number": "123456789012"}))
    assert "個人番号として正しくありません" in page
    assert "123456789012" not in str(FormDraft.objects.get().typed)
    response = clerk.post(address, move_in_fields(1))
    assert response.status_code == 422
    assert "R-44-01" in text_of(response)


def test_a_vault_reference_cannot_be_named_from_outside(clerk):
    """A reference in the posted form is not believed."""
    address = begin(clerk, "domestic_move_in")
    live(clerk, address, move_in_fields(1) | {"e-0-number_ref": "11111111-1111-1111-1111-111111111111"})
    assert "11111111-1111" not in str(FormDraft.objects.get().typed)


@pytest.mark.covers("STD-10.3")
def test_two_clerks_cannot_edit_one_household(counter, clerk, checker):
    """The second is told who is at it and since when; looking is still allowed."""
    persons, household = family_lives_here(clerk, checker, 2)
    clerk.get(begin(clerk, "relocation", household=household))
    other = counter.sign_in("other")
    response = other.get(begin(other, "move_out", household=household))
    assert response.status_code == 409
    page = text_of(response)
    assert "R-0007" in page
    assert "clerk" in page
    assert "入力中です" in text_of(other.get(reverse("register:resident", args=persons[:1])))


def test_a_pending_act_blocks_a_second_one_with_a_clear_error(counter, clerk, checker):
    """Two acts on one household: the first is pending, the second is refused with a way to it (STD-4.0.8)."""
    persons, household = family_lives_here(clerk, checker, 2)
    fields = HEADER | {f"m-{person}-take": "on" for person in persons}
    fields |= {"h-effective_on": "R8.11.21", "d-town": "国分南一丁目", "d-lot": "5番5号"}
    first = to_summary(clerk, "relocation", fields, household=household)
    submit(clerk, first)
    other = counter.sign_in("other")
    second = to_summary(other, "relocation", fields | {"d-lot": "6番6号"}, household=household)
    response = submit(other, second)
    assert response.status_code == 409
    page = text_of(response)
    assert "R-0003" in page
    assert reverse("register:pending", args=[first]) in page


@pytest.mark.covers("STD-4.0.8")
def test_form_and_summary_say_that_a_person_has_become_pending(counter, clerk, checker):
    """A draft open before: its live check, even with nothing typed, and its summary say what submitting would."""
    persons, household = family_lives_here(clerk, checker, 2)
    fields = HEADER | {f"m-{person}-take": "on" for person in persons}
    fields |= {"h-effective_on": "R8.11.21", "d-town": "国分南一丁目", "d-lot": "5番5号"}
    other = counter.sign_in("other")
    draft = begin(other, "relocation", household=household)
    for typed in (fields, {}):
        assert "R-0003" not in live(other, draft, typed)
    db.execute("register", "DELETE FROM register_editlock")
    first = to_summary(clerk, "relocation", fields, household=household)
    assert submit(clerk, first).status_code == 302
    way = reverse("register:pending", args=[first])
    for typed in (fields | {"d-lot": "6番6号"}, {}, {"h-effective_on": "R8.2.30"}):
        said = live(other, draft, typed)
        assert said.count("R-0003") == 1
        assert way in said
    response = other.post(draft, fields | {"d-lot": "6番6号"})
    page = text_of(other.get(response["Location"]))
    assert page.count("R-0003") == 1
    assert way in page
    assert "仮登録する" not in page
    second = int(response["Location"].strip("/").split("/")[-1])
    refused = submit(other, second)
    assert refused.status_code == 409
    assert text_of(refused).count("R-0003") == 1
    assert "R-0003" not in text_of(clerk.get(way))


def test_submitting_gives_the_editing_locks_back(clerk, checker):
    """From then on the pending act itself blocks."""
    persons, household = family_lives_here(clerk, checker)
    fields = HEADER | {f"m-{persons[0]}-take": "on", "h-effective_on": "R8.11.21"}
    fields |= {"d-town": "国分南一丁目", "d-lot": "5番5号"}
    pending = to_summary(clerk, "relocation", fields, household=household)
    assert EditLock.objects.count() == 1
    submit(clerk, pending)
    assert EditLock.objects.count() == 0


def test_a_form_sent_twice_begins_one_pending_act(clerk):
    """The draft's own token makes it one."""
    address = begin(clerk, "domestic_move_in")
    fields = move_in_fields(1)
    first = clerk.post(address, fields)
    second = clerk.post(address, fields)
    assert first["Location"] == second["Location"]
    assert PendingAct.objects.count() == 1


def test_submitting_twice_is_one_submission(clerk):
    """The second press is told that it is done."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    version = version_of(pending)
    submit(clerk, pending, version)
    again = clerk.post(reverse("register:submit", args=[pending]), {"version": version}, follow=True)
    assert "すでに仮登録されています" in text_of(again)


def test_confirming_twice_is_one_act(clerk, checker):
    """The second press, and the page opened again with "back", lead to the same act."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    submit(clerk, pending)
    version = version_of(pending)
    first = confirm(checker, pending, version)
    second = confirm(checker, pending, version)
    assert first["Location"] == second["Location"]
    assert Act.objects.count() == 1
    page = text_of(checker.get(reverse("register:pending", args=[pending])))
    assert "この異動は本登録されました" in page
    assert "届出書と照合した" not in page


def test_an_outdated_page_confirms_nothing(clerk, checker):
    """Edited since it was shown: the checker must look again."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    submit(clerk, pending)
    response = confirm(checker, pending, version_of(pending) - 1)
    assert response.status_code == 409
    assert "R-0005" in text_of(response)
    assert Act.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"h-effective_on": "R8.11.22"}, "R-403-01"),
        ({"h-effective_on": ""}, "R-403-02"),
        ({"h-effective_on": "R8.2.30"}, "V-DATE"),
        ({"h-effective_on": "R8.11.日"}, "V-DATE"),
        ({"h-notified_on": "R8.11.25"}, "R-4102-01"),
        ({"h-notifier_kind": "agent", "h-notifier_name": "代理　人"}, "R-4101-02"),
        ({"h-notifier_kind": "agent"}, "S-0101"),
        ({"e-0-birth_date": "R8.11.21"}, "R-403-04"),
        ({"e-0-birth_date": "S64.1.8"}, "V-DATE"),
        ({"e-0-relationship": "祖父"}, "R-1111-01"),
        ({"e-0-relationship": "子の子の子の子の子"}, "R-1111-02"),
        ({"e-0-code": "12345678901"}, "R-431-01"),
        ({"e-0-family": "見\U000e0100\U000e0101"}, "V-CHR"),
        ({"e-0-family": "\U000e0100見"}, "V-CHR"),
        ({"e-0-given": "太\x07郎"}, "V-CHR"),
        ({"e-0-given": "太\u202e郎"}, "V-CHR"),
        ({"e-0-domicile": ""}, "R-116-01"),
        ({"c-municipality": "142158"}, "R-4111-02"),
        ({"c-municipality": "999999"}, "V-"),
        ({"c-municipality": "どこか市"}, "V-ADR-CODE"),
        ({"d-town": "", "d-lot": ""}, "R-402-01"),
        ({"d-household_number": "0000000019"}, "R-402-02"),
        ({"d-household_number": "12"}, "V-"),
        ({"e-0-re_entry_of": "0000000019"}, "S-0102"),
    ],
)
def test_what_is_typed_wrong_is_explained_and_nothing_begins(clerk, changes, code):
    """Each with its stable code on the form; there is no pending act."""
    response = clerk.post(begin(clerk, "domestic_move_in"), move_in_fields(1, **changes))
    assert response.status_code == 422
    assert code in text_of(response)
    assert PendingAct.objects.count() == 0


@pytest.mark.covers("CTRL-016")
def test_an_agent_needs_a_letter_of_attorney(clerk):
    """Refused without, accepted with it; name and documents stand in the summary for the checker."""
    agent = {"h-notifier_kind": "agent", "h-notifier_name": "代理　花子", "h-documents": ["旅券", "委任状"]}
    address = begin(clerk, "domestic_move_in")
    assert clerk.post(address, move_in_fields(1, **agent)).status_code == 422
    response = clerk.post(address, move_in_fields(1, **agent, **{"h-letter_of_attorney": "on"}))
    page = text_of(clerk.get(response["Location"]))
    for text in ("任意代理人", "代理　花子", "旅券", "確認した"):
        assert text in page


@pytest.mark.covers("CTRL-015")
def test_a_notifier_without_a_document_is_pointed_out(clerk):
    """An alert that names the rule; the checker sees it too."""
    fields = move_in_fields(1)
    del fields["h-documents"]
    pending = to_summary(clerk, "domestic_move_in", fields)
    assert "R-4101-03" in text_of(clerk.get(reverse("register:pending", args=[pending])))


@pytest.mark.covers("STD-4.0.2")
def test_the_household_entered_is_shown_while_its_number_is_typed(clerk, checker):
    """Members and address; an unknown number is told."""
    persons, household = family_lives_here(clerk, checker, 2)
    address = begin(clerk, "domestic_move_in")
    page = text_of(clerk.get(f"{address}destination/", {"d-household_number": household}))
    assert "見本　花子" in page
    assert "R-402-02" in text_of(clerk.get(f"{address}destination/", {"d-household_number": "0000009997"}))
    assert len(persons) == 2


@pytest.mark.covers("STD-2.3.1")
@pytest.mark.parametrize(("kind", "title"), [("domestic_move_in", "転入"), ("move_in_from_abroad", "国外からの転入")])
def test_a_form_names_the_act_that_is_being_entered(clerk, kind, title):
    """In the heading of the page."""
    assert f"<h1>{title}の入力</h1>" in text_of(clerk.get(begin(clerk, kind)))


def test_a_procedure_about_residents_needs_one(clerk):
    """Without a resident, or with one who does not exist, the page says where to begin."""
    for kind in ("relocation", "move_out", "death", "clerical_correction", "cancellation"):
        response = clerk.post(reverse("register:begin"), {"kind": kind, "person": "0000000019", "act": "7"})
        assert response.status_code == 404
        assert "検索" in text_of(response)
    assert clerk.post(reverse("register:begin"), {"kind": "abolish_everything"}).status_code == 404


def test_a_draft_thrown_away_leaves_nothing(clerk, checker):
    """Its pending act is withdrawn, its locks are gone."""
    persons, household = family_lives_here(clerk, checker)
    fields = HEADER | {f"m-{persons[0]}-take": "on", "h-effective_on": "R8.11.21"}
    fields |= {"d-town": "国分南一丁目", "d-lot": "5番5号"}
    pending = to_summary(clerk, "relocation", fields, household=household)
    draft = FormDraft.objects.get()
    assert clerk.post(reverse("register:discard", args=[draft.pk])).status_code == 302
    assert PendingAct.objects.get(pk=pending).state == "withdrawn"
    assert not EditLock.objects.exists()
    assert not FormDraft.objects.exists()


def test_odd_requests_break_nothing(clerk):
    """Huge values, hundreds of people, wrong types: an answer, never a fault."""
    address = begin(clerk, "domestic_move_in")
    fields = move_in_fields(1) | {"e-0-family": "あ" * 100_000, "d-lot": "\ud7ff", "e-999-here": "1", "e-x-family": "x"}
    fields |= {f"e-{index}-here": "1" for index in range(60)}
    assert clerk.post(f"{address}live/", fields).status_code == 200
    assert clerk.post(address, fields).status_code == 422
    assert clerk.post(f"{address}members/", {"do": "remove-abc"}).status_code == 200
    assert clerk.post(reverse("register:confirm", args=[10**15]), {"version": "x"}).status_code in {403, 404}


@pytest.mark.parametrize("octets", ["%ED%A0%80", "%FF", "%E5%A4", "%00", "%EF%B8%80"])
def test_octets_that_are_no_text_never_reach_a_record(clerk, octets):
    """A lone surrogate, invalid or cut-off UTF-8, NUL, a variation selector by itself, as a browser would send them."""
    fields = [(name, value) for name, value in move_in_fields(1).items() if name != "e-0-given"]
    body = f"{urlencode(fields, doseq=True)}&e-0-given={octets}"
    response = clerk.post(
        begin(clerk, "domestic_move_in"), body, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    assert response.status_code in {400, 422}
    assert not PendingAct.objects.exists()


def test_a_late_notification_is_an_alert_not_an_error(clerk):
    """Day 15 after the move: the clerk is told, and goes on."""
    moved = dt.date(2026, 11, 21) - dt.timedelta(days=20)
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1, **{"h-effective_on": moved.isoformat()}))
    assert "R-4102-03" in text_of(clerk.get(reverse("register:pending", args=[pending])))


def test_two_people_with_one_code_are_refused(clerk):
    """In one form already."""
    fields = move_in_fields(1)
    fields |= entrant(1, code=fields["e-0-code"])
    response = clerk.post(begin(clerk, "domestic_move_in"), fields)
    assert response.status_code == 422
    assert "R-431-02" in text_of(response)
