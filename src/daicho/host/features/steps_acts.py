"""Steps that do something at the counter: acts of every procedure, pending and definitive, cancellations."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.access.grants import AccessRefused
from daicho.host.features import commanding, heading, sheets
from daicho.host.features.desk import ALIAS, CHECKER, CLERK, token
from daicho.host.features.named_acts import ALL_ACTS, TAG_OF, Act
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.vocabulary import Call, name, step
from daicho.law import deciding
from daicho.law.commands import Basis, Cancellation, Placement
from daicho.systems.register.actions.errors import NotDone
from daicho.values.errors import InvalidValue
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.host.features.scene import ActNote, Scene
    from daicho.law.commands import Command
    from daicho.systems.register.actions.pending import Pending

ACTING: Final = "異動"
CANCELLING: Final = "異動の取消し"

WHO: Final = "[職員{clerk:語}が]"
WHOM: Final = "(次の|{persons:人々}の)"


def attempt(scene: Scene, what: str, act: Callable[[], None]) -> None:
    """Do something that may be refused, and remember what it led to."""
    scene.before_act()
    try:
        act()
    except (NotDone, AccessRefused, InvalidValue) as refused:
        scene.refused(what, refused)


def clerk_of(clerk: str | None, usual: str = CLERK) -> str:
    """The clerk that a sentence names, or the usual one."""
    return name(clerk) if clerk else usual


@step(
    f"{WHO}{WHOM}{{act:異動}}を登録する",
    group=ACTING,
    example="""もし 「見本 太郎」の転居を登録する
      | 異動日 | 住所              |
      | 昨日   | 中央二丁目2番2号 |""",
)
def record(call: Call, act: str, persons: str = "", clerk: str | None = None) -> None:
    """異動を入力して仮登録し、別の職員が確認して本登録する。表に異動の内容を書く。認められなければエラーになる。"""
    scene = call.scene

    def both() -> None:
        command = commanding.command_of(scene, ALL_ACTS[act], scene.everyone(persons), call.line.table)
        enter_and_confirm(scene, act, command, clerk_of(clerk))

    attempt(scene, act, both)


@step(
    f"{WHO}{WHOM}{{act:異動}}を点検する",
    group=ACTING,
    example="""もし 「見本 花子」の死亡を点検する
      | 異動日 |
      | 明日   |""",
)
def preview(call: Call, act: str, persons: str = "", clerk: str | None = None) -> None:
    """入力中の点検(エラーとアラート)だけを行う。何も登録しない。"""
    scene = call.scene

    def look() -> None:
        from daicho.systems.register.actions import pending

        command = commanding.command_of(scene, ALL_ACTS[act], scene.everyone(persons), call.line.table)
        grant = scene.desk.for_act(command, clerk_of(clerk))
        scene.decided(act, pending.preview(ALIAS, grant, command))

    attempt(scene, act, look)


def submitted(scene: Scene, command: Command, clerk: str) -> Pending:
    """A command entered as a pending act: as at a desk, by nobody while another clerk is entering (STD-10.3)."""
    from daicho.systems.register.actions import editing, pending

    grant = scene.desk.for_act(command, clerk)
    persons = [number.stored() for number in deciding.needs(command).persons]
    editing.take(ALIAS, grant, persons)
    try:
        draft = pending.begin_pending(ALIAS, grant, command, token=token())
        return pending.submit(ALIAS, grant, draft.id, version=draft.version)
    finally:
        editing.release(ALIAS, grant, persons)


def remember(scene: Scene, what: str, found: Pending) -> None:
    """Remember a pending act with the decision that was shown."""
    if found.decision is not None:
        scene.decided(what, found.decision, pending=found.id)


def enter_and_confirm(scene: Scene, what: str, command: Command, clerk: str, checker: str = CHECKER) -> None:
    """The whole way of an act: pending by one person, definitive by another."""
    from daicho.systems.register.actions import pending

    entered = submitted(scene, command, clerk)
    remember(scene, what, entered)
    grant = scene.desk.for_act(command, checker if checker != clerk else f"{checker}2", "register.check")
    recorded = pending.check_and_confirm(ALIAS, grant, entered.id, version=entered.version)
    scene.took(what, recorded, command)


@step("この異動を{called:語}と呼ぶ", group=ACTING, example="かつ この異動を「最初の転居」と呼ぶ")
def call_act(call: Call, called: str) -> None:
    """最後に本登録した異動に名前を付ける。「異動「…」の直前の記録」や取消しで使う。"""
    call.scene.called_acts[name(called)] = last_act(call.scene).number


def last_act(scene: Scene) -> ActNote:
    """The last act of the scenario."""
    if not scene.acts:
        raise Unmet("本登録した異動がまだありません。")
    return scene.acts[-1]


def act_called(scene: Scene, called: str) -> ActNote:
    """An act by the name it was given."""
    number = scene.called_acts.get(called)
    if number is None:
        raise Unmet(f"「{called}」と呼ぶ異動はありません。先に「この異動を「{called}」と呼ぶ」と書いてください。")
    return next(act for act in scene.acts if act.number == number)


@step(
    f"{WHO}{{persons:人々}}の{{act:異動}}の取消しを登録する",
    group=CANCELLING,
    example="""もし 「見本 太郎」の転居の取消しを登録する""",
)
def cancel_latest(call: Call, persons: str, act: str, clerk: str | None = None) -> None:
    """その人の、その種類の最後の異動を取り消す(4.6.0.1)。挙げた人だけを戻す。表に戻る人の続柄を書ける。なければエラー「R-4601-01」になる。"""
    scene = call.scene
    first = scene.person(scene.everyone(persons)[0])
    found = [each for each in scene.acts if each.kind == TAG_OF[act] and first in each.persons]
    _cancel(call, found[-1].number if found else _NO_ACT, scene.everyone(persons), clerk)


@step(
    f"{WHO}(その異動|異動{{called:語}})の取消しを登録する",
    group=CANCELLING,
    example="もし 異動「最初の転居」の取消しを登録する",
)
def cancel_called(call: Call, called: str | None = None, clerk: str | None = None) -> None:
    """最後の異動、又は名前を付けた異動を、その異動者全員について取り消す。"""
    scene = call.scene
    act = act_called(scene, name(called)) if called else last_act(scene)
    _cancel(call, act.number, [scene.name_of(number) for number in act.principals], clerk)


@step(
    f"{WHO}{{persons:人々}}の初期移行の取消しを登録する",
    group=CANCELLING,
    example="もし 「見本 太郎」の初期移行の取消しを登録する\n    ならば エラー「R-4601-04」になる",
)
def cancel_opening(call: Call, persons: str, clerk: str | None = None) -> None:
    """前から住んでいる人を置いた異動を取り消そうとする。初期移行は取り消せない。"""
    scene = call.scene
    number = scene.person(scene.everyone(persons)[0])
    opening = next((each for each in scene.acts if number in each.persons), None)
    _cancel(call, opening.number if opening is not None else _NO_ACT, scene.everyone(persons), clerk)


_NO_ACT: Final = 0
"""The number of no act: what somebody never did cannot be cancelled (R-4601-01)."""


def _cancel(call: Call, act_number: int, persons: list[str], clerk: str | None) -> None:
    scene = call.scene

    def cancel() -> None:
        sheet = sheets.Sheet(scene, persons, call.line.table)
        sheet.used |= {plain("氏名"), plain("続柄")}
        command = Cancellation(
            header=heading.header(sheet, _CANCELLATION),
            act_number=act_number,
            persons=tuple(AddresseeNumber.from_stored(scene.person(person)) for person in persons),
            placements=_placements(scene, sheet),
        )
        sheet.require_used()
        enter_and_confirm(scene, "異動の取消し", command, clerk_of(clerk))

    attempt(scene, "異動の取消し", cancel)


_CANCELLATION: Final = Act(command=Cancellation, basis=Basis.EX_OFFICIO)


def _placements(scene: Scene, sheet: Any) -> tuple[Placement, ...]:
    return tuple(
        Placement(AddresseeNumber.from_stored(scene.person(row["氏名"])), row["続柄"])
        for row in sheet.rows
        if row.get("氏名") and row.get("続柄")
    )
