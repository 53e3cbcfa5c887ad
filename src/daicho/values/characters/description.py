"""Everything the tables know of each character of a text: for `daicho values text` and the inquiry of codes.

Source: standard chapter 3, 2.2.3 (characters are shown large, with their codes).
"""

from __future__ import annotations

from typing import NamedTuple

from daicho.values.characters.clusters import clusters
from daicho.values.characters.identity import identify
from daicho.values.characters.picker import kanji_facts
from daicho.values.characters.repertoires import gaiji_count
from daicho.values.characters.validation import Problem, Use, drawable, validate
from daicho.values.characters.variants import variants


class Description(NamedTuple):
    """One character of a text, described.

    Attributes:
        position: Place in the text, from 0.
        text: The character.
        name: MJ or GJ name, or code points.
        code_points: `U+9089 U+E0101`.
        readings: Readings that Unihan knows.
        strokes: Number of strokes; 0 when unknown.
        variants: Other characters that the MJ data joins to it, without its sequences.
        repertoires: Names of the packaged repertoires that have it.
        drawable: Whether certificates can show it.
        problem: Why it may not stand in a name, if it may not.
    """

    position: int
    text: str
    name: str
    code_points: str
    readings: tuple[str, ...]
    strokes: int
    variants: tuple[str, ...]
    repertoires: tuple[str, ...]
    drawable: bool
    problem: Problem | None


def describe(
    text: str, *, repertoires: tuple[str, ...] = ("JIS X 0208", "JIS X 0213", "MJ"), use: Use = Use.NAME
) -> tuple[Description, ...]:
    """Describe every character of a text.

    >>> described = describe("髙")[0]
    >>> described.name, described.strokes, described.variants, described.repertoires
    ('MJ028902', 11, ('高', '𠆪'), ('MJ',))
    """
    problems = {problem.position: problem for problem in validate(text, use=use)}
    return tuple(
        _described(position, cluster, repertoires, problems.get(position))
        for position, cluster in enumerate(clusters(text))
    )


def _described(position: int, cluster: str, repertoires: tuple[str, ...], problem: Problem | None) -> Description:
    character, facts = identify(cluster)[0], kanji_facts(cluster)
    return Description(
        position=position,
        text=cluster,
        name=character.name,
        code_points=character.code_points,
        readings=facts.readings,
        strokes=facts.strokes,
        variants=tuple(other for other in variants(cluster) if len(other) == 1 and other != cluster),
        repertoires=tuple(name for name in repertoires if not gaiji_count(cluster, name)),
        drawable=drawable(cluster),
        problem=problem,
    )
