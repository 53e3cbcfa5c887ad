"""Steps of the two stages of an act: entered by one person, looked through by another (仮登録, 本登録; STD-4.0.8)."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.host.features import commanding, sheets
from daicho.host.features.desk import ALIAS, CHECKER
from daicho.host.features.named_acts import ALL_ACTS, KIND_NAMES
from daicho.host.features.scene import Outcome, Unmet
from daicho.host.features.steps_acts import WHO, WHOM, attempt, clerk_of, remember, submitted
from daicho.host.features.vocabulary import Call, name, step
from daicho.systems.register.queries import records

if TYPE_CHECKING:
    from daicho.host.features.scene import Scene

PENDING: Final = "仮登録と確認"


@step(
    f"{WHO}{WHOM}{{act:異動}}を仮登録する",
    group=PENDING,
    example="""もし 職員「佐藤」が「見本 花子」の死亡を仮登録する
      | 異動日 |
      | 昨日   |""",
)
def submit(call: Call, act: str, persons: str = "", clerk: str | None = None) -> None:
    """異動を入力して仮登録する(確認待ち)。住民票は変わらない。"""
    scene = call.scene

    def enter() -> None:
        command = commanding.command_of(scene, ALL_ACTS[act], scene.everyone(persons), call.line.table)
        pending = submitted(scene, command, clerk_of(clerk))
        scene.entered[pending.id] = (act, persons)
        scene.pending = pending.id
        remember(scene, act, pending)

    attempt(scene, act, enter)


@step(
    f"{WHO}(その|)仮登録[{{called:語}}]を(確認して|)本登録する",
    group=PENDING,
    example="もし 職員「鈴木」が仮登録を本登録する",
)
def confirm(call: Call, called: str | None = None, clerk: str | None = None) -> None:
    """確認者が仮登録を確認して本登録する。呼び名がなければ、「仮登録する」で入力した最後の仮登録。入力した職員は確認できない。"""
    scene = call.scene

    def check() -> None:
        from daicho.systems.register.actions import pending

        found = pending.load(ALIAS, pending_id(scene, called))
        grant = scene.desk.for_act(found.command, clerk_of(clerk, CHECKER), "register.check")
        recorded = pending.check_and_confirm(ALIAS, grant, found.id, version=found.version)
        kind = KIND_NAMES[str(found.command.__struct_config__.tag)]
        scene.took(kind, recorded, found.command)

    attempt(scene, "本登録", check)


@step(
    f"{WHO}(その|)仮登録[{{called:語}}]を差し戻す",
    group=PENDING,
    example="もし 職員「鈴木」が仮登録を差し戻す",
)
def send_back(call: Call, called: str | None = None, clerk: str | None = None) -> None:
    """確認者が仮登録を入力した職員に差し戻す。表の「理由」に差戻し理由のコードを書ける(既定は一覧の1番目)。"""
    scene = call.scene

    def back() -> None:
        from daicho.systems.register import db
        from daicho.systems.register.actions import pending

        rows = sheets.rows_of(call.line.table)
        given = rows[0].get("理由") if rows else None
        reason = given or db.value(ALIAS, "SELECT min(code) FROM register_returnreason")
        found = pending.load(ALIAS, pending_id(scene, called))
        grant = scene.desk.for_act(found.command, clerk_of(clerk, CHECKER), "register.check")
        after = pending.send_back(ALIAS, grant, found.id, version=found.version, reason=reason)
        remember(scene, "差戻し", after)

    attempt(scene, "差戻し", back)


@step(
    f"{WHO}(その|)仮登録[{{called:語}}]を取り下げる",
    group=PENDING,
    example="もし 仮登録を取り下げる",
)
def withdraw(call: Call, called: str | None = None, clerk: str | None = None) -> None:
    """仮登録を取り下げる。抑止は解け、住民票は元のまま。"""
    scene = call.scene

    def away() -> None:
        from daicho.systems.register.actions import pending

        found = pending.load(ALIAS, pending_id(scene, called))
        grant = scene.desk.for_act(found.command, clerk_of(clerk))
        pending.withdraw(ALIAS, grant, found.id, version=found.version)

    attempt(scene, "取下げ", away)


@step(
    f"{WHO}(その|)仮登録[{{called:語}}]を(もう一度|再び)仮登録する",
    group=PENDING,
    example="もし 職員「佐藤」が仮登録をもう一度仮登録する",
)
def submit_again(call: Call, called: str | None = None, clerk: str | None = None) -> None:
    """差し戻された仮登録を、同じ内容でもう一度仮登録する。"""
    scene = call.scene

    def again() -> None:
        from daicho.systems.register.actions import pending

        found = pending.load(ALIAS, pending_id(scene, called))
        grant = scene.desk.for_act(found.command, clerk_of(clerk))
        remember(scene, "仮登録", pending.submit(ALIAS, grant, found.id, version=found.version))

    attempt(scene, "仮登録", again)


@step(
    f"{WHO}(その|)仮登録[{{called:語}}]の内容を直す",
    group=PENDING,
    example="""もし 職員「佐藤」が仮登録の内容を直す
      | 死亡日 |
      | 2日前  |""",
)
def correct_entry(call: Call, called: str | None = None, clerk: str | None = None) -> None:
    """下書き又は差し戻された仮登録の内容を、表のとおりに入力し直す(4.0.9)。表は異動を登録するときと同じ。続けて「もう一度仮登録する」と書く。"""
    scene = call.scene

    def again() -> None:
        from daicho.systems.register.actions import pending

        found = pending.load(ALIAS, pending_id(scene, called))
        if found.id not in scene.entered:
            raise Unmet("この仮登録の異動が分かりません。「…を仮登録する」で入力した仮登録だけを直せます。")
        act, persons = scene.entered[found.id]
        command = commanding.command_of(scene, ALL_ACTS[act], scene.everyone(persons), call.line.table)
        grant = scene.desk.for_act(command, clerk_of(clerk))
        pending.update_draft(ALIAS, grant, found.id, command, version=found.version)
        scene.outcome = Outcome("仮登録の内容", pending=found.id)

    attempt(scene, "仮登録の内容", again)


@step(
    f"{WHO}[上限{{most:数}}件で]確認待ちの仮登録をすべて本登録する",
    group=PENDING,
    example="もし 職員「鈴木」が確認待ちの仮登録をすべて本登録する",
)
def confirm_all(call: Call, clerk: str | None = None, most: str | None = None) -> None:
    """確認待ちの仮登録をまとめて本登録する(4.0.8)。1件ずつ確認され、本登録できないものは残る。上限を超えるとエラー「R-0015」になる。"""
    scene = call.scene

    def check() -> None:
        from daicho.systems.register.actions import bulk, pending
        from daicho.systems.register.queries import work

        who = clerk_of(clerk, CHECKER)
        grants = {}
        for waiting in work.queue(scene.desk.to_search({"一覧": "確認待ち"}, who), states=("pending",)):
            found = pending.load(ALIAS, waiting.id)
            grants[found.id] = (scene.desk.for_act(found.command, who, "register.check"), found.version)
        first = records.last_act(ALIAS) + 1
        bulk.confirm_all(ALIAS, grants, cap=int(most or 1000))
        scene.outcome = Outcome("一括本登録")
        scene.after_daily_job(first)

    attempt(scene, "一括本登録", check)


@step("この仮登録を{called:語}と呼ぶ", group=PENDING, example="もし この仮登録を「死亡届」と呼ぶ")
def call_pending(call: Call, called: str) -> None:
    """最後の仮登録に名前を付ける。"""
    call.scene.called_pending[name(called)] = pending_id(call.scene, None)


def pending_id(scene: Scene, called: str | None) -> int:
    """The pending act of a name, or the last one.

    Raises:
        Unmet: there is none.
    """
    if called:
        if name(called) not in scene.called_pending:
            raise Unmet(f"「{name(called)}」と呼ぶ仮登録はありません。")
        return scene.called_pending[name(called)]
    if scene.pending is None:
        raise Unmet("仮登録がまだありません。")
    return scene.pending


@step(
    "(その|)仮登録[{called:語}]は{state:状態}である",
    group=PENDING,
    example="かつ 仮登録は確認待ちである",
)
def pending_is(call: Call, state: str, called: str | None = None) -> None:
    """仮登録の状態: 確認待ち、差戻し、本登録済み、取下げ。"""
    from daicho.systems.register.actions import pending

    found = pending.load(ALIAS, pending_id(call.scene, called))
    shown = {
        "draft": "下書き",
        "pending": "確認待ち",
        "returned": "差戻し",
        "definitive": "本登録済み",
        "withdrawn": "取下げ",
    }
    if shown[found.state] != state:
        raise Unmet(f"仮登録は「{shown[found.state]}」です。")


@step(
    "確認待ちの仮登録は{count:数}件である",
    group=PENDING,
    example="かつ 確認待ちの仮登録は0件である",
)
def queue_has(call: Call, count: str) -> None:
    """確認待ちの一覧の件数(4.0.8)。"""
    from daicho.systems.register.queries import work

    found = work.queue(call.scene.desk.to_search({"一覧": "確認待ち"}), states=("pending",))
    if len(found) != int(count):
        raise Unmet(f"確認待ちの仮登録は{len(found)}件です。")
