"""Sentences as their authors write them, brought to the form that the templates of the vocabulary have.

Widths, spaces, the kinds of brackets and commas and a full stop at the end never matter. Beyond that there are other
ways to say the same (`ways`), which are tried only when the sentence as it stands is none of the steps.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME: Final = re.compile(r"「(?:[^「」]|「[^」]*」)*」")
_OTHER_QUOTES: Final = (("『", "』"), ("“", "”"), ('"', '"'), ("｢", "｣"))
_QUOTED: Final = tuple(
    re.compile(f"{re.escape(left)}([^「」{re.escape(left + right)}]*){re.escape(right)}")
    for left, right in _OTHER_QUOTES
)
_AND: Final = re.compile(r"(と|、|,|・|及び|および|並びに|ならびに|と、|、及び|、および)")


def tidy(text: str) -> str:
    """A sentence in one width, without spaces outside its names, its names in 「」 and joined by と."""
    for quoted in _QUOTED:
        text = quoted.sub(r"「\1」", text)
    parts, last = [], 0
    for found in _NAME.finditer(text):
        parts += [_outer(text[last : found.start()]), f"「{found[0][1:-1].strip()}」"]
        last = found.end()
    parts.append(_outer(text[last:]))
    for at in range(2, len(parts) - 1, 2):  # what stands between two names
        if _AND.fullmatch(parts[at]):
            parts[at] = "と"
    return "".join(parts).rstrip("。.")


def _outer(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "、")


_WAYS: Final = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"(以下|下記|下表|次の表|表)の(とおり|通り)", "次のとおり"),
        (r"次の(通り|よう)", "次のとおり"),
        (r"次のとおり(になる|となる|に(なって|記載されて|記録されて)いる|だ|であること)$", "次のとおりである"),
        (r"(です|であること|だ|であった)$", "である"),
        (r"(ではありません|でない|ではないこと)$", "ではない"),
        (r"(届け出た|届け出る|提出する|提出した|処理する|処理した|入力する|入力した|行う|行った)$", "登録する"),
        (r"を(する|した)$", "を登録する"),
        (r"(登録|仮登録|本登録|点検|照会|検索|請求)(した|しておく|している|してある|すると)$", r"\1する"),
        (r"^(.*「.+」の.+)を取り消す$", r"\1の取消しを登録する"),
        (r"^(異動「.+」|その異動)を取り消す$", r"\1の取消しを登録する"),
        (r"^(業務日付|今日|本日|処理日)が", r"\1は"),
        (r"^(今日|本日|処理日)は", "業務日付は"),
        (r"^業務日付を(\d+)(日|週間|[かカヵヶ箇ケ]?月|年)進める$", r"業務日付を\1\2後に進める"),
        (r"^業務日付は(.+)(になる|となる|にする|とする)$", r"業務日付は\1である"),
        (r"^業務日付を(.+)(にする|とする)$", r"業務日付は\1である"),
        (r"^(エラー(にならない|にはならない|は出ない|が出ない|はない|なく受理される))$", "受理される"),
        (r"^(登録|本登録|記載|受理)(できる|することができる|される|された)$", "受理される"),
        (r"^エラー(が出る|となる|である)$", "エラーになる"),
        (r"^(登録|本登録|受理)(できない|することができない|されない)$", "エラーになる"),
        (r"^エラーもアラートも(出ない|ない)$", "アラートなしに受理される"),
        (r"^エラー(「.+」)(が出る|となる|が表示される|で登録できない|で拒否される)$", r"エラー\1になる"),
        (r"^アラート(「.+」)(が表示される|になる)$", r"アラート\1が出る"),
        (r"^アラート(「.+」)が(出ない|表示されない)$", r"アラート\1は出ない"),
        (r"^アラート(が出ない|は表示されない|はない)$", "アラートは出ない"),
        (r"^(市町村)?CS(に|へ)", "市町村CSへ"),
        (r"(電文は|電文が)送られていない$", "電文は送られない"),
        (r"電文が送られない$", "電文は送られない"),
        (r"次の電文が(送信される|送られている|送られた)$", "次の電文が送られる"),
        (r"のまま(?:である|だ|変わらない)?$", "である"),
        (r"は空欄になる$", "は空欄である"),
        (r"^エラー(「.+」)(が発生する|となり登録できない)$", r"エラー\1になる"),
        (r"^アラート(「.+」)が発生する$", r"アラート\1が出る"),
        (r"(」|全員)は(除票|住民|転出予定者)(になる|となる|になっている|となっている)$", r"\1は\2である"),
        (r"(」|全員)の住民票(は|が)(除票である|除票になる|消除される|消除されている|消除された)$", r"\1は除票である"),
        (r"(」|全員)(は|が)(消除される|消除されている|消除された)$", r"\1は除票である"),
        (r"^次の電文が市町村CSへ(送られる|送信される)$", "市町村CSへ次の電文が送られる"),
        (r"の世帯員は次のとおりである$", "の世帯は次のとおりである"),
        (r"」の(最後の|)履歴は次のとおりである$", r"」の\1異動履歴は次のとおりである"),
        (r"」の異動事由は(「.+」)", r"」の最後の異動事由は\1"),
        (r"」の世帯(の人数|員)は(\d+)人である$", r"」の世帯は\2人である"),
        (r"の異動履歴(は|が)(\d+)(件|行)(ある|である)$", r"の異動履歴は\2件である"),
        (r"(帳票「.+」)(が|は)(出力|作成)される$", r"\1が作られる"),
        (r"を交付する$", "を請求する"),
        (r"^住民票コードの残りが", "住民票コードの残りは"),
        (r"別世帯である$", "別の世帯である"),
        (r"(「[^」]+」)(?:は|が)(「[^」]+」)と(同じ|別の)世帯である$", r"\1と\2は\3世帯である"),
        (r"」(になる|となる|になっている|となっている|と記載されている|と記録されている)$", "」である"),
        (r"を(\d+)人とする$", r"は\1人である"),
        (r"^(.*「[^「」]+」)は世帯主(である|になる|となる)$", r"\1の続柄は「世帯主」である"),
        (r"^(.*「[^「」]+」)は世帯主ではない$", r"\1の続柄は「世帯主」ではない"),
        (
            r"^([^「」、]*[0-9元][^「」、]*(?:日|前|後)|今日|昨日)(現在|時点|)(?:の|で|では|において|には|、)+(?=「|住民)",
            r"\1現在の",
        ),
    )
)
"""Other ways to say the same; each is a regular expression and what the vocabulary says instead."""


def ways(text: str) -> Iterator[str]:
    """The sentence as it stands, then the other ways to say it, nearest first."""
    said = tidy(text)
    yield said
    for pattern, instead in _WAYS:
        other = pattern.sub(instead, said)
        if other != said:
            said = other
            yield said
