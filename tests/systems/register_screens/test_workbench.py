"""The workbench of character identification, the addresses outside the town, the way on after the purpose."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from daicho.systems.register.models import BuildingEntry, FormDraft, HistoryRow, PendingAct
from daicho.systems.register.presenters import workbench
from daicho.values.names import PersonName

from .support import (
    HEADER,
    begin,
    confirm,
    family_lives_here,
    foreigner_lives_here,
    move_in_fields,
    submit,
    text_of,
    to_summary,
)

pytestmark = pytest.mark.database

OFFICIAL = {"h-effective_on": "R8.11.20", "h-notifier_kind": "office", "h-basis": "ex_officio"}


def standing():
    """What stands in the newest form, as a browser would send it back."""
    return {name: values[-1] for name, values in FormDraft.objects.latest("id").typed.items() if values}


def cells_of(name, **typed):
    return {cell.text: cell for _, cells in workbench.bench(name, typed).parts for cell in cells}


def test_variants_stand_apart_from_what_only_looks_alike():
    """辺 and 邊 are joined to 邉; 斉 is another character than 斎."""
    cells = cells_of(PersonName(family="渡邉", given="斎"))
    assert {"邉", "辺", "邊"} <= {option.text for option in cells["邉"].joined}
    assert "斉" in {option.text for option in cells["斎"].alike}
    assert "斉" not in {option.text for option in cells["斎"].joined}
    assert cells["邉"].name == "MJ026190"


def test_a_character_chosen_from_the_others_is_told_as_another():
    """A variant is a change of shape; a confusable one is not."""
    name = PersonName(family="渡邉", given="斎")
    assert not cells_of(name, family="渡辺")["邉"].is_other
    assert cells_of(name, given="斉")["斎"].is_other
    assert workbench.identified("渡邉　斎", "渡辺　斎") == "文字の同定 邉(MJ026190)→辺(MJ025758)"
    assert not workbench.identified("渡邉", "渡邉 太郎")


def test_a_text_of_another_length_is_identified_as_it_stands():
    """Nothing of the record can be laid beside it character by character."""
    assert set(cells_of(PersonName(family="見本"), family="見本合")) == {"見", "本", "合"}


def test_choices_go_into_their_places_and_nowhere_else():
    """Two characters, or a place that is not there, are left out."""
    chosen = {"w-family-1": "辺", "w-family-9": "髙", "w-given-0": "太郎"}
    assert workbench.with_choices({"family": "渡邉", "given": "斎"}, chosen) == {"family": "渡辺", "given": "斎"}


@pytest.mark.covers("SYS24", "STD-4.2.3.2")
def test_a_character_picked_goes_into_the_name_and_the_remarks_say_which(clerk, checker):
    """Before and after side by side; the act keeps what was identified with what."""
    (number,), _ = family_lives_here(clerk, checker, **{"e-0-family": "渡邉"})
    address = begin(clerk, "minor_correction", person=number)
    page = text_of(clerk.get(address))
    assert "MJ026190" in page
    fields = standing() | OFFICIAL | {"x-ground": "character_identification"}
    picked = text_of(clerk.post(f"{address}characters/", fields | {"do": "pick", "w-family-1": "辺"}))
    assert 'value="渡辺"' in picked
    assert "渡邉　太郎" in picked
    assert "渡辺　太郎" in picked
    pending = int(clerk.post(address, fields | {"a-family": "渡辺"})["Location"].strip("/").split("/")[-1])
    submit(clerk, pending)
    act = confirm(checker, pending)["Location"]
    assert "文字の同定 邉(MJ026190)→辺(MJ025758)" in text_of(clerk.get(act))
    row = HistoryRow.objects.filter(addressee_number=number).latest("history_number")
    assert (row.reason, row.name["family"]) == ("minor_correction", "渡辺")


def test_characters_can_be_picked_without_script(clerk, checker):
    """A button takes what was chosen, and the form comes back with it."""
    (number,), _ = family_lives_here(clerk, checker, **{"e-0-family": "渡邉"})
    address = begin(clerk, "minor_correction", person=number)
    response = clerk.post(address, OFFICIAL | {"a-family": "渡邉", "a-given": "太郎", "do": "pick", "w-family-1": "邊"})
    assert response["Location"].endswith("#workbench")
    assert FormDraft.objects.latest("id").typed["a-family"] == ["渡邊"]


def test_another_character_is_an_alert_and_no_refusal(clerk, checker):
    """S-0104 while one types; the law decides on the ground."""
    (number,), _ = family_lives_here(clerk, checker, **{"e-0-family": "斎藤"})
    address = begin(clerk, "minor_correction", person=number)
    fields = standing() | OFFICIAL | {"a-family": "斉藤", "x-ground": "common_characters"}
    assert "S-0104" in text_of(clerk.post(f"{address}live/", fields))
    assert clerk.post(address, fields).status_code == 302


def test_a_minor_correction_on_a_ground_of_addresses_leaves_the_name_alone(clerk, checker):
    """The law refuses a name there (R-4232-01); an address goes through."""
    (number,), _ = family_lives_here(clerk, checker)
    address = begin(clerk, "minor_correction", person=number)
    fields = standing() | OFFICIAL | {"x-ground": "residence_indication"}
    assert "R-4232-01" in text_of(clerk.post(address, fields | {"a-family": "見元"}))
    assert clerk.post(address, fields | {"a-lot": "99番9号"}).status_code == 302


def test_an_address_is_corrected_for_the_members_who_were_ticked(clerk, checker):
    """The household lives at one address; who is ticked is corrected with the first, by one act."""
    persons, _ = family_lives_here(clerk, checker, 2)
    address = begin(clerk, "minor_correction", person=persons[0])
    fields = standing() | OFFICIAL | {"x-ground": "residence_indication", "a-lot": "99番9号"}
    response = clerk.post(address, fields | {f"m-{persons[1]}-take": "on"})
    pending = int(response["Location"].strip("/").split("/")[-1])
    submit(clerk, pending)
    confirm(checker, pending)
    rows = [HistoryRow.objects.filter(addressee_number=each).latest("history_number") for each in persons]
    assert {row.address["lot"] for row in rows} == {"99番9号"}
    assert {row.reason for row in rows} == {"minor_correction"}


@pytest.mark.parametrize(
    ("town", "code"),
    [("小平市小川町一丁目", "132110"), ("東京都小平市小川町一丁目", "132110"), ("国分南一丁目", "142158")],
)
def test_an_address_typed_without_choosing_finds_its_municipality(clerk, town, code):
    """Where the town or the text names exactly one."""
    from daicho.law.commands import Command
    from daicho.values import codec

    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1, **{"p-municipality": "", "p-town": town}))
    command = codec.decode(bytes(PendingAct.objects.get(pk=pending).command), Command)
    assert command.entrants[0].previous_address.municipality_code == code
    assert "S-0103" not in text_of(clerk.get(reverse("register:pending", args=[pending])))


@pytest.mark.covers("STD-1.3.3")
def test_an_address_whose_municipality_cannot_be_told_is_told(clerk):
    """While one types, on the summary, and to whoever checks; it is an alert, for there are such addresses."""
    fields = move_in_fields(1, **{"p-municipality": "", "p-town": "本町"})
    assert "S-0103" in text_of(clerk.post(f"{begin(clerk, 'domestic_move_in')}live/", fields))
    pending = to_summary(clerk, "domestic_move_in", fields)
    page = text_of(clerk.get(reverse("register:pending", args=[pending])))
    assert page.count("S-0103") == 2
    assert text_of(clerk.get(reverse("register:pending", args=[pending]))).count("S-0103") == 1


@pytest.mark.covers("STD-4.0.7")
def test_buildings_of_the_dictionary_are_suggested_at_the_address(clerk):
    """Only those at the town and lot typed; what was chosen is not offered again."""
    from daicho.systems.register.queries.dictionaries import place_of
    from daicho.values.names import search_forms

    BuildingEntry.objects.create(
        town="中央一丁目", lot="1番1号", name="見本ハイツ", kana="ミホンハイツ",
        place=place_of("中央一丁目", "1番1号"), forms="\n".join(search_forms("見本ハイツ")),
    )  # fmt: skip
    asked = {"field": "d-building", "id": "id_d-building", "d-town": "中央一丁目", "d-lot": "1-1"}
    page = text_of(clerk.get("/help/buildings/", asked | {"d-building": "見本"}))
    assert "見本ハイツ" in page
    assert "id_d-postal_code" in page
    assert "suggestions" not in text_of(clerk.get("/help/buildings/", asked | {"d-building": "見本ハイツ"}))
    assert "suggestions" not in text_of(clerk.get("/help/buildings/", asked | {"d-town": "国分南一丁目"}))


@pytest.mark.covers("CTRL-074")
def test_the_procedure_chosen_is_kept_while_the_purpose_is_asked(counter):
    """After the purpose page the form begins; from the resident it was chosen for."""
    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    (number,), _ = family_lives_here(clerk, checker)
    fresh = counter.sign_in("clerk", case=False)
    asked = fresh.post(reverse("register:begin"), {"kind": "former_surname_changed", "person": number})
    assert asked["Location"].startswith(reverse("access:purpose"))
    purpose = {"purpose": "notification", "case_number": "令8-7"}
    from urllib.parse import parse_qs, urlsplit

    back = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
    opened = fresh.post(reverse("access:purpose"), purpose | {"next": back})
    assert opened.status_code == 302, text_of(opened)
    page = text_of(fresh.get(opened["Location"]))
    assert "data-continue" in page
    assert f'name="person" value="{number}"' in page
    assert fresh.get(reverse("register:resume"), {"kind": "nothing"}).status_code == 404


def test_a_correction_takes_nothing_over_that_was_not_rewritten(clerk, checker):
    """A form sent back as it came says that nothing is corrected (R-4233-01), whatever the record holds."""
    (number,), _ = family_lives_here(clerk, checker)
    address = begin(clerk, "ex_officio_correction", person=number)
    assert "R-4233-01" in text_of(clerk.post(address, standing() | OFFICIAL))


def test_the_act_page_says_what_has_become_of_each_effect(clerk, checker):
    """Messages with their number on the link, papers, what no connected system takes."""
    from daicho.systems.register.models import Act

    (number,), _ = family_lives_here(clerk, checker)
    fields = HEADER | {f"m-{number}-take": "on", "h-effective_on": "R8.12.20", "o-municipality": "東京都小平市"}
    address = begin(clerk, "move_out", person=number)
    pending = int(clerk.post(address, fields)["Location"].strip("/").split("/")[-1])
    submit(clerk, pending)
    page = text_of(clerk.get(confirm(checker, pending)["Location"]))
    assert "送信待ち" in page
    assert "期日待ち" in page
    assert "帳票を交付" in page
    assert "連携先なし" in page
    assert "送信待ち" in text_of(clerk.get(reverse("register:act", args=[Act.objects.earliest("number").number])))


def test_a_foreign_resident_is_born_in_a_calendar_year(clerk, checker):
    """STD-1.1.9: the date of birth and the last day of the stay, in forms too."""
    number, _ = foreigner_lives_here(clerk, checker)
    page = text_of(clerk.get(begin(clerk, "immigration_notice", person=number)))
    assert "1980年4月1日" in page
    assert "昭和55年" not in page
    assert "2027年10月1日" in page


def test_where_somebody_meant_to_move_is_carried_into_the_move_in_notice(clerk, checker):
    """The planned destination stands in the form; a special move-out is said to whoever checks."""
    (number,), _ = family_lives_here(clerk, checker)
    fields = HEADER | {f"m-{number}-take": "on", "h-effective_on": "R8.12.20", "o-municipality": "東京都小平市"}
    fields |= {"o-town": "小川町一丁目", "x-special": "on"}
    pending = to_summary(clerk, "move_out", fields, person=number)
    submit(clerk, pending)
    assert "特例転入" in text_of(checker.get(reverse("register:pending", args=[pending])))
    confirm(checker, pending)
    page = text_of(clerk.get(begin(clerk, "move_in_notice_received", person=number)))
    assert 'value="東京都小平市"' in page
    assert 'value="小川町一丁目"' in page


def test_items_of_the_other_kind_of_resident_are_left_out(clerk):
    """A domicile that was typed before the kind was chosen is not a foreign resident's (R-112-07)."""
    from daicho.law.commands import Command
    from daicho.values import codec

    from .support import fill_pool, foreigner

    fill_pool(3)
    fields = move_in_fields(1) | foreigner() | {"e-0-domicile": "神奈川県海老名市中央一丁目1番地"}
    fields |= {"e-0-became_foreign_resident_on": "R8.11.20"}
    pending = to_summary(clerk, "ex_officio_entry", fields | OFFICIAL | {"x-kind": "ordinary"})
    command = codec.decode(bytes(PendingAct.objects.get(pk=pending).command), Command)
    assert command.entrants[0].domicile == ""
    assert command.entrants[0].name.written == "SAMPLE MARIE"


def test_the_face_of_names_is_served_to_whoever_is_signed_in(clerk):
    """Kept by the terminal; a font says nothing about anybody."""
    response = clerk.get("/fonts/names.ttf")
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert next(iter(response.streaming_content))[:4] in {b"\x00\x01\x00\x00", b"true"}
    response.close()
    assert Client(SERVER_NAME="127.0.0.1").get("/fonts/names.ttf").status_code == 302
