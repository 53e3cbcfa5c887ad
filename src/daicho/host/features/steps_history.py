"""Steps that look at what happened: the standard's history rows and the timeline of acts."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import items, sheets, typing_in
from daicho.host.features.heading import NOTIFIED
from daicho.host.features.named_acts import KIND_NAMES
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.steps_acts import act_called
from daicho.host.features.steps_records import known_item
from daicho.host.features.vocabulary import Call, name, names, step
from daicho.host.features.words import BASES
from daicho.law.commands import Basis
from daicho.law.reasons import Reason
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.host.features.scene import Scene
    from daicho.systems.register.queries.history import HistoryRow, TimelineAct

HISTORY: Final = "異動履歴"

_BASIS_WORDS: Final = {value.value: word for word, value in BASES.items()}


def _reason(row: HistoryRow) -> str:
    from daicho.systems.register.presenters import words

    return words.reason(row.reason)


def _is_of_the_office(row: HistoryRow) -> bool:
    """Whether nobody has notified this: the office followed another person's act, or a notification came too late."""
    return row.ex_officio and (row.consequence or row.basis == Basis.NOTIFICATION.value)


def _date(text: str | None) -> str:
    return "" if text is None else RegisterDate.from_stored(text).wareki()


COLUMNS: Final[dict[str, tuple[Callable[[Any], str], str]]] = {
    "履歴番号": (lambda row: str(row.history_number), "1から始まる"),
    "異動事由": (_reason, "37の異動事由の名前、又は初期移行"),
    "異動日": (lambda row: _date(row.effective_on), ""),
    "届出日": (lambda row: _date(row.notified_on), "申出日・請求日・通知日とも書ける"),
    "処理日": (lambda row: RegisterDate(row.processed_on).wareki(), ""),
    "根拠": (
        lambda row: _BASIS_WORDS["ex_officio" if _is_of_the_office(row) else row.basis],
        "届出・職権・申出・請求・通知。14日を過ぎた転出の届出と、他の人の異動に伴う職権の異動では、職権",
    ),
    "職権": (lambda row: "はい" if row.ex_officio or row.basis == "ex_officio" else "いいえ", "はい・いいえ"),
    "他の人の異動に伴う": (lambda row: "はい" if row.consequence else "いいえ", "はい・いいえ"),
    "取消し済み": (lambda row: "はい" if row.cancelled_by is not None else "いいえ", "はい・いいえ"),
    "入力場所": (lambda row: row.place, "市民課"),
    "入力端末": (lambda row: "あり" if row.terminal else "", "あり・空欄"),
}
"""Columns of a history row about its event; every item of the record may stand beside them (STD-1.2.1)."""

_DATES: Final = {"異動日", "届出日", "処理日"}


@step(
    "{person:人}の異動履歴は次のとおりである",
    group=HISTORY,
    example="""ならば 「見本 太郎」の異動履歴は次のとおりである
      | 履歴番号 | 異動事由 | 異動日     | 住所 |
      | 1        | 初期移行 | *          | *    |
      | 2        | 転居     | 昨日       | 神奈川県海老名市中央二丁目2番2号 |""",
)
def history_is(call: Call, person: str) -> None:
    """異動履歴(1.2.1)の行が、古いものから順に、表の行とちょうど一致する。列には下の見出しと項目を書ける。"""
    expected = sheets.rows_of(call.line.table)
    found = _history(call.scene, name(person))
    wrong = [line for row, line_of in zip(found, expected, strict=False) for line in _differences(call, line_of, row)]
    if len(found) != len(expected) or wrong:
        listed = "\n".join("    " + _told(row) for row in found)
        raise Unmet(
            f"{person}の異動履歴が異なります。"
            + "".join(f"\n    {line}" for line in wrong)
            + f"\n  実際は{len(found)}行:\n{listed}"
        )


