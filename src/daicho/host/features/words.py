"""The words of the steps for what the register calls by codes: procedures, effects, levels, states."""

from __future__ import annotations

from typing import Any, Final, get_args

import msgspec

from daicho.law import commands
from daicho.law.commands import Basis, EntryArticle, NotifierKind, RemovalGround
from daicho.law.commands_correction import MinorGround, NumberChange
from daicho.law.effects import EffectKind
from daicho.law.records import PersonKind, Sex, State
from daicho.systems.register.presenters.words import ACT_KINDS


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure by one of its names: its command, and what the name already says."""

    command: type
    basis: Basis = Basis.NOTIFICATION
    fixed: dict[str, Any] = {}
    text: str = ""


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
    "転出": Act(command=commands.MoveOut, text="異動日は転出予定年月日。転出先が国外なら国外転出"),
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
        command=commands.ResidentRecordCodeChanged, basis=Basis.REQUEST, text="新しいコードが付番される(法30条の4)"
    ),
    "住民票コードの職権記載": Act(
        command=commands.ResidentRecordCodeChanged, basis=_OFFICE, text="コードのない人に付番する"
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
    "旧氏の記載": Act(command=commands.FormerSurnameChanged, basis=Basis.REQUEST, text="表に旧氏を書く(1.1.7)"),
    "旧氏の変更": Act(command=commands.FormerSurnameChanged, basis=Basis.REQUEST, text="表に新しい旧氏を書く"),
    "旧氏の削除": Act(command=commands.FormerSurnameChanged, basis=Basis.REQUEST, fixed={"former_surname": None}),
    "通称の記載": Act(command=commands.CommonNameChanged, basis=Basis.STATEMENT, text="外国人住民。表に通称を書く"),
    "通称の削除": Act(command=commands.CommonNameChanged, basis=Basis.STATEMENT, fixed={"common_name": None}),
    "個人番号の記載": Act(command=commands.IndividualNumberAssigned, basis=_NOTICE, text="番号の通知による職権記載"),
}

_OTHERS: Final[dict[str, Act]] = {
    str(label): Act(command=COMMANDS[tag], basis=_OFFICE)
    for tag, label in ACT_KINDS.items()
    if tag in COMMANDS
    and tag not in {"cancellation", "initial_opening", "passing_of_planned_date"}
    and COMMANDS[tag] not in {each.command for each in _NAMED.values()}
}
"""Commands of the law that have no name here yet are called as the register calls them."""

SYNONYMS_OF_ACTS: Final = ("転入届", "転居届", "転出届", "出生届", "死亡届")
ACTS: Final[dict[str, Act]] = _NAMED | _OTHERS | {name: _NAMED[name.removesuffix("届")] for name in SYNONYMS_OF_ACTS}
"""Every procedure that a step may name (cancellation has steps of its own)."""

TAG_OF: Final[dict[str, str]] = {name: str(act.command.__struct_config__.tag) for name, act in ACTS.items()}  # type: ignore[attr-defined]
"""The tag of each named procedure's command."""

KIND_NAMES: Final[dict[str, str]] = {tag: str(label) for tag, label in ACT_KINDS.items()}
"""How the timeline calls each kind of act."""

LEVELS: Final[dict[str, str]] = {
    "市町村CS": "municipal_cs",
    "都道府県サーバ": "prefecture",
    "全国サーバ": "national",
}
"""The three levels of identification information by the aliases of their systems."""

BASES: Final[dict[str, Basis]] = {
    "届出": Basis.NOTIFICATION,
    "職権": Basis.EX_OFFICIO,
    "申出": Basis.STATEMENT,
    "請求": Basis.REQUEST,
    "通知": Basis.NOTICE,
}

NOTIFIERS: Final[dict[str, NotifierKind]] = {
    "本人": NotifierKind.SELF,
    "世帯主": NotifierKind.HEAD,
    "世帯員": NotifierKind.HOUSEHOLD_MEMBER,
    "同一世帯の人": NotifierKind.HOUSEHOLD_MEMBER,
    "法定代理人": NotifierKind.LEGAL_REPRESENTATIVE,
    "任意代理人": NotifierKind.AGENT,
    "代理人": NotifierKind.AGENT,
    "他の官公署": NotifierKind.OTHER_OFFICE,
    "職権": NotifierKind.OFFICE,
}

GROUNDS: Final[dict[str, RemovalGround]] = {
    "居所不明": RemovalGround.WHEREABOUTS_UNKNOWN,
    "失踪": RemovalGround.DISAPPEARANCE,
    "失踪宣告": RemovalGround.DISAPPEARANCE,
    "二重登録": RemovalGround.DOUBLE_REGISTRATION,
    "在留資格の喪失": RemovalGround.STATUS_LOST,
    "その他": RemovalGround.OTHER,
}

