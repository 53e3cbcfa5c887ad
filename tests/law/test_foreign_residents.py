"""Foreign residents: entry, notices of the Immigration Services Agency, the residence notified, relationships, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.law.builders import (
    ABROAD,
    KODAIRA,
    RESIDENCE,
    Town,
    address,
    codes,
    day,
    entrant,
    ex_officio,
    foreigner,
    header,
    move_in,
    notice,
    replaced,
)
from tests.law.cases_foreigners import BORN, PROVISIONAL, RENEWED, SPECIAL, settled, taken_over_without_residence

from daicho.law import checks
from daicho.law.commands import (
    Amendments,
    Basis,
    Birth,
    Cancellation,
    ChangeOfHead,
    ClericalCorrection,
    CommonNameChanged,
    Destination,
    EntryArticle,
    FormerSurnameChanged,
    HouseholdSplit,
    ImmigrationMatter,
    ImmigrationNotice,
    MoveInFromAbroad,
    MoveOut,
    Mover,
    Placement,
    Relocation,
    ResidenceChanges,
    ResidenceNotified,
)
from daicho.law.reasons import Reason
from daicho.law.records import Residence, ResidenceCategory, Sex, State
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from daicho.values.numbers import AddresseeNumber

NEW = {"resident_record_code": "", "individual_number_ref": None, "previous_address": None}


def from_abroad(*people: Any, article: EntryArticle = EntryArticle.ARTICLE_30_46, **more: Any) -> MoveInFromAbroad:
    return MoveInFromAbroad(
        **{"header": header(), "entrants": people, "destination": Destination(address=address())} | more,
        article=article,
    )


def noticed(
    number: AddresseeNumber,
    matter: ImmigrationMatter = ImmigrationMatter.PERIOD_RENEWED,
    on: str = "R8.11.10",
    **more: Any,
) -> ImmigrationNotice:
    changes = {name: more.pop(name) for name in ResidenceChanges.__struct_fields__ if name in more}
    return ImmigrationNotice(
        header=notice(on), person=number, matter=matter, residence=ResidenceChanges(**changes), **more
    )


def relocating(*numbers: AddresseeNumber, shown: bool, on: str = "R8.11.20") -> Relocation:
    return Relocation(
        header=header(on, on),
        movers=tuple(Mover(number) for number in numbers),
        destination=Destination(address=address("9番")),
        cards_shown=numbers if shown else (),
    )


def told(decision: Any, kind: str) -> list[str | None]:
    return [effect.values.get("matter") for effect in decision.effects if effect.kind == kind]


# ---- entry


@pytest.mark.covers("STD-4.5.1", "STD-4.5.2")
@pytest.mark.parametrize("article", [EntryArticle.ARTICLE_30_46, EntryArticle.ARTICLE_30_47])
def test_a_foreign_resident_is_one_since_the_effective_date_unless_another_is_stated(article: EntryArticle) -> None:
    """外国人住民となった年月日: that of taking an address, or of becoming a mid to long-term resident."""
    unstated = replaced(RESIDENCE, became_foreign_resident_on=None)
    town = Town()
    command = from_abroad(foreigner(residence=unstated, **NEW), article=article, header=header("R8.11.15"))
    content = town.enter(command).changes[0].current
    assert content.residence.became_foreign_resident_on == content.became_resident_on == day("R8.11.15")
    stated = from_abroad(foreigner(**NEW), article=article)
    assert Town().enter(stated).changes[0].current.residence == replaced(RESIDENCE, document_number="AA00000000BB")


@pytest.mark.covers("STD-1.1.6", "STD-1.1.2")
@pytest.mark.parametrize(
    ("residence", "item"),
    [
        (replaced(RESIDENCE, document_number=""), "在留カードの番号"),
        (replaced(SPECIAL, document_number=""), "特別永住者証明書の番号"),
        (replaced(PROVISIONAL, period=""), "仮滞在期間"),
        (replaced(PROVISIONAL, period="", category=ResidenceCategory.TEMPORARY_REFUGE), "上陸期間"),
        (replaced(RESIDENCE, became_foreign_resident_on=None), "外国人住民となった年月日"),
    ],
)
def test_each_category_has_an_item_that_is_never_blank(residence: Residence, item: str) -> None:
    """A domestic move-in states the day of becoming a foreign resident too: it comes with the certificate."""
    decision = Town().ask(move_in((foreigner(residence=residence),)))
    assert codes(decision.errors) == {"R-116-01"}
    assert item in checks.text(decision.errors[0]).written


@pytest.mark.covers("STD-4.1.1.2")
def test_who_has_a_removed_record_is_found_by_an_earlier_card_number() -> None:
    """Also by a card that has been replaced since; handled as returning, the number is that person's own."""
    town, number = settled()
    town.enter(noticed(number, ImmigrationMatter.CARD_ISSUED, document_number="AA00000009BB"))
    town.enter(MoveOut(header=header("R8.11.20"), persons=(number,), destination=ABROAD))
    person = foreigner(**NEW | {"previous_address": ABROAD})
    command = from_abroad(person, article=EntryArticle.ARTICLE_22)
    assert "R-4112-01" in codes(town.ask(command).errors)
    returning = from_abroad(replaced(person, re_entry_of=number), article=EntryArticle.ARTICLE_22)
    assert not town.ask(returning).errors


