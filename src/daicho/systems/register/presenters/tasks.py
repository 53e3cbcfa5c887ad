"""Tasks of the office, and the notice that one holds beside the record of the resident it may speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.utils.translation import gettext, gettext_lazy

from daicho.law import checks
from daicho.law.records import ResidentRecord, State
from daicho.systems.register import db
from daicho.systems.register.batch import confirming
from daicho.systems.register.batch.report import REASONS
from daicho.systems.register.batch.settling import HELD, IMMIGRATION
from daicho.systems.register.presenters import acts, network, words
from daicho.systems.register.presenters.findings import Notice as Shown
from daicho.values.characters import Strictness, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from daicho.systems.register.batch.immigration_notices import Notice as Immigration
    from daicho.systems.register.batch.settling import Notice, Task


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One open task: what and since when, not whose."""

    id: int
    title: str
    code: str
    people: int
    act_number: int | None
    opened_at: datetime
    has_notice: bool


class Compared(msgspec.Struct, frozen=True):
    """One item of a notice beside the record's; `differs` where both say something and it is not the same."""

    label: str
    notice: str
    record: str = ""
    differs: bool = False
    is_name: bool = False


def rows(alias: str, *, limit: int = 200) -> list[Row]:
    """Open tasks, the oldest first. Nobody's name or number is read."""
    found = db.rows(
        alias,
        "SELECT id, kind, code, cardinality(persons) AS people, act_number, opened_at FROM register_task "
        "WHERE done_at IS NULL ORDER BY opened_at, id LIMIT %s",
        (limit,),
    )
    return [
        Row(
            id=each["id"],
            title=title(each["kind"]),
            code=each["code"],
            people=each["people"],
            act_number=each["act_number"],
            opened_at=each["opened_at"],
            has_notice=each["kind"] in HELD,
        )
        for each in found
    ]


def title(kind: str) -> str:
    """What a task is about."""
    return words.word(network.TASK_KINDS, kind)


def why(task: Task) -> Shown:
    """Why a machine could not settle it, and what a clerk does."""
    told = _WHY.get(task.kind)
    code = _of_code(task.code) if task.code else None
    remedy = str(_REMEDIES.get(task.kind, _ELSE))
    if told is not None:
        what, reason, article = map(str, told)
        return Shown(code=task.code or _NOBODY, level="alert", what=what, why=reason, article=article, remedy=remedy)
    if code is not None:
        return msgspec.structs.replace(code, level="alert", remedy=remedy)
    return Shown(code="", level="alert", what=title(task.kind), remedy=remedy)


def reasons(codes: Iterable[str]) -> list[Shown]:
    """Why a notice is not entered, by the codes of a batch or of the law."""
    return [_of_code(code) for code in codes]


def _of_code(code: str) -> Shown:
    english = words.is_english()
    if code in checks.CATALOGUE:
        text = checks.text(code, "en" if english else "ja")
        return Shown(
            code=code, level=text.level.value, what=text.what, why=text.why, article=text.article, remedy=text.remedy
        )
    return Shown(code=code, level="alert", what=REASONS.get(code, (code, code))[1 if english else 0])


_NOBODY: Final = "B-REC-04"
_OTHER: Final = gettext_lazy("氏名又は生年月日が住民票と一致しません")
_WHY: Final[Mapping[str, tuple[StrOrPromise, StrOrPromise, StrOrPromise]]] = {
    "move_in_notice_unmatched": (
        gettext_lazy("この住民票コードの住民はいません"),
        gettext_lazy("宛先か住民票コードの誤り、又は転出の入力漏れが考えられます。"),
        gettext_lazy("住民基本台帳法第9条第1項、標準仕様書4.1.3.1.2"),
    ),
    "move_in_notice_mismatch": (
        _OTHER,
        gettext_lazy("住民票コードだけでは本人と決められないため、機械では登録していません。"),
        gettext_lazy("住民基本台帳法第9条第1項、標準仕様書4.1.3.1.2"),
    ),
    IMMIGRATION: (
        _OTHER,
        gettext_lazy("在留カード等の番号だけでは本人と決められないため、機械では登録していません。"),
        gettext_lazy("住民基本台帳法第30条の50、標準仕様書4.5.6"),
    ),
}
"""What was found, why nothing was entered, and the article, for tasks that no check of the law speaks of."""

