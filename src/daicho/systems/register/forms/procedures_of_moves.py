"""Procedures by which people come, move, leave or form other households (STD-4.1, 4.2.1, 4.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

from daicho.law.commands import Basis
from daicho.law.records import State
from daicho.systems.register.forms import details
from daicho.systems.register.forms.procedure import (
    MANY,
    OFFICIAL,
    OWN_OR_OFFICIAL,
    Choice,
    Group,
    Place,
    Procedure,
    present,
)

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord

ENTERING: Final = Group(gettext_lazy("新しく住民になる人"), "Alt+A")
MOVING: Final = Group(gettext_lazy("転居・転出"), "Alt+J")
HOUSEHOLDS: Final = Group(gettext_lazy("世帯"), "Alt+S")
REMOVING: Final = Group(gettext_lazy("死亡・職権消除"), "Alt+X")

_FAMILY_REGISTER_DAY: Final = gettext_lazy("戸籍届出・通知日")


def _may_arrive(record: ResidentRecord) -> bool:
    """Whether a move-in notice may come for somebody: a planned or recorded move-out, an ex officio removal."""
    return record.removal is not None and record.state is not State.DIED


def _without_head(record: ResidentRecord) -> bool:
    return present(record) and record.head_name is None


_ENTERING: Final = (
    Procedure(
        kind="domestic_move_in",
        group=ENTERING,
        digit=1,
        key="Alt+1",
        effective=gettext_lazy("転入日"),
        entrants=MANY,
        destination=Place.ANY,
        previous=True,
        certificate=True,
        details=details.MoveInForm,
    ),
    Procedure(
        kind="move_in_from_abroad",
        group=ENTERING,
        digit=2,
        key="Alt+2",
        effective=gettext_lazy("転入日"),
        entrants=MANY,
        destination=Place.ANY,
        previous=True,
        details=details.ArticleForm,
    ),
    Procedure(
        kind="birth",
        group=ENTERING,
        digit=3,
        key="Alt+5",
        effective="",
        notified=_FAMILY_REGISTER_DAY,
        bases=(Basis.NOTICE,),
        entrants=1,
        child=True,
        destination=Place.ANY,
    ),
    Procedure(
        kind="ex_officio_entry",
        group=ENTERING,
        digit=4,
        effective=gettext_lazy("住所を定めた日"),
        bases=OFFICIAL,
        entrants=MANY,
        destination=Place.ANY,
        previous=True,
        details=details.EntryGroundForm,
    ),
)

_MOVING: Final = (
    Procedure(
        kind="relocation",
        group=MOVING,
        digit=1,
        key="Alt+3",
        effective=gettext_lazy("転居日"),
        bases=OWN_OR_OFFICIAL,
        movers=Choice.SOME,
        destination=Place.ANY,
    ),
    Procedure(
        kind="move_out",
        group=MOVING,
        digit=2,
        key="Alt+4",
        effective=gettext_lazy("転出(予定)日"),
        bases=OWN_OR_OFFICIAL,
        movers=Choice.SOME,
        asks_relationship=False,
        elsewhere=gettext_lazy("転出先"),
        details=details.MoveOutForm,
    ),
    Procedure(
        kind="move_in_notice_received",
        group=MOVING,
        digit=3,
        effective="",
        notified=gettext_lazy("転入通知の年月日"),
        bases=(Basis.NOTICE,),
        single=True,
        elsewhere=gettext_lazy("転入先の住所(確定)"),
        details=details.ArrivalForm,
        offered=_may_arrive,
    ),
)

_HOUSEHOLDS: Final = (
    Procedure(
        kind="household_split",
        group=HOUSEHOLDS,
        digit=1,
        bases=OWN_OR_OFFICIAL,
        movers=Choice.SOME,
        hint=gettext_lazy("分かれる人を選び、新しい世帯での続柄を入れます。住所は変わりません。"),
    ),
    Procedure(
        kind="household_merge",
        group=HOUSEHOLDS,
        digit=2,
        bases=OWN_OR_OFFICIAL,
        movers=Choice.ALL,
        destination=Place.EXISTING,
        hint=gettext_lazy("世帯の全員が、同じ住所の別の世帯に入ります。"),
    ),
    Procedure(
        kind="household_change",
        group=HOUSEHOLDS,
        digit=3,
        bases=OWN_OR_OFFICIAL,
        movers=Choice.SOME,
        destination=Place.EXISTING,
        hint=gettext_lazy("世帯の一部の人が、同じ住所の別の世帯に移ります。"),
    ),
    Procedure(
        kind="change_of_head",
        group=HOUSEHOLDS,
        digit=4,
        bases=OWN_OR_OFFICIAL,
        movers=Choice.PLACED,
        hint=gettext_lazy("新しい世帯主を「世帯主」とし、全員の続柄を新しい世帯主から見たものにします。"),
    ),
    Procedure(
        kind="head_named",
        command="change_of_head",
        group=HOUSEHOLDS,
        digit=5,
        name=gettext_lazy("世帯主の設定"),
        bases=OWN_OR_OFFICIAL,
        movers=Choice.PLACED,
        offered=_without_head,
        hint=gettext_lazy("世帯主未設定の世帯に世帯主を定めます。"),
    ),
)

RE_MOVING: Final = (
    Procedure(
        kind="death",
        group=REMOVING,
        digit=1,
        key="Alt+6",
        effective=gettext_lazy("死亡日"),
        notified=_FAMILY_REGISTER_DAY,
        bases=(Basis.NOTICE, Basis.EX_OFFICIO),
        single=True,
        unknown_days=True,
    ),
    Procedure(
        kind="ex_officio_removal",
        group=REMOVING,
        digit=2,
        effective=gettext_lazy("消除の事由が生じた日"),
        bases=OFFICIAL,
        movers=Choice.SOME,
        asks_relationship=False,
        details=details.RemovalGroundForm,
        unknown_days=True,
    ),
)

MOVES: Final = (*_ENTERING, *_MOVING, *_HOUSEHOLDS, *RE_MOVING)
"""All of them, under their headings."""
