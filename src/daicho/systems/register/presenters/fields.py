"""The items of a resident record and how each is written: one table, used by pages, summaries and differences.

Source: standard chapter 3, 1.1.1 (Japanese), 1.1.2 (foreign residents), 1.1.5 (removed records), 1.1.9 (dates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.utils.translation import gettext_lazy

from daicho.law.records import PersonKind, ResidentRecord
from daicho.systems.register.presenters import lines, words
from daicho.systems.register.presenters.lines import municipality_name
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django_stubs_ext import StrOrPromise

    from daicho.systems.register.presenters.lines import Line

__all__ = ["GROUPS", "ITEMS", "Item", "belongs", "lines_of", "municipality_name", "typed"]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the record.

    Attributes:
        label: What it is called.
        group: The block of the page it stands in.
        lines: How its lines are made.
        of_foreign: How they are made for a foreign resident, where it differs.
        only: The kind of resident whose record has the item; None for both.
        is_name: Set in the face that draws variation sequences.
    """

    label: StrOrPromise
    group: str
    lines: Callable[[str, Any], Iterator[Line]]
    of_foreign: Callable[[str, Any], Iterator[Line]] | None = None
    only: PersonKind | None = None
    is_name: bool = False


GROUPS: Final[dict[str, StrOrPromise]] = {
    "person": gettext_lazy("本人"),
    "residence_in_japan": gettext_lazy("国籍・在留"),
    "household": gettext_lazy("世帯"),
    "residence": gettext_lazy("住所"),
    "family_register": gettext_lazy("戸籍の表示"),
    "entitlements": gettext_lazy("資格・手当"),
    "numbers": gettext_lazy("番号"),
    "cards": gettext_lazy("カード・電子証明書"),
    "removal": gettext_lazy("消除・転出予定"),
    "notes": gettext_lazy("備考等"),
}


def _item(label: StrOrPromise, group: str, how: Callable[[str, Any], Iterator[Line]], **more: Any) -> Item:
    return Item(label=label, group=group, lines=how, **more)


_JAPANESE: Final = PersonKind.JAPANESE
_FOREIGN: Final = PersonKind.FOREIGN

ITEMS: Final[dict[str, Item]] = {
    "name": _item(gettext_lazy("氏名"), "person", lines.name, is_name=True),
    "former_surname": _item(gettext_lazy("旧氏"), "person", lines.former_surname, only=_JAPANESE, is_name=True),
    "common_name": _item(gettext_lazy("通称"), "person", lines.common_name, only=_FOREIGN, is_name=True),
    "common_name_history": _item(
        gettext_lazy("削除された通称"), "person", lines.common_names, only=_FOREIGN, is_name=True
    ),
    "birth_date": _item(gettext_lazy("生年月日"), "person", lines.date, of_foreign=lines.western_date),
    "sex": _item(gettext_lazy("性別"), "person", lines.coded(words.SEXES)),
    "kind": _item(gettext_lazy("住民種別"), "person", lines.coded(words.KINDS)),
    "state": _item(gettext_lazy("住民状態"), "person", lines.coded(words.STATES)),
    "remade_on": _item(gettext_lazy("改製・再製の年月日"), "person", lines.date),
    "residence": _item(gettext_lazy("国籍・在留"), "residence_in_japan", lines.residence, only=_FOREIGN),
    "relationship": _item(gettext_lazy("続柄"), "household", lines.relationship),
    "head_name": _item(gettext_lazy("世帯主氏名"), "household", lines.plain, is_name=True),
    "de_facto_head": _item(gettext_lazy("事実上の世帯主"), "household", lines.plain, is_name=True),
    "household_number": _item(gettext_lazy("世帯番号"), "household", lines.plain),
    "position": _item(gettext_lazy("並び順"), "household", lines.plain),
    "address": _item(gettext_lazy("住所"), "residence", lines.address, is_name=True),
    "became_resident_on": _item(gettext_lazy("住民となった年月日"), "residence", lines.date, only=_JAPANESE),
    "address_set_on": _item(gettext_lazy("住所を定めた年月日"), "residence", lines.date),
    "notified_on": _item(gettext_lazy("届出の年月日"), "residence", lines.date),
    "previous_address": _item(gettext_lazy("転入前住所"), "residence", lines.address, is_name=True),
    "last_registered_address": _item(gettext_lazy("最終登録住所地"), "residence", lines.address, is_name=True),
    "domicile": _item(gettext_lazy("本籍"), "family_register", lines.plain, only=_JAPANESE, is_name=True),
    "first_listed_person": _item(gettext_lazy("筆頭者"), "family_register", lines.plain, only=_JAPANESE, is_name=True),
    "entitlements": _item(gettext_lazy("資格・手当"), "entitlements", lines.entitlements),
    "addressee_number": _item(gettext_lazy("宛名番号"), "numbers", lines.plain),
    "resident_record_code": _item(gettext_lazy("住民票コード"), "numbers", lines.plain),
    "individual_number_ref": _item(gettext_lazy("個人番号"), "numbers", lines.held),
    "card": _item(gettext_lazy("カード・電子証明書"), "cards", lines.cards),
    "removal": _item(gettext_lazy("消除・転出予定"), "removal", lines.removal, is_name=True),
    "notes": _item(gettext_lazy("留意事項"), "notes", lines.texts),
    "remarks": _item(gettext_lazy("備考"), "notes", lines.plain),
    "memo": _item(gettext_lazy("メモ"), "notes", lines.plain),
    "guardianship": _item(gettext_lazy("成年被後見人"), "notes", lines.yes),
}
"""Every field of `ResidentRecord`, in the order of the page. A test holds the two equal."""

_TYPES: Final = {field.name: field.type for field in msgspec.structs.fields(ResidentRecord)}


def typed(field: str, builtin: Any) -> Any:
    """The value of a field from the built-in form that differences hold."""
    return None if builtin is None else codec.from_builtins(builtin, _TYPES[field])


def belongs(field: str, kind: PersonKind) -> bool:
    """Whether the record of a kind of resident has an item at all (STD-1.1.1, 1.1.2)."""
    only = ITEMS[field].only
    return only is None or only is kind


def lines_of(field: str, value: Any, kind: PersonKind | None = None) -> list[Line]:
    """The lines that a field's value makes on a page, blank ones included.

    `kind` is the kind of resident whose value it is: it decides the calendar of the date of birth.
    """
    item = ITEMS[field]
    write = item.of_foreign if kind is PersonKind.FOREIGN and item.of_foreign else item.lines
    return list(write(str(item.label), value))
