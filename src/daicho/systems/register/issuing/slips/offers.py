"""Which slips an act gives, and about whom: pure rules over what the act did.

The standard lets an office print some of them whenever it sees fit (4.1.0.3) and wants others in the flow (4.3.3); both
are offered, and nothing is printed by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.documents.certificates import Form
from daicho.law.reasons import Reason
from daicho.systems.register.issuing.slips.kinds import SLIPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.systems.register.issuing.slips.acts import ActDone, ActLine


class Offer(msgspec.Struct, frozen=True):
    """A slip that an act gives; `subjects` in the order of their numbers."""

    act: int
    form: Form
    subjects: tuple[str, ...]
    due: bool  # it waits to be made: named by the effects of the act, or the only paper of it

    @property
    def person(self) -> str:
        """Under whose number its page stands."""
        return self.subjects[0]


NOTIFIED_KINDS: Final = frozenset(
    {
        "domestic_move_in",
        "move_in_from_abroad",
        "relocation",
        "move_out",
        "household_split",
        "household_merge",
        "household_change",
        "change_of_head",
        "birth",
    }
)
"""Acts on a notification that an acceptance notice may tell of (STD-4.1.0.3)."""

OUGHT_TO_BE_NOTIFIED: Final = frozenset(
    {
        Reason.DOMESTIC_MOVE_IN,
        Reason.MOVE_IN_FROM_ABROAD,
        Reason.EX_OFFICIO_ENTRY,
        Reason.DOMESTIC_MOVE_OUT,
        Reason.MOVE_OUT_ABROAD,
        Reason.EX_OFFICIO_REMOVAL,
        Reason.RELOCATION,
        Reason.EX_OFFICIO_CORRECTION,
        Reason.HOUSEHOLD_SPLIT,
        Reason.HOUSEHOLD_MERGE,
        Reason.HOUSEHOLD_CHANGE,
        Reason.CHANGE_OF_HEAD,
    }
)
"""Reasons that stand for a notification which was not made (STD-4.2.0.1; Order, Article 12, paragraph 4)."""

_WITHOUT_NOTICE: Final = frozenset({"passing_of_planned_date", "cancellation", "move_in_notice_received"})
"""Acts of the office that stand for no missing notification."""

_EX_OFFICIO_BASES: Final = frozenset({"ex_officio", "statement", "notice"})


_WAITS_FOR_RECORD: Final = frozenset({"ex_officio_entry", "ex_officio_removal"})
"""Acts with no paper of the resident under them: the record of the office waits to be made (STD-4.2.0.1)."""


def of_act(act: ActDone) -> tuple[Offer, ...]:
    """The slips of an act, in the order of the forms; of people for whom it was cancelled none."""
    standing = [line for line in act.lines if not line.cancelled]
    found = [*_notified(act, standing), *_ex_officio(act, standing), *_named(act, standing), *_inquiry(act, standing)]
    return tuple(sorted(dict.fromkeys(found), key=lambda offer: (_ORDER[offer.form], offer.subjects)))


def offered(act: ActDone, form: Form, person: str) -> Offer | None:
    """The slip of a form that names a person; None where the act does not give it."""
    return next((each for each in of_act(act) if each.form is form and person in each.subjects), None)


def certificate(act: ActDone) -> Offer | None:
    """The move-out certificate that the effects of a move-out name, of everyone who moves (STD-4.1.3.0.3)."""
    forms = {_CERTIFICATES[form] for form, _ in act.slips if form in _CERTIFICATES}
    movers = {person for form, person in act.slips if form in _CERTIFICATES}
    standing = tuple(sorted({line.person for line in act.lines if line.person in movers and not line.cancelled}))
    return Offer(act.number, forms.pop(), standing, due=True) if forms and standing else None


_CERTIFICATES: Final = {
    "move_out_certificate": Form.MOVE_OUT_CERTIFICATE,
    "certificate_equal_to_move_out": Form.MOVE_OUT_EQUIVALENT,
}


def _about(act: ActDone, form: Form, lines: list[ActLine], *, due: bool = False) -> Iterator[Offer]:
    if lines:
        yield Offer(act.number, form, tuple(sorted({line.person for line in lines})), due)


def _notified(act: ActDone, standing: list[ActLine]) -> Iterator[Offer]:
    if act.basis == "notification" and act.kind in NOTIFIED_KINDS:
        yield from _about(act, Form.ACCEPTANCE_NOTICE, [line for line in standing if not line.consequence])


def _ex_officio(act: ActDone, standing: list[ActLine]) -> Iterator[Offer]:
    by_office = [line for line in standing if line.ex_officio or act.basis in _EX_OFFICIO_BASES]
    yield from _about(act, Form.EX_OFFICIO_RECORD, by_office, due=act.kind in _WAITS_FOR_RECORD)
    if act.basis != "ex_officio" or act.kind in _WITHOUT_NOTICE:
        return
    for line in by_office:
        if line.reason in OUGHT_TO_BE_NOTIFIED and not line.consequence:
            yield from _about(act, Form.EX_OFFICIO_NOTICE, [line])


def _named(act: ActDone, standing: list[ActLine]) -> Iterator[Offer]:
    """Slips that the law's table of effects names, one for each person."""
    for line in standing:
        for form in sorted({form for form, person in act.slips if person == line.person}):
            if form in _SLIP_VALUES:
                yield from _about(act, Form(form), [line], due=True)


def _inquiry(act: ActDone, standing: list[ActLine]) -> Iterator[Offer]:
    """About everyone who left by the act; whether their notice has come is seen when it is read."""
    if act.kind == "move_out":
        leavers = [line for line in standing if line.reason is Reason.DOMESTIC_MOVE_OUT and not line.consequence]
        yield from _about(act, Form.MOVE_IN_NOTICE_INQUIRY, leavers)


_ORDER: Final = {form: place for place, form in enumerate(Form)}
_SLIP_VALUES: Final = frozenset(form.value for form in SLIPS)
