"""Procedures by the names that steps give them: each a command, on what it rests, what the name already says."""

from __future__ import annotations

from typing import Any, Final, get_args

import msgspec

from daicho.law import commands
from daicho.law.commands import Basis, EntryArticle, RemovalGround
from daicho.law.commands_correction import CodeChange, FormerSurnameChange, NumberChange
from daicho.law.commands_entry import ExOfficioEntryKind
from daicho.law.commands_records import NationalityGround
from daicho.systems.register.presenters.words import ACT_KINDS


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure by one of its names: its command, and what the name already says."""

    command: type
    basis: Basis = Basis.NOTIFICATION
    fixed: dict[str, Any] = {}
    text: str = ""
    abroad: bool = False  # the default destination lies abroad


_NOTICE: Final = Basis.NOTICE
_OFFICE: Final = Basis.EX_OFFICIO

COMMANDS: Final[dict[str, type]] = {str(each.__struct_config__.tag): each for each in get_args(commands.Command)}
"""Every command of the law by its tag."""

_NAMED: Final[dict[str, Act]] = {
    "転入": Act(command=commands.DomesticMoveIn, text="国内の他の市区町村から(法22条)"),
    "特例転入": Act(
        command=commands.DomesticMoveIn, fixed={"special": True}, text="転出証明書情報による転入(紙の転出証明書がない)"
    ),
    "未届転入": Act(
        command=commands.DomesticMoveIn,
        fixed={"moves_not_notified": True},
        text="途中の転入・転出が未届の転入(4.1.1.4)",
    ),
    "国外からの転入": Act(command=commands.MoveInFromAbroad, text="国外転入等(法22条)"),
    "第30条の46の届出": Act(
        command=commands.MoveInFromAbroad, fixed={"article": EntryArticle.ARTICLE_30_46}, text="中長期在留者等の届出"
    ),
    "第30条の47の届出": Act(
        command=commands.MoveInFromAbroad,
        fixed={"article": EntryArticle.ARTICLE_30_47},
        text="中長期在留者等となった者",
    ),
    "出生": Act(command=commands.Birth, basis=_NOTICE, text="異動日は生年月日になる"),
    "職権記載": Act(command=commands.ExOfficioEntry, basis=_OFFICE, text="住所設定等"),
    "転居": Act(command=commands.Relocation, text="市区町村内の住所の変更(法23条)"),
    "世帯分離": Act(command=commands.HouseholdSplit, text="同じ住所で別の世帯になる"),
    "世帯合併": Act(command=commands.HouseholdMerge, text="世帯の全員が同じ住所の世帯に入る"),
    "世帯変更": Act(command=commands.HouseholdChange, text="一部の人が同じ住所の世帯に移る"),
    "世帯主変更": Act(command=commands.ChangeOfHead, text="表に全員の続柄を書く"),
    "転出": Act(
        command=commands.MoveOut,
        text="異動日は転出予定年月日。転出先が国外なら国外転出。予定日の前の電文の異動事由は職権修正等(予定者)で、"
        "予定日が来ると転出になる",
    ),
    "特例転出": Act(command=commands.MoveOut, fixed={"special": True}, text="転出証明書情報による転出"),
    "転入通知の受理": Act(command=commands.MoveInNoticeReceived, basis=_NOTICE, text="転入地の市区町村からの通知"),
    "死亡": Act(command=commands.Death, basis=_NOTICE, text="不詳日も書ける"),
    "職権消除": Act(command=commands.ExOfficioRemoval, basis=_OFFICE, text="理由を書く"),
    "誤記修正": Act(command=commands.ClericalCorrection, basis=_OFFICE, text="直す項目と正しい内容を表に書く"),
    "職権修正": Act(
        command=commands.ExOfficioCorrection,
        basis=_OFFICE,
        text="異動日から直す項目を表に書く。通知による修正は根拠を通知とする",
    ),
    "軽微な修正": Act(
        command=commands.MinorCorrection, basis=_OFFICE, text="氏名か住所を、理由とともに表に書く(4.2.3.2)"
    ),
    "住民票コードの変更請求": Act(
        command=commands.ResidentRecordCodeChanged,
        basis=Basis.REQUEST,
        fixed={"kind": CodeChange.ON_REQUEST},
        text="新しいコードが付番される(法30条の4)",
    ),
    "住民票コードの職権記載": Act(
        command=commands.ResidentRecordCodeChanged,
        basis=_OFFICE,
        fixed={"kind": CodeChange.EX_OFFICIO_ENTRY},
        text="コードのない人に付番する",
    ),
    "個人番号の変更請求": Act(
        command=commands.IndividualNumberChanged,
        basis=Basis.REQUEST,
        fixed={"kind": NumberChange.ON_REQUEST},
        text="新しい番号は既定で試験用の番号",
    ),
    "個人番号の職権修正": Act(
        command=commands.IndividualNumberChanged, basis=_OFFICE, fixed={"kind": NumberChange.EX_OFFICIO}, text="同上"
    ),
    "旧氏の記載": Act(
        command=commands.FormerSurnameChanged,
        basis=Basis.REQUEST,
        fixed={"kind": FormerSurnameChange.ENTRY},
        text="旧氏のない人の表に旧氏を書く(1.1.7)",
    ),
    "旧氏の変更": Act(
        command=commands.FormerSurnameChanged,
        basis=Basis.REQUEST,
        fixed={"kind": FormerSurnameChange.CHANGE},
        text="旧氏のある人の表に新しい旧氏を書く",
    ),
    "旧氏の削除": Act(command=commands.FormerSurnameChanged, basis=Basis.REQUEST, fixed={"former_surname": None}),
    "通称の記載": Act(command=commands.CommonNameChanged, basis=Basis.STATEMENT, text="外国人住民。表に通称を書く"),
    "通称の削除": Act(command=commands.CommonNameChanged, basis=Basis.STATEMENT, fixed={"common_name": None}),
    "個人番号の記載": Act(command=commands.IndividualNumberAssigned, basis=_NOTICE, text="番号の通知による職権記載"),
    "帰化": Act(
        command=commands.NationalityAcquired,
        basis=_NOTICE,
        text="外国人住民が日本人住民となる(4.5.3)。表に氏名",
    ),
    "国籍取得": Act(
        command=commands.NationalityAcquired,
        basis=_NOTICE,
        fixed={"ground": NationalityGround.ACQUISITION},
        text="外国人住民が日本人住民となる(4.5.4)",
    ),
    "国籍喪失": Act(
        command=commands.NationalityLost,
        basis=_NOTICE,
        text="日本人住民が外国人住民(国籍喪失による経過滞在者)となる(4.5.5)",
    ),
    "帰化等による職権記載": Act(
        command=commands.ExOfficioEntry,
        basis=_NOTICE,
        fixed={"kind": ExOfficioEntryKind.NATURALISATION},
        text="住民でなかった人の記載。異動事由は職権記載(帰化等)",
    ),
    "国籍喪失による職権記載": Act(
        command=commands.ExOfficioEntry,
        basis=_NOTICE,
        fixed={"kind": ExOfficioEntryKind.LOSS_OF_NATIONALITY},
        text="住民でなかった人の記載。異動事由は職権記載(国籍喪失)",
    ),
    "国籍喪失による職権消除": Act(
        command=commands.ExOfficioRemoval,
        basis=_NOTICE,
        fixed={"ground": RemovalGround.LOSS_OF_NATIONALITY},
        text="住民でなくなる人の消除",
    ),
    "改製": Act(command=commands.Remaking, basis=_OFFICE, text="住民票を改製する(1.1.4)"),
    "再製": Act(command=commands.Restoration, basis=_OFFICE, text="滅失・毀損した住民票を再製する。直す項目も書ける"),
    "入管庁長官の通知": Act(
        command=commands.ImmigrationNotice, basis=_NOTICE, text="法30条の50。表に「通知事項」と変わる項目(4.5.6)"
    ),
    "住居地届出": Act(command=commands.ResidenceNotified, text="入管法の住居地の届出(4.5.7)"),
}

_OTHERS: Final[dict[str, Act]] = {
    str(label): Act(command=COMMANDS[tag], basis=_OFFICE)
    for tag, label in ACT_KINDS.items()
    if tag in COMMANDS
    and tag not in {"cancellation", "initial_opening", "passing_of_planned_date"}
    and COMMANDS[tag] not in {each.command for each in _NAMED.values()}
}
"""Commands of the law that have no name here yet are called as the register calls them."""

_BY_OFFICE: Final = (
    "転入", "国外からの転入", "転居", "転出", "世帯分離", "世帯合併", "世帯変更", "世帯主変更",
)  # fmt: skip

SYNONYMS_OF_ACTS: Final[dict[str, str]] = {
    "転入届": "転入",
    "国内転入": "転入",
    "転居届": "転居",
    "転出届": "転出",
    "国内転出": "転出",
    "出生届": "出生",
    "死亡届": "死亡",
    "国外転入": "国外からの転入",
    "国外転入等": "国外からの転入",
    "国外からの転入届": "国外からの転入",
    "第30条の46転入": "第30条の46の届出",
    "法第30条の46の届出": "第30条の46の届出",
    "法第30条の47の届出": "第30条の47の届出",
    "世帯分離届": "世帯分離",
    "世帯合併届": "世帯合併",
    "世帯変更届": "世帯変更",
    "世帯主変更届": "世帯主変更",
    "転入通知": "転入通知の受理",
    "旧氏の記載請求": "旧氏の記載",
    "通称の記載申出": "通称の記載",
    "個人番号の職権記載": "個人番号の記載",
    "住所設定": "職権記載",
    "帰化届": "帰化",
    "国籍取得届": "国籍取得",
    "国籍喪失届": "国籍喪失",
    "職権記載(帰化等)": "帰化等による職権記載",
    "職権記載(国籍喪失)": "国籍喪失による職権記載",
    "職権消除(国籍喪失)": "国籍喪失による職権消除",
    "出入国在留管理庁長官の通知": "入管庁長官の通知",
    "出入国在留管理庁長官通知": "入管庁長官の通知",
    "住居地の届出": "住居地届出",
}
"""Other names of procedures."""

_FURTHER: Final[dict[str, Act]] = {
    f"職権による{name}": msgspec.structs.replace(_NAMED[name], basis=Basis.EX_OFFICIO, text="届出がないとき(4.2.0.2)")
    for name in _BY_OFFICE
} | {
    "国外転出": msgspec.structs.replace(_NAMED["転出"], text="転出先の既定は国外 アメリカ合衆国", abroad=True),
    "失踪宣告": Act(
        command=commands.ExOfficioRemoval,
        basis=Basis.NOTICE,
        fixed={"ground": RemovalGround.DISAPPEARANCE},
        text="法9条2項の通知による職権消除(4.2.2.2)。不詳日も書ける",
    ),
    "住民票記載事項通知による修正": Act(
        command=commands.ExOfficioCorrection, basis=Basis.NOTICE, text="本籍地からの法9条2項の通知(4.2.0.3)"
    ),
}

ACTS: Final[dict[str, Act]] = _NAMED | _FURTHER | _OTHERS
"""Every procedure by its first name (cancellation has steps of its own)."""

ALL_ACTS: Final[dict[str, Act]] = ACTS | {name: ACTS[known] for name, known in SYNONYMS_OF_ACTS.items()}
"""Every name that a step may use for a procedure."""

TAG_OF: Final[dict[str, str]] = {name: str(act.command.__struct_config__.tag) for name, act in ALL_ACTS.items()}  # type: ignore[attr-defined]
"""The tag of each named procedure's command."""

KIND_NAMES: Final[dict[str, str]] = {tag: str(label) for tag, label in ACT_KINDS.items()}
"""How the timeline calls each kind of act."""