@pytest.mark.covers("STD-1.1.7")
def test_names_are_carried_by_who_comes_back_from_abroad_first() -> None:
    """旧氏 of a Japanese, 通称 of a foreign resident; a name stated anew goes before, a newcomer has none to carry."""
    town, number = settled(foreign=False, former_surname=FormerSurname("鈴木", "スズキ"))
    town.enter(MoveOut(header=header("R7.4.1", "R7.4.1"), persons=(number,), destination=ABROAD))
    person = entrant(re_entry_of=number, previous_address=ABROAD, carry_names=True)
    command = from_abroad(person, article=EntryArticle.ARTICLE_22)
    assert town.ask(command).changes[0].current.former_surname == FormerSurname("鈴木", "スズキ")
    stated = replaced(person, former_surname=FormerSurname("佐藤"))
    command = from_abroad(stated, article=EntryArticle.ARTICLE_22)
    assert town.ask(command).changes[0].current.former_surname == FormerSurname("佐藤")
    newcomer = replaced(entrant(serial=9, previous_address=ABROAD), carry_names=True)
    assert codes(Town().ask(from_abroad(newcomer, article=EntryArticle.ARTICLE_22)).errors) == {"R-117-04"}
    domestic = move_in((replaced(person, previous_address=address(municipality=KODAIRA)),))
    assert codes(town.ask(domestic).errors) == {"R-117-04"}


@pytest.mark.covers("STD-4.2.1.2")
@pytest.mark.parametrize("stated", [None, BORN])
def test_a_child_of_foreign_residents_is_born_on_transitional_stay(stated: Residence | None) -> None:
    """出生による経過滞在者, a foreign resident since its birth."""
    town, number = settled()
    home = town.record(number).household_number
    child = foreigner(2, birth_date=day("R8.11.3"), residence=stated, relationship="縁故者", **NEW)
    decision = town.enter(Birth(header=notice(None), child=child, destination=Destination(home)))
    residence = decision.changes[0].current.residence
    assert residence.category is ResidenceCategory.TRANSITIONAL_BIRTH
    assert residence.became_foreign_resident_on == day("R8.11.3")
    assert not decision.alerts
    assert told(decision, "immigration_notice") == ["entry"]


def test_the_article_of_a_late_notification_is_cited_as_its_language_cites_it() -> None:
    """第30条の47, and Article 30-47; never 第30-47条."""
    command = from_abroad(foreigner(**NEW), article=EntryArticle.ARTICLE_30_47, header=header("R8.10.1"))
    finding = next(each for each in Town().ask(command).alerts if each.code == "R-4102-03")
    assert "住民基本台帳法第30条の47は14日以内" in checks.text(finding).written
    assert "Article 30-47 asks for" in checks.text(finding, "en").written
    command = from_abroad(foreigner(**NEW), article=EntryArticle.ARTICLE_22, header=header("R8.10.1"))
    finding = next(each for each in Town().ask(command).alerts if each.code == "R-4102-03")
    assert "住民基本台帳法第22条は14日以内" in checks.text(finding).written


# ---- notices of the Immigration Services Agency


@pytest.mark.covers("STD-4.5.6")
def test_a_renewal_corrects_the_record_ex_officio() -> None:
    """Period, expiry and card; the Agency is not told what it has notified."""
    town, number = settled()
    decision = town.enter(noticed(number, **RENEWED))
    (change,) = decision.changes
    assert (change.reason, change.ex_officio) == (Reason.EX_OFFICIO_CORRECTION, True)
    assert change.current.residence == replaced(RESIDENCE, **RENEWED)
    assert not told(decision, "immigration_notice")


