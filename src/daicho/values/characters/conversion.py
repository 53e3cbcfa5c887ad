"""Converting text into a smaller repertoire, with a record of every replacement (代替文字).

The rules, in this order, for each character that the repertoire lacks:

1. a decision that a human made (文字同定) for this character;
2. another spelling of the same identity (a sequence whose MJ name has a plain code point);
3. a Roman letter without its accents (José to Jose; the tax agency's map would give a full-width ｅ);
4. the MJ shrink map: unification, family register notices, notice 582, inference;
5. the JIS shrink map of the National Tax Agency, for `JIS X 0208`;
6. the base without its variation selector;
7. compatibility forms (half width to full width, ㈱ to (株)).

A character for which none applies becomes `〓` and is listed. Source: DF-3 items 53 to 61; SYS1-F9.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from daicho.values.characters.clusters import clusters
from daicho.values.characters.identity import Character, identify
from daicho.values.characters.repertoires import Repertoire, repertoire
from daicho.values.characters.tables import Scheme, read_data, tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GETA: Final = "〓"


class Reason(StrEnum):
    """Why one character was put in the place of another."""

    DECISION = "文字同定"
    SAME_IDENTITY = "同一文字"
    ACCENT = "アクセント記号の除去"
    UNIFICATION = Scheme.UNIFICATION.japanese
    FAMILY_REGISTER = Scheme.FAMILY_REGISTER.japanese
    NOTICE_582 = Scheme.NOTICE_582.japanese
    INFERENCE = Scheme.INFERENCE.japanese
    JIS_SHRINK = "国税庁JIS縮退マップ"
    BASE = "異体字セレクタの除去"
    COMPATIBILITY = "互換文字"


REGISTER_SCHEMES: Final = (Scheme.UNIFICATION, Scheme.FAMILY_REGISTER, Scheme.NOTICE_582, Scheme.INFERENCE)
"""The order of the shrink map's schemes between registers."""

RESIDENCE_CARD_SCHEMES: Final = (Scheme.UNIFICATION, Scheme.NOTICE_582, Scheme.FAMILY_REGISTER, Scheme.INFERENCE)
"""The order towards the residence card system, whose own table is notice 582 (SYS1-F9, SYS24-F2)."""


class Replacement(NamedTuple):
    """One character replaced: where (counted in characters, from 0), what, by what, and why."""

    position: int
    source: str
    target: str
    scheme: Reason


class Unconvertible(NamedTuple):
    """One character for which no substitute was found."""

    position: int
    source: str


class Conversion(NamedTuple):
    """What became of a text: the substitute text of DF-3, and the positions it asks for.

    Attributes:
        text: The text in the wanted repertoire.
        replaced: Every replacement, in order.
        unconvertible: Every character that became the geta mark.
    """

    text: str
    replaced: list[Replacement]
    unconvertible: list[Unconvertible]

    @property
    def changed(self) -> bool:
        """Whether the receiver gets anything but the text as registered."""
        return bool(self.replaced or self.unconvertible)


def to_repertoire(
    text: str,
    within: str | Repertoire,
    *,
    decisions: Mapping[str, str] | None = None,
    schemes: tuple[Scheme, ...] = REGISTER_SCHEMES,
    missing: str = GETA,
) -> Conversion:
    """The text in a repertoire, with what was replaced and what could not be.

    Args:
        text: The text as registered.
        within: The receiver's repertoire.
        decisions: Identity to substitute, as decided by humans; they come before every table.
        schemes: Which schemes of the shrink map may be used, in which order.
        missing: What stands in the place of a character without a substitute.

    >>> conversion = to_repertoire("髙島屋", "JIS X 0208")
    >>> conversion.text, conversion.replaced[0].scheme.value
    ('高島屋', 'JIS包摂規準・UCS統合規則')
    """
    chosen = repertoire(within)
    made: list[str] = []
    replaced: list[Replacement] = []
    unconvertible: list[Unconvertible] = []
    for position, cluster in enumerate(clusters(text)):
        if cluster in chosen.texts:
            made.append(cluster)
            continue
        offers = substitutes(identify(cluster)[0], chosen, decisions=decisions, schemes=schemes)
        substitute = next((offer for offer in offers if _fits(offer[0], chosen)), None)
        if substitute is None:
            unconvertible.append(Unconvertible(position, cluster))
            made.append(missing)
            continue
        target, reason = substitute
        made.append(target)
        if target != cluster:
            replaced.append(Replacement(position, cluster, target, reason))
    return Conversion("".join(made), replaced, unconvertible)


def _fits(target: str, chosen: Repertoire) -> bool:
    return bool(target) and all(chosen.has(part) for part in identify(target))


def substitutes(
    character: Character,
    chosen: Repertoire,
    *,
    decisions: Mapping[str, str] | None = None,
    schemes: tuple[Scheme, ...] = REGISTER_SCHEMES,
) -> Iterator[tuple[str, Reason]]:
    """Everything that the tables offer in the place of a character, best first, in the repertoire or not."""
    decided = (decisions or {}).get(character.name)
    if decided is not None:
        yield decided, Reason.DECISION
    spelling = chosen.spelling(character)
    if spelling is not None:
        yield spelling, Reason.SAME_IDENTITY
    yield from _roman(character)
    shrunk = list(_shrunk(character.text, schemes))
    yield from shrunk
    for text in (character.text, character.base, *(target for target, _ in shrunk)):
        if text in jis_shrink():
            yield jis_shrink()[text], Reason.JIS_SHRINK
    if character.selector:
        yield character.base, Reason.BASE
    compatible = unicodedata.normalize("NFKC", character.text)
    yield from ((form, Reason.COMPATIBILITY) for form in (compatible, _widened(compatible)) if form != character.text)


def _roman(character: Character) -> Iterator[tuple[str, Reason]]:
    """A Roman letter with its accents composed, and without them."""
    letter = unicodedata.normalize("NFD", character.text)[0]
    if letter.isascii() and letter.isalpha() and letter != character.text and not character.selector:
        yield unicodedata.normalize("NFC", character.text), Reason.COMPATIBILITY
        yield letter, Reason.ACCENT


def _shrunk(text: str, schemes: tuple[Scheme, ...]) -> Iterator[tuple[str, Reason]]:
    number = tables().number(text)
    row = tables().shrink.get(number, ()) if number is not None else ()
    for wanted in schemes:
        yield from ((target, Reason(wanted.japanese)) for scheme, target in row if scheme is wanted)


def _widened(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


@cache
def jis_shrink() -> dict[str, str]:
    """JIS X 0213 character to what JIS X 0208 has instead (National Tax Agency)."""
    lines = read_data("jis_shrink.txt").decode().splitlines()
    return dict(line.split("\t") for line in lines)
