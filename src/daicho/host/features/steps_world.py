"""Steps that set the stage: the business date, people and households, clerks, a network."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.features import commanding, entrants, items, placing, residence, sheets, typing_in
from daicho.host.features.desk import ALIAS, CLERK, ROLES, token
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.stage import move_to
from daicho.host.features.vocabulary import Call, name, names, step
from daicho.law import checks, household_order
from daicho.law.commands import Basis, Header, InitialOpening, Notifier, NotifierKind, OpeningRecord
from daicho.law.records import PersonKind, Residence, ResidentRecord, State
from daicho.systems.register.actions.errors import NotDone
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from daicho.host.features.scene import Scene

WORLD: Final = "前提を作る"
DATES: Final = "業務日付"

OPENING_LABELS: Final[dict[str, str]] = {
    "氏名": "姓と名の間に空白を置く。",
    "呼び名": "同じ氏名の人が2人いるときなど、シナリオの中での呼び方。既定は氏名。",
    "世帯": "同じ言葉の行が1つの世帯になる。なければ表の全員が1つの世帯。",
    "生年月日": "既定は昭和55年4月1日。",
    "性別": "既定は男。",
    "続柄": "既定は世帯の1人目が世帯主、ほかは子。空欄は世帯主未設定。",
    "住所": "既定は世帯ごとに異なる、誰も住んでいない海老名市中央一丁目の住所。世帯の1人目の行に書けば全員の住所。",
    "住民となった年月日": "既定は令和2年4月1日(業務日付がその前なら1年前の日。後に生まれた人は生年月日)。",
    "住民票コード": "既定は試験用の番号。空欄にはできない(1.1.6)。",
    "個人番号": "既定は試験用の番号を保有。「なし」も可。",
    "本籍": "既定は神奈川県海老名市中央一丁目1番地(外国人は空欄)。",
    "筆頭者": "既定は世帯の1人目の氏名(外国人は空欄)。",
}
"""Labels of the table of people given; every other item of a record may stand beside them."""

BORN: Final = "昭和55年4月1日"
SETTLED: Final = RegisterDate.of(2020, 4, 1)


@step(
    "業務日付は{day:日}である",
    group=DATES,
    example="前提 業務日付は令和8年11月24日である",
)
def today_is(call: Call, day: str) -> None:
    """業務日付を決める。日次処理は行わない。書かなければ令和8年11月21日である。"""
    move_to(typing_in.day_of(day, call.scene.today))


@step(
    "業務日付を{day:日}(に|まで)進める",
    group=DATES,
    example="もし 業務日付を令和8年12月1日に進める",
)
def go_on_to(call: Call, day: str) -> None:
    """業務日付を進め、途中で到来する日(転出予定日など)とその日に日次処理を行う。"""
    scene = call.scene
    until = typing_in.day_of(day, scene.today)
    if until < scene.today:
        raise Unmet(f"業務日付を過去に進めることはできません({scene.today} から {until} へ)。")
    for each in sorted({*_days_with_something_due(scene.today, until), until}):
        move_to(each)
        _daily_job(scene)


@step("日次処理を行う", group=DATES, example="もし 日次処理を行う")
def run_daily_job(call: Call) -> None:
    """その業務日付の日次処理を行う。2回行っても同じことは1回しか起きない。"""
    _daily_job(call.scene)


def _days_with_something_due(after: dt.date, until: dt.date) -> list[dt.date]:
    from daicho.systems.register import db

    found = db.rows(
        ALIAS,
        "SELECT DISTINCT due_on FROM register_dueeffect WHERE done_at IS NULL AND due_on > %s AND due_on < %s",
        (after, until),
    )
    return [row["due_on"] for row in found]


def _daily_job(scene: Scene) -> None:
    from daicho.systems.register.actions import daily
    from daicho.systems.register.queries import records

    scene.before_act()
    first = records.last_act(ALIAS) + 1
    daily.run(ALIAS)
    scene.after_daily_job(first)


@step(
    "次の(世帯|人|人々)がある",
    group=WORLD,
    example="""前提 次の世帯がある
      | 氏名      | 続柄   | 生年月日         | 性別 |
      | 見本 太郎 | 世帯主 | 昭和55年4月1日   | 男   |
      | 見本 花子 | 妻     | 昭和57年5月5日   | 女   |
      | 見本 一郎 | 子     | 平成20年6月7日   | 男   |""",
)
def households_are(call: Call) -> None:
    """前から住んでいる人と世帯を置く(初期移行の異動。CSへは何も送らず、統計にも数えない)。1行が1人。行の順によらず、世帯員は5.2の順に並ぶ(「並び順」の列で変えられる)。"""
    scene = call.scene
    rows = sheets.rows_of(call.line.table)
    if not rows or any("氏名" not in row for row in rows):
        raise Unmet("表が必要です。1行に1人を書き、「氏名」の列を置いてください。")
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.get("世帯", ""), []).append(row)
    for group in groups.values():
        _take_over(scene, group)


@step(
    "次の人が住んでいる",
    group=WORLD,
    example="""前提 次の人が住んでいる
      | 氏名      |
      | 見本 次郎 |
      | 見本 三郎 |""",
)
def people_live_alone(call: Call) -> None:
    """前から住んでいる人を、1人ずつ別の世帯として置く。"""
    for row in sheets.rows_of(call.line.table):
        _take_over(call.scene, [row])


def _take_over(scene: Scene, rows: list[dict[str, str]]) -> None:
    from daicho.systems.register import store
    from daicho.systems.register.actions import recording

    household = store.draw_household_numbers(ALIAS, 1)[0]
    numbers = store.draw_addressee_numbers(ALIAS, len(rows))
    address = _address(scene, rows[0])
    openings = []
    for at, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        record = _record(scene, row, rows[0], at)
        settled = commanding.known_address(scene, row["住所"]) if row.get("住所") else address
        record = msgspec.structs.replace(
            record, addressee_number=number, household_number=household, address=settled or Address()
        )
        openings.append(OpeningRecord(_further(scene, record, row), _since(record)))
        scene.meet(row.get("呼び名") or row["氏名"], number.stored())
        if row.get("呼び名"):
            scene.nicknames.add(plain(row["呼び名"]))
    _put_in_order(openings, stated={at for at, row in enumerate(rows) if row.get("並び順")})
    command = InitialOpening(
        header=Header(
            basis=Basis.EX_OFFICIO,
            effective_on=max(opening.since for opening in openings),
            notifier=Notifier(kind=NotifierKind.OFFICE),
        ),
        records=tuple(openings),
    )
    grant = scene.desk.for_act(command, CLERK)
    try:
        recorded = recording.record_act(ALIAS, grant, recording.Request(command=command, token=token()))
    except NotDone as refused:
        decision = getattr(refused, "decision", None)
        texts = [checks.text(each).written for each in decision.errors] if decision is not None else [str(refused)]
        raise Unmet("前から住んでいる人として置けません。\n    " + "\n    ".join(texts)) from refused
    scene.took("初期移行", recorded, command)
    if scene.network is not None:
        scene.network.residents_given(scene, [opening.record for opening in openings])


def _put_in_order(openings: list[OpeningRecord], *, stated: set[int]) -> None:
    """Let the members stand in the order of STD-5.2, but for whoever's place the table states."""
    ordered = household_order.order(household_order.member_of(opening.record) for opening in openings)
    for at, opening in enumerate(openings):
        if at not in stated:
            place = ordered.index(opening.record.addressee_number) + 1
            openings[at] = OpeningRecord(msgspec.structs.replace(opening.record, position=place), opening.since)


