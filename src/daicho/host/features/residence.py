"""The residence of a foreign resident from the cells of a row, with defaults for what is not said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.host.features import items, placing, typing_in
from daicho.law.records import Residence, ResidenceCategory
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.host.features.scene import Scene

_CARD_HOLDERS: Final = frozenset({ResidenceCategory.MID_TO_LONG_TERM, ResidenceCategory.SPECIAL_PERMANENT})
_STAYING: Final = frozenset({ResidenceCategory.TEMPORARY_REFUGE, ResidenceCategory.PROVISIONAL_STAY})

BEFORE: Final = RegisterDate.of(2020, 4, 1)
"""Since when people are foreign residents who come from another municipality."""

LABELS: Final[dict[str, str]] = {
    "在留区分": "外国人の既定は中長期在留者(「在留区分」の表)。",
    "国籍・地域": "既定は米国。",
    "在留資格": "中長期在留者の既定は技術・人文知識・国際業務。",
    "在留期間": "中長期在留者の既定は5年、一時庇護許可者(上陸期間)と仮滞在許可者(仮滞在期間)では6月。",
    "在留期間の満了の日": "中長期在留者の既定は2031年3月31日。",
    "在留カード等の番号": "英字2字、数字8桁、英字2字。中長期在留者と特別永住者の既定は試験用の番号。「…」と同じ も可。",
    "住居地の届出": "はい・いいえ。既定ははい(在留カード等を提示した、4.5.7)。",
    "外国人住民となった年月日": "既定は、国内の転入では令和2年4月1日(それより後に生まれた人は生年月日)、ほかは異動日。",
}
"""Labels of the residence that have a default; the table of items has the others."""


def is_stated(row: Mapping[str, str], label: str) -> bool:
    """Whether a row says something of an item, by whichever of its labels."""
    wanted = items.find(label)
    return any(text and items.find(known) == wanted for known, text in row.items())


def residence_of(scene: Scene, row: Mapping[str, str], name: str) -> Residence:
    """What a row says of a foreign resident, and the defaults of the category for the rest."""
    cell = row.get("在留区分") or row.get("法第30条の45の区分") or "中長期在留者"
    category = typing_in.category_of(cell)
    residence = Residence(category=category, nationality="米国")
    if category in _CARD_HOLDERS:
        residence = placing.with_value(residence, ["document_number"], scene.document_of(name))
    if category in _STAYING:
        residence = placing.with_value(residence, ["period"], "6月")
    if category is ResidenceCategory.MID_TO_LONG_TERM:
        residence = placing.with_value(residence, ["status"], "技術・人文知識・国際業務")
        residence = placing.with_value(residence, ["period"], "5年")
        residence = placing.with_value(residence, ["expires_on"], RegisterDate.of(2031, 3, 31))
    if category in _CARD_HOLDERS:
        residence = placing.with_value(residence, ["residence_notified"], value=True)
    for label, item in placing.stated(row, ["residence"]).items():
        if row[label]:
            text = scene.same_document(row[label], name)
            residence = placing.with_value(residence, item.path.split(".")[1:], placing.typed(scene, item, text))
    return residence
