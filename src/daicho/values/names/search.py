"""What the register indexes of a name, what it looks up for a query, and which hit comes first.

A *search form* is a text that is equal for any two names that are hits for one another: kanji go to the
head of their variants and confusables, kana are folded, selectors and spaces go. A kanji that the shrink
map leads to two places has two forms, so a name has one form in nearly every case and a few otherwise.

`search_keys(name)` gives the forms of everything by which a resident may be asked for (the whole name, the given name
alone, each reading); the register indexes them for present and past names alike. `grams(form)`
cuts a form into pieces of one and two characters for an inverted index, so that a query of any length, one kanji
included, finds its names without a scan.

Source: standard chapter 3, 2.1.2 and 2.1.3.
"""

from __future__ import annotations

import re
from enum import IntEnum, StrEnum
from functools import cache
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from daicho.values.characters.identity import Strictness, same
from daicho.values.characters.variants import groups, look_alikes_of, spelled_otherwise
from daicho.values.names.folding import LETTERS, fold, settled
from daicho.values.names.structs import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from collections.abc import Iterable

AnyName: TypeAlias = PersonName | CommonName | FormerSurname

MOST_FORMS: Final = 16
"""A name with more forms than this (five ambiguous kanji) keeps the first ones."""


class KeyKind(StrEnum):
    """Which part of a name a key was made from."""

    WHOLE = "whole"
    FAMILY = "family"
    GIVEN = "given"
    ROMAN = "roman"
    WHOLE_KANA = "whole_kana"
    FAMILY_KANA = "family_kana"
    GIVEN_KANA = "given_kana"


class SearchKey(NamedTuple):
    """One thing to index: where it comes from, and its search form."""

    kind: KeyKind
    form: str


class _Shapes(NamedTuple):
    """Where letters lead, for one pass over a text: kanji to their head, everything folded.

    Attributes:
        certain: What a code point becomes.
        ambiguous: The kanji that have several heads.
        is_ambiguous: Finds one of these.
    """

    certain: dict[int, str]
    ambiguous: dict[str, tuple[str, ...]]
    is_ambiguous: re.Pattern[str]


@cache
def _shapes() -> _Shapes:
    certain = dict(LETTERS)
    ambiguous: dict[str, tuple[str, ...]] = {}
    for text in dict.fromkeys((*spelled_otherwise(), *groups())):
        heads = [head[0].translate(LETTERS) for head in sorted(look_alikes_of(text))]
        if len(heads) > 1:
            ambiguous[text] = tuple(heads)
        else:
            certain[ord(text)] = heads[0]
    return _Shapes(certain, ambiguous, re.compile(f"[{''.join(ambiguous)}]"))


def search_forms(text: str) -> tuple[str, ...]:
    """The search forms of a text: one, unless it has a kanji with several heads. Query and index alike.

    >>> search_forms("渡邉　齋") == search_forms("渡辺斉")
    True
    """
    certain, ambiguous, is_ambiguous = _shapes()
    if is_ambiguous.search(text) is None:
        return (settled(text.translate(certain)),)
    options = (ambiguous.get(letter) or (letter.translate(certain),) for letter in text)
    return tuple(dict.fromkeys(settled("".join(parts)) for parts in islice(product(*options), MOST_FORMS)))


def search_keys(name: AnyName) -> tuple[SearchKey, ...]:
    """Everything to index of a name, each key once; past names go through this as well.

    >>> keys = search_keys(PersonName(family="髙島", given="一", family_furigana="タカシマ", given_furigana="ハジメ"))
    >>> [(key.kind.value, key.form) for key in keys][-1]
    ('given_kana', 'ハシメ')
    """
    keys = (SearchKey(kind, form) for kind, text in _parts(name) if text for form in search_forms(text))
    return tuple(dict.fromkeys(key for key in keys if key.form))