def _settled(scene: Scene) -> RegisterDate:
    """Since when people live here who are not said to: before the business date, whichever that is."""
    return SETTLED if RegisterDate(scene.today) > SETTLED else typing_in.date_of("1年前", scene.today)


def _since(record: ResidentRecord) -> RegisterDate:
    return record.address_set_on or record.became_resident_on


def _address(scene: Scene, row: Mapping[str, str]) -> Address | None:
    text = row.get("住所")
    return commanding.known_address(scene, text) if text else commanding.new_address(scene)


def _record(scene: Scene, row: Mapping[str, str], head: Mapping[str, str], at: int) -> ResidentRecord:
    called = row.get("呼び名") or row["氏名"]
    birth = typing_in.date_of(row.get("生年月日") or BORN, scene.today)
    kind = typing_in.kind_of(row.get("住民種別") or "日本人")
    japanese = kind is PersonKind.JAPANESE
    became = typing_in.date_of(row["住民となった年月日"], scene.today) if row.get("住民となった年月日") else None
    became = became or max(birth, _settled(scene))
    relationship = row.get("続柄") or ("世帯主" if at == 0 else "子")
    code = scene.code_of(called) if (row.get("住民票コード") or "あり") == "あり" else _typed_code(scene, called, row)
    return ResidentRecord(
        addressee_number=AddresseeNumber.from_serial(1),
        household_number=HouseholdNumber.from_serial(1),
        kind=kind,
        state=State.PRESENT,
        name=typing_in.name_of(row),
        birth_date=birth,
        sex=typing_in.sex_of(row.get("性別") or "男"),
        address=Address(),
        relationship=None if typing_in.is_blank(relationship) else relationship,
        head_name=None,
        became_resident_on=became,
        address_set_on=became,
        resident_record_code=ResidentRecordCode.parse(code) if code else None,
        individual_number_ref=_number(scene, called, row.get("個人番号") or "あり"),
        residence=None if japanese else _residence(scene, row, called, became),
        domicile="神奈川県海老名市中央一丁目1番地" if japanese else None,
        first_listed_person=head["氏名"].replace(" ", "\u3000") if japanese else None,
    )


