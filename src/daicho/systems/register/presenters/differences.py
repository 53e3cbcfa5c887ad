"""Before and after, line by line: of an act, of a decision not yet recorded, of two decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext

from daicho.systems.register.differences import of_change
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.fields import ITEMS, belongs, lines_of, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from daicho.law.decision import Decision, PersonChange
    from daicho.law.records import PersonKind, Version
    from daicho.systems.register.differences import Difference


class Change(msgspec.Struct, frozen=True):
    """One line that differs."""

    label: str
    before: str
    after: str
    is_name: bool = False


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a decision or an act: why, and what becomes of the record."""

    number: str
    name: str
    reason: str
    change_class: str
    is_new: bool
    is_consequence: bool
    ex_officio: bool
    lines: tuple[Change, ...]


def lines(differences: Iterable[Difference]) -> tuple[Change, ...]:
    """Differences of records as lines; lines that say the same before and after are left out."""
    ordered = {difference.field: difference for difference in differences if difference.field in ITEMS}
    return tuple(line for field in ITEMS if field in ordered for line in _of_field(ordered[field]))


def _of_field(difference: Difference) -> list[Change]:
    field = difference.field
    if field == "individual_number_ref" and difference.before and difference.after:
        return [
            Change(
                str(ITEMS[field].label), gettext("前の個人番号(表示しません)"), gettext("別の個人番号(表示しません)")
            )
        ]
    before, after = (
        {} if value is None or not (kind is None or belongs(field, kind)) else _written(field, value, kind)
        for value, kind in ((difference.before, difference.kind_before), (difference.after, difference.kind_after))
    )
    return [
        Change(label, before.get(label, ""), after.get(label, ""), ITEMS[field].is_name)
        for label in dict.fromkeys((*before, *after))
        if before.get(label, "") != after.get(label, "")
    ]


def _written(field: str, value: Any, kind: PersonKind | None) -> dict[str, str]:
    return dict(lines_of(field, typed(field, value), kind))


def changed_by(decision: Decision, versions: Mapping[str, Sequence[Version]]) -> list[Changed]:
    """Everybody whom a decision changes, each with before and after; `versions` are those that stand now."""
    return [_changed(change, versions) for change in decision.changes]


def _changed(change: PersonChange, versions: Mapping[str, Sequence[Version]]) -> Changed:
    number = change.addressee_number.stored()
    return Changed(
        number=number,
        name=change.current.name.written,
        reason=words.reason(change.reason),
        change_class="" if change.reason is None else _class_name(change.reason.change_class.value),
        is_new=not versions.get(number),
        is_consequence=change.consequence,
        ex_officio=change.ex_officio,
        lines=lines(of_change(change, versions)),
    )


def _class_name(value: str) -> str:
    return {"記載": gettext("記載"), "消除": gettext("消除"), "修正": gettext("修正")}[value]


def of_decisions(differences: Iterable[Difference], names: Mapping[str, str]) -> list[tuple[str, Change]]:
    """What a second decision says otherwise than the one checked: whose, and the line."""
    found: list[tuple[str, Change]] = []
    for difference in differences:
        who = names.get(difference.person, difference.person)
        if difference.field in ITEMS:
            found += [(who, line) for line in _of_field(difference)]
        else:
            found.append((who, _other(difference)))
    return found


def _other(difference: Difference) -> Change:
    labels = {
        "findings": gettext("確認事項・エラー"),
        "effects": gettext("異動に伴う処理"),
        "pieces": gettext("内容の適用期間"),
    }
    return Change(labels.get(difference.field, difference.field), _said(difference.before), _said(difference.after))


def _said(value: Any) -> str:
    if value is None:
        return gettext("なし")
    if isinstance(value, dict):
        return str(value.get("code") or value.get("kind") or gettext("あり"))
    return str(value)


def without_stand_ins(changed: Iterable[Changed], stand_ins: frozenset[str]) -> list[Changed]:
    """The same with "given on recording" in the place of numbers that only stand in for those to come."""
    given_later = gettext("(登録時に付番)")

    def told(line: Change) -> Change:
        return msgspec.structs.replace(line, after=given_later) if line.after in stand_ins else line

    return [
        msgspec.structs.replace(
            each,
            number="" if each.number in stand_ins else each.number,
            lines=tuple(told(line) for line in each.lines),
        )
        for each in changed
    ]
