"""The worksheet of one act: all parts of a procedure's form, built from what has been typed so far.

What is typed is a mapping of field names to lists of values, as a browser sends it, and is kept like that in the draft.
Parts have prefixes: `h` header, `d` destination, `p` address before, `c` certificate, `o` address outside, `a`
amendments, `x` what only this procedure has, `n` the individual number of the resident, `e-0`, `e-1`, … people
entered, `m-<addressee number>` members chosen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from daicho.law.records import PersonKind
from daicho.systems.register.forms.amending import AmendmentForm
from daicho.systems.register.forms.common import CertificateForm, ElsewhereForm, HeaderForm, HomeAddressForm
from daicho.systems.register.forms.people import COPIED_DOWN, EntrantForm, MoverForm
from daicho.systems.register.forms.procedure import Choice, Place
from daicho.values.names import CommonName, FormerSurname
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.forms.details import DetailsForm
    from daicho.systems.register.forms.procedure import Procedure

Typed = dict[str, list[str]]

_ENTRANT: Final = re.compile(r"\Ae-(\d{1,3})-")
MOST_ENTRANTS: Final = 30
LONGEST_VALUE: Final = 2000
MOST_VALUES: Final = 1500


class Subject(msgspec.Struct, frozen=True, omit_defaults=True):
    """From whom or what a procedure was begun: a resident, a household, an act to be cancelled."""

    person: str = ""
    household: str = ""
    act: int = 0
    persons: tuple[str, ...] = ()  # whom the form lists: members of the household, people of the act


class Listed(msgspec.Struct, frozen=True):
    """Somebody on the register whom the form lists."""

    number: str
    record: ResidentRecord | None


class PersonPart(msgspec.Struct, frozen=True):
    """One person entered: place in the form, fields, and what became of the individual number."""

    index: int
    form: EntrantForm
    number_ref: str
    number_problem: str

    @property
    def ordinal(self) -> int:
        """Which member this is, counted from one; members taken out leave gaps."""
        return self.index + 1


class MemberPart(msgspec.Struct, frozen=True):
    """One listed resident with the fields about them."""

    listed: Listed
    form: MoverForm

    @property
    def is_foreign(self) -> bool:
        """Whether it is a foreign resident."""
        return self.listed.record is not None and self.listed.record.kind is PersonKind.FOREIGN


class Worksheet:
    """The parts of one procedure's form. With `check` they are validated, else shown as typed."""

    def __init__(
        self, procedure: Procedure, typed: Typed, *, about: str = "", listed: Sequence[Listed] = (), check: bool = False
    ) -> None:
        """`about` is the addressee number of the one resident that it is about, `listed` whom the form lists."""
        self.procedure = procedure
        self.typed = typed
        self.listed = listed
        self.about = about
        self.check = check
        self.header: HeaderForm = self._part(HeaderForm, "h", procedure=procedure)
        self.destination = self._destination()
        self.previous = self._part(ElsewhereForm, "p") if procedure.previous else None
        self.certificate = self._part(CertificateForm, "c") if procedure.certificate else None
        self.elsewhere = self._part(ElsewhereForm, "o") if procedure.elsewhere else None
        self.amendment = self._amendment()
        self.details: DetailsForm | None = (
            self._part(procedure.details, "x", record=self.record) if procedure.details else None
        )
        self.people = [self._person(index) for index in indexes_of(typed)] if procedure.entrants else []
        self.members = [
            MemberPart(each, self._part(MoverForm, f"m-{each.number}")) for each in listed if self._may_be_taken(each)
        ]

    @property
    def record(self) -> ResidentRecord | None:
        """The record of the one resident that the procedure is about."""
        return next((each.record for each in self.listed if self.procedure.single and each.number == self.about), None)

    @property
    def standing(self) -> str:
        """What the record holds of what the procedure changes or deletes; blank where nothing."""
        held = getattr(self.record, self.procedure.shows[0], None) if self.procedure.shows else None
        if isinstance(held, FormerSurname | CommonName):
            return f"{held.written}({held.furigana})" if held.furigana else held.written
        return held.stored() if isinstance(held, ResidentRecordCode) else ""

    @property
    def is_foreign(self) -> bool:
        """Whether the one resident that it is about is a foreign resident."""
        return self.record is not None and self.record.kind is PersonKind.FOREIGN

    def _may_be_taken(self, listed: Listed) -> bool:
        """Whether the act may be about somebody listed."""
        if not self.procedure.movers:
            return bool(self.procedure.also) and listed.number != self.about
        return listed.record is None or self.procedure.offered(listed.record)

    def _destination(self) -> HomeAddressForm | None:
        if not self.procedure.destination:
            return None
        part: HomeAddressForm = self._part(HomeAddressForm, "d", existing=self.procedure.destination == Place.EXISTING)
        return part

    def _amendment(self) -> AmendmentForm | None:
        if not self.procedure.amends:
            return None
        part: AmendmentForm = self._part(AmendmentForm, "a", only=self.procedure.amends, record=self.record)
        return part

    def _part(self, kind: type[Any], prefix: str, **options: Any) -> Any:
        if self.check:
            return kind(MultiValueDict(self.typed), prefix=prefix, **options)
        form = kind(prefix=prefix, **options)
        form.initial = {
            name: _shown(field, self.typed[f"{prefix}-{name}"])
            for name, field in form.fields.items()
            if f"{prefix}-{name}" in self.typed
        }
        return form

    def _person(self, index: int) -> PersonPart:
        return PersonPart(
            index,
            self._part(EntrantForm, f"e-{index}"),
            number_ref=first(self.typed, f"e-{index}-number_ref"),
            number_problem=first(self.typed, f"e-{index}-number_problem"),
        )

    @property
    def parts(self) -> list[forms.Form]:
        """Every part there is."""
        fixed: tuple[forms.Form | None, ...] = (
            self.header, self.details, self.certificate, self.destination, self.previous, self.elsewhere, self.amendment
        )  # fmt: skip
        return [
            *(part for part in fixed if part is not None),
            *(person.form for person in self.people),
            *(member.form for member in self.members),
        ]

    @property
    def asks_for_cards(self) -> bool:
        """Whether residence cards may be shown: with them a relocation notifies the residence too."""
        return self.procedure.kind == "relocation" and any(member.is_foreign for member in self.members)

    def is_valid(self) -> bool:
        """Whether every part holds what it must; the law has not been asked yet."""
        readable = all([part.is_valid() for part in self.parts])  # noqa: C419  # every part, not only the first bad
        return readable and not self.lacks_number and not self.lacks_people

    @property
    def lacks_people(self) -> bool:
        """Whether some of those listed are to be chosen and nobody is."""
        chosen = self.procedure.movers not in {Choice.NONE, Choice.PLACED}
        return chosen and not any(member.form["take"].value() for member in self.members)

    @property
    def number_ref(self) -> str:
        """The vault's reference of the individual number typed for the resident."""
        return first(self.typed, "n-number_ref")

    @property
    def number_problem(self) -> str:
        """The code of what is wrong with it."""
        return first(self.typed, "n-number_problem")

    @property
    def lacks_number(self) -> bool:
        """Whether an individual number is to be typed and has not been, or is wrong."""
        return self.procedure.number and not self.number_ref

    @property
    def unplaced(self) -> list[str]:
        """Addresses in Japan whose municipality cannot be told from what was typed, as they are headed."""
        found = []
        if self.previous is not None and self.previous.unplaced:
            found.append(gettext("転入前の住所"))
        if self.elsewhere is not None and self.elsewhere.unplaced:
            found.append(str(self.procedure.elsewhere))
        return found

    def missing(self) -> list[str]:
        """What is not there or cannot be read yet, in words, with the member it is about."""
        found = [gettext("異動する人")] if self.lacks_people else []
        for part in self.parts:
            where = self._where(part)
            found += [f"{where}{field.label}" for name, field in part.fields.items() if name in part.errors]
        return [*found, gettext("個人番号")] if self.lacks_number else found

    def _where(self, part: forms.Form) -> str:
        for person in self.people:
            if person.form is part and not self.procedure.child:
                return gettext("%(ordinal)s人目 ") % {"ordinal": person.ordinal}
        return ""


