"""What stands in the columns of a batch file, in the words of the desk; the file itself has their English names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.utils.translation import gettext_lazy

from daicho.systems.register.presenters import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from daicho.systems.register.batch.kinds import Kind

LABELS: Final[Mapping[str, StrOrPromise]] = {
    "notice_number": gettext_lazy("通知番号"),
    "from_municipality": gettext_lazy("通知した市区町村(団体コード)"),
    "to_municipality": gettext_lazy("通知先の市区町村(団体コード、当市区町村)"),
    "resident_record_code": gettext_lazy("住民票コード"),
    "name": gettext_lazy("氏名"),
    "birth_date": gettext_lazy("生年月日"),
    "town": gettext_lazy("転入先の町字"),
    "lot": gettext_lazy("転入先の番地"),
    "building": gettext_lazy("転入先の方書"),
    "postal_code": gettext_lazy("転入先の郵便番号"),
    "moved_in_on": gettext_lazy("転入日"),
    "notified_on": gettext_lazy("通知日"),
    "document_number": gettext_lazy("在留カード等の番号(記録されているもの)"),
    "matter": gettext_lazy("通知の事項"),
    "happened_on": gettext_lazy("事由の生じた日"),
    "category": gettext_lazy("法第30条の45に規定する区分"),
    "nationality": gettext_lazy("国籍・地域"),
    "nationality_code": gettext_lazy("国籍・地域コード"),
    "status": gettext_lazy("在留資格"),
    "period": gettext_lazy("在留期間"),
    "expires_on": gettext_lazy("在留期間の満了の日"),
    "new_document_number": gettext_lazy("新しい在留カード等の番号"),
    "new_roman_name": gettext_lazy("新しいローマ字氏名"),
    "new_kanji_name": gettext_lazy("新しい漢字氏名"),
    "new_birth_date": gettext_lazy("新しい生年月日"),
    "new_sex": gettext_lazy("新しい性別(男・女)"),
    "household_number": gettext_lazy("世帯番号"),
    "before_town": gettext_lazy("変更前の町字"),
    "before_lot": gettext_lazy("変更前の番地"),
    "before_building": gettext_lazy("変更前の方書"),
    "after_town": gettext_lazy("変更後の町字"),
    "after_lot": gettext_lazy("変更後の番地"),
    "after_building": gettext_lazy("変更後の方書"),
    "after_postal_code": gettext_lazy("変更後の郵便番号"),
    "effective_on": gettext_lazy("変更の日"),
    "ground": gettext_lazy("事由(町名変更・地番変更・住居表示・建物名変更)"),
    "addressee_number": gettext_lazy("宛名番号"),
    "before_domicile": gettext_lazy("変更前の本籍"),
    "after_domicile": gettext_lazy("変更後の本籍"),
}
"""Every column of every kind."""


class Column(msgspec.Struct, frozen=True):
    """One column: its name in the file, what stands there, whether every record has it."""

    name: str
    label: str
    required: bool


def label(name: str) -> str:
    """A column in words."""
    return words.word(LABELS, name)


def columns(kind: type[Kind]) -> list[Column]:
    """The columns of a kind, those of every record first."""
    return [
        *(Column(name, label(name), required=True) for name in kind.columns),
        *(Column(name, label(name), required=False) for name in kind.optional),
    ]
