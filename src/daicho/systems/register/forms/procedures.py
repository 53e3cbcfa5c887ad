"""The procedures of the desk, as data: which parts each form has, on what basis, under which names and keys.

Every command of the law that a person may enter has at least one. Those of the daily job and of the initial load
(the passing of a planned date, the opening) are no work of a desk and have none.

Source: standard chapter 3, 4.1 to 4.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

from daicho.law.commands import Basis
from daicho.systems.register.forms.procedure import Choice, Group, Procedure, anybody
from daicho.systems.register.forms.procedures_of_foreign import FOREIGN, OF_FOREIGNERS, REMAKING
from daicho.systems.register.forms.procedures_of_moves import ENTERING, HOUSEHOLDS, MOVES, MOVING, REMOVING
from daicho.systems.register.forms.procedures_of_records import CORRECTING, CORRECTIONS, NAMES, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.forms.worksheet import Listed

__all__ = ["GROUPS", "PROCEDURES", "Procedure", "grouped", "may_begin", "offered_to"]

GROUPS: Final = (ENTERING, MOVING, HOUSEHOLDS, REMOVING, CORRECTING, NUMBERS, NAMES, FOREIGN, REMAKING)
"""The headings, in their order; each has a key, and a digit chooses below it."""

_FROM_AN_ACT: Final = (
    Procedure(
        kind="cancellation",
        effective=gettext_lazy("取消日"),
        optional_day=True,
        bases=(Basis.EX_OFFICIO,),
        movers=Choice.ALL,
        offered=anybody,
    ),
)

_ALL: Final = (*MOVES, *CORRECTIONS, *OF_FOREIGNERS, *_FROM_AN_ACT)

PROCEDURES: Final[dict[str, Procedure]] = {procedure.kind: procedure for procedure in _ALL}
"""Every procedure with a form, by what drafts name it by."""


def grouped(procedures: Iterable[Procedure]) -> list[tuple[Group, list[Procedure]]]:
    """Procedures under their headings; those that begin from an act stand under none."""
    wanted = list(procedures)
    found = [(group, [each for each in wanted if each.group == group]) for group in GROUPS]
    return [(group, under) for group, under in found if under]


def offered_to(record: ResidentRecord) -> list[Procedure]:
    """What may begin from somebody's page: by kind of resident, state, and what the record holds already."""
    return [each for each in _ALL if each.about_residents and each.group is not None and each.offered(record)]


def may_begin(procedure: Procedure, listed: Listed) -> bool:
    """Whether a procedure about residents is one for somebody: not for the record of another kind or state."""
    return not procedure.about_residents or listed.record is None or procedure.offered(listed.record)
