"""Cases of checks on foreign residents, nationality and records made anew: each with the neighbour that passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.law.builders import (
    ABROAD,
    KODAIRA,
    RESIDENCE,
    Town,
    address,
    day,
    entrant,
    ex_officio,
    foreigner,
    header,
    move_in,
    notice,
    replaced,
)

from daicho.law.commands import (
    Amendments,
    Basis,
    Birth,
    CommonNameChanged,
    Destination,
    EntryArticle,
    ExOfficioCorrection,
    ExOfficioEntry,
    ExOfficioEntryKind,
    ExOfficioRemoval,
    ImmigrationMatter,
    ImmigrationNotice,
    MoveInFromAbroad,
    MoveOut,
    NationalityAcquired,
    NationalityLost,
    Remaking,
    RemovalGround,
    ResidenceChanges,
    ResidenceNotified,
)
from daicho.law.records import Residence, ResidenceCategory
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from daicho.values.numbers import AddresseeNumber

Build = Callable[[], tuple[Town, Any]]

LOST = Residence(category=ResidenceCategory.TRANSITIONAL_LOSS, nationality="架空国")
BORN = Residence(category=ResidenceCategory.TRANSITIONAL_BIRTH, nationality="架空国")
SPECIAL = Residence(
    category=ResidenceCategory.SPECIAL_PERMANENT,
    nationality="架空国",
    became_foreign_resident_on=day("R5.4.1"),
    document_number="AB00000001CD",
    residence_notified=True,
)
PROVISIONAL = Residence(
    category=ResidenceCategory.PROVISIONAL_STAY, became_foreign_resident_on=day("R5.4.1"), period="6月"
)


def settled(*, foreign: bool = True, since: str = "R6.4.1", **more: Any) -> tuple[Town, AddresseeNumber]:
    """One resident who moved in some years ago."""
    town = Town()
    person = foreigner(**more) if foreign else entrant(**more)
    town.enter(move_in((person,), effective=since, header=header(since, since)))
    return town, town.people()[0]


def taken_over_without_residence() -> tuple[Town, AddresseeNumber]:
    """A foreign resident whose residence an earlier system did not hold: no entry leaves it blank."""
    town, number = settled()
    line = town.timelines[number]
    contents = (replaced(version.content, residence=None) for version in line.versions)
    pairs = zip(line.versions, contents, strict=True)
    versions = tuple(replaced(version, content=content) for version, content in pairs)
    town.timelines[number] = replaced(line, versions=versions)
    return town, number


def with_residence(**changed: Any) -> Build:
    """A foreign resident moves in, with something changed on the card."""
    return lambda: (Town(), move_in((foreigner(residence=replaced(RESIDENCE, **changed)),)))


def somebody_holds(serial: int) -> Build:
    """Somebody moves in with a card while a resident holds the card number 5."""

    def made() -> tuple[Town, Any]:
        town, _ = settled(serial=5)
        number = f"AA{serial:08}BB"
        person = foreigner(1, relationship="世帯主", residence=replaced(RESIDENCE, document_number=number))
        return town, move_in((person,), destination=Destination(address=address("8番")))

    return made


def naturalising(*, foreign: bool) -> Build:
    """Somebody is naturalised."""

    def made() -> tuple[Town, Any]:
        town, number = settled(foreign=foreign)
        return town, naturalised(number)

    return made


def naturalised(number: AddresseeNumber, on: str = "R8.11.10", **more: Any) -> NationalityAcquired:
    """The naturalisation of a resident."""
    values: dict[str, Any] = {
        "name": PersonName("架空", "太郎", "カクウ", "タロウ"),
        "domicile": "神奈川県海老名市勝瀬1番地",
        "first_listed_person": "架空　太郎",
    }
    return NationalityAcquired(header=notice(on), person=number, **{**values, **more})


def losing(*, foreign: bool = False, residence: Residence = LOST) -> Build:
    """Somebody loses the nationality."""

    def made() -> tuple[Town, Any]:
        town, number = settled(foreign=foreign)
        return town, NationalityLost(header=notice("R8.11.10"), person=number, residence=residence)

    return made


def remaking(*, again: str) -> Build:
    """A record that was made anew is made anew once more."""

    def made() -> tuple[Town, Any]:
        town, number = settled(foreign=False)
        town.enter(Remaking(header=ex_officio("R8.11.1"), persons=(number,)))
        return town, Remaking(header=ex_officio(again), persons=(number,))

    return made


def entered_ex_officio(kind: ExOfficioEntryKind, *, foreign: bool) -> Build:
    """Somebody who was no resident is entered after a change of nationality."""
    person = foreigner(residence=LOST) if foreign else entrant()
    return lambda: (
        Town(),
        ExOfficioEntry(header=ex_officio(), entrants=(person,), destination=Destination(address=address()), kind=kind),
    )


def back_again(*, abroad: bool) -> Build:
    """Somebody with a former surname comes back from abroad and wants it carried on."""

    def made() -> tuple[Town, Any]:
        town, number = settled(foreign=False, former_surname=FormerSurname("鈴木", "スズキ"))
        left = ABROAD if abroad else address(municipality=KODAIRA)
        town.enter(MoveOut(header=header("R7.4.1", "R7.4.1"), persons=(number,), destination=left))
        person = entrant(re_entry_of=number, previous_address=ABROAD, carry_names=True)
        return town, MoveInFromAbroad(header=header(), entrants=(person,), destination=Destination(address=address()))

    return made


def called(name: str, basis: Basis = Basis.STATEMENT) -> Build:
    """A foreign resident states a common name."""

    def made() -> tuple[Town, Any]:
        town, number = settled()
        return town, CommonNameChanged(header=header(basis=basis), person=number, common_name=CommonName(name))

    return made


def under(article: EntryArticle, **more: Any) -> Build:
    """Somebody notifies under an article."""
    person = foreigner(resident_record_code="", individual_number_ref=None, previous_address=ABROAD, **more)
    return lambda: (
        Town(),
        MoveInFromAbroad(
            header=header(), entrants=(person,), destination=Destination(address=address()), article=article
        ),
    )


def notified(
    matter: ImmigrationMatter = ImmigrationMatter.PERIOD_RENEWED,
    *,
    foreign: bool = True,
    header_: Any = None,
    **changes: Any,
) -> Build:
    """The Immigration Services Agency gives notice of somebody."""

    def made() -> tuple[Town, Any]:
        town, number = settled(foreign=foreign)
        return town, ImmigrationNotice(
            header=header_ or notice("R8.11.10"),
            person=number,
            matter=matter,
            residence=ResidenceChanges(**changes),
        )

    return made


def showing_the_card(residence: Residence) -> Build:
    """Somebody notifies the residence."""

    def made() -> tuple[Town, Any]:
        town, number = settled(residence=residence)
        return town, ResidenceNotified(header=header(), persons=(number,))

    return made


def born_foreign(residence: Residence | None) -> Build:
    """A child of foreign residents is born."""

    def made() -> tuple[Town, Any]:
        town, number = settled()
        record = town.record(number)
        assert record is not None
        child = foreigner(
            2,
            birth_date=day("R8.11.3"),
            residence=residence,
            resident_record_code="",
            individual_number_ref=None,
            previous_address=None,
            relationship="縁故者",
        )
        return town, Birth(header=notice(None), child=child, destination=Destination(record.household_number))

    return made


def related(*, documents: tuple[str, ...]) -> Build:
    """A foreign couple moves in."""
    couple = (foreigner(), foreigner(1))
    return lambda: (Town(), move_in(couple, header=header(relationship_documents=documents)))


def removed(ground: RemovalGround, **more: Any) -> Build:
    """Somebody is removed ex officio."""

    def made() -> tuple[Town, Any]:
        town, number = settled(foreign=more.pop("foreign", False))
        return town, ExOfficioRemoval(**{"header": ex_officio(), "persons": (number,), "ground": ground, **more})

    return made


def corrected_together(**amended: Any) -> Build:
    """A couple's domicile is corrected at once."""

    def made() -> tuple[Town, Any]:
        town = Town()
        first, second = town.settle(2)
        return town, ExOfficioCorrection(
            header=notice(), person=first, amendments=Amendments(**amended), also=(second,)
        )

    return made


