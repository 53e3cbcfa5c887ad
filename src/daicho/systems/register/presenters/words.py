"""The words for codes: kinds of acts, reasons, states, bases, notifiers, documents. One place, used by every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, gettext_lazy

from daicho.law.reasons import Reason
from daicho.systems.register import store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

ACT_KINDS: Final[Mapping[str, StrOrPromise]] = {
    "domestic_move_in": gettext_lazy("転入"),
    "move_in_from_abroad": gettext_lazy("国外からの転入"),
    "birth": gettext_lazy("出生"),
    "ex_officio_entry": gettext_lazy("職権記載"),
    "initial_opening": gettext_lazy("初期移行"),
    "relocation": gettext_lazy("転居"),
    "household_split": gettext_lazy("世帯分離"),
    "household_merge": gettext_lazy("世帯合併"),
    "household_change": gettext_lazy("世帯変更"),
    "change_of_head": gettext_lazy("世帯主変更"),
    "move_out": gettext_lazy("転出"),
    "passing_of_planned_date": gettext_lazy("転出予定日の到来"),
    "move_in_notice_received": gettext_lazy("転入通知の受理"),
    "death": gettext_lazy("死亡"),
    "ex_officio_removal": gettext_lazy("職権消除"),
    "clerical_correction": gettext_lazy("誤記修正"),
    "ex_officio_correction": gettext_lazy("職権修正"),
    "minor_correction": gettext_lazy("軽微な修正"),
    "resident_record_code_changed": gettext_lazy("住民票コードの変更"),
    "individual_number_assigned": gettext_lazy("個人番号の記載"),
    "individual_number_changed": gettext_lazy("個人番号の変更"),
    "former_surname_changed": gettext_lazy("旧氏の記載・変更・削除"),
    "common_name_changed": gettext_lazy("通称の記載・削除"),
    "immigration_notice": gettext_lazy("出入国在留管理庁からの通知"),
    "residence_notified": gettext_lazy("住居地の届出"),
    "nationality_acquired": gettext_lazy("帰化・国籍取得"),
    "nationality_lost": gettext_lazy("国籍喪失"),
    "remaking": gettext_lazy("改製"),
    "restoration": gettext_lazy("再製"),
    "cancellation": gettext_lazy("異動の取消し"),
}
"""Kinds of acts by the tag of their command (STD-2.3.1: the name of the act being processed is shown)."""

RECORDED: Final[Mapping[str, StrOrPromise]] = {
    **ACT_KINDS,
    "batch": gettext_lazy("一括処理の開始"),
    "batch_discard": gettext_lazy("一括処理のファイルの消去"),
    "task": gettext_lazy("課題の確認"),
    "close_task": gettext_lazy("課題の完了"),
}
"""What access records are about: kinds of acts, and what else is done under a grant to act."""

ENTRY_ARTICLES: Final[Mapping[str, StrOrPromise]] = {
    "22": gettext_lazy("第22条(国外から転入した人)"),
    "30-46": gettext_lazy("第30条の46(中長期在留者等で、国外から来て住所を定めた人)"),
    "30-47": gettext_lazy("第30条の47(住所があり、中長期在留者等になった人)"),
}
"""Articles under which people from outside the register notify."""

ENTRY_KINDS: Final[Mapping[str, StrOrPromise]] = {
    "ordinary": gettext_lazy("職権記載"),
    "naturalisation": gettext_lazy("職権記載(帰化等): 住民でなかった人"),
    "loss_of_nationality": gettext_lazy("職権記載(国籍喪失): 住民でなかった人"),
}
"""Reasons of an ex officio entry (STD-1.2.2)."""

SPECIAL_ADOPTIONS: Final[Mapping[str, StrOrPromise]] = {
    "established": gettext_lazy("特別養子縁組の成立"),
    "dissolved": gettext_lazy("特別養子縁組の解消"),
}
"""Because of what a child moves, where the record has to say so (STD-1.1.14)."""

REMOVAL_GROUNDS: Final[Mapping[str, StrOrPromise]] = {
    "whereabouts_unknown": gettext_lazy("居所不明(実態調査による)"),
    "disappearance": gettext_lazy("失踪宣告"),
    "double_registration": gettext_lazy("二重登録"),
    "status_lost": gettext_lazy("在留資格の喪失等(出入国在留管理庁の通知)"),
    "loss_of_nationality": gettext_lazy("国籍喪失(住民でなくなる人)"),
    "other": gettext_lazy("その他"),
}

MINOR_GROUNDS: Final[Mapping[str, StrOrPromise]] = {
    "common_characters": gettext_lazy("常用平易な文字への変更"),
    "character_identification": gettext_lazy("文字の同定"),
    "administrative_area": gettext_lazy("行政区画・町・字又はこれらの名称の変更"),
    "lot_number": gettext_lazy("地番の変更"),
    "residence_indication": gettext_lazy("住居表示の実施又は変更"),
    "building_name": gettext_lazy("建築物の名称又は賃貸人の変更"),
    "other": gettext_lazy("総務大臣が適当と認めるもの"),
}
"""Grounds of a minor correction (規則11条3項2号)."""

IMMIGRATION_MATTERS: Final[Mapping[str, StrOrPromise]] = {
    "items_changed": gettext_lazy("氏名・国籍等・生年月日・性別の変更、訂正"),
    "period_renewed": gettext_lazy("在留期間の更新"),
    "status_changed": gettext_lazy("在留資格の変更"),
    "status_obtained": gettext_lazy("在留資格の取得・特別永住許可"),
    "card_issued": gettext_lazy("在留カード等の交付"),
    "status_revoked": gettext_lazy("在留資格の取消し(消除)"),
    "outside_the_act": gettext_lazy("住民基本台帳法の対象外となる在留資格への変更(消除)"),
    "permit_cancelled": gettext_lazy("一時庇護・仮滞在の許可の取消し(消除)"),
    "expired": gettext_lazy("在留期間等の満了(消除)"),
    "departed": gettext_lazy("出国・再入国許可の期限の経過(消除)"),
}
"""What the Commissioner of the Immigration Services Agency notifies (法30条の50)."""

NATIONALITY_GROUNDS: Final[Mapping[str, StrOrPromise]] = {
    "naturalisation": gettext_lazy("帰化"),
    "acquisition": gettext_lazy("国籍取得"),
}

NOTIFIED: Final[Mapping[str, StrOrPromise]] = {
    "notification": gettext_lazy("届出日"),
    "statement": gettext_lazy("申出日"),
    "request": gettext_lazy("請求日"),
    "notice": gettext_lazy("通知日"),
}
"""What the day is called on which something came to the office, by the basis (STD-1.2.1)."""

STATES: Final[Mapping[str, StrOrPromise]] = {
    "present": gettext_lazy("現存"),
    "moved_out": gettext_lazy("転出(除票)"),
    "died": gettext_lazy("死亡(除票)"),
    "removed": gettext_lazy("職権消除(除票)"),
}

KINDS: Final[Mapping[str, StrOrPromise]] = {
    "japanese": gettext_lazy("日本人住民"),
    "foreign": gettext_lazy("外国人住民"),
}

CATEGORIES: Final[Mapping[str, StrOrPromise]] = {
    "mid_to_long_term": gettext_lazy("中長期在留者"),
    "special_permanent": gettext_lazy("特別永住者"),
    "temporary_refuge": gettext_lazy("一時庇護許可者"),
    "provisional_stay": gettext_lazy("仮滞在許可者"),
    "transitional_birth": gettext_lazy("出生による経過滞在者"),
    "transitional_loss": gettext_lazy("国籍喪失による経過滞在者"),
}
"""Categories of the table of Article 30-45 (30条45区分)."""

PERIOD: Final = gettext_lazy("在留期間")
PERIODS: Final[Mapping[str, StrOrPromise]] = {
    "temporary_refuge": gettext_lazy("上陸期間"),
    "provisional_stay": gettext_lazy("仮滞在期間"),
}
"""What the period is called in the categories where it is not the period of stay (STD-1.1.2)."""

SEXES: Final[Mapping[str, StrOrPromise]] = {"male": gettext_lazy("男"), "female": gettext_lazy("女")}

BASES: Final[Mapping[str, StrOrPromise]] = {
    "notification": gettext_lazy("届出"),
    "ex_officio": gettext_lazy("職権"),
    "statement": gettext_lazy("申出"),
    "request": gettext_lazy("請求"),
    "notice": gettext_lazy("通知"),
}

NOTIFIERS: Final[Mapping[str, StrOrPromise]] = {
    "self": gettext_lazy("本人"),
    "head": gettext_lazy("世帯主"),
    "household_member": gettext_lazy("同一世帯の人"),
    "legal_representative": gettext_lazy("法定代理人"),
    "agent": gettext_lazy("任意代理人"),
    "other_office": gettext_lazy("他の官公署"),
    "office": gettext_lazy("本市区町村の職権"),
}

WHO: Final[Mapping[str, StrOrPromise]] = {
    "notification": gettext_lazy("届出人"),
    "statement": gettext_lazy("申出人"),
    "request": gettext_lazy("請求者"),
    "notice": gettext_lazy("通知・届出をした者"),
    "ex_officio": gettext_lazy("申し出た者・調べた者"),
}
"""What the one is called from whom something came to the office, by the basis (STD-4.1.0.2, 4.2.0.4, 4.2.0.5)."""


def name_of(who: StrOrPromise) -> str:
    """What the name is called of somebody from whom something came: 届出人の氏名."""
    return gettext("%(who)sの氏名") % {"who": who}


def address_of(who: StrOrPromise) -> str:
    """What the address is called of somebody from whom something came: 届出人の住所."""
    return gettext("%(who)sの住所") % {"who": who}


DOCUMENTS: Final[Mapping[str, StrOrPromise]] = {
    "個人番号カード": gettext_lazy("個人番号カード"),
    "運転免許証": gettext_lazy("運転免許証"),
    "旅券": gettext_lazy("旅券"),
    "在留カード": gettext_lazy("在留カード"),
    "資格確認書": gettext_lazy("資格確認書"),
    "年金手帳": gettext_lazy("年金手帳"),
    "委任状": gettext_lazy("委任状"),
    "職員による聞き取り": gettext_lazy("職員による聞き取り"),
}
"""Documents that identify a notifier (CTRL-015). The key is what is stored."""

NUMBER_EVIDENCE: Final[Mapping[str, StrOrPromise]] = {
    "番号確認:個人番号カード": gettext_lazy("個人番号カードで確認"),
    "番号確認:通知カードと本人確認書類": gettext_lazy("通知カードと本人確認書類で確認"),
    "番号確認:個人番号入り証明書": gettext_lazy("個人番号の記載がある証明書で確認"),
    "番号確認:統合端末": gettext_lazy("統合端末で対応付けを確認"),
}
"""How a typed individual number was confirmed (CTRL-018, 019). The key is stored with the documents shown."""

PENDING_STATES: Final[Mapping[str, StrOrPromise]] = {
    "draft": gettext_lazy("下書き"),
    "pending": gettext_lazy("仮登録(確認待ち)"),
    "returned": gettext_lazy("差戻し"),
    "definitive": gettext_lazy("本登録済み"),
    "withdrawn": gettext_lazy("取下げ"),
}

REASONS_ENGLISH: Final[Mapping[str, str]] = {
    "ex_officio_entry_naturalisation": "Ex officio entry (naturalisation)",
    "ex_officio_entry_loss_of_nationality": "Ex officio entry (loss of nationality)",
    "ex_officio_removal_naturalisation": "Ex officio removal (naturalisation)",
    "ex_officio_removal_loss_of_nationality": "Ex officio removal (loss of nationality)",
    "remaking_entry": "Re-making (entry)",
    "remaking_removal": "Re-making (removal)",
    "restoration_entry": "Restoration (entry)",
    "restoration_removal": "Restoration (removal)",
    "cancellation_entry": "Cancellation (adds)",
    "cancellation_removal": "Cancellation (removes)",
    "cancellation_correction": "Cancellation (correction)",
}

_OPENING = gettext_lazy("初期移行")


def is_english() -> bool:
    """Whether the screen is shown in English."""
    return (get_language() or "ja").startswith("en")


def reason(value: str | Reason | None) -> str:
    """The name of a reason of change (異動事由)."""
    if value is None or value == store.OPENING:
        return str(_OPENING)
    if is_english():
        text = str(value)
        return REASONS_ENGLISH.get(text, text.replace("_", " ").capitalize())
    return Reason(value).japanese


def word(words: Mapping[str, StrOrPromise], code: object) -> str:
    """The word for a code; the code itself where there is none."""
    return str(words.get(str(code), code))
