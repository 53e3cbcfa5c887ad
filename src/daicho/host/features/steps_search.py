"""Steps that find residents, and two clerks at one household."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import sheets, typing_in
from daicho.host.features.desk import ALIAS, CLERK
from daicho.host.features.reading import plain
from daicho.host.features.scene import Outcome, Unmet
from daicho.host.features.steps_acts import attempt
from daicho.host.features.steps_outcomes import NOTHING_TO_SEARCH_BY, cells
from daicho.host.features.vocabulary import Call, name, step
from daicho.host.features.words import PERSON_KINDS, SEXES, STATES
from daicho.law.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.host.features.scene import Scene

SEARCH: Final = "検索"
CLERKS: Final = "2人の職員"

_FIELDS: Final[dict[str, str]] = {
    "氏名": "name",
    "旧氏": "name",
    "通称": "name",
    "振り仮名": "kana",
    "フリガナ": "kana",
    "名": "given",
    "名の振り仮名": "given_kana",
    "住所": "address",
    "方書": "address",
    "続柄": "relationship",
    "宛名番号": "addressee_number",
    "世帯番号": "household_number",
    "住民票コード": "resident_record_code",
    "住所コード": "address_code",
    "在留カード等の番号": "document_number",
    "在留カードの番号": "document_number",
    "在留カード番号": "document_number",
    "特別永住者証明書の番号": "document_number",
    "国籍・地域": "nationality",
}
_WORDS: Final[dict[str, tuple[str, Any]]] = {
    "性別": ("sex", SEXES),
    "住民種別": ("kind", PERSON_KINDS),
    "住民状態": ("state", STATES),
}
_YES: Final = {"過去を含む": "past", "現存者のみ": "present_only"}
_REASONS: Final = {reason.japanese: reason for reason in Reason}
_BLANKS: Final = {
    "振り仮名": "reading",
    "世帯主": "head",
    "住民票コード": "resident_record_code",
    "個人番号": "individual_number",
    "方書": "building",
    "住所コード": "address_code",
    "在留カード等の番号": "document_number",
}

SEARCH_LABELS: Final[dict[str, str]] = {
    "氏名": "一部でもよい(過去の氏名、旧氏、通称も)。旧氏・通称とも書ける",
    "振り仮名": "一部でもよい(旧氏、通称の振り仮名も)。前方一致が先に並ぶ",
    "名": "",
    "名の振り仮名": "",
    "生年月日": "",
    "生年月日(まで)": "生年月日と合わせて範囲",
    "性別": "ほかの条件とともに",
    "住民種別": "ほかの条件とともに",
    "住民状態": "ほかの条件とともに",
    "続柄": "ほかの条件とともに",
    "住所": "頭から、又は町名と方書の一部。方書とも書ける",
    "宛名番号": "",
    "世帯番号": "",
    "住民票コード": "11桁、又は「あり」と書けばその氏名の人のコード",
    "住所コード": "頭の何桁かでもよい",
    "在留カード等の番号": "在留カード又は特別永住者証明書の番号。「あり」と書けばその氏名の人の番号",
    "国籍・地域": "前方一致",
    "消除の事由": "異動事由の名前。ほかの条件とともに",
    "空欄の項目": "振り仮名・世帯主・住民票コード・個人番号・方書・住所コード・在留カード等の番号のどれか",
    "過去を含む": "はい・いいえ。既定ははい",
    "現存者のみ": "はい・いいえ。既定はいいえ",
}
"""Conditions of a search."""


@step(
    "[職員{clerk:語}が]次の条件で住民を検索する",
    group=SEARCH,
    example="""もし 次の条件で住民を検索する
      | 項目     | 内容           |
      | 振り仮名 | ミホン         |
      | 生年月日 | 昭和55年4月1日 |""",
)
def search(call: Call, clerk: str | None = None) -> None:
    """住民を検索する(2.1)。条件はすべて満たすこと。条件が足りなければエラー「検索条件不足」になる。"""
    scene = call.scene

    def look() -> None:
        from daicho.systems.register.queries import search as searching

        conditions = _conditions(scene, cells(call))
        grant = scene.desk.to_search({"条件": "あり"}, name(clerk) if clerk else CLERK)
        scene.outcome = Outcome("検索")
        try:
            scene.found = searching.search(grant, conditions).hits
        except searching.NothingToSearchBy:
            scene.outcome = Outcome("検索", errors=(NOTHING_TO_SEARCH_BY,))

    scene.found = ()
    attempt(scene, "検索", look)


def _conditions(scene: Scene, given: dict[str, str]) -> Any:
    from daicho.systems.register.queries.search import Blank, Conditions

    values: dict[str, Any] = {}
    for label, text in given.items():
        if typing_in.is_blank(text):
            continue
        if label in _FIELDS:
            _require_once(label, values)
            values[_FIELDS[label]] = _number_of(scene, _FIELDS[label], text, given.get("氏名", ""))
        elif label in _WORDS:
            field, known = _WORDS[label]
            values[field] = typing_in.one_of(known, text, label).value
        elif label in {"消除の事由", "消除事由"}:
            values["removal_reason"] = typing_in.one_of(_REASONS, text, label).value
        elif label == "生年月日":
            values["birth_from"] = typing_in.date_of(text, scene.today)
        elif label == plain("生年月日(まで)"):
            values["birth_to"] = typing_in.date_of(text, scene.today)
        elif label == "空欄の項目":
            values["blank"] = Blank(typing_in.one_of(_BLANKS, text, label))
        elif label in _YES:
            values[_YES[label]] = typing_in.yes(text)
        else:
            raise Unmet(f"検索条件にない見出しです: {label}。使える見出し: {'、'.join(SEARCH_LABELS)}")
    return Conditions(**values)


def _require_once(label: str, values: dict[str, Any]) -> None:
    if _FIELDS[label] in values:
        raise Unmet(f"「{label}」は、ほかの見出しと同じ条件です。どちらか1つにしてください。")


def _number_of(scene: Scene, field: str, text: str, called: str) -> str:
    """A condition as typed; あり is the number of whoever is named, 「…」と同じ that of somebody else."""
    who = called if text == "あり" else text.removesuffix("と同じ").strip("「」")
    if field == "resident_record_code" and (text == "あり" or text.endswith("と同じ")):
        return scene.code_of(who)
    if field == "document_number" and (text == "あり" or text.endswith("と同じ")):
        return scene.document_of(who)
    return text


@step(
    "{person:人}の(宛名番号|世帯番号|住民票コード)で住民を検索する",
    group=SEARCH,
    example="もし 「見本 太郎」の住民票コードで住民を検索する",
)
def search_by_own_number(call: Call, person: str) -> None:
    """その人の番号で検索する。"""
    from daicho.systems.register.queries import search as searching

    scene = call.scene
    record = scene.newest(name(person))
    if record is None:
        raise Unmet(f"{person}の住民票がありません。")
    field = next(label for label in ("宛名番号", "世帯番号", "住民票コード") if f"の{label}で" in call.line.text)
    value = getattr(record, _FIELDS[field])
    conditions = searching.Conditions(**{_FIELDS[field]: value.stored()})
    scene.found = searching.search(scene.desk.to_search({"条件": field}), conditions).hits


@step(
    "[職員{clerk:語}が]{person:人}の個人番号で住民を検索する",
    group=SEARCH,
    example="もし 職員「鈴木」が「見本 太郎」の個人番号で住民を検索する",
)
def search_by_individual_number(call: Call, person: str, clerk: str | None = None) -> None:
    """個人番号で1人を検索する(SYS1-F19)。個人番号を見ることができる職員だけができる。"""
    from daicho.systems.register.queries import number
    from daicho.systems.register.queries import search as searching

    scene = call.scene

    def look() -> None:
        access = scene.desk.access(name(clerk) if clerk else CLERK, "register.number")
        found = number.find(ALIAS, access, scene.number_of(name(person)))
        scene.outcome = Outcome("検索")
        if found is not None:
            conditions = searching.Conditions(addressee_number=found)
            scene.found = searching.search(scene.desk.to_search({"条件": "宛名番号"}), conditions).hits

    scene.found = ()
    attempt(scene, "個人番号による検索", look)


@step(
    "検索結果は次のとおりである",
    group=SEARCH,
    example="""ならば 検索結果は次のとおりである
      | 氏名      |
      | 見本 太郎 |""",
)
def found_are(call: Call) -> None:
    """検索結果の人が、表の「氏名」の人とちょうど一致する(順は問わない)。"""
    expected = sorted(plain(row["氏名"]) for row in sheets.rows_of(call.line.table))
    found = sorted(plain(hit.name_written) for hit in _hits(call.scene))
    if expected != found:
        raise Unmet(f"検索結果が異なります。実際は{len(found)}件: {'、'.join(found) or 'なし'}")


@step("検索結果は{count:数}件である", group=SEARCH, example="ならば 検索結果は1件である")
def found_count(call: Call, count: str) -> None:
    """検索結果の件数。"""
    found = _hits(call.scene)
    if len(found) != int(count):
        raise Unmet(f"検索結果は{len(found)}件です: {'、'.join(hit.name_written for hit in found) or 'なし'}")


def _hits(scene: Scene) -> Any:
    scene.require_no_refusal()
    if scene.found is None:
        raise Unmet("まだ検索していません。")
    return scene.found


@step(
    "職員{clerk:語}が{persons:人々}の入力を始める",
    group=CLERKS,
    example="もし 職員「佐藤」が「見本 太郎」と「見本 花子」の入力を始める",
)
def begin_editing(call: Call, clerk: str, persons: str) -> None:
    """入力中の抑止をかける(10.3)。他の職員が入力中ならエラー「R-0007」になる。ほかの職員の登録・仮登録も同じである。"""
    _editing(call, clerk, persons, "take")


@step(
    "職員{clerk:語}が{persons:人々}の入力を終える",
    group=CLERKS,
    example="もし 職員「佐藤」が「見本 太郎」と「見本 花子」の入力を終える",
)
def end_editing(call: Call, clerk: str, persons: str) -> None:
    """入力中の抑止を解く。"""
    _editing(call, clerk, persons, "release")


def _editing(call: Call, clerk: str, persons: str, what: str) -> None:
    from daicho.systems.register.actions import editing

    scene = call.scene
    numbers = [scene.person(person) for person in scene.everyone(persons)]

    def do() -> None:
        grant = scene.desk.to_look(numbers, name(clerk))
        action: Callable[..., None] = getattr(editing, what)
        action(ALIAS, grant, numbers)
        scene.outcome = Outcome("入力")

    attempt(scene, "入力", do)


@step(
    "職員{clerk:語}は{persons:人々}を(見る|照会する)ことができる",
    group=CLERKS,
    example="かつ 職員「田中」は「見本 太郎」を見ることができる",
)
def may_look(call: Call, clerk: str, persons: str) -> None:
    """その職員が住民票を照会できる(入力中・仮登録中でも閲覧はできる、10.3)。"""
    from daicho.systems.register.queries import records

    scene = call.scene
    for person in scene.everyone(persons):
        number = scene.person(person)
        if records.person(scene.desk.to_look([number], name(clerk)), number) is None:
            raise Unmet(f"「{person}」の住民票がありません。")


@step(
    "職員{clerk:語}が{persons:人々}を照会する",
    group=CLERKS,
    example="もし 職員「田中」が「見本 太郎」を照会する",
)
def look_at(call: Call, clerk: str, persons: str) -> None:
    """その職員が住民票を照会する。権限がなければエラー「A-…」になる。"""
    scene = call.scene

    def look() -> None:
        from daicho.systems.register.queries import records

        for person in scene.everyone(persons):
            number = scene.person(person)
            records.person(scene.desk.to_look([number], name(clerk)), number)
        scene.outcome = Outcome("照会")

    attempt(scene, "照会", look)
