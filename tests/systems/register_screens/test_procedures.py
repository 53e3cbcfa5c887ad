"""Every procedure of the desk from its button to a definitive act and its cancellation, as data: typed, not clicked."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from daicho.systems.register.forms.procedures import GROUPS, PROCEDURES, grouped
from daicho.systems.register.forms.to_command import _MAKERS
from daicho.systems.register.models import Act, FormDraft, HistoryRow, PendingAct
from daicho.values.numbers import HouseholdNumber

from .support import (
    HEADER,
    begin,
    code,
    done,
    family_lives_here,
    fill_pool,
    foreigner_lives_here,
    move_in_fields,
    text_of,
    to_summary,
)

pytestmark = pytest.mark.database

OFFICIAL = {"h-basis": "ex_officio", "h-effective_on": "R8.11.20", "h-notifier_kind": "office"}
NOTICE = OFFICIAL | {"h-basis": "notice", "h-notified_on": "R8.11.21", "h-notifier_kind": "other_office"}


def person(number):
    """The newest history row of somebody: all that is in force."""
    return HistoryRow.objects.filter(addressee_number=number).latest("history_number")


def kept(client):
    """What stands in the newest draft, one value a field: the form as a browser would send it back."""
    return {name: values[-1] for name, values in FormDraft.objects.latest("id").typed.items() if values}


def filled(client, kind, changes, **subject):
    """Begin a form and change some of what stands in it."""
    begin(client, kind, **subject)
    return kept(client) | changes


def cancelled(clerk, checker, act):
    """Cancel an act through its form; the number of the cancellation."""
    fields = filled(clerk, "cancellation", OFFICIAL | {"h-effective_on": "R8.11.21"}, act=str(act))
    return done(clerk, checker, "cancellation", fields, act=str(act))


def test_every_procedure_makes_a_command_and_stands_under_one_digit():
    """The list is whole: each has a maker, a heading of its own digits, and no key stands twice."""
    assert set(_MAKERS) == set(PROCEDURES)
    for _, under in grouped(PROCEDURES.values()):
        assert len({each.digit for each in under}) == len(under)
    own = [each.key for each in PROCEDURES.values() if each.key] + [group.key for group in GROUPS]
    assert len(set(own)) == len(own)


def test_every_command_that_a_person_may_enter_has_a_procedure():
    """All of the law's but the daily job's and the initial load's."""
    from typing import get_args

    from daicho.law.commands import Command

    tags = {each.__struct_config__.tag for each in get_args(Command)}
    assert tags - {each.tag for each in PROCEDURES.values()} == {"passing_of_planned_date", "initial_opening"}


def test_the_procedures_page_has_every_heading_and_begins_with_a_number(clerk, checker):
    """An addressee number typed there begins the form of that resident; without a choice it opens the record."""
    (number,), _ = family_lives_here(clerk, checker)
    page = text_of(clerk.get(reverse("register:procedures")))
    for group in GROUPS:
        assert f'data-key="{group.key}"' in page
    for kind in set(PROCEDURES) - {"cancellation"}:
        assert f'value="{kind}"' in page
    begin(clerk, "former_surname_changed", person=number)
    assert FormDraft.objects.latest("id").subject["persons"] == [number]
    opened = clerk.post(reverse("register:begin"), {"kind": "", "person": number})
    assert opened["Location"] == reverse("register:resident", args=[number])
    assert clerk.post(reverse("register:begin"), {"kind": "death"}).status_code == 404


def test_what_is_offered_fits_the_resident(clerk, checker):
    """No former surname for a foreign resident, no common name for a Japanese one, nothing that is there already."""
    (number,), _ = family_lives_here(clerk, checker)
    abroad, _ = foreigner_lives_here(clerk, checker)
    japanese = text_of(clerk.get(reverse("register:resident", args=[number])))
    foreign = text_of(clerk.get(reverse("register:resident", args=[abroad])))
    for kind in ("former_surname_changed", "nationality_lost", "resident_record_code_changed"):
        assert f'value="{kind}"' in japanese
    for kind in ("common_name_recorded", "immigration_notice", "naturalised"):
        assert f'value="{kind}"' in foreign
        assert f'value="{kind}"' not in japanese
    assert 'value="former_surname_changed"' not in foreign
    assert 'value="resident_record_code_given"' not in japanese


