"""From a worksheet to a command about a foreign resident, about nationality, or that makes a record anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.law.commands import (
    Amendments,
    Command,
    ImmigrationNotice,
    NationalityAcquired,
    NationalityGround,
    NationalityLost,
    Remaking,
    ResidenceNotified,
    Restoration,
)
from daicho.systems.register.forms import reading
from daicho.systems.register.forms.amending import amendments_of
from daicho.systems.register.forms.foreign import ImmigrationForm, NationalityForm, ResidenceForm
from daicho.systems.register.forms.reading import Unfinished
from daicho.values.names import PersonName

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.systems.register.forms.worksheet import Subject, Worksheet


def _immigration_notice(sheet: Worksheet, subject: Subject) -> Command:
    """A matter that removes brings no items, whatever still stands in the form."""
    record, part = reading.record(sheet), sheet.details
    if not isinstance(part, ImmigrationForm) or part.chosen is None:
        raise Unfinished
    header, person = reading.header(sheet), reading.person(subject)
    if part.chosen.removes:
        return ImmigrationNotice(header=header, person=person, matter=part.chosen)
    return ImmigrationNotice(
        header=header,
        person=person,
        matter=part.chosen,
        residence=part.changes(record.residence),
        **part.person(record),
    )


def _residence_notified(sheet: Worksheet, _: Subject) -> Command:
    return ResidenceNotified(header=reading.header(sheet), persons=tuple(person for person, _ in reading.chosen(sheet)))


def _nationality(ground: NationalityGround) -> Callable[[Worksheet, Subject], Command]:
    def made(sheet: Worksheet, subject: Subject) -> Command:
        part = sheet.details
        if not isinstance(part, NationalityForm):
            raise Unfinished
        name = part.name(PersonName())
        if not name.written:
            raise Unfinished
        given = part.cleaned_data
        return NationalityAcquired(
            header=reading.header(sheet),
            person=reading.person(subject),
            name=name,
            domicile=given.get("domicile") or "",
            first_listed_person=given.get("first_listed_person") or "",
            ground=ground,
        )

    return made


def _nationality_lost(sheet: Worksheet, subject: Subject) -> Command:
    record, part = reading.record(sheet), sheet.details
    residence = part.residence() if isinstance(part, ResidenceForm) else None
    if not isinstance(part, ResidenceForm) or residence is None:
        raise Unfinished
    name = part.name(record.name)
    return NationalityLost(
        header=reading.header(sheet),
        person=reading.person(subject),
        residence=residence,
        name=None if name == record.name else name,
    )


def _remaking(sheet: Worksheet, _: Subject) -> Command:
    return Remaking(
        header=reading.header(sheet),
        persons=tuple(person for person, _ in reading.chosen(sheet)),
        ground=reading.details(sheet).get("ground") or "",
    )


def _restoration(sheet: Worksheet, subject: Subject) -> Command:
    part = sheet.amendment
    return Restoration(
        header=reading.header(sheet),
        person=reading.person(subject),
        ground=reading.details(sheet).get("ground") or "",
        amendments=Amendments() if part is None else amendments_of(reading.record(sheet), part.cleaned_data),
    )


MAKERS: Final[dict[str, Callable[[Worksheet, Subject], Command]]] = {
    "immigration_notice": _immigration_notice,
    "residence_notified": _residence_notified,
    "naturalised": _nationality(NationalityGround.NATURALISATION),
    "nationality_acquired": _nationality(NationalityGround.ACQUISITION),
    "nationality_lost": _nationality_lost,
    "remaking": _remaking,
    "restoration": _restoration,
}
"""How these worksheets become their commands."""
