"""The counter home, purpose and case, search: what a clerk meets before anybody's record is open."""

from __future__ import annotations

import pytest
from django.urls import reverse

from daicho.systems.register.models import AccessRecord, SavedSearch

from .support import family_lives_here, move_in_fields, submit, text_of, to_summary

pytestmark = pytest.mark.database


def search(client, **conditions):
    response = client.post(reverse("register:search"), {"past": "on", **conditions})
    return client.get(response["Location"]) if response.status_code == 302 else response


def test_the_home_page_shows_waiting_work_without_a_name(clerk, checker):
    """One pending act: its kind, state and age are there, the people's names and numbers are not; no record is opened."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(2))
    submit(clerk, pending)
    before = AccessRecord.objects.count()
    page = text_of(checker.get(reverse("register:home")))
    assert reverse("register:pending", args=[pending]) in page
    assert "見本　太郎" not in page
    assert AccessRecord.objects.count() == before


def test_who_is_not_signed_in_sees_no_screen(client):
    """Every address of the register leads to the sign-in page."""
    client.defaults["SERVER_NAME"] = "127.0.0.1"
    for address in ("/", "/search/", "/residents/0000000019/", "/pending/", "/pending/1/", "/audit/", "/operator/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("access:sign_in"))


@pytest.fixture
def client(register):
    from django.test import Client

    return Client()


@pytest.mark.covers("CTRL-081")
def test_a_look_needs_purpose_and_case(counter, clerk, checker):
    """Without them the purpose page comes first, and comes back to where one wanted to go."""
    persons, _ = family_lives_here(clerk, checker)
    stranger = counter.sign_in("other", case=False)
    address = reverse("register:resident", args=persons)
    response = stranger.get(address)
    assert response["Location"].startswith(reverse("access:purpose"))
    sent = stranger.post(reverse("access:purpose"), {"purpose": "notification", "case_number": "", "next": address})
    assert sent.status_code == 422
    sent = stranger.post(
        reverse("access:purpose"), {"purpose": "notification", "case_number": "令8-7", "next": address}
    )
    assert sent["Location"] == address
    assert stranger.get(address).status_code == 200
    assert AccessRecord.objects.latest("id").case_number == "令8-7"


@pytest.mark.covers("SYS1-F2", "STD-2.1.3")
@pytest.mark.parametrize(
    "conditions",
    [
        {"name": "見本太郎"},
        {"kana": "みほん"},
        {"kana": "ミホンタ", "birth_from": "S55.4.1"},
        {"given": "太郎"},
        {"given_kana": "タロウ", "sex": "male"},
        {"birth_from": "1980-04-01"},
        {"birth_from": "S50.1.1", "birth_to": "S56.1.1"},
        {"address": "中央一丁目"},
        {"name": "見本", "relationship": "世帯主"},
    ],
)
def test_a_resident_is_found_by_any_condition(clerk, checker, conditions):
    """Folded texts, dates in either calendar, several conditions at once; the list shows who it is."""
    persons, _ = family_lives_here(clerk, checker, 2)
    page = text_of(search(clerk, **conditions))
    assert reverse("register:resident", args=[persons[0]]) in page
    assert "見本　太郎" in page


@pytest.mark.covers("CTRL-001")
def test_a_result_list_holds_no_individual_number(clerk, checker):
    """Neither the number nor its reference nor a link to it."""
    from daicho.systems.register.models import Person
    from daicho.values.numbers import IndividualNumber

    number = IndividualNumber.synthetic(77).stored()
    persons, _ = family_lives_here(clerk, checker, 1, **{"e-0-number": number})
    page = text_of(search(clerk, name="見本"))
    assert number not in page
    assert Person.objects.get(pk=persons[0]).individual_number_ref not in page


def test_a_search_and_what_it_showed_are_recorded(clerk, checker):
    """One record with the conditions, one with the people shown (CTRL-074)."""
    persons, _ = family_lives_here(clerk, checker)
    search(clerk, name="見本")
    searched, shown = AccessRecord.objects.order_by("-id")[:2][::-1]
    assert (searched.kind, searched.conditions["name"]) == ("search", "見本")
    assert (shown.kind, shown.persons, shown.count) == ("shown", persons, 1)


@pytest.mark.covers("STD-2.1.1")
def test_a_search_is_kept_for_its_account_and_can_be_repeated(counter, clerk, checker):
    """It stands among the recent ones of that account; nobody else can open it."""
    family_lives_here(clerk, checker)
    search(clerk, name="見本")
    kept = SavedSearch.objects.get(account="clerk")
    assert reverse("register:results", args=[kept.pk]) in text_of(clerk.get(reverse("register:search")))
    assert clerk.get(reverse("register:results", args=[kept.pk])).status_code == 200
    assert counter.sign_in("other").get(reverse("register:results", args=[kept.pk])).status_code == 404


@pytest.mark.parametrize("conditions", [{}, {"sex": "male"}, {"state": "present"}])
def test_a_search_for_nobody_in_particular_is_refused_with_a_hint(clerk, conditions):
    """No condition at all, or only one that finds half the town."""
    response = search(clerk, **conditions)
    assert response.status_code == 422
    assert "S-020" in text_of(response)


def test_impossible_conditions_are_explained(clerk):
    """A date no calendar has."""
    response = search(clerk, birth_from="R8.13.40")
    assert response.status_code == 422
    assert "V-DATE" in text_of(response)


def test_no_one_found_says_what_to_try(clerk):
    """An empty list is not an error."""
    response = search(clerk, name="存在")
    assert response.status_code == 200
    assert "該当する住民はいません" in text_of(response)


def test_folding_is_shown_while_one_types(clerk):
    """The live help shows the key under which the text is looked up; it reads no resident."""
    before = AccessRecord.objects.count()
    page = text_of(clerk.get(reverse("register:folded"), {"field": "kana", "kana": "みほん"}))
    assert "ミホン" in page
    assert AccessRecord.objects.count() == before


@pytest.mark.covers("SYS1-F19", "CTRL-093")
def test_one_resident_is_found_by_the_whole_individual_number(counter, clerk, checker):
    """Exactly one, by the whole number, for an account that holds the right; the number stands in no record."""
    from daicho.values.numbers import IndividualNumber

    number = IndividualNumber.synthetic(78).stored()
    persons, _ = family_lives_here(clerk, checker, 1, **{"e-0-number": number})
    entitled = counter.sign_in("numbers")
    response = entitled.post(reverse("register:by_number"), {"number": number})
    assert response["Location"] == reverse("register:resident", args=persons)
    assert number not in str(list(AccessRecord.objects.values()))
    other = IndividualNumber.synthetic(79).stored()
    assert entitled.post(reverse("register:by_number"), {"number": other}).status_code == 404
    assert entitled.post(reverse("register:by_number"), {"number": number[:6]}).status_code == 422


def test_who_holds_no_right_to_numbers_cannot_look_by_them(clerk):
    """The refusal is explained and recorded."""
    from daicho.values.numbers import IndividualNumber

    response = clerk.post(reverse("register:by_number"), {"number": IndividualNumber.synthetic(80).stored()})
    assert response.status_code == 403
    assert "A-1002" in text_of(response)
    assert AccessRecord.objects.latest("id").outcome == "refused"


def test_screens_are_shown_in_english_too(clerk, checker):
    """Every text has its English; the resident's own content stays as it is."""
    persons, _ = family_lives_here(clerk, checker)
    clerk.cookies["daicho-language"] = "en"
    assert "Waiting for a check" in text_of(clerk.get("/"))
    page = text_of(clerk.get(reverse("register:resident", args=persons)))
    assert "Resident record code" in page
    assert "見本　太郎" in page