@pytest.mark.covers("STD-4.1.4.1")
def test_a_household_splits_and_merges_again(clerk, checker):
    """Two of four form a household of their own at the same address; then they all come back."""
    persons, household = family_lives_here(clerk, checker, 4)
    split = {f"m-{persons[1]}-take": "on", f"m-{persons[1]}-relationship": "世帯主"}
    split |= {f"m-{persons[3]}-take": "on", f"m-{persons[3]}-relationship": "子"}
    done(clerk, checker, "household_split", HEADER | split, household=household)
    own = person(persons[1]).household_number
    assert own == person(persons[3]).household_number != household
    merge = {f"m-{persons[1]}-take": "on", f"m-{persons[1]}-relationship": "妻"}
    merge |= {f"m-{persons[3]}-take": "on", f"m-{persons[3]}-relationship": "子", "d-household_number": household}
    act = done(clerk, checker, "household_merge", HEADER | merge, household=own)
    assert {person(each).household_number for each in persons} == {household}
    assert "世帯合併" in text_of(clerk.get(reverse("register:act", args=[act])))
    cancelled(clerk, checker, act)
    assert person(persons[3]).household_number != household


@pytest.mark.covers("STD-4.1.4.1")
def test_one_member_goes_over_to_another_household_at_the_same_address(clerk, checker):
    """A household change; a household that does not exist is told while one types."""
    first, household = family_lives_here(clerk, checker, 3, lot="7番7号")
    _, other = family_lives_here(clerk, checker, 1, lot="7番7号")
    fields = HEADER | {f"m-{first[2]}-take": "on", f"m-{first[2]}-relationship": "同居人"}
    nobody = HouseholdNumber.from_serial(900).stored()
    address = begin(clerk, "household_change", household=household)
    assert "R-402-02" in text_of(clerk.get(f"{address}destination/", {"d-household_number": nobody}))
    act = done(clerk, checker, "household_change", fields | {"d-household_number": other}, household=household)
    assert person(first[2]).household_number == other
    cancelled(clerk, checker, act)
    assert person(first[2]).household_number == household


@pytest.mark.covers("STD-4.1.4.2")
def test_a_change_of_head_states_everybodys_relationship_anew(clerk, checker):
    """They stand in the form as recorded; the wife becomes head, and the summary shows each before and after."""
    persons, household = family_lives_here(clerk, checker, 3)
    fields = filled(
        clerk,
        "change_of_head",
        HEADER | {f"m-{persons[0]}-relationship": "夫", f"m-{persons[1]}-relationship": "世帯主"},
        household=household,
    )
    assert fields[f"m-{persons[2]}-relationship"] == "子"
    pending = to_summary(clerk, "change_of_head", fields, household=household)
    page = text_of(clerk.get(reverse("register:pending", args=[pending])))
    assert "世帯主変更" in page
    act = done(clerk, checker, "change_of_head", fields, household=household)
    assert [person(each).relationship for each in persons] == ["夫", "世帯主", "子"]
    cancelled(clerk, checker, act)
    assert person(persons[0]).relationship == "世帯主"


def test_a_household_without_a_head_is_given_one(clerk, checker):
    """世帯主未設定: only there the procedure is offered, ex officio or notified."""
    fields = move_in_fields(2) | {"e-0-relationship": "", "e-1-relationship": ""}
    act = done(clerk, checker, "domestic_move_in", fields)
    rows = list(HistoryRow.objects.filter(act_number=act).order_by("history_number", "addressee_number"))
    household, persons = rows[0].household_number, [row.addressee_number for row in rows]
    assert 'value="head_named"' in text_of(clerk.get(reverse("register:household", args=[household])))
    named = OFFICIAL | {f"m-{persons[0]}-relationship": "世帯主", f"m-{persons[1]}-relationship": "妻"}
    done(clerk, checker, "head_named", named, household=household)
    assert person(persons[0]).head_name == person(persons[1]).head_name != ""
    assert 'value="head_named"' not in text_of(clerk.get(reverse("register:household", args=[household])))


def test_somebody_is_entered_and_removed_ex_officio_with_grounds(clerk, checker):
    """The ground and the day of the inspection stand under what was found; the cancellation brings them back."""
    fields = move_in_fields(1) | OFFICIAL | {"x-kind": "ordinary", "x-ground": "届出のない者の実態調査による記載"}
    act = done(clerk, checker, "ex_officio_entry", fields)
    number = HistoryRow.objects.get(act_number=act).addressee_number
    assert "届出のない者の実態調査による記載" in text_of(clerk.get(reverse("register:act", args=[act])))
    removal = OFFICIAL | {f"m-{number}-take": "on", "x-ground": "whereabouts_unknown", "x-inspected_on": "R8.11.19"}
    act = done(clerk, checker, "ex_officio_removal", removal, person=number)
    page = text_of(clerk.get(reverse("register:act", args=[act])))
    assert "居所不明" in page
    assert "令和8年11月19日" in page
    assert person(number).state == "removed"
    cancelled(clerk, checker, act)
    assert person(number).state == "present"


