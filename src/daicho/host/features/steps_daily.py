"""Steps of the next day's list: what was entered, removed and corrected, compared with its papers (CTRL-030)."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import sheets, typing_in
from daicho.host.features.desk import ALIAS, CHECKER, CLERK
from daicho.host.features.reading import plain
from daicho.host.features.scene import Outcome, Unmet
from daicho.host.features.steps_acts import attempt
from daicho.host.features.vocabulary import Call, name, step
from daicho.law.reasons import Reason
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from daicho.host.features.scene import Scene

LISTS: Final = "翌日の異動一覧"

LABELS: Final[dict[str, str]] = {
    "区分": "記載・消除・修正",
    "氏名": "",
    "異動事由": "",
    "異動日": "",
    "届出日": "",
    "職員": "入力した職員",
}
"""Columns of the list."""


def _list(scene: Scene, day: str, clerk: str = CLERK) -> Any:
    from daicho.systems.register.queries import next_day

    return next_day.next_day_list(scene.desk.to_search({"一覧": "翌日"}, clerk), typing_in.day_of(day, scene.today))


def _described(found: Any) -> list[dict[str, str]]:
    return [
        {
            "区分": Reason(each.reason).change_class.value,
            "氏名": each.name_written,
            "異動事由": Reason(each.reason).japanese,
            "異動日": _day(each.effective_on),
            "届出日": _day(each.notified_on),
            "職員": each.operator,
        }
        for each in (*found.entries, *found.removals, *found.corrections)
    ]


def _day(text: str | None) -> str:
    return "" if text is None else RegisterDate.from_stored(text).wareki()


@step(
    "{day:日}の異動一覧は次のとおりである",
    group=LISTS,
    example="""ならば 今日の異動一覧は次のとおりである
      | 区分 | 氏名      | 異動事由 |
      | 修正 | 見本 太郎 | 転居     |""",
)
def list_is(call: Call, day: str) -> None:
    """その日に処理された異動の一覧(記載・消除・修正)が、表の行とちょうど一致する(順は問わない)。表が見出しだけなら0件。"""
    found = _described(_list(call.scene, day))
    left, missing = list(found), []
    for row in sheets.rows_of(call.line.table):
        match = next((each for each in left if _agrees(call.scene, row, each)), None)
        if match is None:
            missing.append(list(row.values()))
        else:
            left.remove(match)
    if missing or left:
        listed = "".join("\n    " + " / ".join(each.values()) for each in found) or " なし"
        raise Unmet(f"{day}の異動一覧が異なります。見当たらない行: {missing} 実際:{listed}")


def _agrees(scene: Scene, row: dict[str, str], found: dict[str, str]) -> bool:
    for label, text in row.items():
        if label not in found:
            raise Unmet(f"異動一覧にない見出しです: {label}。使える見出し: {'、'.join(LABELS)}")
        if typing_in.is_anything(text):
            continue
        expected = text
        if label in {"異動日", "届出日"} and not typing_in.is_blank(text):
            expected = typing_in.date_of(text, scene.today).wareki()
        if plain("" if typing_in.is_blank(expected) else expected) != plain(found[label]):
            return False
    return True


@step(
    "[職員{clerk:語}が]{day:日}の異動一覧を確認する", group=LISTS, example="もし 職員「鈴木」が今日の異動一覧を確認する"
)
def list_is_confirmed(call: Call, day: str, clerk: str | None = None) -> None:
    """一覧の全部の行を届書等と照合し、確認したことを記録する。自分の入力した行は確認できず、残る。"""
    scene = call.scene

    def confirm() -> None:
        from daicho.systems.register.actions import next_day

        grant = scene.desk.to_search({"一覧": "翌日"}, name(clerk) if clerk else CHECKER)
        next_day.confirm_all(grant.alias, grant, typing_in.day_of(day, scene.today))
        scene.outcome = Outcome("異動一覧の確認")

    attempt(scene, "異動一覧の確認", confirm)


@step(
    "[職員{clerk:語}が]{day:日}の異動一覧の{person:人}の行を(確認する|{finding:語}として不一致とする)",
    group=LISTS,
    example="もし 職員「鈴木」が今日の異動一覧の「見本 太郎」の行を確認する",
)
def line_is_compared(call: Call, day: str, person: str, finding: str | None = None, clerk: str | None = None) -> None:
    """1人の行を届書等と照合する。異なるところを書けば課題になる。"""
    scene = call.scene

    def compare() -> None:
        from daicho.systems.register.actions import next_day

        on, number = typing_in.day_of(day, scene.today), scene.person(name(person))
        acts = [each.act_number for each in _list(scene, day).lines if each.addressee_number == number]
        lines = [next_day.Line(act, number, name(finding) if finding else "") for act in acts]
        grant = scene.desk.to_search({"一覧": "翌日"}, name(clerk) if clerk else CHECKER)
        next_day.compare(ALIAS, grant, on, lines)
        scene.outcome = Outcome("異動一覧の確認")

    attempt(scene, "異動一覧の確認", compare)


@step("{day:日}の異動一覧は確認済みである", group=LISTS, example="かつ 今日の異動一覧は確認済みである")
def list_was_confirmed(call: Call, day: str) -> None:
    """その日の一覧の行が全部、入力した職員でない人に確認されている。"""
    if _list(call.scene, day).confirmed_by is None:
        raise Unmet(f"{day}の異動一覧は確認されていません。")


@step("{day:日}の異動一覧は確認されていない", group=LISTS, example="かつ 今日の異動一覧は確認されていない")
def list_was_not_confirmed(call: Call, day: str) -> None:
    """その日の一覧に、まだ確認されていない行がある(又は一覧が空である)。"""
    by = _list(call.scene, day).confirmed_by
    if by is not None:
        raise Unmet(f"{day}の異動一覧は{by}が確認しています。")