def _parts(name: AnyName) -> Iterable[tuple[KeyKind, str]]:
    if isinstance(name, PersonName):
        both = name.family + name.given
        return (
            (KeyKind.WHOLE, both),
            (KeyKind.WHOLE, name.single),
            (KeyKind.FAMILY, name.family),
            (KeyKind.GIVEN, name.given),
            (KeyKind.ROMAN, name.roman),
            (KeyKind.WHOLE_KANA, name.family_furigana + name.given_furigana),
            (KeyKind.FAMILY_KANA, name.family_furigana),
            (KeyKind.GIVEN_KANA, name.given_furigana),
        )
    if isinstance(name, FormerSurname):
        return ((KeyKind.FAMILY, name.written), (KeyKind.FAMILY_KANA, name.furigana))
    family, _, given = name.written.partition("　")
    family_kana, _, given_kana = name.furigana.partition("　")
    return (
        (KeyKind.WHOLE, name.written),
        (KeyKind.FAMILY, family if given else ""),
        (KeyKind.GIVEN, given),
        (KeyKind.WHOLE_KANA, name.furigana),
        (KeyKind.FAMILY_KANA, family_kana if given_kana else ""),
        (KeyKind.GIVEN_KANA, given_kana),
    )


def grams(form: str) -> frozenset[str]:
    """Pieces of one and of two characters of a search form, for an inverted index.

    >>> sorted(grams("高島"))
    ['島', '高', '高島']
    """
    return frozenset((*form, *map("".join, pairwise(form))))


def query_grams(form: str) -> frozenset[str]:
    """The pieces that an indexed form must have to contain a query: pairs, or the single character."""
    return frozenset(map("".join, pairwise(form))) or frozenset(form)


class Rank(IntEnum):
    """How well a name answers a query, best first."""

    EXACT = 0
    """As written, apart from the space between surname and given name."""
    SAME = 1
    """The same characters (MJ names) in another spelling."""
    FOLDED = 2
    """The same kanji; kana the same after folding."""
    VARIANT = 3
    """Kanji that the MJ data joins."""
    LOOK_ALIKE = 4
    """Confusable kanji."""
    PREFIX = 5
    """The name begins with the query."""
    PART = 6
    """The name contains the query."""
    NONE = 7
    """No hit."""


def rank(query: str, candidate: str) -> Rank:
    """How well a text (a name, a surname, a reading) answers a query.

    >>> [rank("渡辺", text).name for text in ("渡辺", "渡邉", "渡辺一郎", "山田")]
    ['EXACT', 'VARIANT', 'PREFIX', 'NONE']
    """
    asked, found = _without_spaces(query), _without_spaces(candidate)
    if asked == found:
        return Rank.EXACT
    if same(asked, found, Strictness.CHARACTER):
        return Rank.SAME
    folded, other = fold(asked), fold(found)
    if not folded:
        return Rank.NONE
    if folded == other:
        return Rank.FOLDED
    if same(folded, other, Strictness.VARIANT):
        return Rank.VARIANT
    return _loose_rank(search_forms(asked), search_forms(found))


def _loose_rank(asked: tuple[str, ...], found: tuple[str, ...]) -> Rank:
    pairs = [(form, other) for form in asked for other in found]
    if any(form == other for form, other in pairs):
        return Rank.LOOK_ALIKE
    if any(other.startswith(form) for form, other in pairs):
        return Rank.PREFIX
    return Rank.PART if any(form in other for form, other in pairs) else Rank.NONE


def best_rank(query: str, texts: Iterable[str]) -> Rank:
    """The best rank among the texts of one resident."""
    return min((rank(query, text) for text in texts), default=Rank.NONE)


def ranked(query: str, texts: Iterable[str]) -> list[str]:
    """The hits among texts, exact ones first; texts of equal rank keep their order.

    >>> ranked("さいとう", ["サイドウ", "山田", "サイトウ", "さいとう"])
    ['さいとう', 'サイドウ', 'サイトウ']
    """
    judged = [(rank(query, text), text) for text in texts]
    return [text for found, text in sorted(judged, key=lambda pair: pair[0]) if found is not Rank.NONE]


def _without_spaces(text: str) -> str:
    return text.replace("　", "").replace(" ", "")