def test_a_move_in_notice_typed_by_hand_confirms_the_destination(clerk, checker):
    """Of somebody with a planned move-out, from the record's own page."""
    (number,), _ = family_lives_here(clerk, checker)
    out = HEADER | {f"m-{number}-take": "on", "h-effective_on": "R8.12.20", "o-municipality": "東京都小平市"}
    done(clerk, checker, "move_out", out, person=number)
    assert 'value="move_in_notice_received"' in text_of(clerk.get(reverse("register:resident", args=[number])))
    notice = {"h-notified_on": "R8.11.21", "h-notifier_kind": "other_office", "x-moved_in_on": "R8.11.20"}
    notice |= {"o-municipality": "東京都小平市", "o-town": "小川町一丁目", "o-lot": "5番5号"}
    done(clerk, checker, "move_in_notice_received", notice, person=number)
    assert person(number).state == "moved_out"
    assert person(number).removal["confirmed_destination"]["municipality_code"] == "132110"


def test_a_notice_of_the_registered_domicile_corrects_what_it_names(clerk, checker):
    """Article 9(2): the family register's items only, on the basis of a notice."""
    (number,), _ = family_lives_here(clerk, checker)
    fields = filled(clerk, "domicile_notice", NOTICE | {"a-domicile": "北海道札幌市中央区北一条西2丁目"}, person=number)
    assert "a-town" not in fields
    act = done(clerk, checker, "domicile_notice", fields, person=number)
    assert person(number).domicile == "北海道札幌市中央区北一条西2丁目"
    assert Act.objects.get(pk=act).basis == "notice"
    assert person(number).name["family"] == "見本"


@pytest.mark.covers("STD-4.0.6")
def test_a_new_domicile_is_given_to_others_of_the_household_at_once(clerk, checker):
    """Who is ticked gets the same; who is not keeps the old one."""
    persons, _ = family_lives_here(clerk, checker, 3)
    changes = NOTICE | {"a-domicile": "北海道札幌市中央区北一条西2丁目", f"m-{persons[1]}-take": "on"}
    fields = filled(clerk, "domicile_notice", changes, person=persons[0])
    done(clerk, checker, "domicile_notice", fields, person=persons[0])
    domiciles = [person(each).domicile for each in persons]
    assert domiciles[0] == domiciles[1] == "北海道札幌市中央区北一条西2丁目"
    assert domiciles[2] == "神奈川県海老名市中央一丁目1番地"


def test_an_ex_officio_correction_holds_from_its_day_on(clerk, checker):
    """Any item; the basis chosen is the one recorded."""
    (number,), _ = family_lives_here(clerk, checker)
    changes = OFFICIAL | {"a-birth_date": "S55.4.2", "a-guardianship": "on"}
    act = done(
        clerk,
        checker,
        "ex_officio_correction",
        filled(clerk, "ex_officio_correction", changes, person=number),
        person=number,
    )
    assert person(number).guardianship
    assert Act.objects.get(pk=act).basis == "ex_officio"
    cancelled(clerk, checker, act)
    assert not person(number).guardianship


@pytest.mark.covers("STD-4.3.2")
def test_a_resident_record_code_is_changed_on_request_and_corrected(clerk, checker):
    """A new one from the pool; a wrong one put right by a clerical correction of nothing but the code."""
    fill_pool(3)
    (number,), _ = family_lives_here(clerk, checker)
    before = person(number).resident_record_code
    request = {name: value for name, value in HEADER.items() if name != "h-documents"}
    done(clerk, checker, "resident_record_code_changed", request, person=number)
    given = person(number).resident_record_code
    assert given != before
    right = code()
    fields = {"h-notifier_kind": "office", "a-code": right}
    act = done(clerk, checker, "resident_record_code_corrected", fields, person=number)
    assert person(number).resident_record_code == right
    cancelled(clerk, checker, act)
    assert person(number).resident_record_code == given