@step(
    "{person:人}の最後の異動履歴は次のとおりである",
    group=HISTORY,
    example="""かつ 「見本 太郎」の最後の異動履歴は次のとおりである
      | 項目     | 内容 |
      | 異動事由 | 転居 |
      | 職権     | いいえ |""",
)
def last_history_is(call: Call, person: str) -> None:
    """異動履歴の最後の行が、表に挙げたとおりである。"""
    from daicho.host.features.steps_outcomes import cells

    wrong = _differences(call, cells(call), _history(call.scene, name(person))[-1])
    if wrong:
        raise Unmet(f"{person}の最後の異動履歴が異なります:" + "".join(f"\n    {line}" for line in wrong))


@step(
    "{person:人}の履歴番号{number:数}の異動履歴は次のとおりである",
    group=HISTORY,
    example="""かつ 「見本 太郎」の履歴番号1の異動履歴は次のとおりである
      | 異動事由 | 旧氏 |
      | 初期移行 | 空欄 |""",
)
def numbered_history_is(call: Call, person: str, number: str) -> None:
    """その履歴番号の異動履歴の行が、表に挙げたとおりである。"""
    from daicho.host.features.steps_outcomes import cells

    found = [row for row in _history(call.scene, name(person)) if row.history_number == int(number)]
    if not found:
        raise Unmet(f"{person}に履歴番号{number}の異動履歴はありません。")
    wrong = _differences(call, cells(call), found[0])
    if wrong:
        raise Unmet(f"{person}の異動履歴が異なります:" + "".join(f"\n    {line}" for line in wrong))


@step(
    "{person:人}の異動履歴に次の行がある",
    group=HISTORY,
    example="""かつ 「見本 太郎」の異動履歴に次の行がある
      | 異動事由 | 異動日 |
      | 転居     | 昨日   |""",
)
def history_has_rows(call: Call, person: str) -> None:
    """表の行のそれぞれに合う行が、異動履歴のどこかにある。"""
    found = _history(call.scene, name(person))
    for expected in sheets.rows_of(call.line.table):
        if not any(not _differences(call, expected, row) for row in found):
            listed = "\n".join("    " + _told(row) for row in found)
            raise Unmet(f"{person}の異動履歴に {list(expected.values())} はありません。実際:\n{listed}")


@step(
    "{person:人}の異動履歴に{reasons:語々}はない",
    group=HISTORY,
    example="かつ 「見本 太郎」の異動履歴に「死亡」はない",
)
def history_has_not(call: Call, person: str, reasons: str) -> None:
    """その異動事由の行が、異動履歴にない。"""
    found = {plain(_reason(row)) for row in _history(call.scene, name(person))}
    for reason in names(reasons):
        _require_reason(reason)
        if plain(reason) in found:
            raise Unmet(f"{person}の異動履歴に「{reason}」があります。")


def _require_reason(text: str) -> None:
    import difflib

    known = [*(reason.japanese for reason in Reason), "初期移行"]
    if plain(text) not in map(plain, known):
        near = difflib.get_close_matches(text, known, n=3, cutoff=0.2)
        raise Unmet(f"「{text}」という異動事由はありません。近い異動事由: {'、'.join(near) or 'なし'}")


@step(
    "{person:人}の最後の異動事由は{reason:語}である",
    group=HISTORY,
    example="かつ 「見本 太郎」の最後の異動事由は「転居」である",
)
def last_reason_is(call: Call, person: str, reason: str) -> None:
    """異動履歴の最後の行の異動事由。"""
    _require_reason(name(reason))
    found = _reason(_history(call.scene, name(person))[-1])
    if plain(found) != plain(name(reason)):
        raise Unmet(f"{person}の最後の異動事由は「{found}」です。")


@step(
    "{person:人}の異動履歴は{count:数}件である",
    group=HISTORY,
    example="ならば 「見本 太郎」の異動履歴は2件である",
)
def history_has(call: Call, person: str, count: str) -> None:
    """異動履歴の行数(初期移行を含む)。"""
    found = _history(call.scene, name(person))
    if len(found) != int(count):
        listed = "\n".join("    " + _told(row) for row in found)
        raise Unmet(f"{person}の異動履歴は{len(found)}件です:\n{listed}")


