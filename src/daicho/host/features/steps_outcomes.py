"""Steps that judge what the last act led to: accepted, refused with which codes, with which alerts and effects."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import sheets, typing_in
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.vocabulary import Call, name, names, step
from daicho.host.features.words import EFFECTS, SLIPS

if TYPE_CHECKING:
    from daicho.host.features.scene import Outcome, Scene

OUTCOME: Final = "異動の結果"
NOTHING_TO_SEARCH_BY: Final = "検索条件不足"
"""What a search is refused with that has no condition an index can lead with."""


@step("受理される", group=OUTCOME, example="ならば 受理される", judges=True)
def accepted(call: Call) -> None:
    """最後の異動(仮登録、点検を含む)がエラーにならなかった。アラートは問わない。"""
    outcome = call.scene.last()
    if outcome.errors:
        outcome.seen = False
        call.scene.require_no_refusal()


@step("アラートなしに受理される", group=OUTCOME, example="ならば アラートなしに受理される", judges=True)
def accepted_without_alert(call: Call) -> None:
    """エラーもアラートも出なかった。"""
    accepted(call)
    _require_no_alert(call.scene.last())


@step("エラー{codes:語々}になる", group=OUTCOME, example="ならば エラー「R-403-01」になる", judges=True)
def refused(call: Call, codes: str) -> None:
    """最後の異動が、挙げたコードのエラーになった(ほかのエラーもありうる)。住民票は変わらない。"""
    outcome = call.scene.last()
    for code in names(codes):
        _require_known(code)
        if code not in outcome.errors:
            raise Unmet(f"エラー「{code}」になりませんでした。{_said(outcome)}")


@step("エラーになる", group=OUTCOME, example="ならば エラーになる", judges=True)
def refused_somehow(call: Call) -> None:
    """最後の異動がエラーになった。どのコードかは問わない。"""
    outcome = call.scene.last()
    if not outcome.errors:
        raise Unmet(f"エラーになりませんでした。{_said(outcome)}")


@step("エラーは{codes:語々}だけである", group=OUTCOME, example="ならば エラーは「R-403-01」だけである", judges=True)
def refused_only_with(call: Call, codes: str) -> None:
    """エラーが、挙げたコードちょうどである(業務のチェックのコード。全体を示す R-0001 は数えない)。"""
    outcome = call.scene.last()
    found = [code for code in outcome.errors if code != "R-0001"]
    for code in names(codes):
        _require_known(code)
    if sorted(found) != sorted(names(codes)):
        raise Unmet(f"エラーが異なります。期待: {codes} {_said(outcome)}")


@step("エラー{codes:語々}にならない", group=OUTCOME, example="しかし エラー「R-401-01」にならない", judges=True)
def not_refused_with(call: Call, codes: str) -> None:
    """挙げたコードのエラーにはならなかった(ほかのエラーは問わない)。"""
    outcome = call.scene.last()
    for code in names(codes):
        _require_known(code)
        if code in outcome.errors:
            raise Unmet(f"エラー「{code}」になりました。{_said(outcome)}")


@step("アラートは{codes:語々}だけである", group=OUTCOME, example="かつ アラートは「R-404-01」だけである", judges=True)
def alerted_only_with(call: Call, codes: str) -> None:
    """アラートが、挙げたコードちょうどである。"""
    outcome = call.scene.latest()
    for code in names(codes):
        _require_known(code)
    if sorted(outcome.alerts) != sorted(names(codes)):
        raise Unmet(f"アラートが異なります。期待: {codes} {_said(outcome)}")


@step("アラート{codes:語々}が出る", group=OUTCOME, example="かつ アラート「R-404-01」が出る", judges=True)
def alerted(call: Call, codes: str) -> None:
    """最後の異動で、挙げたコードのアラートが出た。"""
    outcome = call.scene.latest()
    for code in names(codes):
        _require_known(code)
        if code not in outcome.alerts:
            raise Unmet(f"アラート「{code}」が出ませんでした。{_said(outcome)}")


@step("アラート{codes:語々}は出ない", group=OUTCOME, example="かつ アラート「R-4102-03」は出ない", judges=True)
def not_alerted(call: Call, codes: str) -> None:
    """挙げたコードのアラートが出なかった。"""
    outcome = call.scene.latest()
    for code in names(codes):
        _require_known(code)
        if code in outcome.alerts:
            raise Unmet(f"アラート「{code}」が出ました。")


@step("アラートが出る", group=OUTCOME, example="かつ アラートが出る", judges=True)
def alerted_somehow(call: Call) -> None:
    """最後の異動で、アラートが出た。どのコードかは問わない。"""
    outcome = call.scene.latest()
    if not outcome.alerts:
        raise Unmet(f"アラートが出ませんでした。{_said(outcome)}")


@step("アラートは出ない", group=OUTCOME, example="かつ アラートは出ない", judges=True)
def no_alert(call: Call) -> None:
    """アラートが1つも出なかった。"""
    _require_no_alert(call.scene.latest())


def _require_no_alert(outcome: Outcome) -> None:
    if outcome.alerts:
        raise Unmet(f"アラートが出ました: {'、'.join(outcome.alerts)}\n    " + "\n    ".join(outcome.texts))


def _require_known(code: str) -> None:
    from daicho.access.refusals import REFUSALS
    from daicho.law import checks

    own = code.startswith(("R-0", "V-", "P-", "B-", "CTRL-")) or code == NOTHING_TO_SEARCH_BY
    if own or code in REFUSALS or code in checks.CATALOGUE:
        return
    import difflib

    near = difflib.get_close_matches(code, checks.CATALOGUE, n=3, cutoff=0.6)
    raise Unmet(f"「{code}」というコードはありません。近いコード: {'、'.join(near) or 'なし'}(docs/checks.md)")


def _tight(text: str) -> str:
    return "".join(text.split())


def _said(outcome: Outcome) -> str:
    if outcome.errors or outcome.alerts:
        errors, alerts = "、".join(outcome.errors) or "なし", "、".join(outcome.alerts) or "なし"
        return f"実際のエラー: {errors}、アラート: {alerts}" + "".join(f"\n    {text}" for text in outcome.texts)
    return "エラーもアラートも出ませんでした。"


@step(
    "(説明|エラーの説明|アラートの説明)に{text:語}が含まれる",
    group=OUTCOME,
    example="かつ 説明に「処理当日以前」が含まれる",
    judges=True,
)
def explained(call: Call, text: str) -> None:
    """エラー又はアラートの4部の説明のどれかに、その言葉が含まれる。"""
    outcome = call.scene.last()
    wanted = _tight(name(text))
    if not any(wanted in _tight(said) for said in outcome.texts):
        raise Unmet(f"説明に{text}がありません。{_said(outcome)}")


@step(
    "{person:人}について{effects:語々}が生じる",
    group=OUTCOME,
    example="かつ 「見本 太郎」について「署名用電子証明書の失効」が生じる",
)
def effect_follows(call: Call, person: str, effects: str) -> None:
    """最後の異動の波及として、その人について挙げたものが生じた(「波及」の表)。"""
    found = _effects(call.scene, name(person))
    for effect in names(effects):
        if typing_in.one_of(EFFECTS, effect, "波及") not in found:
            raise Unmet(f"{person}について「{effect}」が生じていません。生じたもの: {_words(found)}")


@step(
    "{person:人}について{effects:語々}は生じない",
    group=OUTCOME,
    example="かつ 「見本 太郎」について「個人番号カードの廃止」は生じない",
)
def no_effect_follows(call: Call, person: str, effects: str) -> None:
    """挙げたものが生じなかった。"""
    found = _effects(call.scene, name(person))
    for effect in names(effects):
        if typing_in.one_of(EFFECTS, effect, "波及") in found:
            raise Unmet(f"{person}について「{effect}」が生じました。")


@step(
    "{person:人}の帳票{slips:語々}が作られる",
    group=OUTCOME,
    example="かつ 「見本 太郎」の帳票「転出証明書」が作られる",
)
def slip_is_made(call: Call, person: str, slips: str) -> None:
    """最後の異動から、その人の帳票が作られることになった(「帳票」の表)。"""
    found = [each.values.get("form") for each in _of(call.scene, name(person)) if each.kind == "slip"]
    for slip in names(slips):
        if typing_in.one_of(SLIPS, slip, "帳票") not in found:
            raise Unmet(f"{person}の帳票「{slip}」が作られません。作られるもの: {found or 'なし'}")


@step(
    "{person:人}の帳票{slips:語々}は作られない",
    group=OUTCOME,
    example="かつ 「見本 太郎」の帳票「転出証明書」は作られない",
)
def this_slip_is_not_made(call: Call, person: str, slips: str) -> None:
    """最後の異動から、その帳票は作られない(ほかの帳票は問わない)。"""
    found = [each.values.get("form") for each in _of(call.scene, name(person)) if each.kind == "slip"]
    for slip in names(slips):
        if typing_in.one_of(SLIPS, slip, "帳票") in found:
            raise Unmet(f"{person}の帳票「{slip}」が作られます。")


@step(
    "{person:人}の帳票は作られない",
    group=OUTCOME,
    example="かつ 「見本 太郎」の帳票は作られない",
)
def no_slip_is_made(call: Call, person: str) -> None:
    """最後の異動から、その人の帳票は作られない。"""
    found = [each.values.get("form") for each in _of(call.scene, name(person)) if each.kind == "slip"]
    if found:
        raise Unmet(f"{person}の帳票が作られます: {found}")


def _of(scene: Scene, person: str) -> list[Any]:
    scene.require_no_refusal()
    decision = scene.last().decision
    number = scene.person(person)
    return [each for each in decision.effects if each.person is not None and each.person.stored() == number]


def _effects(scene: Scene, person: str) -> list[str]:
    return [each.kind for each in _of(scene, person)]


def _words(kinds: list[str]) -> str:
    told = {value: word for word, value in EFFECTS.items()}
    return "、".join(dict.fromkeys(told.get(kind, kind) for kind in kinds)) or "なし"


def cells(call: Call) -> dict[str, str]:
    """The one row of an upright table, or of a table with one row."""
    rows = sheets.rows_of(call.line.table)
    if len(rows) != 1:
        raise Unmet("表は1人分(「項目 | 内容」の縦書き、又は見出しと1行)です。")
    return {plain(label): text for label, text in rows[0].items()}