@pytest.mark.covers("CTRL-001")
def test_an_individual_number_is_entered_changed_and_corrected_and_never_shown(clerk, checker):
    """Typed into the vault; neither drafts, nor pending acts, nor pages hold it; without one nothing begins."""
    from daicho.values.numbers import IndividualNumber

    (number,), _ = family_lives_here(clerk, checker)
    for at, kind in enumerate(
        ("individual_number_assigned", "individual_number_requested", "individual_number_corrected")
    ):
        address = begin(clerk, kind, person=number)
        fields = NOTICE | {"h-notifier_kind": "self"}
        fields |= {"x-number_evidence": "番号確認:統合端末"}
        assert clerk.post(address, fields).status_code == 422
        typed = IndividualNumber.synthetic(700 + at).stored()
        page = text_of(clerk.post(f"{address}members/", fields | {"n-number": typed}))
        assert "受領済み" in page
        assert typed not in page
        assert typed not in str(FormDraft.objects.latest("id").typed)
        response = clerk.post(address, fields)
        assert response.status_code == 302, text_of(response)
        pending = int(response["Location"].strip("/").split("/")[-1])
        assert ("別の個人番号(表示しません)" in text_of(clerk.get(response["Location"]))) is (at > 0)
        assert typed.encode() not in bytes(PendingAct.objects.get(pk=pending).command)
        clerk.post(reverse("register:submit", args=[pending]), {"version": PendingAct.objects.get(pk=pending).version})
        version = PendingAct.objects.get(pk=pending).version
        done_act = checker.post(reverse("register:confirm", args=[pending]), {"version": version})
        assert typed not in text_of(clerk.get(done_act["Location"]))
    assert len(set(HistoryRow.objects.values_list("individual_number_ref", flat=True))) == 4


def test_a_wrong_individual_number_begins_nothing(clerk, checker):
    """Its check digit is wrong: told, not kept."""
    (number,), _ = family_lives_here(clerk, checker)
    address = begin(clerk, "individual_number_assigned", person=number)
    page = text_of(clerk.post(f"{address}members/", {"n-number": "123456789012"}))
    assert "個人番号として正しくありません" in page
    assert "123456789012" not in str(FormDraft.objects.latest("id").typed)
    assert clerk.post(address, OFFICIAL | {"x-number_evidence": "番号確認:統合端末"}).status_code == 422


@pytest.mark.covers("STD-1.1.7")
def test_a_former_surname_is_recorded_changed_and_deleted(clerk, checker):
    """The one that stands is carried into the form."""
    (number,), _ = family_lives_here(clerk, checker)
    request = HEADER | {"x-written": "合成", "x-furigana": "ゴウセイ"}
    done(clerk, checker, "former_surname_changed", request, person=number)
    assert person(number).former_surname["written"] == "合成"
    fields = filled(clerk, "former_surname_changed", HEADER | {"x-written": "例示"}, person=number)
    assert fields["x-furigana"] == "ゴウセイ"
    act = done(clerk, checker, "former_surname_changed", fields, person=number)
    assert HistoryRow.objects.get(act_number=act).reason == "former_surname_change"
    done(clerk, checker, "former_surname_deleted", HEADER, person=number)
    assert person(number).former_surname is None


@pytest.mark.covers("STD-1.1.7")
def test_a_common_name_is_recorded_and_deleted(clerk, checker):
    """Of a foreign resident, with the municipality and the day."""
    number, _ = foreigner_lives_here(clerk, checker)
    done(clerk, checker, "common_name_recorded", HEADER | {"x-written": "見本　真理"}, person=number)
    assert person(number).common_name["recorded_municipality_code"] == "142158"
    done(clerk, checker, "common_name_deleted", HEADER | {"h-effective_on": "R8.11.21"}, person=number)
    assert person(number).common_name is None


def test_a_foreign_resident_is_entered_with_the_items_of_article_30_45(clerk, checker):
    """Name in Roman letters, category, status, period, card; a move without the card is told."""
    number, household = foreigner_lives_here(clerk, checker)
    assert person(number).kind == "foreign"
    assert person(number).residence["status"] == "留学"
    assert "SAMPLE MARIE" in text_of(clerk.get(reverse("register:household", args=[household])))


