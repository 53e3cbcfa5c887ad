"""Access records in words: kinds, functions, purposes, conditions and details, in the language of the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language, gettext, gettext_lazy

from daicho.access import naming
from daicho.access.functions import FUNCTIONS, ROLES
from daicho.access.grants import AccessKind, ActorKind
from daicho.access.purposes import PURPOSES
from daicho.access.refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

KINDS: Final[Mapping[str, StrOrPromise]] = {
    AccessKind.OPEN: gettext_lazy("照会"),
    AccessKind.SEARCH: gettext_lazy("検索"),
    AccessKind.SHOWN: gettext_lazy("検索結果の表示"),
    AccessKind.ACT: gettext_lazy("異動処理"),
    AccessKind.INQUIRY: gettext_lazy("他機関との照会"),
    AccessKind.REVEAL: gettext_lazy("個人番号の表示"),
    AccessKind.FIND: gettext_lazy("個人番号での検索"),
    AccessKind.SESSION: gettext_lazy("サインイン・管理"),
    AccessKind.REVIEW: gettext_lazy("記録の点検"),
}

ACTORS: Final[Mapping[str, StrOrPromise]] = {
    ActorKind.PERSON: gettext_lazy("職員"),
    ActorKind.MACHINE: gettext_lazy("システム"),
}

DETAILS: Final[Mapping[str, StrOrPromise]] = {
    "sign-in": gettext_lazy("サインイン"),
    "sign-out": gettext_lazy("終了"),
    "lock": gettext_lazy("離席(画面を閉じた)"),
    "idle": gettext_lazy("無操作による終了"),
    "other-terminal": gettext_lazy("別の端末による終了"),
    "other-organisation": gettext_lazy("別の団体による終了"),
    "account-closed": gettext_lazy("利用者の停止による終了"),
    "enrol": gettext_lazy("認証器の登録コードの入力"),
    "authenticator-added": gettext_lazy("認証器の追加"),
    "code-by": gettext_lazy("登録コードの発行者:"),
    "authenticator-removed": gettext_lazy("認証器の削除"),
    "terminal-registered": gettext_lazy("端末の登録"),
    "terminal-code": gettext_lazy("端末登録コードの発行"),
    "terminal-stopped": gettext_lazy("端末の停止"),
    "enrolment-code": gettext_lazy("認証器登録コードの発行"),
    "office": gettext_lazy("部署の登録・変更"),
    "account-created": gettext_lazy("利用者の登録"),
    "account-changed": gettext_lazy("利用者の変更"),
    "suspend": gettext_lazy("利用の停止"),
    "resume": gettext_lazy("利用の再開"),
    "close": gettext_lazy("利用者の廃止"),
    "unlock": gettext_lazy("ロックの解除"),
    "locked": gettext_lazy("サインインのロック"),
    "training": gettext_lazy("研修の記録"),
    "apply": gettext_lazy("権限の申請"),
    "approve": gettext_lazy("権限の承認"),
    "decline": gettext_lazy("権限の不承認"),
    "withdraw": gettext_lazy("権限の取消し"),
    "rights-review": gettext_lazy("権限の年次点検"),
    "webauthn": gettext_lazy("認証器"),
    "one-time-code": gettext_lazy("確認コード"),
    "verify": gettext_lazy("連鎖の検証"),
    "inspected": gettext_lazy("点検の結果"),
    "csv": gettext_lazy("CSV出力"),
    "patterns": gettext_lazy("注意すべき傾向の表示"),
    "close_task": gettext_lazy("課題の完了"),
}
"""Details of records of this room, by the parts between colons."""

CONDITIONS: Final[Mapping[str, StrOrPromise]] = {
    "name": gettext_lazy("氏名"),
    "kana": gettext_lazy("カナ"),
    "birth_date": gettext_lazy("生年月日"),
    "birth_from": gettext_lazy("生年月日(から)"),
    "birth_until": gettext_lazy("生年月日(まで)"),
    "address": gettext_lazy("住所"),
    "sex": gettext_lazy("性別"),
    "code": gettext_lazy("住民票コード"),
    "resident_record_code": gettext_lazy("住民票コード"),
    "number": gettext_lazy("個人番号"),
    "individual_number": gettext_lazy("個人番号"),
    "addressee_number": gettext_lazy("宛名番号"),
    "household_number": gettext_lazy("世帯番号"),
    "document_number": gettext_lazy("在留カード等の番号"),
    "nationality": gettext_lazy("国籍・地域"),
    "person": gettext_lazy("対象者"),
    "account": gettext_lazy("利用者"),
    "terminal": gettext_lazy("端末"),
    "purpose": gettext_lazy("利用目的"),
    "of_kind": gettext_lazy("操作"),
    "actor": gettext_lazy("操作者の種別"),
    "case_number": gettext_lazy("受付番号"),
    "since": gettext_lazy("開始日"),
    "until": gettext_lazy("終了日"),
    "refused": gettext_lazy("拒否だけ"),
    "output": gettext_lazy("出力"),
    "outcome": gettext_lazy("結果"),
    "reason": gettext_lazy("理由"),
    "next_day_list": gettext_lazy("翌日リスト"),
    "past": gettext_lazy("過去を含む"),
    "present_only": gettext_lazy("除票を除く"),
}

VALUES: Final[Mapping[str, StrOrPromise]] = {
    "True": gettext_lazy("はい"),
    "given": gettext_lazy("指定あり"),
    "csv": gettext_lazy("CSV"),
    "male": gettext_lazy("男"),
    "female": gettext_lazy("女"),
    "holds": gettext_lazy("途切れなし"),
    "broken": gettext_lazy("異常あり"),
}

KEYS: Final[Mapping[str, StrOrPromise]] = {
    "register": gettext_lazy("宛名番号"),
    "municipal_cs": gettext_lazy("住民票コード"),
    "prefecture": gettext_lazy("住民票コード"),
    "national": gettext_lazy("住民票コード"),
}
"""What the key of a person is called in the records of a system; the host's records name nobody."""

