"""What became of each record of a file. A report names lines, notices, codes and acts; never a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class Outcome(StrEnum):
    """What became of one record."""

    ACCEPTED = "accepted"  # an act was recorded
    ALERT = "alert"  # recorded with an alert, or waiting for somebody to look; the code says which
    REFUSED = "refused"  # nothing was recorded


class RecordReport(msgspec.Struct, frozen=True, kw_only=True):
    """One record: where it stands in the file, what became of it, why.

    `codes` are those of `REASONS` or of the law's checks; `field` is the column at fault; `repeated` says that an
    earlier run had recorded the act already.
    """

    line: int
    notice: str
    outcome: Outcome
    codes: tuple[str, ...] = ()
    field: str = ""
    act: int | None = None
    repeated: bool = False


class BatchReport(msgspec.Struct, frozen=True):
    """The outcome of a file, record by record, in the order of its lines."""

    records: tuple[RecordReport, ...]

    def count(self, outcome: Outcome) -> int:
        """How many records ended so."""
        return sum(record.outcome is outcome for record in self.records)


REASONS: Final = {
    "B-REC-01": (
        "この行を読めません(項目の過不足、途中で切れた行など)。元のファイルを確かめてください。",
        "This line cannot be read (columns missing or too many, or cut off). Check the original file.",
    ),
    "B-REC-02": ("項目の値が正しくありません。値を確かめてください。", "A value is wrong. Check it."),
    "B-REC-03": (
        "同じ通知番号の行がこのファイルにもう一つあります。最初の行だけを処理しました。",
        "Another line of this file has the same notice number. Only the first was entered.",
    ),
    "B-REC-04": (
        "この住民票コードの住民はいません。宛先と住民票コードを確かめてください。",
        "Nobody here has this resident record code. Check addressee and code.",
    ),
    "B-REC-05": (
        "氏名又は生年月日が住民票と一致しないため登録していません。作業一覧から確かめてください。",
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
}
"""Codes of records that are not the law's own, in Japanese and English."""
