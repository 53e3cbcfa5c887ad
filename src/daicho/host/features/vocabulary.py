"""The steps: what may be written, matched to what is done.

A step is a template such as ``業務日付を{day:日}に進める``. Braces hold a name and a kind of word, square brackets what
may be left out, and ``(ある|いる)`` what may stand for one another. `docs/steps.md` is made from the same table.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.features import sentences
from daicho.host.features.named_acts import ALL_ACTS
from daicho.host.features.words import LEVELS, PAPERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.host.features.reading import Line
    from daicho.host.features.scene import Scene


class Kind(msgspec.Struct, frozen=True):
    """A kind of word in a template: how it is written, and what it means (for the documentation)."""

    pattern: str
    shown: str
    meaning: str


def _any_of(words: Any) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


KINDS: Final[dict[str, Kind]] = {
    "人": Kind(r"「[^」]+」", "「氏名」", "シナリオの中の1人。氏名(空白の有無は問わない)又は表の「呼び名」で呼ぶ。"),
    "人々": Kind(
        r"「[^」]+」(?:(?:と|、)「[^」]+」)*(?:の世帯の?(?:世帯員)?全員)?",
        "「氏名」と「氏名」",
        "1人以上。「と」又は「、」でつなぐ。「氏名」の世帯全員 と書けば、その人の世帯の今の世帯員全員。",
    ),
    "語": Kind(r"「(?:[^「」]|「[^」]*」)*」", "「…」", "かぎ括弧で囲んだ言葉。"),
    "語々": Kind(r"「[^」]+」(?:(?:と|、)「[^」]+」)*", "「…」と「…」", "かぎ括弧で囲んだ言葉を1つ以上。"),
    "日": Kind(r"[^「」、]+?", "日", "日付(「日付の書き方」)。"),
    "数": Kind(r"[0-90-9]+", "数", "数字。"),
    "異動": Kind(_any_of(ALL_ACTS), "異動", "異動の名前(「異動」の表)。"),
    "項目": Kind(r"(?!最後の|異動事由)[^「」、]+?", "項目", "住民票の項目(「項目」の表)。"),
    "前後": Kind("直前|直後", "直前", "「直前」か「直後」。"),
    "状態": Kind("確認待ち|差戻し|本登録済み|取下げ", "状態", "確認待ち、差戻し、本登録済み、取下げのどれか。"),
    "証明書": Kind(_any_of(PAPERS), "証明書", "住民票の写し、個人票、転出証明書又は転出証明書に準ずる証明書。"),
    "階層": Kind(_any_of(LEVELS), "階層", "市町村CS、都道府県サーバ又は全国サーバ。"),
}
"""The kinds of words that templates name."""

WHEN: Final = (
    "[(異動{act:語}|その異動)の{edge:前後}の記録では(、|)][{moment:日}時点の記録では(、|)][{day:日}(現在|時点)の]"
)
"""With it begin the steps that may look at any point of both axes: as then known, and as of a day."""

THEN: Final = re.sub(r"\{(\w+):", r"{other_\1:", WHEN)
"""The same of the person with whom somebody is compared."""

_HOLE: Final = re.compile(r"\{(\w+):(\w+)\}")
_ACT_NAMED: Final = re.compile(r"(?:」の|全員の|次の)([^「」]+?)(?:の取消し)?を[^「」]*(?:登録|点検)")
_NAME: Final = re.compile(r"「((?:[^「」]|「[^」]*」)*)」")


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the vocabulary."""

    template: str
    pattern: re.Pattern[str]
    group: str
    text: str
    example: str
    run: Callable[..., None]
    judges: bool  # it looks at what the last act led to, so a refusal may stand before it
    network: bool


class Matched(msgspec.Struct, frozen=True):
    """A step of a file with its definition, the sentence as the vocabulary says it, and the words in it."""

    step: Step
    said: str
    words: dict[str, str]


STEPS: Final[list[Step]] = []
"""Every step, in the order in which the documentation lists them."""

