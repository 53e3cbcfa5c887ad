"""The table of procedures in `docs/steps.md`: what each may say, what reason it leads to, which codes it may end with.

The codes are found in the law itself: those that the procedure, or anything it calls, names.
"""

# ruff: noqa: E501 - wide characters count double

from __future__ import annotations

import re
import types
import typing
from typing import TYPE_CHECKING, Any, Final

from daicho.host.features.named_acts import ACTS, SYNONYMS_OF_ACTS
from daicho.host.features.words import BASES, UPDATE_REASONS
from daicho.law import checks, deciding
from daicho.law import commands as law
from daicho.law.decision import Level
from daicho.law.identification_update import update_reason
from daicho.law.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.host.features.named_acts import Act

_CODE: Final = re.compile(r"R-[0-9]+-[0-9]{2}")

_ENTERED: Final = "記載される人の欄(氏名は必須)"
_FIELDS: Final[dict[str, str]] = {
    "header": "異動の欄",
    "entrants": _ENTERED,
    "child": _ENTERED,
    "movers": "氏名、続柄",
    "placements": "氏名、続柄(全員)",
    "persons": "氏名",
    "certificate": "転出証明書、転出証明書の転出予定日",
    "household_number": "異動先世帯",
    "moved_in_on": "転入日",
    "ground": "理由",
    "name": "氏名、振り仮名、ローマ字氏名",
    "address": "住所",
    "domicile": "本籍",
    "first_listed_person": "筆頭者",
    "former_surname": "旧氏",
    "common_name": "通称",
    "individual_number_ref": "個人番号",
    "amendments": "直す項目(「項目」の表)",
    "residence": "在留の項目(「項目」の表)",
    "matter": "通知事項",
    "birth_date": "生年月日",
    "sex": "性別",
    "cards_shown": "在留カード等の提示",
    "inspected_on": "実態調査日",
    "special_adoption": "特別養子縁組",
    "also": "(文に2人以上を書ける。同じ本籍・筆頭者・住所に直す)",
}
"""What each field of a command is called in tables."""

_DESTINATIONS: Final[dict[type, str]] = {
    law.MoveOut: "転出先",
    law.MoveInNoticeReceived: "転入先",
}

REASONS: Final[dict[str, tuple[Reason, ...]]] = {
    "転入": (Reason.DOMESTIC_MOVE_IN,),
    "特例転入": (Reason.DOMESTIC_MOVE_IN,),
    "未届転入": (Reason.DOMESTIC_MOVE_IN,),
    "国外からの転入": (Reason.MOVE_IN_FROM_ABROAD,),
    "第30条の46の届出": (Reason.MOVE_IN_FROM_ABROAD,),
    "第30条の47の届出": (Reason.MOVE_IN_FROM_ABROAD,),
    "出生": (Reason.BIRTH,),
    "職権記載": (Reason.EX_OFFICIO_ENTRY,),
    "帰化等による職権記載": (Reason.EX_OFFICIO_ENTRY_NATURALISATION,),
    "国籍喪失による職権記載": (Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY,),
    "転居": (Reason.RELOCATION,),
    "世帯分離": (Reason.HOUSEHOLD_SPLIT,),
    "世帯合併": (Reason.HOUSEHOLD_MERGE,),
    "世帯変更": (Reason.HOUSEHOLD_CHANGE,),
    "世帯主変更": (Reason.CHANGE_OF_HEAD,),
    "転出": (Reason.DOMESTIC_MOVE_OUT, Reason.MOVE_OUT_ABROAD),
    "特例転出": (Reason.DOMESTIC_MOVE_OUT,),
    "国外転出": (Reason.MOVE_OUT_ABROAD,),
    "転入通知の受理": (Reason.DOMESTIC_MOVE_OUT,),
    "死亡": (Reason.DEATH,),
    "職権消除": (Reason.EX_OFFICIO_REMOVAL,),
    "失踪宣告": (Reason.EX_OFFICIO_REMOVAL,),
    "国籍喪失による職権消除": (Reason.EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY,),
    "誤記修正": (Reason.CLERICAL_CORRECTION,),
    "職権修正": (Reason.EX_OFFICIO_CORRECTION,),
    "住民票記載事項通知による修正": (Reason.EX_OFFICIO_CORRECTION,),
    "軽微な修正": (Reason.MINOR_CORRECTION,),
    "住民票コードの変更請求": (Reason.RESIDENT_RECORD_CODE_CHANGE_ON_REQUEST,),
    "住民票コードの職権記載": (Reason.RESIDENT_RECORD_CODE_EX_OFFICIO_ENTRY,),
    "個人番号の変更請求": (Reason.INDIVIDUAL_NUMBER_CHANGE_ON_REQUEST,),
    "個人番号の職権修正": (Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_CORRECTION,),
    "個人番号の記載": (Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_ENTRY,),
    "旧氏の記載": (Reason.FORMER_SURNAME_ENTRY,),
    "旧氏の変更": (Reason.FORMER_SURNAME_CHANGE,),
    "旧氏の削除": (Reason.FORMER_SURNAME_DELETION,),
    "通称の記載": (Reason.COMMON_NAME_ENTRY,),
    "通称の削除": (Reason.COMMON_NAME_DELETION,),
    "帰化": (Reason.EX_OFFICIO_REMOVAL_NATURALISATION, Reason.EX_OFFICIO_ENTRY_NATURALISATION),
    "国籍取得": (Reason.EX_OFFICIO_REMOVAL_NATURALISATION, Reason.EX_OFFICIO_ENTRY_NATURALISATION),
    "国籍喪失": (Reason.EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY, Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY),
    "改製": (Reason.REMAKING_REMOVAL, Reason.REMAKING_ENTRY),
    "再製": (Reason.RESTORATION_REMOVAL, Reason.RESTORATION_ENTRY),
    "入管庁長官の通知": (Reason.EX_OFFICIO_CORRECTION, Reason.EX_OFFICIO_REMOVAL),
    "住居地届出": (Reason.EX_OFFICIO_CORRECTION,),
    "異動の取消し": (Reason.CANCELLATION_ENTRY, Reason.CANCELLATION_REMOVAL, Reason.CANCELLATION_CORRECTION),
}
"""The reasons (STD-1.2.2) that the history rows of each procedure have for the people it is about."""