def _residence(scene: Scene, row: Mapping[str, str], called: str, became: RegisterDate) -> Residence:
    found = residence.residence_of(scene, row, called)
    if found.became_foreign_resident_on is not None:
        return found
    return msgspec.structs.replace(found, became_foreign_resident_on=became)


def _typed_code(scene: Scene, called: str, row: Mapping[str, str]) -> str:
    text = row["住民票コード"]
    if text == "なし" or typing_in.is_blank(text):
        return ""
    scene.of(called).code = typing_in.digits_of(text)
    return scene.of(called).code


def _number(scene: Scene, called: str, text: str) -> str | None:
    if text == "なし" or typing_in.is_blank(text):
        return None
    if text != "あり":
        scene.of(called).number = typing_in.digits_of(text)
    return entrants.put_number(scene, scene.number_of(called))


_DONE: Final = frozenset(
    plain(label)
    for label in (
        *(
            "氏名",
            "呼び名",
            "世帯",
            "生年月日",
            "性別",
            "住民種別",
            "続柄",
            "住所",
            "住民となった年月日",
            "住民票コード",
        ),
        *("個人番号", "振り仮名", "フリガナ", "ローマ字氏名", "振り仮名の確認"),
    )
)


def _further(scene: Scene, record: ResidentRecord, row: Mapping[str, str]) -> ResidentRecord:
    """The record with every further item that the row states."""
    values: dict[str, Any] = {}
    for label, text in row.items():
        item = items.find(label)
        if label in _DONE or (item is not None and item.path.startswith("residence.")):
            continue
        if item is None:
            raise Unmet(f"人の表にない見出しです: {label}。見出しは docs/steps.md の「項目」を見てください。")
        if text:
            values[item.path] = placing.value_of(scene, item, text)
    for path in sorted(values, key=lambda path: path.count(".")):
        record = placing.with_value(record, path.split("."), values[path])
    return record


@step(
    "職員{clerk:語}(の役割|)は{roles:語々}である",
    group=WORLD,
    example="前提 職員「田中」の役割は「住民窓口」である",
)
def clerk_has_roles(call: Call, clerk: str, roles: str) -> None:
    """役割を決める: 住民窓口、住民窓口 確認者、住民記録運用、住民記録点検。決めない職員は窓口と確認の両方ができる。"""
    given = [typing_in.one_of(ROLES, role, "役割") for role in names(roles)]
    call.scene.desk.hire(name(clerk), given)


@step(
    "職員{clerk:語}は個人番号を(見る|見ることができる)",
    group=WORLD,
    example="前提 職員「鈴木」は個人番号を見ることができる",
)
def clerk_may_see_numbers(call: Call, clerk: str) -> None:
    """個人番号の照会は役割に含まれず、職員ごとに認められる(CTRL-006)。その職員を置く。"""
    call.scene.desk.hire(name(clerk), functions=["register.number"])


@step(
    "住民票コードの残りは{count:数}件である",
    group=WORLD,
    example="前提 住民票コードの残りは3件である",
)
def pool_holds(call: Call, count: str) -> None:
    """新規付番用の住民票コードの残りを決める(STD-4.3.1)。書かなければ500件である。"""
    fill_pool(call.scene, int(count))


def fill_pool(scene: Scene, count: int) -> None:
    """Let the pool hold so many codes."""
    from daicho.systems.register import db
    from daicho.systems.register.actions import pool

    db.execute(ALIAS, "DELETE FROM register_pooledcode")
    first = 7_000_000 if scene.own == "142158" else 7_500_000
    pool.receive(ALIAS, [ResidentRecordCode.synthetic(first + at) for at in range(count)])
