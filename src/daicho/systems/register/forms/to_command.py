"""From a worksheet to a command of the law: the one place where fields become what was notified.

Tolerant by design: what cannot be read yet is left out, so that the law can be asked while somebody types. Whoever
submits asks `Worksheet.is_valid()` first. Corrections and what is given to a record stand in `to_correction`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.law.commands import (
    Birth,
    Cancellation,
    ChangeOfHead,
    Command,
    Death,
    DomesticMoveIn,
    EntryArticle,
    ExOfficioEntry,
    ExOfficioEntryKind,
    ExOfficioRemoval,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    MoveInFromAbroad,
    MoveInNoticeReceived,
    MoveOut,
    MoveOutCertificate,
    Mover,
    Placement,
    Relocation,
    RemovalGround,
    SpecialAdoption,
)
from daicho.systems.register.forms import reading, to_correction, to_foreign
from daicho.systems.register.forms.reading import Unfinished
from daicho.values.addresses import Address

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.systems.register.forms.worksheet import Subject, Worksheet
    from daicho.values.numbers import HouseholdNumber

__all__ = ["Unfinished", "command_of"]


def command_of(sheet: Worksheet, subject: Subject) -> Command:
    """The command that a validated worksheet says.

    Raises:
        Unfinished: something without which there is no command is missing.
    """
    for part in sheet.parts:
        part.is_valid()
    return _MAKERS[sheet.procedure.kind](sheet, subject)


def _domestic_move_in(sheet: Worksheet, _: Subject) -> Command:
    return DomesticMoveIn(
        header=reading.header(sheet),
        entrants=reading.entrants(sheet),
        destination=reading.destination(sheet),
        certificate=_certificate(sheet),
        special=bool(reading.details(sheet).get("special")),
        moves_not_notified=bool(reading.details(sheet).get("moves_not_notified")),
        special_adoption=_adoption(sheet),
    )


def _certificate(sheet: Worksheet) -> MoveOutCertificate | None:
    part = sheet.certificate
    given: dict[str, Any] = part.cleaned_data if part is not None else {}
    if not given.get("municipality"):
        return None
    return MoveOutCertificate(
        municipality_code=given["municipality"],
        planned_on=given.get("planned_on"),
        issued_on=given.get("issued_on"),
        issue_number=given.get("issue_number") or "",
    )


def _move_in_from_abroad(sheet: Worksheet, _: Subject) -> Command:
    return MoveInFromAbroad(
        header=reading.header(sheet),
        entrants=reading.entrants(sheet),
        destination=reading.destination(sheet),
        article=EntryArticle(reading.details(sheet).get("article") or EntryArticle.ARTICLE_22),
    )


def _birth(sheet: Worksheet, _: Subject) -> Command:
    return Birth(header=reading.header(sheet), child=reading.entrants(sheet)[0], destination=reading.destination(sheet))


def _ex_officio_entry(sheet: Worksheet, _: Subject) -> Command:
    given = reading.details(sheet)
    if not given.get("kind"):
        raise Unfinished
    return ExOfficioEntry(
        header=reading.header(sheet),
        entrants=reading.entrants(sheet),
        destination=reading.destination(sheet),
        ground=given.get("ground") or "",
        kind=ExOfficioEntryKind(given["kind"]),
    )


def _movers(sheet: Worksheet) -> tuple[Mover, ...]:
    return tuple(Mover(person=person, relationship=relationship) for person, relationship in reading.chosen(sheet))


def _relocation(sheet: Worksheet, _: Subject) -> Command:
    return Relocation(
        header=reading.header(sheet),
        movers=_movers(sheet),
        destination=reading.destination(sheet),
        cards_shown=reading.cards_shown(sheet),
    )


def _move_out(sheet: Worksheet, _: Subject) -> Command:
    part = sheet.elsewhere
    destination = part.address() if part is not None else None
    return MoveOut(
        header=reading.header(sheet),
        persons=tuple(person for person, _ in reading.chosen(sheet)),
        destination=destination or Address(),
        special=bool(reading.details(sheet).get("special")),
        special_adoption=_adoption(sheet),
    )


def _adoption(sheet: Worksheet) -> SpecialAdoption | None:
    chosen = reading.details(sheet).get("special_adoption")
    return SpecialAdoption(chosen) if chosen else None


def _move_in_notice_received(sheet: Worksheet, subject: Subject) -> Command:
    moved_in_on = reading.details(sheet).get("moved_in_on")
    destination = sheet.elsewhere.address() if sheet.elsewhere is not None else None
    if moved_in_on is None or destination is None:
        raise Unfinished
    return MoveInNoticeReceived(
        header=reading.header(sheet),
        person=reading.person(subject),
        destination=destination,
        moved_in_on=moved_in_on,
    )


def _household_split(sheet: Worksheet, _: Subject) -> Command:
    return HouseholdSplit(header=reading.header(sheet), movers=_movers(sheet))


def _household(sheet: Worksheet) -> HouseholdNumber:
    found = reading.destination(sheet).household_number
    if found is None:
        raise Unfinished
    return found


def _household_merge(sheet: Worksheet, _: Subject) -> Command:
    return HouseholdMerge(header=reading.header(sheet), movers=_movers(sheet), household_number=_household(sheet))


def _household_change(sheet: Worksheet, _: Subject) -> Command:
    return HouseholdChange(header=reading.header(sheet), movers=_movers(sheet), household_number=_household(sheet))


def _change_of_head(sheet: Worksheet, _: Subject) -> Command:
    records = [each.record for each in sheet.listed if each.record is not None]
    placements = tuple(Placement(person, relationship) for person, relationship in reading.placed(sheet))
    if not records or not placements:
        raise Unfinished
    return ChangeOfHead(
        header=reading.header(sheet), household_number=records[0].household_number, placements=placements
    )


def _death(sheet: Worksheet, subject: Subject) -> Command:
    return Death(header=reading.header(sheet), person=reading.person(subject))


def _ex_officio_removal(sheet: Worksheet, _: Subject) -> Command:
    given = reading.details(sheet)
    if not given.get("ground"):
        raise Unfinished
    return ExOfficioRemoval(
        header=reading.header(sheet),
        persons=tuple(person for person, _ in reading.chosen(sheet)),
        ground=RemovalGround(given["ground"]),
        inspected_on=given.get("inspected_on"),
    )


def _cancellation(sheet: Worksheet, subject: Subject) -> Command:
    chosen = reading.chosen(sheet)
    return Cancellation(
        header=reading.header(sheet),
        act_number=subject.act,
        persons=tuple(person for person, _ in chosen),
        placements=tuple(Placement(person, relationship) for person, relationship in chosen if relationship),
    )


_MAKERS: Final[dict[str, Callable[[Worksheet, Subject], Command]]] = {
    "domestic_move_in": _domestic_move_in,
    "move_in_from_abroad": _move_in_from_abroad,
    "birth": _birth,
    "ex_officio_entry": _ex_officio_entry,
    "relocation": _relocation,
    "move_out": _move_out,
    "move_in_notice_received": _move_in_notice_received,
    "household_split": _household_split,
    "household_merge": _household_merge,
    "household_change": _household_change,
    "change_of_head": _change_of_head,
    "head_named": _change_of_head,
    "death": _death,
    "ex_officio_removal": _ex_officio_removal,
    "cancellation": _cancellation,
    **to_correction.MAKERS,
    **to_foreign.MAKERS,
}
"""How each procedure's worksheet becomes its command."""
