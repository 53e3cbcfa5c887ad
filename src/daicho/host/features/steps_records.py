"""Steps that look at resident records and households: now, on a day, and as the register knew them."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import items, sheets, typing_in
from daicho.host.features.desk import ALIAS
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.steps_acts import act_called, last_act
from daicho.host.features.steps_outcomes import cells
from daicho.host.features.vocabulary import WHEN, Call, name, step
from daicho.law.records import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from daicho.host.features.item_table import Item
    from daicho.host.features.scene import Scene
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.queries.records import Household

RECORD: Final = "住民票の内容"
HOUSEHOLD: Final = "世帯"


class Moment:
    """At which point of both axes of time a step looks."""

    @classmethod
    def of_other(cls, call: Call, words: Mapping[str, str | None]) -> Moment:
        """The moment said of the person compared with; where none is said, that of the sentence."""
        own = {key.removeprefix("other_"): word for key, word in words.items() if key.startswith("other_")}
        return cls(call, own if any(own.values()) else words)

    def __init__(self, call: Call, words: Mapping[str, str | None]) -> None:
        scene = call.scene
        day, edge = words.get("day"), words.get("edge")
        self.on: dt.date | None = typing_in.day_of(day, scene.today) if day else None
        self.known_at: int | None = None
        if words.get("moment"):
            self.known_at = acts_until(typing_in.day_of(words["moment"] or "", scene.today))
        if edge is not None:
            called = words.get("act")
            act = act_called(scene, name(called)) if called else last_act(scene)
            self.known_at = act.number - (1 if edge == "直前" else 0)
        self.ahead = self.on if self.on is not None and self.on > scene.today else None

    def finds_resident(self, record: ResidentRecord) -> bool:
        """Whether a record is a resident's; on a day ahead nobody is one whose planned move-out has come by then."""
        planned = record.removal.planned_on if record.removal is not None else None
        gone = self.ahead is not None and planned is not None and planned.bounds()[0] <= self.ahead
        return record.state is State.PRESENT and not gone


def acts_until(day: dt.date) -> int:
    """The number of the last act processed on or before a business day; people given at the start were always known."""
    from daicho.systems.register import db

    return db.value(ALIAS, _ACTS_UNTIL, {"day": day}) or 0


_ACTS_UNTIL: Final = """
    SELECT max(number) FROM register_act WHERE processed_on <= %(day)s OR number < coalesce(
        (SELECT min(number) FROM register_act WHERE command_kind <> 'initial_opening'), 9223372036854775807)
"""


@step(
    f"{WHEN}{{person:人}}の住民票は次のとおりである",
    group=RECORD,
    example="""ならば 「見本 太郎」の住民票は次のとおりである
      | 項目   | 内容                                 |
      | 住所   | 神奈川県海老名市中央二丁目2番2号 |
      | 続柄   | 世帯主                               |
      | 旧氏   | 空欄                                 |""",
)
def record_is(call: Call, person: str, **words: str | None) -> None:
    """表に挙げた項目が、その内容である。挙げない項目は問わない。日を書けばその日現在。「異動「…」の直前(直後)の記録では、」と書けばその異動の直前(直後)に、「令和8年11月24日時点の記録では、」と書けばその業務日の終わりに知られていた内容。"""
    record = record_of(call, name(person), Moment(call, words))
    require(call.scene, cells(call), record, person)


def record_of(call: Call, person: str, moment: Moment) -> ResidentRecord:
    """Somebody's record at a moment.

    Raises:
        Unmet: there is none.
    """
    found = call.scene.record(person, on=moment.on, known_at=moment.known_at)
    if found is None:
        raise Unmet(f"「{person}」の住民票がありません。")
    return found


def require(scene: Scene, expected: Mapping[str, str], record: ResidentRecord, person: str) -> None:
    """Fail with every item that is not as expected.

    Raises:
        Unmet: with expected and found, item by item.
    """
    wrong = list(differences(scene, expected, record))
    if wrong:
        raise Unmet(f"{person}の住民票が異なります:" + "".join(f"\n    {line}" for line in wrong))