def _history(scene: Scene, person: str) -> list[HistoryRow]:
    from daicho.systems.register.queries import history

    number = scene.person(person)
    return history.history(scene.desk.to_look([number]), number)


def _differences(call: Call, expected: dict[str, str], row: HistoryRow) -> list[str]:
    wrong = []
    for written, text in expected.items():
        label = "届出日" if written in NOTIFIED else written
        if label not in COLUMNS:
            item = known_item(label)
            if not items.agrees(item, text, item.value(row.record), today=call.scene.today, own=call.scene.own):
                found = items.shown(item, item.value(row.record)) or "空欄"
                wrong.append(f"{row.history_number}行目の{label}: 期待「{text}」 実際「{found}」")
            continue
        found = COLUMNS[label][0](row)
        if not _same(call.scene, label, text, found):
            wrong.append(f"{row.history_number}行目の{label}: 期待「{text}」 実際「{found or '空欄'}」")
    return wrong


def _same(scene: Scene, label: str, text: str, found: str) -> bool:
    if typing_in.is_anything(text):
        return True
    if typing_in.is_blank(text) or not found:
        return typing_in.is_blank(text) and not found
    if label in _DATES:
        return typing_in.date_of(text, scene.today).wareki() == found
    return plain(text) == plain(found)


def _told(row: HistoryRow) -> str:
    return " / ".join(
        f"{label} {COLUMNS[label][0](row) or '空欄'}"
        for label in ("履歴番号", "異動事由", "異動日", "届出日", "処理日", "根拠")
    )


@step(
    "{person:人}の異動の経過は次のとおりである",
    group=HISTORY,
    example="""かつ 「見本 太郎」の異動の経過は次のとおりである
      | 異動     | 職員 | 変更された項目 |
      | 転居     | *    | 住所           |
      | 初期移行 | *    | *              |""",
)
def timeline_is(call: Call, person: str) -> None:
    """異動の経過(新しいものから)が、表の行と一致する。列は、異動、職員(入力した人)、処理日、変更された項目(その項目を含むこと。「、」でつなぐ)。"""
    from daicho.systems.register.queries import history

    number = call.scene.person(name(person))
    found = history.timeline(call.scene.desk.to_look([number]), number)
    expected = sheets.rows_of(call.line.table)
    if len(expected) != len(found):
        raise Unmet(
            f"異動の経過は{len(found)}件です: " + "、".join(KIND_NAMES.get(each.command_kind, "") for each in found)
        )
    for at, (row, act) in enumerate(zip(expected, found, strict=True), 1):
        _require_line(call.scene, at, row, act)


def _require_line(scene: Scene, at: int, row: dict[str, str], act: TimelineAct) -> None:
    changed = {each.field for each in act.differences}
    known = {
        "異動": KIND_NAMES.get(act.command_kind, act.command_kind),
        "職員": act.operator,
        "処理日": RegisterDate(act.row.processed_on).wareki(),
    }
    for label, text in row.items():
        if label == "変更された項目":
            for each in typing_in.texts_of("" if typing_in.is_anything(text) else text):
                if known_item(each).path.split(".")[0] not in changed:
                    raise Unmet(f"{at}件目で「{each}」は変わっていません。変わった項目: {'、'.join(sorted(changed))}")
        elif label not in known:
            raise Unmet(f"異動の経過にない見出しです: {label}")
        elif not _same(scene, label, text, known[label]):
            raise Unmet(f"{at}件目の{label}: 期待「{text}」 実際「{known[label]}」")


@step(
    "異動{called:語}は取り消されている",
    group=HISTORY,
    example="かつ 異動「最初の転居」は取り消されている",
)
def act_is_cancelled(call: Call, called: str) -> None:
    """名前を付けた異動が、後の異動で取り消されている。"""
    act = act_called(call.scene, name(called))
    for number in act.principals:
        for row in _history(call.scene, call.scene.name_of(number)):
            if row.act_number == act.number and row.cancelled_by is None:
                raise Unmet(f"異動{called}は取り消されていません。")