MINOR_GROUNDS: Final[dict[str, MinorGround]] = {
    "常用平易な文字への変更": MinorGround.COMMON_CHARACTERS,
    "文字の同定": MinorGround.CHARACTER_IDENTIFICATION,
    "行政区画の変更": MinorGround.ADMINISTRATIVE_AREA,
    "地番の変更": MinorGround.LOT_NUMBER,
    "住居表示": MinorGround.RESIDENCE_INDICATION,
    "建物名の変更": MinorGround.BUILDING_NAME,
    "その他": MinorGround.OTHER,
}
"""Grounds of a minor correction (STD-4.2.3.2)."""

SEXES: Final[dict[str, Sex]] = {"男": Sex.MALE, "女": Sex.FEMALE, "男性": Sex.MALE, "女性": Sex.FEMALE}
PERSON_KINDS: Final[dict[str, PersonKind]] = {
    "日本人": PersonKind.JAPANESE,
    "日本人住民": PersonKind.JAPANESE,
    "外国人": PersonKind.FOREIGN,
    "外国人住民": PersonKind.FOREIGN,
}
STATES: Final[dict[str, State]] = {
    "現存": State.PRESENT,
    "住民": State.PRESENT,
    "転出": State.MOVED_OUT,
    "死亡": State.DIED,
    "職権消除": State.REMOVED,
}

EFFECTS: Final[dict[str, str]] = {
    "本人確認情報の更新": EffectKind.IDENTIFICATION_UPDATE,
    "転入通知": EffectKind.MOVE_IN_NOTICE,
    "個人番号の生成要求": EffectKind.INDIVIDUAL_NUMBER_REQUEST,
    "署名用電子証明書の失効": EffectKind.SIGNATURE_CERTIFICATE_LAPSE,
    "利用者証明用電子証明書の失効": EffectKind.AUTHENTICATION_CERTIFICATE_LAPSE,
    "券面記載事項の変更": EffectKind.CARD_UPDATE,
    "個人番号カードの廃止": EffectKind.CARD_ABOLITION,
    "庁内連携": EffectKind.IN_HOUSE_NOTIFICATION,
    "戸籍の附票記載事項通知": EffectKind.SUPPLEMENTARY_REGISTER_NOTICE,
    "転出証明書情報": EffectKind.MOVE_OUT_CERTIFICATE_DATA,
    "転出予定日の消除": EffectKind.PLANNED_REMOVAL,
}
"""Effects by their words; slips have a step of their own."""

SLIPS: Final[dict[str, str]] = {
    "転出証明書": "move_out_certificate",
    "転出証明書に準ずる証明書": "certificate_equal_to_move_out",
    "住民票コード通知票": "resident_record_code_notice",
    "住民票コード変更通知票": "resident_record_code_change_notice",
    "住民票コード修正通知票": "resident_record_code_correction_notice",
    "世帯主変更通知書": "notice_of_change_of_head",
    "世帯主変更依頼通知書": "request_to_name_head",
}

PAPERS: Final[dict[str, str]] = {
    "住民票の写し": "household_copy",
    "個人票": "individual_copy",
    "転出証明書": "move_out_certificate",
    "転出証明書に準ずる証明書": "move_out_equivalent",
}
"""Papers that may be asked for, by their words; 住民票の写し is the household form (世帯連記式)."""

MESSAGES: Final[dict[str, str]] = {
    "本人確認情報の更新": "IdentificationUpdateMessage",
    "転入通知": "MoveInNotice",
    "個人番号の生成要求": "IndividualNumberRequest",
    "住民票コードの要求": "CodePoolRequest",
}
"""Messages that the register sends, by their words."""

UPDATE_REASONS: Final[dict[str, str]] = {
    "転入": "move_in",
    "出生": "birth",
    "職権記載等": "ex_officio_entry",
    "転出": "move_out",
    "死亡": "death",
    "職権消除等": "ex_officio_removal",
    "転居": "relocation",
    "職権修正等": "ex_officio_correction",
    "住民票コードの記載変更": "code_change",
    "個人番号": "individual_number",
}
"""Reasons of change in identification information (DF-2 item 21)."""

YES: Final = frozenset({"はい", "あり", "有", "該当", "○", "確認済み"})
NO: Final = frozenset({"いいえ", "なし", "無", "非該当", "×", "空欄", "空白", ""})
BLANK: Final = frozenset({"", "空欄", "空白", "(空欄)", "(空白)"})