def differences(scene: Scene, expected: Mapping[str, str], record: ResidentRecord) -> Iterable[str]:
    """The items of a record that are not as a row expects."""
    for label, text in expected.items():
        item = known_item(label)
        if not _agrees(scene, item, text, record):
            found = items.shown(item, item.value(record)) or "空欄"
            yield f"{item.label}: 期待「{text or '空欄'}」 実際「{found}」"


def known_item(label: str) -> Item:
    """The item of a label.

    Raises:
        Unmet: no item has it; the nearest labels are named.
    """
    import difflib

    item = items.find(label)
    if item is None:
        near = difflib.get_close_matches(plain(label), items.BY_LABEL, n=3, cutoff=0.3)
        raise Unmet(
            f"「{label}」という項目はありません。近い項目: {'、'.join(near) or 'なし'}(docs/steps.md の「項目」)"
        )
    return item


def _agrees(scene: Scene, item: Item, text: str, record: ResidentRecord) -> bool:
    value = item.value(record)
    if item.path == "name.written" and scene.is_nickname(text, record.addressee_number.stored()):
        return True
    for suffix, same in (("と同じ", True), ("と異なる", False)):
        if text.startswith("「") and text.endswith(f"」{suffix}"):
            other = scene.newest(name(text))
            return (other is not None and item.value(other) == value) is same
    return items.agrees(item, text, value, today=scene.today, own=scene.own)


@step(
    f"{WHEN}{{person:人}}の{{item:項目}}は{{text:語}}である",
    group=RECORD,
    example="かつ 「見本 太郎」の続柄は「世帯主」である",
)
def item_is(call: Call, person: str, item: str, text: str, **words: str | None) -> None:
    """1つの項目だけを確かめる。"""
    record = record_of(call, name(person), Moment(call, words))
    require(call.scene, {item: name(text)}, record, person)


@step(
    f"{WHEN}{{person:人}}の{{item:項目}}は空欄である",
    group=RECORD,
    example="かつ 「見本 太郎」の旧氏は空欄である",
)
def item_is_blank(call: Call, person: str, item: str, **words: str | None) -> None:
    """1つの項目が空欄である。"""
    record = record_of(call, name(person), Moment(call, words))
    require(call.scene, {item: ""}, record, person)


@step(
    f"{WHEN}{{person:人}}の住民票はない",
    group=RECORD,
    example="かつ 令和2年3月31日現在の「見本 太郎」の住民票はない",
)
def record_is_not(call: Call, person: str, **words: str | None) -> None:
    """その日(その時点の記録)には、住民票も除票もない。エラーになって記載されなかった人にも書ける。"""
    moment = Moment(call, words)
    found = call.scene.record_if_any(name(person), on=moment.on, known_at=moment.known_at)
    if found is not None:
        raise Unmet(f"{person}の住民票があります({items.shown(known_item('住民状態'), found.state)})。")


@step(
    f"{WHEN}{{persons:人々}}は(住民である|除票ではない)",
    group=RECORD,
    example="ならば 「見本 太郎」と「見本 花子」は住民である",
)
def are_residents(call: Call, persons: str, **words: str | None) -> None:
    """住民票があり、除票ではない。"""
    for person in call.scene.everyone(persons):
        moment = Moment(call, words)
        record = record_of(call, person, moment)
        if not moment.finds_resident(record):
            raise Unmet(f"「{person}」は住民ではありません({items.shown(known_item('住民状態'), record.state)})。")


@step(
    f"{WHEN}{{persons:人々}}は除票である",
    group=RECORD,
    example="ならば 令和8年12月1日現在の「見本 四郎」は除票である",
)
def are_removed(call: Call, persons: str, **words: str | None) -> None:
    """住民票が消除され、除票になっている。業務日付より後の日では、その日までに転出予定日の来る人を含む。"""
    for person in call.scene.everyone(persons):
        moment = Moment(call, words)
        if moment.finds_resident(record_of(call, person, moment)):
            raise Unmet(f"「{person}」は住民です(除票ではありません)。")