FAULTS: Final[Mapping[str, StrOrPromise]] = {
    "does not follow the segment before it": gettext_lazy("前の区間につながっていません"),
    "a sealed record is missing": gettext_lazy("封印した記録がありません"),
    "a sealed record was changed": gettext_lazy("封印した記録が書き換えられています"),
}
"""What the sealer finds broken."""

_LABEL = re.compile(r"[a-z_-]+\Z")


def is_english() -> bool:
    """Whether the screen is shown in English."""
    return (get_language() or "ja").startswith("en")


def _named(table: Mapping[str, Any], code: str) -> str:
    known = table.get(code)
    if known is None:
        return code
    return str(known.name_en if is_english() else known.name)


def function(code: str) -> str:
    """Return a function's name; the sign-in is none of the functions and has its own word."""
    return gettext("サインイン・管理") if code == "host.sign_in" else _named(FUNCTIONS, code)


def role(code: str) -> str:
    """Return a role's name, or that of a single function."""
    return _named(ROLES, code) if code in ROLES else function(code)


def right(code: str) -> str:
    """Return the name of a right: a role's, or a single function's with its system, since systems share their words."""
    if code in ROLES or code not in FUNCTIONS:
        return role(code)
    system = naming.SYSTEMS.get(FUNCTIONS[code].system, "")
    return f"{function(code)} ({system})" if system else function(code)


def purpose(code: str) -> str:
    """Return a purpose's name."""
    return _named(PURPOSES, code)


def refusal(code: str) -> str:
    """Return what a refusal found, with its code."""
    known = REFUSALS.get(code)
    if known is None:
        return code
    return f"{known.what_en if is_english() else known.what} ({code})"


def fault(what: str) -> str:
    """Return what is wrong with a chain."""
    return str(FAULTS.get(what, what))


def kind(code: str) -> str:
    """Return the word for a kind of record."""
    return str(KINDS.get(code, code))


def detail(text: str, acts: Mapping[str, StrOrPromise]) -> str:
    """Return a record's detail in words: ``approve:register.clerk:newcomer``; `acts` names codes of acts."""
    parts = [str(acts.get(part) or DETAILS.get(part) or right(part)) for part in text.split(":") if part]
    return " ".join(parts)


def conditions(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the conditions of a search as pairs of label and value, the technical ones left out."""
    return [
        (str(CONDITIONS.get(name, name)), _value(name, str(value)))
        for name, value in given.items()
        if _LABEL.match(name)
    ]


def _value(name: str, value: str) -> str:
    if name == "purpose":
        return purpose(value)
    if name == "of_kind":
        return kind(value)
    if name == "actor":
        return str(ACTORS.get(value, value))
    return str(VALUES.get(value, value))