def codes_of(function: Any) -> set[str]:
    """The codes of checks that a function of the law, or anything it calls, may find."""
    found: set[str] = set()
    _collect(function, found, set())
    return found


def _collect(function: Any, found: set[str], seen: set[Any]) -> None:
    if function in seen or not getattr(function, "__module__", "").startswith("daicho.law"):
        return
    seen.add(function)
    if isinstance(function, type):
        for member in vars(function).values():
            called = getattr(member, "fget", member)
            if isinstance(called, types.FunctionType):
                _collect(called, found, seen)
        return
    if isinstance(function, types.FunctionType):
        for code in _codes_within(function.__code__):
            found |= set(_strings(code.co_consts))
            for name in code.co_names:
                _reach(function, name, found, seen)


def _reach(function: types.FunctionType, name: str, found: set[str], seen: set[Any]) -> None:
    """What a name in a function means: a function or table of its module, or of a module that it imports."""
    known = function.__globals__.get(name)
    for meant in (known, *_of_modules(function, name)):
        if isinstance(meant, types.FunctionType):
            _collect(meant, found, seen)
        elif isinstance(meant, str | tuple | frozenset | dict):
            found |= set(_strings((meant,)))


def _of_modules(function: types.FunctionType, name: str) -> Iterator[Any]:
    for value in function.__globals__.values():
        if isinstance(value, types.ModuleType) and value.__name__.startswith("daicho.law"):
            yield getattr(value, name, None)


def _codes_within(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes_within(constant)


def _strings(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, str) and _CODE.fullmatch(value):
            yield value
        elif isinstance(value, tuple | frozenset):
            yield from _strings(value)
        elif isinstance(value, dict):
            yield from _strings(tuple(value.values()))


def page() -> Iterator[str]:
    """The section of procedures."""
    yield "## 異動\n"
    yield "文の `<異動>` に書く名前、根拠の既定、異動事由(かっこ内は市町村CSへの電文の異動事由)、表の見出し、出ることのあるコードである。"
    yield "コードの意味は [checks.md](checks.md) にある。見出しは後の表で説明する。異動者は、文(「氏名」と「氏名」の…)か表の「氏名」に書く。\n"
    for name, act in {**ACTS, "異動の取消し": None}.items():
        if name in REASONS:
            yield from _procedure(name, act)
    yield "\n### 届出のないとき(4.2.0.2)\n"
    yield f"{'、'.join(name for name in ACTS if name not in REASONS)} と書けば、根拠が職権になる。見出しは同じである。\n"
    yield "### 異動の別名\n"
    yield "、".join(f"{other}(={name})" for other, name in SYNONYMS_OF_ACTS.items()) + "\n"


def _procedure(name: str, act: Act | None) -> Iterator[str]:
    command = law.Cancellation if act is None else act.command
    codes = sorted(code for code in codes_of(deciding.PROCEDURES[command].decide) if code in checks.CATALOGUE)
    yield f"\n### {name}\n"
    if act is not None and act.text:
        yield f"{act.text}。\n"
    basis = "職権" if act is None else next(word for word, value in BASES.items() if value is act.basis)
    yield f"- 根拠の既定: {basis}"
    yield f"- 異動事由: {'、'.join(map(_reason, REASONS[name]))}"
    yield f"- 見出し: {'、'.join(_labels(act)) if act is not None else '異動の欄(取消日)、氏名、続柄(戻る人の続柄)'}"
    for level, title in ((Level.ERROR, "エラー"), (Level.ALERT, "アラート")):
        of_level = [code for code in codes if checks.CATALOGUE[code].level is level]
        yield f"- {title}: {'、'.join(of_level) or 'なし'}"


def _reason(reason: Reason) -> str:
    told = {value: word for word, value in UPDATE_REASONS.items()}
    return f"{reason.japanese}({told[update_reason(reason).value]})"


def _labels(act: Act) -> Iterator[str]:
    for field, kind in typing.get_type_hints(act.command).items():
        if field in act.fixed or field in {"special", "moves_not_notified", "kind", "article"}:
            continue
        if field == "destination":
            yield _DESTINATIONS.get(act.command, "住所、異動先世帯")
        elif not (field == "household_number" and act.command is law.ChangeOfHead):
            if field == "ground" and kind is law.NationalityGround:
                continue
            if field in _FIELDS:
                yield _FIELDS[field]