@step(
    f"{WHEN}{{person:人}}の世帯は次のとおりである",
    group=HOUSEHOLD,
    example="""ならば 「見本 太郎」の世帯は次のとおりである
      | 氏名      | 続柄   |
      | 見本 太郎 | 世帯主 |
      | 見本 花子 | 妻     |
      | 見本 一郎 | 子     |""",
)
def household_is(call: Call, person: str, **words: str | None) -> None:
    """その人の属する世帯の世帯員(除票を除く)が、並び順のとおりに、表の行とちょうど一致する。列には項目を書ける。"""
    household = household_of(call, name(person), Moment(call, words))
    require_rows(call.scene, sheets.rows_of(call.line.table), household.members, f"{person}の世帯")


@step(
    f"{WHEN}{{person:人}}の世帯の除票は次のとおりである",
    group=HOUSEHOLD,
    example="""かつ 「見本 太郎」の世帯の除票は次のとおりである
      | 氏名      | 住民状態 |
      | 見本 花子 | 死亡     |""",
)
def removed_of_household_are(call: Call, person: str, **words: str | None) -> None:
    """その世帯から除かれた人(除票)が、表の行とちょうど一致する。"""
    household = household_of(call, name(person), Moment(call, words))
    require_rows(call.scene, sheets.rows_of(call.line.table), household.removed, f"{person}の世帯の除票")


def require_rows(scene: Scene, expected: list[dict[str, str]], found: tuple[ResidentRecord, ...], what: str) -> None:
    """Fail unless the records are those of the rows, in their order."""
    labels = list(expected[0]) if expected else ["氏名"]
    wrong = [line for row, record in zip(expected, found, strict=False) for line in differences(scene, row, record)]
    if len(expected) != len(found) or wrong:
        listed = "\n".join("    | " + " | ".join(_cell(label, record) for label in labels) + " |" for record in found)
        raise Unmet(f"{what}が異なります。実際は{len(found)}人:\n{listed}")


def _cell(label: str, record: ResidentRecord) -> str:
    item = known_item(label)
    return items.shown(item, item.value(record)) or "空欄"


def household_of(call: Call, person: str, moment: Moment) -> Household:
    """The household of somebody at a moment.

    Raises:
        Unmet: there is no such record.
    """
    from daicho.systems.register.queries import records

    record = record_of(call, person, moment)
    number = record.household_number.stored()
    members = records.members_of(ALIAS, number, on=moment.on, known_at=moment.known_at)
    grant = call.scene.desk.to_look(members)
    return records.household(grant, number, on=moment.on, known_at=moment.known_at)


@step(
    f"{WHEN}{{person:人}}と{{other:人}}は同じ世帯である",
    group=HOUSEHOLD,
    example="かつ 「見本 太郎」と「見本 花子」は同じ世帯である",
)
def same_household(call: Call, person: str, other: str, **words: str | None) -> None:
    """2人の世帯番号が同じである。"""
    if not _together(call, person, other, words):
        raise Unmet(f"{person}と{other}は別の世帯です。")


@step(
    f"{WHEN}{{person:人}}と{{other:人}}は別の世帯である",
    group=HOUSEHOLD,
    example="かつ 「見本 太郎」と「見本 次郎」は別の世帯である",
)
def other_household(call: Call, person: str, other: str, **words: str | None) -> None:
    """2人の世帯番号が異なる。"""
    if _together(call, person, other, words):
        raise Unmet(f"{person}と{other}は同じ世帯です。")


def _together(call: Call, person: str, other: str, words: Mapping[str, str | None]) -> bool:
    moment = Moment(call, words)
    records: list[Any] = [record_of(call, name(each), moment) for each in (person, other)]
    return bool(records[0].household_number == records[1].household_number)


@step(
    f"{WHEN}{{person:人}}の世帯(に世帯主はいない|は世帯主未設定である)",
    group=HOUSEHOLD,
    example="かつ 「世帯主なし 太郎」の世帯に世帯主はいない",
)
def household_has_no_head(call: Call, person: str, **words: str | None) -> None:
    """世帯員の誰も世帯主ではない(世帯主未設定、1.1.10)。"""
    household = household_of(call, name(person), Moment(call, words))
    heads = [record.name.written for record in household.members if record.relationship == "世帯主"]
    if heads:
        raise Unmet(f"世帯主がいます: {'、'.join(heads)}")
