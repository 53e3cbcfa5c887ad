"""Character identification (文字同定): which character a written shape is, decided by a human and recorded.

A shape from a paper or from another system is compared with candidates; a clerk chooses one, and says why.
The decision is data: who, when, why; conversions then use it before any table. Changing a resident's name
because of a decision is a minor correction (軽微な修正) in the register.

Source: SYS24, SYS1-F9 (identification with Juki-net, conversion with the residence card system); standard
chapter 3, 4.2.2 (corrections that follow from character identification).
"""

from __future__ import annotations

from collections import Counter
from datetime import date  # noqa: TC003 - msgspec reads the annotation at run time
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from daicho.values.characters.clusters import clusters
from daicho.values.characters.conversion import REGISTER_SCHEMES, Conversion, Reason, to_repertoire
from daicho.values.characters.identity import Character, identify
from daicho.values.characters.picker import by_reading
from daicho.values.characters.repertoires import Repertoire, repertoire
from daicho.values.characters.tables import Scheme, tables
from daicho.values.characters.variants import confusables, variants
from daicho.values.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Likeness(IntEnum):
    """Why a character is a candidate, closest first."""

    WRITTEN = 0
    """The text as it came."""
    IDENTITY = 1
    """Another spelling of the same MJ name."""
    VARIATION = 2
    """The same base with or without another variation selector."""
    VARIANT = 3
    """Joined by the MJ shrink map (unification, family register)."""
    SHRINK = 4
    """Offered by the shrink map otherwise (notice 582 for residence cards, inference)."""
    CONFUSABLE = 5
    """Looks or sounds alike."""
    READING = 6
    """Is read as the clerk says."""


class Candidate(NamedTuple):
    """One character that the shape may be, and why it is offered."""

    character: Character
    likeness: Likeness


def candidates(written: str, *, reading: str = "") -> tuple[Candidate, ...]:
    """The characters that a written character may be, closest first, each once.

    Args:
        written: The character as it came (one base, with or without a selector); empty when only a reading is known.
        reading: What the clerk knows of its reading, in kana.

    >>> [candidate.character.text for candidate in candidates("𠮷")][:2]
    ['𠮷', '吉']
    """
    found: dict[str, Likeness] = {}
    for text, likeness in _offers(written, reading):
        if tables().number(text) is not None or text == written:
            found.setdefault(text, likeness)
    ordered = sorted(found.items(), key=lambda item: item[1])
    return tuple(Candidate(identify(text)[0], likeness) for text, likeness in ordered)


def are_same_characters(one: str, other: str) -> bool:
    """Whether two texts are the same characters, place by place, be it in other shapes.

    Joined are what `candidates` offers of a character up to the shrink map; what only looks or sounds alike is another.

    >>> are_same_characters("渡邉", "渡辺"), are_same_characters("渡邉", "佐藤")
    (True, False)
    """
    here, there = clusters(one), clusters(other)
    return len(here) == len(there) and all(map(_is_one, here, there))


def _is_one(one: str, other: str) -> bool:
    return one == other or any(
        each.character.text == there and each.likeness <= Likeness.SHRINK
        for here, there in ((one, other), (other, one))
        for each in candidates(here)
    )


def _offers(written: str, reading: str) -> Iterator[tuple[str, Likeness]]:
    if written:
        yield written, Likeness.WRITTEN
        number = tables().number(written)
        spellings = tables().spellings.get(number, ()) if number is not None else ()
        yield from ((text, Likeness.IDENTITY) for text in spellings)
        yield written[0], Likeness.VARIATION
        yield from ((text, Likeness.VARIATION) for text in tables().sequences if text[0] == written[0])
        yield from ((text, Likeness.VARIANT) for text in variants(written))
        row = tables().shrink.get(number, ()) if number is not None else ()
        yield from ((target, Likeness.SHRINK) for _, target in row)
        yield from ((text, Likeness.CONFUSABLE) for text in confusables(written))
    if reading:
        yield from ((character.text, Likeness.READING) for character in by_reading(reading))


class IdentificationDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A human's decision that a character from elsewhere is (or is replaced by) a character of ours.

    Attributes:
        source: Identity or private code of the character as it came, such as `MJ026192` or `U+E001`.
        source_system: Where it came from: the residence card system, Juki-net, an older register.
        chosen: The character to use.
        decided_by: Account of the clerk.
        decided_on: Day of the decision.
        reason: Why, in the clerk's words; never empty.
        likeness: On which ground the chosen character was a candidate, if it was one.
    """

    source: str
    source_system: str
    chosen: str
    decided_by: str
    decided_on: date
    reason: str
    likeness: Likeness | None = None


def decide(  # noqa: PLR0913 - a decision is nothing without each of these
    written: str, chosen: str, *, source_system: str, decided_by: str, decided_on: date, reason: str
) -> IdentificationDecision:
    """Record a decision; the likeness is worked out here.

    Raises:
        InvalidValue: There is no reason or no clerk, or one of the two texts is not a single character.
    """
    if not (reason.strip() and decided_by.strip()):
        raise InvalidValue(
            "V-CHR-DECISION",
            "文字同定には、判断した職員と理由の記録が必要です。理由を入力してください。",
            "A decision needs the clerk who took it and a reason.",
        )
    came, taken = identify(written), identify(chosen)
    if not len(came) == len(taken) == 1:
        raise InvalidValue(
            "V-CHR-DECISION-ONE",
            "文字同定は1文字ずつ行います。",
            "One character is identified with one character at a time.",
        )
    likeness = next((found.likeness for found in candidates(written) if found.character == taken[0]), None)
    return IdentificationDecision(
        source=came[0].name,
        source_system=source_system,
        chosen=chosen,
        decided_by=decided_by,
        decided_on=decided_on,
        reason=reason.strip(),
        likeness=likeness,
    )


def in_force(decisions: Iterable[IdentificationDecision], *, source_system: str) -> dict[str, str]:
    """What `to_repertoire` takes: identity to chosen character; a later decision replaces an earlier one."""
    of_system = (decision for decision in decisions if decision.source_system == source_system)
    return {decision.source: decision.chosen for decision in sorted(of_system, key=lambda found: found.decided_on)}


class ConvertedItem(NamedTuple):
    """One item of one record after conversion. `reference` names the record without personal data."""

    reference: str
    item: str
    conversion: Conversion


class ConversionReport(NamedTuple):
    """What a conversion between systems did (変換結果).

    Attributes:
        repertoire: Name and version of the target, with a warning when it is a stand-in.
        items: How many items were converted.
        unchanged: How many of them stayed as they were.
        by_reason: How many characters were replaced, by reason.
        unconvertible: How many characters had no substitute, by identity.
        changed: The items that changed, for the clerk's list.
    """

    repertoire: str
    items: int
    unchanged: int
    by_reason: dict[Reason, int]
    unconvertible: dict[str, int]
    changed: tuple[ConvertedItem, ...]


def convert_items(
    items: Iterable[tuple[str, str, str]],
    within: str | Repertoire,
    *,
    decisions: Mapping[str, str] | None = None,
    schemes: tuple[Scheme, ...] = REGISTER_SCHEMES,
) -> ConversionReport:
    """Convert (reference, item, text) triples for another system, and report every change.

    Texts go into the report only where something changed: a clerk must see them.
    """
    chosen = repertoire(within)
    converted = [
        ConvertedItem(reference, item, to_repertoire(text, chosen, decisions=decisions, schemes=schemes))
        for reference, item, text in items
    ]
    changed = tuple(item for item in converted if item.conversion.changed)
    return ConversionReport(
        repertoire=f"{chosen.name} ({chosen.version})",
        items=len(converted),
        unchanged=len(converted) - len(changed),
        by_reason=dict(Counter(found.scheme for item in changed for found in item.conversion.replaced)),
        unconvertible=dict(
            Counter(identify(found.source)[0].name for item in changed for found in item.conversion.unconvertible)
        ),
        changed=changed,
    )
