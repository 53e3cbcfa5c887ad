"""Which characters stand for one another: what the MJ data joins, and what only looks alike.

Two kanji are *variants* when the MJ shrink map leads from both to the same character by the
unification rules (JIS包摂規準・UCS統合規則) or the notices under the Family Register Act: 辺 邊 邉, 高 髙.
Inference from shape, and the residence card table (notice 582), are not taken: they also join
characters that nobody would call variants; `identification` offers them as candidates.

*Confusables* are a table of our own: characters that clerks and residents mistake for one another though
the MJ data does not join them (斎 and 斉, 藤 and 籐), with the examples of standard chapter 3, 2.1.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

from daicho.values.characters.clusters import clusters
from daicho.values.characters.identity import Strictness
from daicho.values.characters.tables import Scheme, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Ends: TypeAlias = frozenset[str]

_JOINING: Final = (Scheme.UNIFICATION, Scheme.FAMILY_REGISTER)

CONFUSABLES: Final[tuple[str, ...]] = (
    # the examples of standard 2.1.2 that the MJ data does not join
    "浜滨頻", "藤籐籘",
    # kanji of names that are mistaken for one another by reading, by speech or at the keyboard
    "斎斉", "崎埼碕", "裕祐佑祜", "己已巳", "未末", "士土", "太大犬", "千干于", "萩荻", "綱網", "菅管", "萌萠", "壇檀",
    "晴睛", "偉緯", "郎朗", "幸辛", "博傅", "亨享", "昂昴", "折析", "楊揚", "侯候", "徹撤", "微徴", "烏鳥",
    "氷永", "堀掘", "孤狐", "葛蔦", "廷延", "淳惇", "祇祗", "鈎釣", "州洲", "壮荘", "彦産", "衛衝",
    # kanji and katakana of one shape
    "口ロ囗", "二ニ", "八ハ", "力カ", "夕タ", "工エ", "卜ト", "刂リ", "匕ヒ",
)  # fmt: skip
"""Groups of confusables; no character is in two."""


@cache
def roots() -> dict[str, Ends]:
    """Where the shrink map leads from each kanji that it moves; two places for some 240 of them."""
    found = tables()
    onward = _onward()
    ends = {number: _ends(number, onward) for number in onward}
    return {text: row for text, number in (*found.plain.items(), *found.sequences.items()) if (row := ends.get(number))}


def _onward() -> dict[int, frozenset[int]]:
    """MJ number to the MJ numbers that a joining scheme puts in its place."""
    plain = tables().plain
    found = {}
    for number, row in tables().shrink.items():
        targets = frozenset(plain[target] for scheme, target in row if scheme in _JOINING) - {number}
        if targets:
            found[number] = targets
    return found


def _ends(start: int, onward: dict[int, frozenset[int]]) -> Ends:
    """Follow the map until it leads nowhere new; a circle ends at its smallest member."""
    spelled = tables().spellings
    if onward.keys().isdisjoint(onward[start]):  # nearly always the first step is the last
        return frozenset([spelled[number][0] for number in onward[start]])
    reached: set[int] = set()
    open_ = [start]
    while open_:
        for target in onward.get(open_.pop(), ()):
            if target not in reached:
                reached.add(target)
                open_.append(target)
    last = {number for number in reached if number not in onward} or {min(reached)}
    return frozenset(spelled[number][0] for number in last)


def roots_of(cluster: str) -> Ends:
    """The characters at the end of the shrink map; a character that it does not move is its own root."""
    found = roots().get(cluster)
    if found is None:
        number = tables().number(cluster)
        found = frozenset((tables().spellings[number][0] if number else cluster,))
    return found


def spelled_otherwise() -> Iterator[str]:
    """The single characters that are not their own root: the map moves them, or they are spelled otherwise first."""
    moved, found = roots(), tables()
    for text, number in found.plain.items():
        if text in moved or found.spellings[number][0] != text:
            yield text


@cache
def groups() -> dict[str, str]:
    """The character that stands for a group of confusables, by member; katakana if the group has one."""
    return {member: min(group, key=_kanji_after_kana) for group in CONFUSABLES for member in group}


def _kanji_after_kana(member: str) -> bool:
    return not "ァ" <= member <= "ヶ"


def look_alikes_of(cluster: str) -> Ends:
    """The roots of a character, each replaced by the head of its group of confusables."""
    heads = groups()
    if cluster in heads:
        return frozenset((heads[cluster],))
    return frozenset(heads.get(root, root) for root in roots_of(cluster))


def joined(one: str, other: str, strictness: Strictness) -> bool:
    """Whether two single characters are variants, or (`LOOK_ALIKE`) variants or confusables."""
    keys = roots_of if strictness <= Strictness.VARIANT else look_alikes_of
    return not keys(one).isdisjoint(keys(other))


@cache
def _members() -> dict[str, tuple[str, ...]]:
    """Every spelling of every character that leads to a root."""
    return _inverted(roots_of)


@cache
def _look_alikes() -> dict[str, tuple[str, ...]]:
    """Every spelling of every character that leads to a group of confusables."""
    return _inverted(look_alikes_of)


def _inverted(keys: Callable[[str], Ends]) -> dict[str, tuple[str, ...]]:
    found = tables()
    collected: dict[str, dict[str, None]] = {}
    extra = (member for group in CONFUSABLES for member in group)
    for text in (*found.plain, *found.sequences, *extra):
        for key in keys(text):
            collected.setdefault(key, {})[text] = None
    return {key: tuple(members) for key, members in collected.items() if len(members) > 1}


class Spellings(AbstractSet[str]):
    """Every way to write a text when each character may be any of several; written out only when iterated."""

    __slots__ = ("options",)

    def __init__(self, options: Iterable[tuple[str, ...]]) -> None:
        self.options = tuple(options)

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        parts = clusters(text)
        return len(parts) == len(self.options) and all(map(tuple.__contains__, self.options, parts))

    def __iter__(self) -> Iterator[str]:
        return map("".join, product(*self.options))

    def __len__(self) -> int:
        return prod(map(len, self.options))

    def __repr__(self) -> str:
        return f"Spellings({self.options!r})"


def variants(text: str) -> Spellings:
    """A text and what it becomes when characters are replaced by characters that the MJ data joins to them.

    For one character this is the set of its variants, itself among them, in all their spellings.

    >>> {"邊", "邉", "辺"} <= variants("辺"), "斉" in variants("斎")
    (True, False)
    """
    return Spellings(_options(cluster, roots_of, _members()) for cluster in clusters(text))


def confusables(text: str) -> Spellings:
    """The same with the characters that look or sound alike though the MJ data does not join them.

    >>> {"斎", "齋", "斉", "齊"} <= confusables("斎")
    True
    """
    return Spellings(_options(cluster, look_alikes_of, _look_alikes()) for cluster in clusters(text))


def _options(cluster: str, keys: Callable[[str], Ends], members: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = dict.fromkeys((cluster,))
    for key in sorted(keys(cluster)):
        found.update(dict.fromkeys(members.get(key, ())))
    return tuple(found)