@pytest.mark.covers("STD-4.5.6", "STD-4.2.3.1")
def test_a_notice_changes_name_birth_date_sex_and_nationality() -> None:
    """The members carry the head's new name."""
    town = Town()
    couple = (foreigner(), foreigner(1, relationship="縁故者"))
    town.enter(move_in(couple, effective="R6.4.1", header=header("R6.4.1", "R6.4.1")))
    head, other = town.people()
    command = noticed(
        head,
        ImmigrationMatter.ITEMS_CHANGED,
        name=PersonName(roman="KAKUU JIRO"),
        birth_date=day("1980-04-02"),
        sex=Sex.FEMALE,
        nationality="別の架空国",
    )
    decision = town.enter(command)
    after = town.record(head)
    assert (after.name.written, after.birth_date, after.sex) == ("KAKUU JIRO", day("1980-04-02"), Sex.FEMALE)
    assert after.residence.nationality == "別の架空国"
    assert town.record(other).head_name == "KAKUU JIRO"
    assert {change.reason for change in decision.changes} == {Reason.EX_OFFICIO_CORRECTION}
    named = noticed(other, ImmigrationMatter.ITEMS_CHANGED, name=PersonName(roman="KAKUU SABURO"))
    assert town.ask(named).changes[0].current.residence == town.record(other).residence
    late = replaced(command, birth_date=day("R8.11.20"), header=notice("R8.11.21"))
    assert "R-403-04" in codes(town.ask(late).errors)


@pytest.mark.covers("STD-4.5.6")
@pytest.mark.parametrize("matter", [each for each in ImmigrationMatter if each.removes])
def test_who_is_no_foreign_resident_any_more_is_removed(matter: ImmigrationMatter) -> None:
    """Revocation, a status outside the Act, a permit cancelled, expiry, departure."""
    town, number = settled()
    (change,) = town.enter(noticed(number, matter)).changes
    assert change.reason is Reason.EX_OFFICIO_REMOVAL
    assert change.current.state is State.REMOVED
    assert (change.current.removal.event_on, change.current.removal.notified_on) == (day("R8.11.10"), day("R8.11.21"))
    assert codes(town.ask(noticed(number, **RENEWED)).errors) == {"R-401-01"}


def test_a_japanese_resident_is_never_removed_by_the_agency() -> None:
    """Whatever the matter."""
    town, number = settled(foreign=False)
    assert codes(town.ask(noticed(number, ImmigrationMatter.DEPARTED)).errors) == {"R-456-02"}


@pytest.mark.covers("STD-4.5.6", "STD-1.1.2")
def test_with_another_category_the_items_that_it_does_not_have_go() -> None:
    """A mid to long-term resident becomes a special permanent resident, and a child obtains a status."""
    town, number = settled()
    command = noticed(
        number,
        ImmigrationMatter.STATUS_OBTAINED,
        category=ResidenceCategory.SPECIAL_PERMANENT,
        document_number="AB00000001CD",
    )
    residence = town.enter(command).changes[0].current.residence
    assert (residence.status, residence.period, residence.expires_on) == ("", "", None)
    assert residence.document_number == "AB00000001CD"
    assert residence.became_foreign_resident_on == RESIDENCE.became_foreign_resident_on
    without = noticed(
        number, ImmigrationMatter.STATUS_OBTAINED, on="R8.11.11", category=ResidenceCategory.MID_TO_LONG_TERM
    )
    town, number = settled(residence=replaced(BORN, became_foreign_resident_on=day("R6.4.1")))
    assert codes(town.ask(replaced(without, person=number)).errors) == {"R-116-01"}


def test_a_resident_taken_over_without_a_residence_gets_one_by_a_notice_with_a_category() -> None:
    """Items without a category say nothing."""
    town, number = taken_over_without_residence()
    assert codes(town.ask(noticed(number, period="3年")).errors) == {"R-456-04"}
    command = noticed(
        number, ImmigrationMatter.STATUS_OBTAINED, category=ResidenceCategory.PROVISIONAL_STAY, period="6月"
    )
    assert codes(town.ask(command).errors) == {"R-116-01"}


@pytest.mark.parametrize("on", ["R8.11.22", None])
def test_a_notice_needs_a_day_that_has_come(on: str | None) -> None:
    """Removals and corrections alike."""
    town, number = settled()
    command = replaced(noticed(number, **RENEWED), header=notice(on))
    assert town.ask(command).errors
    assert not town.ask(command).changes


@pytest.mark.covers("STD-1.2.1", "STD-4.5.6")
def test_a_late_notice_holds_on_beyond_a_relocation_that_was_recorded_before_it() -> None:
    """The parts of a residence change each by itself: the renewal runs on, the residence stays notified or not."""
    town, number = settled()
    town.enter(relocating(number, shown=False, on="R8.11.15"))
    decision = town.enter(noticed(number, on="R8.11.1", **RENEWED))
    assert codes(decision.alerts) == {"R-403-05"}
    after = town.record(number)
    assert after.residence == replaced(RESIDENCE, residence_notified=False, **RENEWED)
    assert town.record(number, "R8.11.2").residence == replaced(RESIDENCE, **RENEWED)
    assert after.address.lot == "9番"


