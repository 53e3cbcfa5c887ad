"""Procedures of foreign residents, of nationality, and of making a record anew (STD-4.5.3 to 4.5.7, 1.1.4)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from daicho.law.commands import Basis
from daicho.systems.register.forms import amending, details
from daicho.systems.register.forms import foreign as fields
from daicho.systems.register.forms.procedure import Choice, Group, Procedure, foreign, japanese

FOREIGN: Final = Group(gettext_lazy("外国人住民・国籍"), "Alt+G")
REMAKING: Final = Group(gettext_lazy("改製・再製"), "Alt+R")

_FAMILY_REGISTER_DAY: Final = gettext_lazy("戸籍届出・通知日")
_FAMILY_REGISTER: Final = (Basis.NOTICE, Basis.EX_OFFICIO)

_FOREIGN: Final = (
    Procedure(
        kind="immigration_notice",
        group=FOREIGN,
        digit=1,
        effective=gettext_lazy("事由の生じた日"),
        notified=gettext_lazy("法務省通知の年月日"),
        bases=(Basis.NOTICE,),
        single=True,
        details=fields.ImmigrationForm,
        offered=foreign,
        hint=gettext_lazy("通知にある項目だけを書き換えます(住民基本台帳法第30条の50)。"),
    ),
    Procedure(
        kind="residence_notified",
        group=FOREIGN,
        digit=2,
        effective=gettext_lazy("住居地の届出の日"),
        movers=Choice.SOME,
        asks_relationship=False,
        offered=foreign,
        hint=gettext_lazy("在留カード等を提示せずに転入・転居を届け出た人の、住居地の届出です。"),
    ),
    Procedure(
        kind="naturalised",
        command="nationality_acquired",
        group=FOREIGN,
        digit=3,
        name=gettext_lazy("帰化"),
        effective=gettext_lazy("帰化の日"),
        notified=_FAMILY_REGISTER_DAY,
        bases=_FAMILY_REGISTER,
        single=True,
        details=fields.NationalityForm,
        offered=foreign,
    ),
    Procedure(
        kind="nationality_acquired",
        group=FOREIGN,
        digit=4,
        name=gettext_lazy("国籍取得"),
        effective=gettext_lazy("国籍取得の日"),
        notified=_FAMILY_REGISTER_DAY,
        bases=_FAMILY_REGISTER,
        single=True,
        details=fields.NationalityForm,
        offered=foreign,
    ),
    Procedure(
        kind="nationality_lost",
        group=FOREIGN,
        digit=5,
        effective=gettext_lazy("国籍喪失の日"),
        notified=_FAMILY_REGISTER_DAY,
        bases=_FAMILY_REGISTER,
        single=True,
        details=fields.LossForm,
        offered=japanese,
        hint=gettext_lazy("国籍を失って、引き続き住民である人です。住民でなくなる人は職権消除で処理します。"),
    ),
)

_REMAKING: Final = (
    Procedure(
        kind="remaking",
        group=REMAKING,
        digit=1,
        effective=gettext_lazy("改製の日"),
        bases=(Basis.EX_OFFICIO,),
        movers=Choice.ALL,
        asks_relationship=False,
        details=details.ReasonForm,
        hint=gettext_lazy("今の住民票は改製原住民票となり、新しい住民票には今の記載だけが移ります。"),
    ),
    Procedure(
        kind="restoration",
        group=REMAKING,
        digit=2,
        effective=gettext_lazy("再製の日"),
        bases=(Basis.EX_OFFICIO,),
        single=True,
        details=details.ReasonForm,
        amends=tuple(name for name in amending.EVERYTHING if name not in amending.REMOVED),
        hint=gettext_lazy("失われた、又は損なわれた住民票を作り直します。直す項目があれば書き換えます。"),
    ),
)

OF_FOREIGNERS: Final = (*_FOREIGN, *_REMAKING)
"""All of them, under their headings."""
