"""The items of a resident record by their Japanese labels: one table for the tables of cases and the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item: its label and synonyms, where the record has it, what kind of value it is."""

    label: str
    path: str
    kind: str
    also: tuple[str, ...] = ()
    note: str = ""

    def value(self, record: ResidentRecord) -> Any:
        """The value in a record; None where it is blank."""
        found: Any = record
        for part in self.path.split("."):
            found = None if found is None else getattr(found, part)
        return found


def _item(label: str, path: str, kind: str, *also: str, note: str = "") -> Item:
    return Item(label=label, path=path, kind=kind, also=also, note=note)


FOREIGN: Final = (
    _item("在留区分", "residence.category", "category", "法第30条の45の区分", note="「在留区分」の表"),
    _item("国籍・地域", "residence.nationality", "text", "国籍"),
    _item("国籍・地域コード", "residence.nationality_code", "text", "国籍コード", note="英字3字など。既定は空欄"),
    _item("外国人住民となった年月日", "residence.became_foreign_resident_on", "date", "外国人住民となった日"),
    _item("在留資格", "residence.status", "text"),
    _item("在留期間", "residence.period", "text", "上陸期間", "仮滞在期間"),
    _item("在留期間の満了の日", "residence.expires_on", "date", "在留期間満了日"),
    _item(
        "在留カード等の番号", "residence.document_number", "text", "在留カードの番号", "在留カード番号",
        "特別永住者証明書の番号", "特別永住者証明書番号",
    ),
    _item("旧外登法による登録年月日", "residence.alien_registration_on", "date"),
    _item(
        "住居地の届出",
        "residence.residence_notified",
        "yes",
        "住居地の届出の有無",
        "在留カード等の提示",
        note="はい・いいえ",
    ),
    _item("上陸許可証による転入", "residence.landing_permit", "yes", note="はい・いいえ"),
    _item("通称を記載した年月日", "common_name.recorded_on", "date"),
    _item("通称を記載した市区町村", "common_name.recorded_municipality", "town"),
    _item("削除した通称", "common_name_history", "commons", note="「、」でつなぐ"),
)  # fmt: skip
"""Items of foreign residents (STD-1.1.2)."""

_MEMBERSHIPS: Final = (
    ("国民健康保険", "health_insurance"),
    ("後期高齢者医療", "late_elderly_care"),
    ("介護保険", "long_term_care"),
    ("国民年金", "national_pension"),
)

ENTITLEMENTS: Final = (
    _item("選挙人名簿", "entitlements.on_voters_list", "yes", "選挙人名簿への登録", note="はい・いいえ"),
    *(
        item
        for label, field in _MEMBERSHIPS
        for item in (
            _item(label, f"entitlements.{field}.insured", "yes", f"{label}の被保険者", note="はい・いいえ"),
            _item(f"{label}の資格取得年月日", f"entitlements.{field}.acquired_on", "date"),
            _item(f"{label}の資格喪失年月日", f"entitlements.{field}.lost_on", "date"),
        )
    ),
    _item("基礎年金番号", "entitlements.national_pension.basic_pension_number", "text"),
    _item("国民年金の種別", "entitlements.national_pension.insured_kind", "text"),
    _item("児童手当の受給開始年月", "entitlements.child_allowance_from", "text"),
    _item("児童手当の受給終了年月", "entitlements.child_allowance_until", "text"),
    _item("個人番号カードの発行状況", "card.individual_number_card", "text"),
    _item("住基カードの発行状況", "card.resident_card", "text"),
    _item("署名用電子証明書シリアル番号", "card.signature_serial", "text"),
    _item("利用者証明用電子証明書シリアル番号", "card.authentication_serial", "text"),
)
"""Entitlements, cards and certificates (STD-1.1.1)."""

ITEMS: Final = (
    _item("氏名", "name.written", "name"),
    _item("振り仮名", "name.furigana", "name", "フリガナ"),
    _item("ローマ字氏名", "name.roman", "text"),
    _item("振り仮名の確認", "name.family_furigana_confirmed", "yes", note="はい・いいえ"),
    _item("旧氏", "former_surname", "surname", note="振り仮名は括弧に入れる: 山田(ヤマダ)"),
    _item("通称", "common_name", "common", note="振り仮名は括弧に入れる"),
    _item("生年月日", "birth_date", "date"),
    _item("性別", "sex", "sex", note="男・女"),
    _item("住民種別", "kind", "kind", note="日本人・外国人"),
    _item("住民状態", "state", "state", note="現存・転出・死亡・職権消除"),
    _item("続柄", "relationship", "word", note="空欄は世帯主未設定"),
    _item("世帯主氏名", "head_name", "name", "世帯主"),
    _item("住所", "address", "address"),
    _item("方書", "address.building", "text"),
    _item("郵便番号", "address.postal_code", "digits"),
    _item("住民となった年月日", "became_resident_on", "date", "住民となった日"),
    _item("住所を定めた年月日", "address_set_on", "date", "住所を定めた日"),
    _item("届出の年月日", "notified_on", "date"),
    _item("転入前住所", "previous_address", "address"),
    _item("最終登録住所地", "last_registered_address", "address"),
    _item("本籍", "domicile", "text"),
    _item("筆頭者", "first_listed_person", "name"),
    _item("宛名番号", "addressee_number", "digits"),
    _item("世帯番号", "household_number", "digits"),
    _item("並び順", "position", "digits"),
    _item("住民票コード", "resident_record_code", "digits", note="数字11桁。「あり」は空欄でないこと"),
    _item("個人番号", "individual_number_ref", "held", note="番号そのものは読めない。あり・空欄"),
    _item("転出先住所(予定)", "removal.planned_destination", "address", "転出先(予定)"),
    _item("転出先住所(確定)", "removal.confirmed_destination", "address", "転出先(確定)"),
    _item("転出予定年月日", "removal.planned_on", "date", "転出予定日"),
    _item("事由の生じた年月日", "removal.event_on", "date", "死亡日", "死亡年月日"),
    _item("転出年月日", "removal.moved_out_on", "date", "転出日"),
    _item("転入通知年月日", "removal.move_in_notice_on", "date", "転入通知日"),
    _item("消除の届出の年月日", "removal.notified_on", "date"),
    _item("消除の事由", "removal.reason", "reason", "消除事由", note="異動事由の名前"),
    _item("留意事項", "notes", "texts"),
    _item("備考", "remarks", "text"),
    _item("メモ", "memo", "text"),
    _item("成年被後見人", "guardianship", "yes", note="はい・いいえ"),
    _item("事実上の世帯主", "de_facto_head", "text", note="法適用外の外国人、施設長など(4.1.4.3)"),
    _item("改製年月日", "remade_on", "date", "再製年月日"),
    *(
        _item(f"{label}の郵便番号", f"{path}.postal_code", "digits")
        for label, path in (
            ("転入前住所", "previous_address"),
            ("転出先住所(予定)", "removal.planned_destination"),
            ("転出先住所(確定)", "removal.confirmed_destination"),
        )
    ),
    *FOREIGN,
    *ENTITLEMENTS,
)
"""Every item, in the order of the documentation."""
