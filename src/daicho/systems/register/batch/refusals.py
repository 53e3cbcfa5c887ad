"""Why a file was refused whole: what was found, why it is so, what to do, a stable code; Japanese and English."""

from __future__ import annotations

from typing import Any, Final

import msgspec


class Said(msgspec.Struct, frozen=True):
    """The words of a refusal in both languages; braces stand for what was found."""

    what: str
    why: str
    mend: str
    what_en: str
    why_en: str
    mend_en: str


class BatchFileRefused(Exception):  # noqa: N818 - the house's word
    """A file is no batch file, or cannot be entered now; nothing was entered.

    Attributes:
        code: a key of `REFUSALS`.
        said: its words, with what was found filled in.
    """

    def __init__(self, code: str, **found: Any) -> None:
        words = msgspec.structs.asdict(REFUSALS[code])
        self.code = code
        self.said = Said(**{name: text.format(**found) for name, text in words.items()})
        super().__init__(f"{self.japanese} ({code}) / {self.english}")

    @property
    def japanese(self) -> str:
        """What was found, why, and what to do."""
        return f"{self.said.what}。{self.said.why}{self.said.mend}"

    @property
    def english(self) -> str:
        """The same in English."""
        return f"{self.said.what_en}. {self.said.why_en} {self.said.mend_en}"


REFUSALS: Final = {
    "B-FILE-01": Said(
        "{line}行目が UTF-8 ではありません",
        "文字が別の字に化けたまま記載されないよう、文字コードは UTF-8 に限ります。",
        "表計算ソフトでは「CSV UTF-8」を選び、保存し直してください。",
        "Line {line} is not UTF-8",
        "Only UTF-8 is taken, so that no character is recorded as another one.",
        "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8).",
    ),
    "B-FILE-02": Said(
        "1行目の項目名が違います",
        "どの列が何であるかは項目名で決まり、足りない列、知らない列、二重の列があれば読めません。",
        "1行目に次の項目名を書いてください: {columns}",
        "The column names in line 1 differ",
        "The names say what each column is; none may be missing, unknown or doubled.",
        "Needed in line 1: {columns}",
    ),
    "B-FILE-03": Said(
        "ファイルに行がありません",
        "処理するものがありません。",
        "元のファイルを確かめてください。",
        "The file has no record",
        "There is nothing to enter.",
        "Check the original file.",
    ),
    "B-FILE-04": Said(
        "ファイルが大きすぎます",
        "一度に受け付けるのは {most} MB までです。",
        "ファイルを分けてください。",
        "The file is too large",
        "At most {most} MB are taken at once.",
        "Split the file.",
    ),
    "B-FILE-05": Said(
        "{line}行目: {what}",
        "辞書はファイル全体で置き換えるため、誤った行が一つでもあれば置き換えません(標準仕様書1.3.2から1.3.5)。",
        "その行を直してください。",
        "line {line}: {what_en}",
        "A dictionary is replaced as a whole, so one wrong line leaves it as it was (standard 1.3.2 to 1.3.5).",
        "Correct the line.",
    ),
    "B-FILE-06": Said(
        "このファイルの試行がまだです",
        "一括処理は、試行(仮処理)の結果を確かめてから行います(標準仕様書9.7)。",
        "先に --dry-run で試行し、結果を確かめてください。",
        "This very file was not run dry yet",
        "A file is entered after its dry run was looked at (standard 9.7).",
        "Run it with --dry-run first and look at its report.",
    ),
    "B-FILE-07": Said(
        "このファイルは今、処理中です",
        "同じファイルを並べて処理すると、結果を確かめられません。",
        "終わるのを待ってください。",
        "The file is being entered",
        "Two runs of one file never go side by side.",
        "Wait until it is finished.",
    ),
    "B-FILE-08": Said(
        "読めない行があります(行: {lines})",
        "項目の過不足や、転送の途中で切れた行があると、どこまでが正しい内容か分かりません。最後の行は改行で終わります。",
        "元のファイルと比べ、全部を取り直すか、その行を直してください。",
        "Lines cannot be read (lines: {lines})",
        "A line cut off, or with columns missing or too many, leaves open what is right. The last line ends with a "
        "line end.",
        "Compare with the original file; fetch it anew or correct the lines.",
    ),
    "B-FILE-09": Said(
        "同じ番号の行が二重にあります(行: {lines})",
        "どちらの行が正しいか、機械では決められません。",
        "元のファイルを確かめ、一方を除いてください。",
        "The same key stands twice (lines: {lines})",
        "A machine cannot tell which of them is right.",
        "Check the original file and remove one of them.",
    ),
    "B-FILE-10": Said(
        "ファイルが選ばれていないか、空です",
        "処理するものがありません。",
        "種別を選び、ファイルを選び直してください。",
        "No file was chosen, or it is empty",
        "There is nothing to enter.",
        "Choose a kind and a file again.",
    ),
    "B-FILE-11": Said(
        "このファイルは消去されています",
        "一括処理のファイルは、残りがなくなるか2週間たつと消去します。",
        "もう一度処理するときは、ファイルを選び直してください。",
        "The file has been erased",
        "A batch file is erased when nothing of it is left, and after two weeks.",
        "Choose the file again to enter it again.",
    ),
}
"""Every refusal by its code."""
