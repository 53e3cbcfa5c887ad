"""Steps that say what is not so, count people, and compare one person's item with another's."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.host.features import items
from daicho.host.features.scene import Unmet
from daicho.host.features.steps_records import (
    HOUSEHOLD,
    RECORD,
    Moment,
    differences,
    household_of,
    known_item,
    record_of,
)
from daicho.host.features.vocabulary import THEN, WHEN, Call, name, step
from daicho.law.records import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.law.records import ResidentRecord


@step(
    f"{WHEN}{{person:人}}の{{item:項目}}は{{text:語}}ではない",
    group=RECORD,
    example="かつ 「見本 太郎」の続柄は「世帯主」ではない",
)
def item_is_not(call: Call, person: str, item: str, text: str, **words: str | None) -> None:
    """1つの項目が、その内容ではない。"""
    record = record_of(call, name(person), Moment(call, words))
    if not list(differences(call.scene, {item: name(text)}, record)):
        raise Unmet(f"{person}の{item}は{text}です。")


@step(
    f"{WHEN}{{person:人}}の{{item:項目}}は空欄ではない",
    group=RECORD,
    example="かつ 「見本 太郎」の住民票コードは空欄ではない",
)
def item_is_not_blank(call: Call, person: str, item: str, **words: str | None) -> None:
    """1つの項目に何か記載がある。"""
    record = record_of(call, name(person), Moment(call, words))
    known = known_item(item)
    if not items.shown(known, known.value(record)):
        raise Unmet(f"{person}の{item}は空欄です。")


@step(
    f"{WHEN}{{person:人}}の{{item:項目}}は(、|){THEN}{{other:人}}(の{{its:項目}}|)と同じである",
    group=RECORD,
    example="かつ 「見本 太郎」の住所は「見本 花子」と同じである",
)
def item_is_as(call: Call, person: str, item: str, other: str, its: str | None = None, **words: str | None) -> None:
    """1つの項目が、もう1人のその項目(又は別の項目)と同じ内容である。後の人にも[いつ]を書ける。書かなければ、文の初めと同じ時である。"""
    mine, theirs = _two(call, (person, item), (other, its or item), words)
    if mine != theirs:
        raise Unmet(f"{person}の{item}は「{mine or '空欄'}」、{other}は「{theirs or '空欄'}」です。")


@step(
    f"{WHEN}{{person:人}}の{{item:項目}}は(、|){THEN}{{other:人}}(の{{its:項目}}|)と異なる",
    group=RECORD,
    example="かつ 「見本 太郎」の宛名番号は「見本 花子」と異なる",
)
def item_is_not_as(call: Call, person: str, item: str, other: str, its: str | None = None, **words: str | None) -> None:
    """1つの項目が、もう1人と異なる。"""
    mine, theirs = _two(call, (person, item), (other, its or item), words)
    if mine == theirs:
        raise Unmet(f"{person}と{other}の{item}はどちらも「{mine or '空欄'}」です。")


def _two(
    call: Call, mine: tuple[str, str], theirs: tuple[str, str], words: Mapping[str, str | None]
) -> tuple[str, str]:
    return _told(call, *mine, Moment(call, words)), _told(call, *theirs, Moment.of_other(call, words))


def _told(call: Call, who: str, label: str, moment: Moment) -> str:
    item = known_item(label)
    return items.shown(item, item.value(record_of(call, name(who), moment)))


@step(
    f"{WHEN}{{persons:人々}}は住民ではない",
    group=RECORD,
    example="ならば 令和2年3月31日現在の「見本 太郎」は住民ではない",
)
def are_no_residents(call: Call, persons: str, **words: str | None) -> None:
    """住民票がないか、除票である。"""
    moment = Moment(call, words)
    for person in call.scene.everyone(persons):
        found = call.scene.record_if_any(person, on=moment.on, known_at=moment.known_at)
        if found is not None and moment.finds_resident(found):
            raise Unmet(f"「{person}」は住民です。")


@step(
    f"{WHEN}{{persons:人々}}は転出予定者である",
    group=RECORD,
    example="ならば 「見本 四郎」は転出予定者である",
)
def are_about_to_leave(call: Call, persons: str, **words: str | None) -> None:
    """住民であり、転出予定年月日が記載されている(1.1.5)。"""
    for person in call.scene.everyone(persons):
        record = record_of(call, person, Moment(call, words))
        if not _plans(record):
            raise Unmet(f"「{person}」は転出予定者ではありません。")


@step(
    f"{WHEN}{{persons:人々}}は転出予定者ではない",
    group=RECORD,
    example="ならば 「見本 太郎」は転出予定者ではない",
)
def are_not_about_to_leave(call: Call, persons: str, **words: str | None) -> None:
    """転出予定年月日が記載されていないか、既に除票である。"""
    for person in call.scene.everyone(persons):
        record = record_of(call, person, Moment(call, words))
        if _plans(record):
            raise Unmet(f"「{person}」は転出予定者です。")


def _plans(record: ResidentRecord) -> bool:
    return record.state is State.PRESENT and record.removal is not None and record.removal.planned_on is not None


@step(
    f"{WHEN}{{person:人}}の世帯は{{count:数}}人である",
    group=HOUSEHOLD,
    example="かつ 「見本 太郎」の世帯は3人である",
)
def household_counts(call: Call, person: str, count: str, **words: str | None) -> None:
    """その人の属する世帯の世帯員(除票を除く)の数。"""
    members = household_of(call, name(person), Moment(call, words)).members
    if len(members) != int(count):
        listed = "、".join(record.name.written for record in members) or "なし"
        raise Unmet(f"{person}の世帯は{len(members)}人です: {listed}")


@step(
    f"{WHEN}住民は{{count:数}}人である",
    group=RECORD,
    example="かつ 令和2年4月1日現在の住民は3人である",
)
def residents_count(call: Call, count: str, **words: str | None) -> None:
    """シナリオに登場した人のうち、住民である人の数。"""
    moment = Moment(call, words)
    found = []
    for number in dict.fromkeys(call.scene.people.values()):
        called = call.scene.name_of(number)
        record = call.scene.record(called, on=moment.on, known_at=moment.known_at)
        if record is not None and moment.finds_resident(record):
            found.append(record.name.written)
    if len(found) != int(count):
        raise Unmet(f"住民は{len(found)}人です: {'、'.join(found) or 'なし'}")
