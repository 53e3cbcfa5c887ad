"""What became of each record of a batch. A report names lines, keys, codes, acts and pending acts; never a person."""

from __future__ import annotations

import csv
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.law import checks

if TYPE_CHECKING:
    from pathlib import Path


class Outcome(StrEnum):
    """What became of one record."""

    ACCEPTED = "accepted"  # an act was recorded, or stands pending with nothing to look at
    ALERT = "alert"  # pending with an alert, or waiting for somebody to look; the code says which
    REFUSED = "refused"  # nothing was recorded


class RecordReport(msgspec.Struct, frozen=True, kw_only=True):
    """One record: where it stands in the file, what became of it, why.

    `notice` is the key its sender gave it; `codes` are those of `REASONS` or of the law's checks; `field` is the column
    at fault; `pending` the pending act it led to; `repeated` says that an earlier run had done it already.
    """

    line: int
    notice: str
    outcome: Outcome
    codes: tuple[str, ...] = ()
    field: str = ""
    act: int | None = None
    pending: int | None = None
    repeated: bool = False


class BatchReport(msgspec.Struct, frozen=True):
    """The outcome of a file, record by record, in the order of its lines; `run` is the number of the run."""

    records: tuple[RecordReport, ...]
    run: int = 0
    dry_run: bool = False

    def count(self, outcome: Outcome) -> int:
        """How many records ended so."""
        return sum(record.outcome is outcome for record in self.records)

    @property
    def pending(self) -> int:
        """How many pending acts wait for somebody to check them."""
        return sum(record.pending is not None and record.act is None for record in self.records)

    def write(self, path: Path) -> None:
        """Write the report as CSV, one line a record, with each reason in Japanese and English."""
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(self.lines())

    def lines(self) -> list[tuple[str, ...]]:
        """The report as lines of texts, the names of the columns first."""
        return [COLUMNS, *(_line(record) for record in self.records)]


COLUMNS: Final = (
    "line", "key", "outcome", "codes", "field", "reason", "reason_english", "act", "pending_act", "repeated",
)  # fmt: skip
"""Columns of a report."""


def _line(record: RecordReport) -> tuple[str, ...]:
    reasons = [reason(code) for code in record.codes]
    return (
        str(record.line),
        record.notice,
        record.outcome.value,
        " ".join(record.codes),
        record.field,
        " ".join(japanese for japanese, _ in reasons),
        " ".join(english for _, english in reasons),
        "" if record.act is None else str(record.act),
        "" if record.pending is None else str(record.pending),
        "yes" if record.repeated else "",
    )


def reason(code: str) -> tuple[str, str]:
    """What a code says, in Japanese and English; nothing for a code of a value, whose column is named beside it."""
    if code in REASONS:
        return REASONS[code]
    if code in checks.CATALOGUE:
        japanese, english = checks.text(code, "ja"), checks.text(code, "en")
        return f"{japanese.what}({japanese.article})", f"{english.what} ({english.article})"
    return "", ""


REASONS: Final = {
    "B-REC-01": (
        "この行を読めません(項目の過不足、途中で切れた行など)。元のファイルを確かめてください。",
        "This line cannot be read (columns missing or too many, or cut off). Check the original file.",
    ),
    "B-REC-02": ("項目の値が正しくありません。値を確かめてください。", "A value is wrong. Check it."),
    "B-REC-03": (
        "同じ番号の行がこのファイルにもう一つあります。最初の行だけを処理しました。",
        "Another line of this file has the same key. Only the first was entered.",
    ),
    "B-REC-04": (
        "この住民票コードの住民はいません。宛先と住民票コードを確かめてください。",
        "Nobody here has this resident record code. Check addressee and code.",
    ),
    "B-REC-05": (
        "氏名又は生年月日が住民票と一致しないため登録していません。課題の一覧から確かめてください。",
        "Name or date of birth differ from the record, so nothing was recorded. See the task.",
    ),
    "B-REC-06": (
        "この市区町村への転入通知ではありません。宛先を確かめてください(住民基本台帳法第9条第1項)。",
        "This notice is not for this municipality. Check the addressee (Act, Article 9(1)).",
    ),
    "B-REC-07": (
        "仮登録中の異動があるため待っています。仮登録が終わると自動で登録します(標準仕様書4.0.8)。",
        "A pending act is in the way; this is recorded when the pending act is settled (standard 4.0.8).",
    ),
    "B-REC-08": (
        "仮登録中の異動があるため登録していません。仮登録が終わってから、同じファイルをもう一度処理してください(標準仕様書4.0.8)。",
        "A pending act is in the way; nothing was recorded. Enter the file again when it is settled (standard 4.0.8).",
    ),
    "B-REC-09": (
        "この行の仮登録は差し戻されたか、取り下げられています。仮登録を確かめ、必要なら窓口で入力してください。",
        "The pending act of this line was sent back or withdrawn. Look at it, and enter it at the desk if need be.",
    ),
    "B-REC-10": (
        "この世帯番号に現在の世帯員がいません。世帯番号を確かめてください。",
        "The household has no present member. Check its number.",
    ),
    "B-REC-11": (
        "変更前の住所が住民票と一致しないため除外しました(標準仕様書9.7)。抽出の後の異動を確かめてください。",
        "The address before differs from the record, so it was left out (standard 9.7). Look for later acts.",
    ),
    "B-REC-12": (
        "転出予定の世帯員がいるため除外しました(標準仕様書9.7)。窓口で軽微な修正を入力してください。",
        "A member has a planned move-out, so it was left out (standard 9.7). Enter a minor correction at the desk.",
    ),
    "B-REC-13": (
        "住民票はすでに変更後の住所です。することはありません。",
        "The record has the address after already. Nothing is to be done.",
    ),
    "B-REC-14": (
        "この番号の在留カード等を持つ住民はいません。番号を確かめてください(住民基本台帳法第30条の50)。",
        "Nobody here has a card or certificate with this number. Check it (Act, Article 30-50).",
    ),
    "B-REC-15": (
        "この宛名番号の住民はいません。番号を確かめてください。",
        "Nobody here has this addressee number. Check it.",
    ),
    "B-REC-16": (
        "変更前の本籍が住民票と一致しないか、現在の住民でないため除外しました(標準仕様書9.7)。",
        "The domicile before differs from the record, or nobody lives here by it; it was left out (standard 9.7).",
    ),
}
"""Codes of records that are not the law's own, in Japanese and English."""
