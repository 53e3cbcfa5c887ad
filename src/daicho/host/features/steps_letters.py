"""Steps that look at what the register sends to its CS."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import items, letters, sheets, typing_in
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.vocabulary import Call, name, step
from daicho.host.features.words import MESSAGES, UPDATE_REASONS
from daicho.law.identification import RecordStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.host.features.scene import Scene

LETTERS: Final = "市町村CSへの電文"

_KIND_OF: Final = {value: word for word, value in MESSAGES.items()}
_REASON_OF: Final = {value: word for word, value in UPDATE_REASONS.items()}

LABELS: Final[dict[str, str]] = {
    "電文": "本人確認情報の更新、転入通知、個人番号の生成要求、住民票コードの要求",
    "氏名": "",
    "異動事由": "転入、出生、職権記載等、転出、死亡、職権消除等、転居、職権修正等、住民票コードの記載変更、個人番号",
    "異動年月日": "",
    "住民票コード": "",
    "旧住民票コード": "",
    "生年月日": "",
    "性別": "",
    "住所": "",
    "続柄": "",
    "住民となった年月日": "",
    "住所を定めた年月日": "",
    "転入前住所": "",
    "予定者": "転出予定者であること: はい・いいえ",
    "状態": "住民・消除",
    "個人番号": "封をした個人番号が付く: あり・なし",
    "あて先": "転入通知のあて先の市区町村",
    "転入日": "転入通知の転入日",
}
"""Columns of a message; the file's items as the register notifies them."""

_DATES: Final = {"異動年月日", "生年月日", "住民となった年月日", "住所を定めた年月日", "転入日"}


def described(scene: Scene, message: Any) -> dict[str, str]:
    """A message by the labels of its items."""
    kind = _KIND_OF.get(type(message).__name__, type(message).__name__)
    known = {"電文": kind}
    if kind == "本人確認情報の更新":
        update, record = message.update, message.update.record
        known |= identification(record)
        known |= {
            "異動事由": _REASON_OF[update.reason.value],
            "異動年月日": update.changed_on.wareki(),
            "個人番号": "あり" if message.number is not None else "なし",
        }
    elif kind == "転入通知":
        from daicho.systems.register.presenters.fields import municipality_name

        known |= {
            "氏名": message.name.written,
            "住民票コード": message.resident_record_code.stored(),
            "生年月日": message.birth_date.wareki(),
            "性別": "男" if message.sex.value == "male" else "女",
            "住所": message.address.written,
            "あて先": municipality_name(message.to_municipality),
            "転入日": message.moved_in_on.wareki(),
        }
    elif getattr(message, "resident_record_code", None) is not None:
        code = message.resident_record_code.stored()
        known |= {"住民票コード": code, "氏名": _holder(scene, code)}
    return known


def identification(record: Any) -> dict[str, str]:
    """The items of identification information by their labels."""
    old = record.old_resident_record_code
    return {
        "氏名": record.name,
        "振り仮名": record.name_furigana,
        "住民票コード": record.resident_record_code.stored(),
        "旧住民票コード": "" if old is None else old.stored(),
        "生年月日": record.birth_date.wareki(),
        "性別": "男" if record.sex.value == "male" else "女",
        "住所": record.address,
        "続柄": record.relationship,
        "住民となった年月日": record.resident_since.wareki(),
        "住所を定めた年月日": "" if record.address_set_on is None else record.address_set_on.wareki(),
        "転入前住所": record.address_before_move_in,
        "予定者": "はい" if record.planned else "いいえ",
        "状態": "住民" if record.status is RecordStatus.PRESENT else "消除",
    }


def _holder(scene: Scene, code: str) -> str:
    return next((name for name, known in scene.known.items() if known.code == code), code)


@step(
    "市町村CSへ次の電文が送られる",
    group=LETTERS,
    example="""ならば 市町村CSへ次の電文が送られる
      | 電文               | 氏名      | 異動事由 | 住所                             |
      | 本人確認情報の更新 | 見本 太郎 | 転居     | 神奈川県海老名市中央二丁目2番2号 |""",
)
def letters_are(call: Call) -> None:
    """最後の異動(又は日次処理)で市町村CSあてに書かれた電文が、表の行とちょうど一致する(順は問わない)。"""
    scene = call.scene
    found = _sent(scene)
    expected = sheets.rows_of(call.line.table)
    for row in expected:
        _require_labels(row)
    left = list(found)
    missing = []
    for row in expected:
        match = next((each for each in left if agrees(scene, row, each)), None)
        if match is None:
            missing.append(row)
        else:
            left.remove(match)
    if missing or left:
        listed = "".join(f"\n    {_told(each)}" for each in found) or " なし"
        raise Unmet(
            f"市町村CSへの電文が異なります。見当たらない行: {[list(row.values()) for row in missing]} 実際:{listed}"
        )


