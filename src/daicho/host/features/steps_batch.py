"""Steps that enter a batch file: move-in notices, notices of the Agency, renamed addresses (一括処理, SYS1-F4)."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import items, sheets, typing_in
from daicho.host.features.desk import ALIAS, CLERK
from daicho.host.features.reading import plain
from daicho.host.features.scene import Outcome, Unmet
from daicho.host.features.steps_records import known_item
from daicho.host.features.vocabulary import Call, name, step

if TYPE_CHECKING:
    from daicho.host.features.scene import Scene

BATCH: Final = "一括処理"

_FILLED: Final = re.compile(r"\{([^{}:]+):([^{}]+)\}")
_OUTCOMES: Final = {"accepted": "登録", "alert": "要確認", "refused": "拒否"}

LABELS: Final[dict[str, str]] = {
    "行": "ファイルの行番号(見出しが1行目)",
    "キー": "通知番号、世帯番号など",
    "結果": "登録(そのまま登録されたか、仮登録になった)、要確認、拒否",
    "コード": "「、」でつなぐ。B-REC-… は docs/register.md、業務のチェックのコードは「コード」の表",
    "再処理": "前に処理済みの行: はい・いいえ",
}
"""Columns of the outcome of a batch."""


def _kinds() -> dict[str, Any]:
    from daicho.systems.register.batch.address_renames import AddressRenames
    from daicho.systems.register.batch.immigration_notices import ImmigrationNotices
    from daicho.systems.register.batch.move_in_notices import MoveInNotices

    return {"転入通知": MoveInNotices, "入管庁長官の通知": ImmigrationNotices, "住所の一括変更": AddressRenames}


@step(
    "[職員{clerk:語}が]次の(転入通知|入管庁長官の通知|住所の一括変更)のファイルを(取り込む|試しに取り込む)",
    group=BATCH,
    example='''もし 次の転入通知のファイルを取り込む
      """
      notice_number,from_municipality,to_municipality,resident_record_code,name,birth_date,town,lot,moved_in_on,notified_on
      K-1,132110,142158,{見本 四郎:住民票コード},見本 四郎,1980-04-01,小川町一丁目,1番1号,2026-12-01,2026-12-01
      """''',
)
def enter_file(call: Call, clerk: str | None = None) -> None:
    """ファイル(CSV 又は JSON Lines、列は docs/register.md)を、文の下の \"\"\" と \"\"\" の間に書く。

    {氏名:項目} は、その人の今の項目の内容に置き換わる。「試しに取り込む」では何も登録しない。
    ファイルとして受け付けられなければエラー「B-FILE-…」になる。
    """
    scene = call.scene
    kind = next(found for word, found in _kinds().items() if f"次の{word}の" in call.line.text)
    dry_run = "試しに" in call.line.text
    text = _FILLED.sub(lambda hole: _item_of(scene, hole[1], hole[2]), call.line.note)
    if not text:
        raise Unmet('ファイルの内容を、文の下の """ と """ の間に書いてください。')
    from daicho.systems.register.batch import BatchFileRefused, engine
    from daicho.systems.register.queries import records

    scene.before_act()
    first = records.last_act(ALIAS) + 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch.csv"
        path.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
        try:
            scene.found = engine.run(ALIAS, kind(), path, who=name(clerk) if clerk else CLERK, dry_run=dry_run)
        except BatchFileRefused as refused:
            scene.refused("一括処理", refused)
            return
    scene.after_daily_job(first)
    scene.outcome = Outcome("一括処理")


def _item_of(scene: Scene, person: str, label: str) -> str:
    item = known_item(label)
    record = scene.newest(person.strip("「」"))
    return "" if record is None else items.shown(item, item.value(record))


@step(
    "一括処理の結果は次のとおりである",
    group=BATCH,
    example="""ならば 一括処理の結果は次のとおりである
      | 行 | 結果 | コード |
      | 2  | 登録 |        |""",
)
def report_is(call: Call) -> None:
    """最後に取り込んだファイルの1行ごとの結果が、表の行とちょうど一致する。"""
    scene = call.scene
    scene.require_no_refusal()
    found = [
        {
            "行": str(record.line),
            "キー": record.notice.partition(" (")[0],
            "結果": _OUTCOMES[record.outcome.value],
            "コード": "、".join(record.codes),
            "再処理": "はい" if record.repeated else "いいえ",
        }
        for record in getattr(scene.found, "records", ())
    ]
    expected = sheets.rows_of(call.line.table)
    wrong = [row for row, each in zip(expected, found, strict=False) if not _agrees(row, each)]
    if wrong or len(expected) != len(found):
        listed = "".join("\n    " + " / ".join(each.values()) for each in found) or " なし"
        raise Unmet(f"一括処理の結果が異なります。合わない行: {[list(row.values()) for row in wrong]} 実際:{listed}")


def _agrees(row: dict[str, str], found: dict[str, str]) -> bool:
    for label, text in row.items():
        if label not in found:
            raise Unmet(f"一括処理の結果にない見出しです: {label}。使える見出し: {'、'.join(LABELS)}")
        if typing_in.is_anything(text):
            continue
        if plain("" if typing_in.is_blank(text) else text) != plain(found[label]):
            return False
    return True