def test_a_notice_of_the_immigration_agency_changes_what_was_rewritten(clerk, checker):
    """The items as they stand are carried into the form; only what differs goes into the command."""
    number, _ = foreigner_lives_here(clerk, checker)
    changes = NOTICE | {"x-matter": "period_renewed", "x-period": "2年", "x-expires_on": "R10.10.1"}
    fields = filled(clerk, "immigration_notice", changes, person=number)
    assert fields["x-status"] == "留学"
    done(clerk, checker, "immigration_notice", fields, person=number)
    assert person(number).residence["period"] == "2年"
    assert person(number).residence["status"] == "留学"
    fields = filled(clerk, "immigration_notice", NOTICE | {"x-matter": "departed"}, person=number)
    act = done(clerk, checker, "immigration_notice", fields, person=number)
    assert person(number).state == "removed"
    cancelled(clerk, checker, act)
    assert person(number).state == "present"


def test_the_residence_is_notified_afterwards(clerk, checker):
    """By somebody whose move was entered without the card."""
    number, household = foreigner_lives_here(clerk, checker)
    fields = HEADER | {f"m-{number}-take": "on", "h-effective_on": "R8.11.21"}
    done(clerk, checker, "residence_notified", fields, household=household)
    assert person(number).residence["residence_notified"] is True


def test_somebody_becomes_japanese_and_loses_the_nationality_again(clerk, checker):
    """One record ends and one of the other kind begins; the number runs on."""
    number, _ = foreigner_lives_here(clerk, checker)
    fields = NOTICE | {"x-family": "見本", "x-given": "真理", "x-domicile": "神奈川県海老名市中央一丁目1番地"}
    fields |= {"x-first_listed_person": "見本　真理", "x-family_furigana": "ミホン", "x-given_furigana": "マリ"}
    naturalised = done(clerk, checker, "naturalised", fields, person=number)
    assert "職権消除(除票)" not in text_of(clerk.get(reverse("register:act", args=[naturalised])))
    assert person(number).kind == "japanese"
    assert person(number).residence is None
    loss = {"h-effective_on": "R8.11.21", "x-roman": "SAMPLE MARIE", "x-nationality": "カナダ"}
    fields = filled(clerk, "nationality_lost", NOTICE | loss, person=number)
    assert fields["x-category"] == "transitional_loss"
    act = done(clerk, checker, "nationality_lost", fields, person=number)
    assert person(number).kind == "foreign"
    cancelled(clerk, checker, act)
    assert person(number).kind == "japanese"


def test_records_are_made_anew_and_restored(clerk, checker):
    """改製 of a household, 再製 of one record with what is put right in it."""
    persons, household = family_lives_here(clerk, checker, 2)
    taken = {f"m-{each}-take": "on" for each in persons}
    done(clerk, checker, "remaking", OFFICIAL | taken | {"x-ground": "様式の変更"}, household=household)
    assert person(persons[0]).remade_on is not None
    restored = OFFICIAL | {"h-effective_on": "R8.11.21", "x-ground": "滅失", "a-remarks": "再製"}
    fields = filled(clerk, "restoration", restored, person=persons[1])
    done(clerk, checker, "restoration", fields, person=persons[1])
    assert person(persons[1]).remarks == "再製"


@pytest.mark.covers("STD-1.1.14", "STD-1.1.5")
@pytest.mark.parametrize(("chosen", "note"), [("established", "特別養子縁組"), ("dissolved", "特別養子縁組解消")])
def test_a_child_moves_because_of_a_special_adoption(clerk, checker, chosen, note):
    """Coming and going the record says so; the destination of the child may stay blank."""
    (child,), _ = family_lives_here(clerk, checker, 1, **{"x-special_adoption": chosen})
    assert person(child).notes == [note]
    pending = to_summary(
        clerk, "move_out", HEADER | {"x-special_adoption": chosen, f"m-{child}-take": "on"}, person=child
    )
    page = text_of(clerk.get(reverse("register:pending", args=[pending])))
    assert f"特別養子縁組の{'成立' if chosen == 'established' else '解消'}" in page


def test_somebody_who_stands_in_the_wrong_household_is_put_into_the_right_one(clerk, checker):
    """The number of the household is corrected; one that does not exist is refused at the field."""
    persons, _ = family_lives_here(clerk, checker, 2, lot="7番7号")
    _, right = family_lives_here(clerk, checker, 1, lot="7番7号")
    fields = filled(clerk, "clerical_correction", {"h-notifier_kind": "office"}, person=persons[1])
    address = reverse("register:draft", args=[FormDraft.objects.latest("id").pk])
    nowhere = HouseholdNumber.from_serial(99_999).stored()
    refused = clerk.post(address, fields | {"a-household_number": nowhere})
    assert refused.status_code == 422
    assert "R-402-02" in text_of(refused)
    done(clerk, checker, "clerical_correction", fields | {"a-household_number": right}, person=persons[1])
    assert person(persons[1]).household_number == right


