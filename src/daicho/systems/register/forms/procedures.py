"""The procedures of the desk, as data: which parts each form has, on what basis, under which names and keys.

Source: standard chapter 3, 4.1.1.1, 4.1.2.1, 4.1.3, 4.2.1.2, 4.2.2.1, 4.2.3.3, 4.6.0.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.utils.translation import gettext_lazy

from daicho.law.commands import Basis
from daicho.systems.register.presenters.words import ACT_KINDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Procedure(msgspec.Struct, frozen=True, kw_only=True):
    """One procedure of the desk.

    Attributes:
        kind: the tag of its command.
        key: the key that begins it.
        effective: what the effective date is called here.
        entrants: how many people may be entered: 0, 1, or more (99).
        movers: whether members of a household are chosen.
        single: whether it is about exactly one resident.
        destination: whether a household or address in the town is entered.
        previous: whether an address before is asked for.
        certificate: whether a move-out certificate is shown.
        elsewhere: whether an address outside the town is the destination.
        amends: whether a record is put right item by item.
        unknown_days: whether the effective date may be unknown.
    """

    kind: str
    key: str
    effective: StrOrPromise
    basis: Basis = Basis.NOTIFICATION
    entrants: int = 0
    movers: bool = False
    single: bool = False
    destination: bool = False
    previous: bool = False
    certificate: bool = False
    elsewhere: bool = False
    amends: bool = False
    unknown_days: bool = False

    @property
    def title(self) -> str:
        """The name of the procedure (STD-2.3.1)."""
        return str(ACT_KINDS[self.kind])

    @property
    def about_residents(self) -> bool:
        """Whether it begins from somebody on the register."""
        return self.movers or self.single

    @property
    def asks_relationship(self) -> bool:
        """Whoever leaves the register has no relationship afterwards."""
        return self.kind != "move_out"

    @property
    def has_effective_date(self) -> bool:
        """A birth takes effect on the date of birth."""
        return self.kind != "birth"


_ALL = (
    Procedure(
        kind="domestic_move_in",
        key="Alt+1",
        effective=gettext_lazy("転入日"),
        entrants=99,
        destination=True,
        previous=True,
        certificate=True,
    ),
    Procedure(
        kind="move_in_from_abroad",
        key="Alt+2",
        effective=gettext_lazy("転入日"),
        entrants=99,
        destination=True,
        previous=True,
    ),
    Procedure(kind="relocation", key="Alt+3", effective=gettext_lazy("転居日"), movers=True, destination=True),
    Procedure(kind="move_out", key="Alt+4", effective=gettext_lazy("転出(予定)日"), movers=True, elsewhere=True),
    Procedure(
        kind="birth",
        key="Alt+5",
        effective=gettext_lazy("生年月日"),
        basis=Basis.NOTICE,
        entrants=1,
        destination=True,
    ),
    Procedure(
        kind="death",
        key="Alt+6",
        effective=gettext_lazy("死亡日"),
        basis=Basis.NOTICE,
        single=True,
        unknown_days=True,
    ),
    Procedure(
        kind="clerical_correction",
        key="Alt+7",
        effective=gettext_lazy("誤った記載の始まる日"),
        basis=Basis.EX_OFFICIO,
        single=True,
        amends=True,
    ),
    Procedure(kind="cancellation", key="", effective=gettext_lazy("取消日"), basis=Basis.EX_OFFICIO, movers=True),
)

PROCEDURES: Final[dict[str, Procedure]] = {procedure.kind: procedure for procedure in _ALL}
"""Every procedure with a form, by the tag of its command."""