def test_a_part_that_a_later_notice_changed_stays_as_the_later_one_said() -> None:
    """An earlier status entered late does not undo the later one, but what only it says holds on."""
    town, number = settled()
    town.enter(noticed(number, ImmigrationMatter.STATUS_CHANGED, on="R8.11.10", status="永住者"))
    town.enter(noticed(number, ImmigrationMatter.STATUS_CHANGED, on="R8.11.1", status="留学", nationality="別の架空国"))
    assert town.record(number).residence.status == "永住者"
    assert town.record(number).residence.nationality == "別の架空国"
    assert town.record(number, "R8.11.5").residence.status == "留学"
    overtaken = noticed(number, ImmigrationMatter.STATUS_CHANGED, on="R8.11.2", status="定住者")
    town.enter(overtaken)
    assert town.record(number).residence.status == "永住者"


@pytest.mark.covers("STD-4.6.0.1", "STD-4.5.6")
def test_a_notice_cancelled_takes_back_its_own_parts_only() -> None:
    """A relocation in between has changed another part of the residence."""
    town, number = settled()
    before = town.record(number).residence
    town.enter(noticed(number, **RENEWED))
    act = town.acts
    town.enter(relocating(number, shown=False))
    town.enter(Cancellation(header=ex_officio(), act_number=act, persons=(number,)))
    assert town.record(number).residence == replaced(before, residence_notified=False)


@pytest.mark.covers("STD-4.6.0.1", "STD-4.5.6")
def test_what_a_later_notice_has_changed_again_is_not_taken_back() -> None:
    """Nor is anything put into a residence that is not there."""
    town, number = settled()
    town.enter(noticed(number, period="3年"))
    act = town.acts
    town.enter(noticed(number, on="R8.11.11", period="1年"))
    cancel = Cancellation(header=ex_officio(), act_number=act, persons=(number,))
    decision = town.ask(cancel)
    assert decision.changes[0].current.residence.period == "1年"
    line = town.timelines[number]
    newest = replaced(line.versions[-1], content=replaced(line.versions[-1].content, residence=None))
    town.timelines[number] = replaced(line, versions=(*line.versions[:-1], newest))
    assert town.ask(cancel).changes[0].current.residence is None


@pytest.mark.covers("STD-4.6.0.1", "STD-4.5.6")
def test_a_removal_on_a_notice_is_cancelled() -> None:
    """The departure was an error: the person comes back to a household of the old address, with the residence."""
    town, number = settled()
    before = town.record(number)
    town.enter(noticed(number, ImmigrationMatter.DEPARTED))
    decision = town.enter(Cancellation(header=ex_officio(), act_number=town.acts, persons=(number,)))
    assert decision.changes[0].reason is Reason.CANCELLATION_ENTRY
    assert replaced(town.record(number), household_number=before.household_number) == before


# ---- the residence notified


@pytest.mark.covers("STD-4.5.7")
def test_a_relocation_with_the_card_shown_is_the_notification_of_the_residence() -> None:
    """市町村伝達 goes out; without the card the clerk is alerted and the residence stands as not notified."""
    town, number = settled()
    decision = town.ask(relocating(number, shown=True))
    assert not decision.alerts
    assert decision.changes[0].current.residence.residence_notified
    assert told(decision, "residence_transmission") == [None]
    assert told(decision, "immigration_notice") == ["correction"]
    decision = town.enter(relocating(number, shown=False))
    assert codes(decision.alerts) == {"R-457-01"}
    assert not town.record(number).residence.residence_notified
    assert not told(decision, "residence_transmission")


@pytest.mark.covers("STD-4.5.7")
def test_the_residence_is_notified_later_when_the_card_is_shown() -> None:
    """One act of its own; a day ahead is refused, and so is somebody without a card."""
    town, number = settled()
    town.enter(relocating(number, shown=False))
    command = ResidenceNotified(header=header(), persons=(number,))
    decision = town.enter(command)
    assert decision.changes[0].reason is Reason.EX_OFFICIO_CORRECTION
    assert town.record(number).residence.residence_notified
    assert told(decision, "residence_transmission") == [None]
    assert codes(town.ask(replaced(command, header=header("R8.11.22"))).errors) == {"R-403-01"}
    town, japanese = settled(foreign=False)
    assert codes(town.ask(replaced(command, persons=(japanese,))).errors) == {"R-457-02"}