@pytest.mark.parametrize("kind", ["relocation", "household_split"])
def test_who_alone_forms_a_new_household_is_proposed_as_its_head(clerk, checker, kind):
    """A child begun from is 世帯主 unless changed; the head, a whole household, and who is alone already stay as they are."""
    persons, household = family_lives_here(clerk, checker, 3)
    alone, _ = family_lives_here(clerk, checker, 1)
    for subject, proposed in (
        ({"person": persons[2]}, {f"m-{persons[2]}-relationship": "世帯主"}),
        ({"person": persons[0]}, {}),
        ({"household": household}, {}),
        ({"person": alone[0]}, {}),
    ):
        begin(clerk, kind, **subject)
        assert {name: text for name, text in kept(clerk).items() if name.endswith("-relationship")} == proposed


def test_a_reading_is_confirmed_on_a_notice_of_the_registered_domicile(clerk, checker):
    """The reading of the family register becomes the one that papers print (Article 7, item 1-2; STD-1.1.18)."""
    (number,), _ = family_lives_here(clerk, checker)
    assert not person(number).name.get("family_furigana_confirmed")
    fields = filled(clerk, "domicile_notice", NOTICE | {"a-furigana_confirmed": "on"}, person=number)
    done(clerk, checker, "domicile_notice", fields, person=number)
    assert person(number).name["family_furigana_confirmed"]
    assert person(number).name["given_furigana_confirmed"]
    begin(clerk, "domicile_notice", person=number)
    assert kept(clerk)["a-furigana_confirmed"] == "on"


def test_what_is_deleted_is_shown_before_it_is(clerk, checker):
    """The former surname stands beside the name of whom the form is about."""
    (number,), _ = family_lives_here(clerk, checker)
    done(
        clerk,
        checker,
        "former_surname_changed",
        HEADER | {"x-written": "合成", "x-furigana": "ゴウセイ"},
        person=number,
    )
    page = text_of(clerk.get(begin(clerk, "former_surname_deleted", person=number)))
    assert "今の旧氏" in page
    assert "合成(ゴウセイ)" in page


def test_a_procedure_begins_for_nobody_to_whom_it_does_not_apply(clerk, checker):
    """A code is not given to who has one, nor is a Japanese resident naturalised, whatever number is typed."""
    (number,), _ = family_lives_here(clerk, checker)
    for kind in ("resident_record_code_given", "naturalised", "common_name_deleted", "former_surname_deleted"):
        response = clerk.post(reverse("register:begin"), {"kind": kind, "person": number})
        assert response.status_code == 409
        assert "S-0105" in text_of(response)
    assert not FormDraft.objects.exists()


def test_only_foreign_residents_are_listed_for_the_residence_they_notify(clerk, checker):
    """Others of the household have nothing to notify."""
    foreign, household = foreigner_lives_here(clerk, checker)
    family = move_in_fields(
        1, **{"d-household_number": household, "d-town": "", "d-lot": "", "e-0-relationship": "同居人"}
    )
    done(clerk, checker, "domestic_move_in", family)
    listed = re.findall(
        r'name="m-(\d+)-take"', text_of(clerk.get(begin(clerk, "residence_notified", household=household)))
    )
    assert listed == [foreign]


def test_an_act_that_changes_nobody_is_not_sent(clerk, checker, monkeypatch):
    """It would stand in no history; the form says so and goes nowhere."""
    from daicho.law.decision import Decision
    from daicho.systems.register.views import asking, drafts

    (number,), _ = family_lives_here(clerk, checker)
    address = begin(clerk, "move_out", person=number)
    nothing = asking.Answer(Decision(findings=(), changes=(), effects=()), {}, (), frozenset())
    monkeypatch.setattr(drafts, "ask", lambda *_, **__: nothing)
    response = clerk.post(address, HEADER | {f"m-{number}-take": "on", "o-municipality": "132110"})
    assert response.status_code == 422
    assert "S-0106" in text_of(response)
    assert not PendingAct.objects.filter(state="draft").exists()


def test_no_notice_of_arrival_comes_for_the_dead(clerk, checker):
    """Who moved out may arrive somewhere; who died does not."""
    persons, _ = family_lives_here(clerk, checker, 2)
    done(clerk, checker, "death", NOTICE, person=persons[1])
    assert 'value="move_in_notice_received"' not in text_of(clerk.get(reverse("register:resident", args=[persons[1]])))