@step(
    "市町村CSへの電文に次のものがある",
    group=LETTERS,
    example="""ならば 市町村CSへの電文に次のものがある
      | 電文               | 氏名      |
      | 本人確認情報の更新 | 見本 太郎 |""",
)
def letters_include(call: Call) -> None:
    """最後の異動で市町村CSあてに書かれた電文の中に、表の行のそれぞれに合うものがある(ほかの電文は問わない)。"""
    scene = call.scene
    found = _sent(scene)
    for row in sheets.rows_of(call.line.table):
        _require_labels(row)
        if not any(agrees(scene, row, each) for each in found):
            listed = "".join(f"\n    {_told(each)}" for each in found) or " なし"
            raise Unmet(f"市町村CSへの電文に {list(row.values())} がありません。実際:{listed}")


def _sent(scene: Scene) -> list[dict[str, str]]:
    scene.require_no_refusal()
    return [described(scene, message) for message in letters.since(scene.messages_before)]


@step(
    "市町村CSへ{person:人}の電文は送られない",
    group=LETTERS,
    example="かつ 市町村CSへ「見本 花子」の電文は送られない",
)
def no_letter_of(call: Call, person: str) -> None:
    """最後の異動で、その人の電文は書かれなかった。"""
    scene = call.scene
    code = scene.code_of(name(person))
    for each in (described(scene, message) for message in letters.since(scene.messages_before)):
        if each.get("住民票コード") == code or plain(each.get("氏名", "")) == plain(name(person)):
            raise Unmet(f"市町村CSへ{person}の電文が送られました:\n    {_told(each)}")


@step("市町村CSへ送られる電文は{count:数}件である", group=LETTERS, example="かつ 市町村CSへ送られる電文は1件である")
def letters_count(call: Call, count: str) -> None:
    """最後の異動で市町村CSあてに書かれた電文の数。"""
    found = _sent(call.scene)
    if len(found) != int(count):
        raise Unmet(f"市町村CSへの電文は{len(found)}件です:" + "".join(f"\n    {_told(each)}" for each in found))


@step("市町村CSへ電文は送られない", group=LETTERS, example="かつ 市町村CSへ電文は送られない")
def no_letters(call: Call) -> None:
    """最後の異動(エラーになったものを含む)で、電文が1つも書かれなかった。"""
    found = [described(call.scene, message) for message in letters.since(call.scene.messages_before)]
    if found:
        raise Unmet("市町村CSへ電文が送られました:" + "".join(f"\n    {_told(each)}" for each in found))


@step("市町村CSへ電文は1つも送られていない", group=LETTERS, example="ならば 市町村CSへ電文は1つも送られていない")
def never_a_letter(call: Call) -> None:
    """シナリオの初めから、電文が1つも書かれていない(初期移行は何も送らない)。"""
    del call
    if letters.last_number():
        raise Unmet(f"市町村CSへ{letters.last_number()}件の電文が送られています。")


def _require_labels(row: Mapping[str, str]) -> None:
    for label in row:
        if label not in LABELS and label != "振り仮名":
            near = difflib.get_close_matches(label, LABELS, n=3, cutoff=0.3)
            raise Unmet(f"電文にない見出しです: {label}。近い見出し: {'、'.join(near) or 'なし'}")


def agrees(scene: Scene, row: Mapping[str, str], found: Mapping[str, str]) -> bool:
    """Whether what was found is what a row says."""
    return all(_same(scene, label, text, found.get(plain(label), "")) for label, text in row.items())


def _same(scene: Scene, label: str, text: str, found: str) -> bool:
    if typing_in.is_anything(text):
        return True
    if typing_in.is_blank(text) or not found:
        return typing_in.is_blank(text) and not found
    if text == "あり" and label != "個人番号":
        return True
    if label == "氏名" and plain(text) in scene.nicknames:
        text = scene.newest_name(text)
    if label in _DATES:
        return typing_in.date_of(text, scene.today).wareki() == found
    if label in {"住所", "転入前住所"}:
        address = typing_in.address_of(text, own=scene.own)
        return items.same_address(found, text, address.written if address else "")
    return _tight(text) == _tight(found)


def _tight(text: str) -> str:
    return "".join(text.split())


def _told(found: Mapping[str, str]) -> str:
    return " / ".join(
        f"{label} {found[label]}"
        for label in ("電文", "氏名", "異動事由", "異動年月日", "住所", "状態")
        if label in found
    )