def _shown(field: forms.Field, values: Sequence[str]) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return list(values)
    return values[-1] if values else ""


def first(typed: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a field, blank when there is none."""
    values = typed.get(name) or ("",)
    return values[0]


def indexes_of(typed: Mapping[str, Sequence[str]]) -> list[int]:
    """The places of the people in the form, in order."""
    found = {int(matched[1]) for name in typed if (matched := _ENTRANT.match(name))}
    return sorted(found)[:MOST_ENTRANTS]


def with_person(typed: Typed) -> tuple[Typed, int]:
    """One member more, with what members of a family share copied down from the last one."""
    indexes = indexes_of(typed)
    if len(indexes) >= MOST_ENTRANTS:
        return typed, indexes[-1]
    new = indexes[-1] + 1 if indexes else 0
    copied = {
        f"e-{new}-{name}": typed[f"e-{indexes[-1]}-{name}"]
        for name in COPIED_DOWN
        if indexes and f"e-{indexes[-1]}-{name}" in typed
    }
    return typed | copied | {f"e-{new}-here": ["1"]}, new


def without_person(typed: Typed, index: int) -> Typed:
    """One member less; the last one stays."""
    if len(indexes_of(typed)) < 2:  # noqa: PLR2004  # a form about nobody is no form
        return typed
    return {name: values for name, values in typed.items() if not name.startswith(f"e-{index}-")}


_SERVER_SIDE: Final = re.compile(r"\A(e-\d{1,3}|n)-(number_ref|number_problem)\Z")
_NEVER_KEPT: Final = re.compile(r"\A((e-\d{1,3}|n)-number|w-.*|csrfmiddlewaretoken|token|do|version)\Z")


def received(posted: Mapping[str, Sequence[str]], kept: Typed) -> Typed:
    """What a browser sent, as it is kept: without individual numbers, with the vault's references as they were.

    References come from the draft alone, so that no one can name somebody else's. NUL, which the database keeps in no
    text, becomes U+FFFD: the field then says that the character cannot stand there.
    """
    given = {
        name: [value[:LONGEST_VALUE].replace("\x00", "\ufffd") for value in values]
        for name, values in list(posted.items())[:MOST_VALUES]
        if not _NEVER_KEPT.match(name) and not _SERVER_SIDE.match(name) and "\x00" not in name
    }
    indexes = set(indexes_of(given))
    references = {
        name: values
        for name, values in kept.items()
        if _SERVER_SIDE.match(name) and (name.startswith("n-") or int(name.split("-")[1]) in indexes)
    }
    return given | references