_TO_COMPARE: Final = gettext_lazy(
    "通知と住民票を見比べ、同じ人であれば仮登録してください。別の人であれば、反映しないでください。"
)
_REMEDIES: Final[Mapping[str, StrOrPromise]] = {
    "move_in_notice_unmatched": gettext_lazy(
        "転出した人を検索し、宛名番号を入れて仮登録してください。宛先の誤りであれば、反映しないでください。"
    ),
    "move_in_notice_mismatch": _TO_COMPARE,
    "move_in_notice_refused": gettext_lazy(
        "転出の入力漏れなどを直してから、もう一度判定してください。誤った通知であれば、反映しないでください。"
    ),
    IMMIGRATION: _TO_COMPARE,
}
_ELSE: Final = gettext_lazy("内容を確かめ、対応を終えたら、どう解決したかを入れて完了にしてください。")


def compared(notice: Notice, record: ResidentRecord | None) -> list[Compared]:
    """The items of a notice beside those of a record."""
    found = _of_move(notice, record) if isinstance(notice, confirming.Notice) else _of_immigration(notice, record)
    return [each for each in found if each.notice or each.record]


def _of_move(notice: confirming.Notice, record: ResidentRecord | None) -> list[Compared]:
    removal = None if record is None else record.removal
    planned = None if removal is None else removal.planned_destination
    return [
        *_identity(notice.name, notice.birth_date.wareki(), record),
        Compared(gettext("転入先(確定)"), notice.address.written, "" if planned is None else planned.written),
        Compared(
            gettext("転入日"),
            notice.moved_in_on.wareki(),
            "" if removal is None or removal.planned_on is None else removal.planned_on.wareki(),
        ),
        Compared(gettext("通知日"), notice.notified_on.wareki()),
        Compared(gettext("状態"), "", "" if record is None else acts.state_word(record)),
    ]


def _of_immigration(notice: Immigration, record: ResidentRecord | None) -> list[Compared]:
    card = "" if record is None or record.residence is None else record.residence.document_number
    return [
        *_identity(notice.name, notice.birth_date.seireki(), record, western=True),
        Compared(gettext("在留カード等の番号"), notice.document, card, bool(card) and card != notice.document),
        Compared(gettext("通知の事項"), words.word(words.IMMIGRATION_MATTERS, notice.matter.value)),
        Compared(gettext("事由の生じた日"), notice.happened_on.wareki()),
        Compared(gettext("通知日"), notice.notified_on.wareki()),
        Compared(gettext("状態"), "", "" if record is None else acts.state_word(record), _is_gone(record)),
    ]


def _is_gone(record: ResidentRecord | None) -> bool:
    return record is not None and record.state is not State.PRESENT


def _identity(name: str, birth: str, record: ResidentRecord | None, *, western: bool = False) -> list[Compared]:
    if record is None:
        return [
            Compared(gettext("氏名"), name, is_name=True),
            Compared(gettext("生年月日"), birth),
        ]
    written = {each for each in (record.name.written, record.name.roman, record.name.single) if each}
    born = record.birth_date.seireki() if western else record.birth_date.wareki()
    is_same = any(same(_plain(name), _plain(each), Strictness.VARIANT) for each in written)
    return [
        Compared(gettext("氏名"), name, record.name.written, not is_same, is_name=True),
        Compared(gettext("生年月日"), birth, born, birth != born),
    ]


def _plain(text: str) -> str:
    return text.replace("\u3000", "").replace(" ", "").upper()
