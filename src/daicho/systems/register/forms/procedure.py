"""What a procedure of the desk is made of: which parts its form has, on what basis, for whom it is offered.

A procedure is data; `forms.procedures` lists them all. Several may lead to one command of the law.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.utils.translation import gettext_lazy

from daicho.law.commands import Basis
from daicho.law.records import PersonKind, State
from daicho.systems.register.presenters.words import ACT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.forms.details import DetailsForm

MANY: Final = 99
"""People that one form may enter."""


OWN_OR_OFFICIAL: Final = (Basis.NOTIFICATION, Basis.EX_OFFICIO)
"""What is notified, and entered ex officio where nobody did (Article 8; STD-4.1.3.0.1)."""
OFFICIAL: Final = (Basis.EX_OFFICIO, Basis.NOTICE)
"""What an office enters of its own accord or on a notice (STD-4.2.0.4)."""


class Group(msgspec.Struct, frozen=True):
    """A heading under which procedures stand, and the key that leads to it; a digit then chooses."""

    title: StrOrPromise
    key: str


class Choice:
    """How members of a household are chosen (STD-4.0.1)."""

    NONE: Final = ""
    SOME: Final = "some"  # those begun from; more may be taken
    ALL: Final = "all"  # everybody at first
    PLACED: Final = "placed"  # everybody, each with the relationship they will have


class Place:
    """Which household or address of the town is entered (STD-4.0.2)."""

    NONE: Final = ""
    ANY: Final = "any"  # a new household at an address, or an existing one
    EXISTING: Final = "existing"  # an existing household


def present(record: ResidentRecord) -> bool:
    """Whether somebody is a resident."""
    return record.state is State.PRESENT


def japanese(record: ResidentRecord) -> bool:
    """Whether somebody is a Japanese resident."""
    return present(record) and record.kind is PersonKind.JAPANESE


def foreign(record: ResidentRecord) -> bool:
    """Whether somebody is a foreign resident."""
    return present(record) and record.kind is PersonKind.FOREIGN


def anybody(_: ResidentRecord) -> bool:
    """Residents and those who were removed."""
    return True


class Procedure(msgspec.Struct, frozen=True, kw_only=True):
    """One procedure of the desk.

    Attributes:
        kind: what drafts name it by.
        command: the tag of its command; the same as `kind` where left out.
        group: the heading it stands under; None for those that begin from an act.
        digit: the digit that chooses it under its heading.
        key: a key of its own, for what a counter meets every day.
        name: what it is called where that is not the name of its command.
        effective: what the effective date is called; blank where it follows from something else.
        notified: what the notification date is called, where the basis does not say it.
        bases: on what it may rest; the first is offered first.
        entrants: how many people may be entered: 0, 1, or many.
        child: whether who is entered is a child of the household.
        movers: how members of a household are chosen.
        asks_relationship: whether who is chosen has a relationship afterwards.
        single: whether it is about exactly one resident.
        destination: which place of the town is entered.
        previous: whether an address before is asked for.
        certificate: whether a move-out certificate is shown.
        elsewhere: what an address outside the town is called; blank where none is asked for.
        shows: what of the record it changes or deletes, as the record names it and as it is called.
        details: the fields that only this procedure has.
        amends: the items that may be put right; empty where none is.
        also: what others of the household may be given at once; blank where nothing.
        workbench: whether characters of the name may be identified.
        number: whether an individual number is typed.
        optional_day: whether the effective date may be left out: the whole stay is corrected then (STD-4.2.3.3), an act
            cancelled from its own day on (STD-4.6.0.1).
        unknown_days: whether the effective date may be unknown.
        offered: for whose record it is offered.
        hint: what the clerk should know before typing.
    """

    kind: str
    command: str = ""
    group: Group | None = None
    digit: int = 0
    key: str = ""
    name: StrOrPromise = ""
    effective: StrOrPromise = gettext_lazy("異動日")
    notified: StrOrPromise = ""
    bases: tuple[Basis, ...] = (Basis.NOTIFICATION,)
    entrants: int = 0
    child: bool = False
    movers: str = Choice.NONE
    asks_relationship: bool = True
    single: bool = False
    destination: str = Place.NONE
    previous: bool = False
    certificate: bool = False
    elsewhere: StrOrPromise = ""
    shows: tuple[str, StrOrPromise] | None = None
    details: type[DetailsForm] | None = None
    amends: tuple[str, ...] = ()
    also: StrOrPromise = ""
    workbench: bool = False
    number: bool = False
    optional_day: bool = False
    unknown_days: bool = False
    offered: Callable[[ResidentRecord], bool] = present
    hint: StrOrPromise = ""

    @property
    def tag(self) -> str:
        """The tag of its command."""
        return self.command or self.kind

    @property
    def title(self) -> str:
        """The name of the procedure (STD-2.3.1)."""
        return str(self.name or ACT_KINDS[self.tag])

    @property
    def basis(self) -> Basis:
        """On what it rests unless the clerk says otherwise."""
        return self.bases[0]

    @property
    def about_residents(self) -> bool:
        """Whether it begins from somebody on the register."""
        return bool(self.movers) or self.single

    @property
    def of_household(self) -> bool:
        """Whether it may begin from a household."""
        return bool(self.movers or self.destination == Place.ANY) and self.group is not None

    @property
    def places_all(self) -> bool:
        """Whether everybody listed is given a relationship, rather than some being taken."""
        return self.movers == Choice.PLACED

    @property
    def asks_for_relationship(self) -> bool:
        """Whether somebody is entered or moved whose relationship is typed."""
        return bool(self.entrants or (self.movers and self.asks_relationship))

    @property
    def forms_household(self) -> bool:
        """Whether some of a household may form a new one, with a head of its own."""
        return self.movers == Choice.SOME and self.asks_relationship and self.destination != Place.EXISTING

    @property
    def has_effective_date(self) -> bool:
        """A birth takes effect on the date of birth, a move-in notice on the day notified."""
        return bool(self.effective)