def test_people_without_a_card_relocate_without_being_asked_for_one() -> None:
    """仮滞在許可者, and Japanese residents."""
    town, number = settled(residence=PROVISIONAL)
    decision = town.ask(relocating(number, shown=True))
    assert not decision.alerts
    assert not decision.changes[0].current.residence.residence_notified


# ---- relationships


@pytest.mark.covers("STD-1.1.11")
def test_between_foreign_residents_a_relationship_is_proved_by_a_document() -> None:
    """Not of the head, of 縁故者 and 同居人, nor where the head is Japanese."""
    couple = (foreigner(), foreigner(1))
    assert codes(Town().ask(move_in(couple)).alerts) == {"R-1111-04"}
    lodging = (foreigner(), foreigner(1, relationship="同居人"))
    assert not Town().ask(move_in(lodging)).alerts
    mixed = (entrant(), foreigner(1))
    assert not Town().ask(move_in(mixed)).alerts
    headless = (foreigner(relationship=""), foreigner(1, relationship=""))
    assert codes(Town().ask(move_in(headless)).alerts) == {"R-1110-02"}


@pytest.mark.covers("STD-1.1.11")
def test_a_change_of_head_between_foreign_residents_asks_for_the_document_too() -> None:
    """And a split does not, where nobody but the new head is stated."""
    town = Town()
    documents = ("婚姻証明書及び訳文",)
    couple = (foreigner(), foreigner(1))
    town.enter(move_in(couple, effective="R6.4.1", header=header("R6.4.1", "R6.4.1", relationship_documents=documents)))
    head, wife = town.people()
    command = ChangeOfHead(
        header=header(),
        household_number=town.record(head).household_number,
        placements=(Placement(wife, "世帯主"), Placement(head, "夫")),
    )
    assert codes(town.ask(command).alerts) == {"R-1111-04"}
    proved = replaced(command, header=header(relationship_documents=documents))
    assert not town.ask(proved).alerts
    corrected = ClericalCorrection(header=ex_officio(None), person=wife, amendments=Amendments(relationship="妹"))
    assert codes(town.ask(corrected).alerts) == {"R-1111-04"}
    split = HouseholdSplit(header=header(), movers=(Mover(wife, "世帯主"),))
    assert not town.ask(split).alerts
    kept = replaced(relocating(head, wife, shown=True), header=header())
    assert not town.ask(kept).alerts


# ---- common names


@pytest.mark.covers("STD-1.1.7", "STD-1.1.2")
def test_a_common_name_keeps_days_and_municipalities_of_its_recording_and_deletion() -> None:
    """What is deleted goes to the history; several stand there in order."""
    town, number = settled()
    for name, first, last in ("架空　一郎", "R8.10.1", "R8.10.2"), ("架空　二郎", "R8.11.1", "R8.11.2"):
        statement = header(first, basis=Basis.STATEMENT)
        town.enter(CommonNameChanged(header=statement, person=number, common_name=CommonName(name)))
        recorded = town.record(number).common_name
        assert (recorded.recorded_on, recorded.recorded_municipality) == (day(first), "海老名市")
        later = header(last, basis=Basis.STATEMENT)
        town.enter(CommonNameChanged(header=later, person=number, common_name=None))
    after = town.record(number)
    assert after.common_name is None
    assert [each.written for each in after.common_name_history] == ["架空　一郎", "架空　二郎"]
    newest = after.common_name_history[-1]
    assert (newest.deleted_on, newest.deleted_municipality, newest.deleted_municipality_code) == (
        day("R8.11.2"),
        "海老名市",
        "142158",
    )


def test_a_common_name_that_says_where_it_was_recorded_keeps_it() -> None:
    """It was recorded elsewhere and comes with the certificate."""
    town, number = settled()
    name = CommonName("架空　一郎", recorded_on=day("R5.4.1"), recorded_municipality="小平市")
    command = CommonNameChanged(header=header(basis=Basis.STATEMENT), person=number, common_name=name)
    assert town.enter(command).changes[0].current.common_name == name


@pytest.mark.covers("STD-1.1.7")
def test_a_name_that_is_no_longer_used_is_deleted_ex_officio_without_an_alert() -> None:
    """A recording is not: former surnames rest on a request, common names on a statement."""
    town, number = settled(foreign=False, former_surname=FormerSurname("鈴木"))
    deletion = FormerSurnameChanged(header=ex_officio(), person=number, former_surname=None)
    assert not town.ask(deletion).alerts
    assert codes(town.ask(replaced(deletion, former_surname=FormerSurname("佐藤"))).alerts) == {"R-117-06"}