GROUPS: Final = (
    "前提を作る", "業務日付", "異動", "異動の取消し", "異動の結果", "住民票の内容", "世帯", "異動履歴",
    "市町村CSへの電文", "帳票", "仮登録と確認", "2人の職員", "翌日の異動一覧", "検索", "証明書", "一括処理",
    "ネットワーク",
)  # fmt: skip
"""The groups of steps, in the order of the documentation."""


def step(
    template: str, *, group: str, example: str, judges: bool = False, network: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Say what a step does. The docstring of the function is its description; `example` is run by a test."""

    def taken(run: Callable[..., None]) -> Callable[..., None]:
        STEPS.append(
            Step(
                template=template,
                pattern=re.compile(compiled(template)),
                group=group,
                text=" ".join((run.__doc__ or "").split()),
                example=example,
                run=run,
                judges=judges,
                network=network,
            )
        )
        return run

    return taken


def compiled(template: str) -> str:
    """The regular expression of a template."""
    pattern, last = "", 0
    for hole in _HOLE.finditer(template):
        pattern += _literal(template[last : hole.start()])
        pattern += f"(?P<{hole[1]}>{KINDS[hole[2]].pattern})"
        last = hole.end()
    return pattern + _literal(template[last:])


def _literal(text: str) -> str:
    kept = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}
    return "".join(kept.get(letter, re.escape(letter)) for letter in text)


def shown(template: str) -> str:
    """A template as the documentation prints it: the words that say when are explained once, as [いつ]."""
    template = template.replace(WHEN, "[いつ]").replace(THEN, "[いつ]")
    return _HOLE.sub(lambda hole: f"<{KINDS[hole[2]].shown}>" if hole[2] in _BARE else KINDS[hole[2]].shown, template)


_BARE: Final = {"日", "数", "異動", "項目", "階層", "前後", "状態", "証明書"}


def find(text: str) -> Matched | None:
    """The step that a text means; None when there is none."""
    for said in sentences.ways(text):
        for known in STEPS:
            match = known.pattern.fullmatch(said)
            if match is not None:
                words = {name: word for name, word in match.groupdict().items() if word is not None}
                return Matched(known, said, words)
    return None


def nearest(text: str, *, most: int = 3) -> list[str]:
    """The steps that look most like a text, for somebody who has written one that we do not know."""
    bare = _NAME.sub("「」", text)
    scored = [
        (difflib.SequenceMatcher(None, bare, _NAME.sub("「」", _example_line(known))).ratio(), shown(known.template))
        for known in STEPS
    ]
    best = sorted(dict.fromkeys(sorted(scored, reverse=True)), reverse=True)
    return [template for score, template in best[:most] if score > 0.2]  # noqa: PLR2004 - below it is no likeness


def _example_line(known: Step) -> str:
    return known.example.strip().splitlines()[0].strip().partition(" ")[2]


def unknown(line: Line) -> str:
    """What to say of a step that we do not know."""
    near = "".join(f"\n    ・{each}" for each in nearest(line.text)) + _nearest_act(line.text)
    known = f" 近い書き方:{near}" if near else ""
    where = "一覧は docs/steps.md 又は daicho features --steps"
    return f"知らないステップです: {line.keyword} {line.text}{known}\n    {where}"


def _nearest_act(text: str) -> str:
    """The procedures that look most like the one named, where a sentence names one that we do not know."""
    found = _ACT_NAMED.search(sentences.tidy(text))
    if found is None or found[1] in ALL_ACTS:
        return ""
    near = difflib.get_close_matches(found[1], ALL_ACTS, n=4, cutoff=0.1)
    listed = "、".join(near or ["転入", "転居", "転出", "出生", "死亡", "職権修正"])
    return f"\n    「{found[1]}」という異動はありません。近い異動: {listed}(docs/steps.md の「異動」)"


def names(word: str) -> list[str]:
    """What stands in the brackets of a word."""
    return _NAME.findall(word)


def name(word: str) -> str:
    """What stands in the one pair of brackets of a word."""
    return names(word)[0]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A step being played: its scene, its line, and whether its document is at hand."""

    scene: Scene
    line: Line