RENEWED = {"period": "3年", "expires_on": day("2029-11-10"), "document_number": "AA00000009BB"}

CASES: dict[str, tuple[Build, Build]] = {
    "R-112-01": (
        lambda: (Town(), move_in((entrant(residence=RESIDENCE),))),
        lambda: (Town(), move_in((entrant(),))),
    ),
    "R-112-02": (lambda: (Town(), move_in((foreigner(residence=None),))), with_residence()),
    "R-112-03": (with_residence(document_number="AA0000001BB"), with_residence(document_number="AA00000001BB")),
    "R-112-04": (
        with_residence(category=ResidenceCategory.SPECIAL_PERMANENT),
        lambda: (Town(), move_in((foreigner(residence=SPECIAL),))),
    ),
    "R-112-05": (with_residence(expires_on=day("2026-11-20")), with_residence(expires_on=day("2026-11-21"))),
    "R-112-06": (somebody_holds(serial=5), somebody_holds(serial=6)),
    "R-112-07": (
        lambda: (Town(), move_in((foreigner(domicile="東京都港区芝公園一丁目5番"),))),
        lambda: (Town(), move_in((foreigner(),))),
    ),
    "R-114-01": (remaking(again="R8.11.1"), remaking(again="R8.11.2")),
    "R-122-01": (
        entered_ex_officio(ExOfficioEntryKind.NATURALISATION, foreign=True),
        entered_ex_officio(ExOfficioEntryKind.NATURALISATION, foreign=False),
    ),
    "R-117-04": (back_again(abroad=False), back_again(abroad=True)),
    "R-117-05": (called("KAKUU TARO"), called("架空　太郎")),
    "R-117-06": (called("架空　太郎", Basis.EX_OFFICIO), called("架空　太郎")),
    "R-451-01": (
        under(EntryArticle.ARTICLE_30_47, residence=LOST),
        under(EntryArticle.ARTICLE_30_47, residence=PROVISIONAL),
    ),
    "R-453-01": (naturalising(foreign=False), naturalising(foreign=True)),
    "R-455-01": (losing(foreign=True), losing()),
    "R-455-02": (losing(residence=SPECIAL), losing()),
    "R-456-01": (notified(header_=ex_officio("R8.11.10"), **RENEWED), notified(**RENEWED)),
    "R-456-02": (notified(foreign=False, **RENEWED), notified(**RENEWED)),
    "R-456-03": (notified(ImmigrationMatter.EXPIRED, **RENEWED), notified(ImmigrationMatter.EXPIRED)),
    "R-456-04": (notified(period="5年"), notified(period="3年")),
    "R-457-01": (with_residence(residence_notified=False), with_residence()),
    "R-457-02": (showing_the_card(PROVISIONAL), showing_the_card(replaced(SPECIAL, residence_notified=False))),
    "R-457-03": (showing_the_card(SPECIAL), showing_the_card(replaced(SPECIAL, residence_notified=False))),
    "R-4212-02": (born_foreign(SPECIAL), born_foreign(BORN)),
    "R-1111-04": (related(documents=()), related(documents=("婚姻証明書及び訳文",))),
    "R-4201-01": (
        removed(RemovalGround.WHEREABOUTS_UNKNOWN),
        removed(RemovalGround.WHEREABOUTS_UNKNOWN, inspected_on=day("R8.11.1")),
    ),
    "R-4222-01": (removed(RemovalGround.DISAPPEARANCE), removed(RemovalGround.DISAPPEARANCE, header=notice())),
    "R-406-01": (corrected_together(remarks="誤り"), corrected_together(domicile="なし")),
}
"""By code: a case that raises the check, and the nearest lawful one."""

__all__ = [
    "BORN",
    "CASES",
    "LOST",
    "PROVISIONAL",
    "RENEWED",
    "SPECIAL",
    "naturalised",
    "settled",
    "taken_over_without_residence",
]
