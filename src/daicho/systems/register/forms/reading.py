"""Reading the parts of a worksheet: the header, whom it is about, where they go. Shared by all that make commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daicho.law.commands import Destination, Entrant, Header
from daicho.values.addresses import read_address
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.forms.worksheet import Subject, Worksheet


class Unfinished(Exception):  # noqa: N818 - nothing failed; more is to be typed
    """Too little has been typed for the law to say anything."""


def header(sheet: Worksheet, *, remarks: tuple[str, ...] = ()) -> Header:
    """The header, with how typed individual numbers were confirmed (CTRL-018, 019).

    Raises:
        Unfinished: the basis is to be chosen and has not been.
    """
    if sheet.header.asks_basis and not sheet.header.cleaned_data.get("basis"):
        raise Unfinished
    evidence = {person.form.cleaned_data.get("number_evidence") for person in sheet.people if person.number_ref}
    evidence.add(details(sheet).get("number_evidence"))
    return sheet.header.header(
        further_documents=tuple(sorted(each for each in evidence if each)), further_remarks=remarks
    )


def details(sheet: Worksheet) -> dict[str, Any]:
    """What only this procedure asks for."""
    return sheet.details.cleaned_data if sheet.details is not None else {}


def entrants(sheet: Worksheet) -> tuple[Entrant, ...]:
    """The people entered.

    Raises:
        Unfinished: of nobody enough has been typed.
    """
    previous = sheet.previous.address() if sheet.previous is not None else None
    registered = details(sheet).get("last_registered_address")
    last = read_address(registered) if registered else None
    found = [
        entrant
        for person in sheet.people
        if (
            entrant := person.form.entrant(
                previous=previous,
                number_ref=person.number_ref,
                number_problem=person.number_problem,
                last_registered=last,
            )
        )
        is not None
    ]
    if not found:
        raise Unfinished
    return tuple(found)


def destination(sheet: Worksheet) -> Destination:
    """The household or address entered.

    Raises:
        Unfinished: the form asks for none.
    """
    part = sheet.destination
    if part is None:
        raise Unfinished
    return Destination(household_number=part.cleaned_data.get("household_number"), address=part.address())


def chosen(sheet: Worksheet) -> list[tuple[AddresseeNumber, str | None]]:
    """Who was taken, each with the relationship typed.

    Raises:
        Unfinished: nobody was taken.
    """
    found: list[tuple[AddresseeNumber, str | None]] = []
    for member in sheet.members:
        given = member.form.cleaned_data
        if given.get("take"):
            found.append((AddresseeNumber.from_stored(member.listed.number), given.get("relationship") or None))
    if not found:
        raise Unfinished
    return found


def also(sheet: Worksheet) -> tuple[AddresseeNumber, ...]:
    """Others who are given the same, where the procedure knows that."""
    return tuple(
        AddresseeNumber.from_stored(member.listed.number)
        for member in sheet.members
        if member.form.cleaned_data.get("take")
    )


def placed(sheet: Worksheet) -> list[tuple[AddresseeNumber, str]]:
    """Everybody for whom a relationship was typed."""
    found = [(member.listed.number, member.form.cleaned_data.get("relationship")) for member in sheet.members]
    return [(AddresseeNumber.from_stored(number), relationship) for number, relationship in found if relationship]


def cards_shown(sheet: Worksheet) -> tuple[AddresseeNumber, ...]:
    """The foreign movers whose residence card or certificate was shown."""
    return tuple(
        AddresseeNumber.from_stored(member.listed.number)
        for member in sheet.members
        if member.is_foreign and member.form.cleaned_data.get("take") and member.form.cleaned_data.get("card_shown")
    )


def person(subject: Subject) -> AddresseeNumber:
    """The one resident whom the procedure is about."""
    return AddresseeNumber.from_stored(subject.person)


def record(sheet: Worksheet) -> ResidentRecord:
    """The record of the one resident whom the procedure is about.

    Raises:
        Unfinished: there is none.
    """
    if sheet.record is None:
        raise Unfinished
    return sheet.record
