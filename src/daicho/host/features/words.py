"""The words of the steps for what the register calls by codes: procedures, effects, levels, states."""

from __future__ import annotations

from typing import Final

from daicho.law.commands import Basis, NotifierKind, RemovalGround
from daicho.law.commands_common import SpecialAdoption
from daicho.law.commands_correction import MinorGround
from daicho.law.commands_foreign import ImmigrationMatter
from daicho.law.effects import EffectKind
from daicho.law.records import PersonKind, ResidenceCategory, Sex, State

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
    "国籍喪失": RemovalGround.LOSS_OF_NATIONALITY,
    "その他": RemovalGround.OTHER,
}

IMMIGRATION_MATTERS: Final[dict[str, ImmigrationMatter]] = {
    "氏名等の変更": ImmigrationMatter.ITEMS_CHANGED,
    "身分事項の変更": ImmigrationMatter.ITEMS_CHANGED,
    "在留期間の更新": ImmigrationMatter.PERIOD_RENEWED,
    "在留資格の変更": ImmigrationMatter.STATUS_CHANGED,
    "在留資格の取得": ImmigrationMatter.STATUS_OBTAINED,
    "在留カード等の交付": ImmigrationMatter.CARD_ISSUED,
    "在留資格の取消し": ImmigrationMatter.STATUS_REVOKED,
    "対象外の在留資格への変更": ImmigrationMatter.OUTSIDE_THE_ACT,
    "住基法の対象外": ImmigrationMatter.OUTSIDE_THE_ACT,
    "許可の取消し": ImmigrationMatter.PERMIT_CANCELLED,
    "期間の満了": ImmigrationMatter.EXPIRED,
    "出国": ImmigrationMatter.DEPARTED,
}
"""What the Commissioner of the Immigration Services Agency notifies; from 在留資格の取消し on the record is removed."""

ADOPTIONS: Final[dict[str, SpecialAdoption | None]] = {
    "": None,
    "なし": None,
    "成立": SpecialAdoption.ESTABLISHED,
    "解消": SpecialAdoption.DISSOLVED,
}
"""Special adoptions by which a child moves."""

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
CATEGORIES: Final[dict[str, ResidenceCategory]] = {
    "中長期在留者": ResidenceCategory.MID_TO_LONG_TERM,
    "特別永住者": ResidenceCategory.SPECIAL_PERMANENT,
    "一時庇護許可者": ResidenceCategory.TEMPORARY_REFUGE,
    "仮滞在許可者": ResidenceCategory.PROVISIONAL_STAY,
    "仮滞在者": ResidenceCategory.PROVISIONAL_STAY,
    "出生による経過滞在者": ResidenceCategory.TRANSITIONAL_BIRTH,
    "国籍喪失による経過滞在者": ResidenceCategory.TRANSITIONAL_LOSS,
}
"""Categories of Article 30-45."""

CATEGORY_NAMES: Final = {value: word for word, value in reversed(CATEGORIES.items())}
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
    "市町村通知": EffectKind.IMMIGRATION_NOTICE,
    "市町村伝達": EffectKind.RESIDENCE_TRANSMISSION,
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
