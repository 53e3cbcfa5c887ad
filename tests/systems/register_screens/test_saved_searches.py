"""Searches kept under a name, every key of STD-2.1.3, what is blank, the keys shown while one types."""

from __future__ import annotations

import pytest
from django.urls import reverse

from daicho.systems.register.actions import searches
from daicho.systems.register.models import AccessRecord, Person, SavedSearch
from daicho.systems.register.queries.search_conditions import Blank

from .support import family_lives_here, text_of

pytestmark = pytest.mark.database


def search(client, **conditions):
    response = client.post(reverse("register:search"), {"past": "on", **conditions})
    return client.get(response["Location"]) if response.status_code == 302 else response


def found(page):
    """How often the residents' pages are linked from a result list."""
    return text_of(page).count('href="/residents/')


def kept_by(client, **conditions):
    search(client, **conditions)
    return SavedSearch.objects.latest("at").pk


def named(client, number, text):
    return client.post(reverse("register:name_search", args=[number]), {"name": text}, follow=True)


@pytest.mark.covers("STD-2.1.1")
def test_a_search_is_saved_run_renamed_and_deleted(clerk, checker):
    """Under its name on the search page; run it finds what there is then; renamed it is the same search."""
    number = kept_by(clerk, name="見本")
    assert "自治会の確認" in text_of(named(clerk, number, "自治会の確認"))
    persons, _ = family_lives_here(clerk, checker)
    page = clerk.get(reverse("register:results", args=[number]))
    assert f"/residents/{persons[0]}/" in text_of(page)
    page = text_of(named(clerk, number, " 町会の確認 "))
    assert "自治会の確認" not in page
    assert "町会の確認" in page
    assert SavedSearch.objects.get(pk=number).name == "町会の確認"
    assert clerk.post(reverse("register:delete_search", args=[number])).status_code == 302
    assert not SavedSearch.objects.filter(pk=number).exists()


def test_a_named_search_outlives_the_recent_ones(clerk):
    """The recent ones make room for newer ones, the same conditions stand once; a named one stays."""
    number = kept_by(clerk, name="名付")
    named(clerk, number, "残すもの")
    for at in range(searches.RECENT + 5):
        search(clerk, name=f"見本{at}")
    for _ in range(3):
        search(clerk, name="見本1")
    assert SavedSearch.objects.filter(account="clerk", name="").count() == searches.RECENT
    assert SavedSearch.objects.filter(pk=number).exists()


def test_nobody_reaches_the_searches_of_another(counter, clerk):
    """Neither to run, nor to name, nor to delete, nor to begin another from."""
    number = kept_by(clerk, name="秘密の条件")
    other = counter.sign_in("other")
    assert other.get(reverse("register:results", args=[number])).status_code == 404
    assert named(other, number, "盗用").status_code == 404
    assert other.post(reverse("register:delete_search", args=[number])).status_code == 404
    assert "秘密の条件" not in text_of(other.get(reverse("register:search"), {"from": number}))
    assert SavedSearch.objects.get(pk=number).name == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "S-0204"), ("  ", "S-0204"), ("長" * 41, "S-0204"), ("名\u202e前", "S-0204"), ("ある名前", "S-0205")],
)
def test_a_name_that_will_not_do_is_told(clerk, text, code):
    """Empty, too long, characters that turn the text round, one that another search has."""
    named(clerk, kept_by(clerk, name="一"), "ある名前")
    number = kept_by(clerk, name="二")
    assert code in text_of(named(clerk, number, text))
    assert SavedSearch.objects.get(pk=number).name == ""


def test_an_account_keeps_so_many_named_searches_and_no_more(clerk, monkeypatch):
    """S-0206; one that has a name already may be given another."""
    monkeypatch.setattr(searches, "NAMED", 1)
    first, second = kept_by(clerk, name="一"), kept_by(clerk, name="二")
    named(clerk, first, "一つ目")
    assert "S-0206" in text_of(named(clerk, second, "二つ目"))
    assert "S-0206" not in text_of(named(clerk, first, "別名"))


@pytest.mark.covers("STD-2.1.1")
def test_another_search_is_begun_from_a_kept_one(clerk):
    """Its conditions stand in the form; nonsense in the address gives an empty form."""
    number = kept_by(clerk, name="見本", birth_from="S55.4.1")
    page = text_of(clerk.get(reverse("register:search"), {"from": number}))
    assert 'value="見本"' in page
    for text in ("x", "99999", "9" * 40, ""):
        assert clerk.get(reverse("register:search"), {"from": text}).status_code == 200


@pytest.mark.covers("STD-2.1.2")
@pytest.mark.parametrize("kana", ["ミホン", "ほんた", "タロウ", "ンタロ", "みほんたろう"])
def test_a_reading_is_found_by_any_part_of_it(clerk, checker, kana):
    """Whole, its beginning, letters anywhere across surname and given name; with and without another condition."""
    family_lives_here(clerk, checker)
    for more in ({}, {"birth_from": "S55.4.1"}, {"birth_from": "S50.1.1", "birth_to": "S60.1.1", "name": "見本"}):
        expected = 1 if "birth_to" not in more or kana in {"ミホン", "みほんたろう"} else 0
        assert found(search(clerk, kana=kana, **more)) == expected, more


@pytest.mark.covers("STD-2.1.3")
def test_a_town_is_found_by_its_address_code(clerk, checker):
    """The whole code or its beginning; a code that nobody has finds nobody."""
    from daicho.systems.register import db
    from daicho.systems.register.models import SearchKey

    persons, _ = family_lives_here(clerk, checker)
    SearchKey.objects.create(
        addressee_number=persons[0], kind="address_code", value="14215001000", birth_day=0, is_current=True
    )
    assert [found(search(clerk, address_code=code)) for code in ("14215001000", "1421500", "14215009")] == [1, 1, 0]
    assert db.value("register", "SELECT 1") == 1


@pytest.mark.covers("STD-2.1.3")
@pytest.mark.parametrize("blank", list(Blank))
def test_what_is_blank_can_be_searched_for(clerk, checker, blank):
    """Alone where few residents have it empty; with another condition always."""
    family_lives_here(clerk, checker)
    alone = search(clerk, blank=blank.value)
    assert alone.status_code in {200, 422}
    assert found(search(clerk, name="見本", blank=blank.value)) == (
        1 if blank in {Blank.INDIVIDUAL_NUMBER, Blank.BUILDING, Blank.ADDRESS_CODE} else 0
    )
    if blank is Blank.INDIVIDUAL_NUMBER:
        assert found(alone) == 1
    Person.objects.update(kind="foreign")
    assert found(search(clerk, name="見本", blank=Blank.DOCUMENT_NUMBER.value)) == 1


@pytest.mark.covers("STD-2.1.2")
def test_the_keys_shown_while_one_types_are_those_that_are_looked_up(clerk):
    """Every head of a kanji's variants for a name, the one folded form for a reading; no resident is read."""
    before = AccessRecord.objects.count()
    shown = text_of(clerk.get(reverse("register:folded"), {"field": "name", "name": "渡邉"}))
    assert "渡" in shown
    assert shown == text_of(clerk.get(reverse("register:folded"), {"field": "name", "name": "渡辺"}))
    assert "ミホン" in text_of(clerk.get(reverse("register:folded"), {"field": "kana", "kana": "みほん"}))
    assert (
        text_of(clerk.get(reverse("register:folded"), {"field": "password"})).strip()
        == text_of(clerk.get(reverse("register:folded"))).strip()
    )
    assert AccessRecord.objects.count() == before
