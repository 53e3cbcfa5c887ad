"""The items of DF-2 and DF-4 with their names, as a terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from daicho.law.reasons import Reason
from daicho.law.records import Sex
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Iterator


class Item(NamedTuple):
    """One item as shown: its name, its text, whether it is set in the name face."""

    label: str
    text: str
    exact: bool = False


LABELS = {
    "resident_record_code": _("住民票コード"),
    "name_kanji": _("漢字氏名"),
    "gaiji_count_name": _("外字数(氏名)"),
    "name_furigana": _("ふりがな氏名"),
    "name_kana_unvoiced": _("清音化かな氏名"),
    "birth_date": _("生年月日"),
    "sex": _("性別"),
    "municipality_code": _("市町村コード"),
    "oaza_aza_code": _("大字・字コード"),
    "postal_code": _("郵便番号"),
    "address": _("住所"),
    "gaiji_count_address": _("外字数(住所)"),
    "resident_date": _("住民となった日"),
    "address_set_date": _("住所を定めた日"),
    "notification_date": _("届出年月日"),
    "municipality_code_before_move_in": _("市町村コード(転入前)"),
    "address_before_move_in": _("転入前住所"),
    "gaiji_count_address_before_move_in": _("外字数(転入前住所)"),
    "relationship": _("続柄"),
    "change_reason": _("異動事由"),
    "change_date": _("異動年月日"),
    "change_reason_detail": _("異動事由詳細"),
    "old_resident_record_code": _("旧住民票コード"),
    "resident_record_code_use_date": _("住民票コード使用年月日"),
    "former_surname_kanji": _("旧氏 漢字"),
    "former_surname_furigana": _("旧氏 ふりがな"),
    "planned_person_flag": _("予定者フラグ"),
    "gaiji_flag": _("外字フラグ"),
    "retention_flag": _("保存期間フラグ"),
    "deletion_flag": _("削除フラグ"),
    "record_status_flag": _("レコード状況フラグ"),
    "notice_received_date": _("通知を受けた年月日"),
    "update_sequence_no": _("更新順番号"),
    "timestamp": _("タイムスタンプ"),
}
"""Items shown, in the order of the files. The individual number is shown nowhere here (CTRL-003, CTRL-005)."""

REASONS = {
    "move_in": _("転入"),
    "birth": _("出生"),
    "ex_officio_entry": _("職権記載等"),
    "move_out": _("転出"),
    "death": _("死亡"),
    "ex_officio_removal": _("職権消除等"),
    "relocation": _("転居"),
    "ex_officio_correction": _("職権修正等"),
    "code_change": _("住民票コードの変更"),
    "individual_number": _("個人番号の記載・変更"),
}

STATUSES = {"present": _("現存"), "removed": _("消除")}

_DETAILS = {reason.value: reason.japanese for reason in Reason} | {"baseline": "本人確認情報の突合"}
_NAMED: dict[str, dict[str, Any]] = {
    "change_reason": REASONS,
    "change_reason_detail": _DETAILS,
    "record_status_flag": STATUSES,
}
_DATES = frozenset(
    {
        "birth_date",
        "resident_date",
        "address_set_date",
        "notification_date",
        "change_date",
        "resident_record_code_use_date",
        "notice_received_date",
    }
)
_EXACT = frozenset({"name_kanji", "address", "address_before_move_in", "former_surname_kanji"})


def items_of(row: dict[str, Any]) -> Iterator[Item]:
    """Yield the items of a row of the file, blank ones left out."""
    for field, label in LABELS.items():
        if field in row and row[field] not in ("", None):
            yield Item(str(label), written(field, row[field]), field in _EXACT)


def written(field: str, value: Any) -> str:
    """Write one item as the clerk reads it: dates in the Japanese calendar, codes by their names."""
    if field in _DATES:
        return RegisterDate.from_stored(value).wareki()
    if field == "sex":
        return str(_("男")) if value == Sex.MALE.value else str(_("女"))
    if field in _NAMED:
        return str(_NAMED[field].get(value, value))
    if isinstance(value, bool):
        return str(_("あり")) if value else str(_("なし"))
    return str(value)
