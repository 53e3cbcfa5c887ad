"""The relationship to the head of household (世帯主との続柄): its grammar and its place in the order.

A relationship is 世帯主, 縁故者, 同居人, or up to four of thirteen atoms joined by の, each the relation to the person
before: 子の妻 is the wife of a child of the head. Nothing else may be stored.

Source: standard chapter 3, 1.1.11 and 5.2.
"""

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import Final

import msgspec

HEAD: Final = "世帯主"
RELATED: Final = "縁故者"
LODGER: Final = "同居人"

_FULL_WIDTH: Final = str.maketrans({"(": "\uff08", ")": "\uff09", " ": None, "\u3000": None})


def normalise(text: str) -> str:
    """The text with full-width parentheses and without spaces, as relationships are stored."""
    return text.translate(_FULL_WIDTH)


_UNREGISTERED_HUSBAND: Final = normalise("夫(未届)")
_UNREGISTERED_WIFE: Final = normalise("妻(未届)")
_CHILD_AND_HUSBAND_OF_CHILD: Final = normalise("子(子の夫)")
_CHILD_AND_WIFE_OF_CHILD: Final = normalise("子(子の妻)")

ATOMS: Final = (
    _UNREGISTERED_HUSBAND, _UNREGISTERED_WIFE, _CHILD_AND_HUSBAND_OF_CHILD, _CHILD_AND_WIFE_OF_CHILD,
    "夫", "妻", "子", "父", "母", "兄", "姉", "弟", "妹",
)  # fmt: skip
"""The second group of STD-1.1.11, longest first. The parenthesised ones are single atoms."""

MAXIMUM_ATOMS: Final = 4
"""More than four (五世代以上) are written 縁故者."""

SPOUSES: Final = frozenset({"夫", "妻", _UNREGISTERED_HUSBAND, _UNREGISTERED_WIFE})
CHILDREN: Final = frozenset({"子", _CHILD_AND_HUSBAND_OF_CHILD, _CHILD_AND_WIFE_OF_CHILD})
PARENTS: Final = frozenset({"父", "母"})
SIBLINGS: Final = frozenset({"兄", "姉", "弟", "妹"})

INSTEAD: Final[dict[str, str]] = {
    "祖父": "父の父 又は 母の父",
    "祖母": "父の母 又は 母の母",
    "おじ": "父の兄、父の弟、母の兄 又は 母の弟",
    "おば": "父の姉、父の妹、母の姉 又は 母の妹",
    "甥": "兄の子、弟の子、姉の子 又は 妹の子",
    "姪": "兄の子、弟の子、姉の子 又は 妹の子",
    "孫": "子の子",
    "家事使用人": "同居人",
    "準世帯主": "世帯主との続柄",
    "長男": "子",
    "長女": "子",
    "養子": "子",
    "養女": "子",
    "養父": "父",
    "養母": "母",
    "内縁の夫": _UNREGISTERED_HUSBAND,
    "内縁の妻": _UNREGISTERED_WIFE,
}
"""Words that may not be stored (STD-1.1.11「実装しない機能」 and common habits), and what to write instead."""


class Problem(IntEnum):
    """Why a text is not a relationship."""

    FORBIDDEN_WORD = 1
    TOO_LONG = 2
    NOT_IN_GRAMMAR = 3


class InvalidRelationship(ValueError):  # noqa: N818 - a state of the text
    """A text is not a relationship.

    Attributes:
        problem: The rule it breaks.
        word: The word that is not allowed; empty where the whole text cannot be read.
        instead: What to write.
    """

    def __init__(self, problem: Problem, word: str = "", instead: str = "") -> None:
        super().__init__(problem.name)
        self.problem = problem
        self.word = word
        self.instead = instead


class Relationship(msgspec.Struct, frozen=True):
    """A relationship as its atoms; 世帯主, 縁故者 and 同居人 are one atom each."""

    atoms: tuple[str, ...]

    @property
    def written(self) -> str:
        """As stored and printed."""
        return "の".join(self.atoms)

    @property
    def is_head(self) -> bool:
        """Whether it is the head's own."""
        return self.atoms == (HEAD,)


@lru_cache(maxsize=4096)
def parse(text: str) -> Relationship:
    """Read a relationship.

    Raises:
        InvalidRelationship: Outside the grammar; says which word, and what to write instead.
    """
    rest = normalise(text)
    if rest in {HEAD, RELATED, LODGER}:
        return Relationship((rest,))
    for word, instead in INSTEAD.items():
        if word in rest:
            raise InvalidRelationship(Problem.FORBIDDEN_WORD, word, instead)
    atoms = _atoms(rest)
    if len(atoms) > MAXIMUM_ATOMS:
        raise InvalidRelationship(Problem.TOO_LONG, instead=RELATED)
    return Relationship(atoms)


def _atoms(text: str) -> tuple[str, ...]:
    atoms = []
    rest = text
    while True:
        atom = next((each for each in ATOMS if rest.startswith(each)), None)
        if atom is None:
            raise InvalidRelationship(Problem.NOT_IN_GRAMMAR)
        atoms.append(atom)
        rest = rest[len(atom) :]
        if not rest:
            return tuple(atoms)
        if not rest.startswith("の"):
            raise InvalidRelationship(Problem.NOT_IN_GRAMMAR)
        rest = rest[1:]


def is_valid(text: str) -> bool:
    """Whether a text may be stored as a relationship."""
    try:
        return parse(text).written == text
    except InvalidRelationship:
        return False


def joined(atoms: Iterable[str]) -> Relationship:
    """The relationship along a chain of atoms; a chain of more than four is 縁故者 (STD-1.1.11)."""
    chain = tuple(atoms)
    return Relationship(chain if len(chain) <= MAXIMUM_ATOMS else (RELATED,))


class Rank(IntEnum):
    """Places of STD-5.2, without regard to who has a family in the household."""

    HEAD = 11
    SPOUSE = 12
    CHILD = 13
    CHILD_SPOUSE = 22
    CHILD_CHILD = 23
    PARENT = 31
    SIBLING = 32
    GRANDPARENT = 33
    RELATIVE = 41
    RELATED = 42
    LODGER = 43
    UNKNOWN = 99


@lru_cache(maxsize=4096)
def rank(text: str | None) -> Rank:
    """The place of a relationship in the order of STD-5.2; unset or unreadable ones come last."""
    if text is None or not is_valid(text):
        return Rank.UNKNOWN
    atoms = parse(text).atoms
    if len(atoms) == 1:
        return _rank_of_atom(atoms[0])
    if len(atoms) == 2 and atoms[0] in CHILDREN and atoms[1] in SPOUSES | CHILDREN:  # noqa: PLR2004 - two steps
        return Rank.CHILD_SPOUSE if atoms[1] in SPOUSES else Rank.CHILD_CHILD
    if len(atoms) == 2 and PARENTS.issuperset(atoms):  # noqa: PLR2004 - two steps
        return Rank.GRANDPARENT
    return Rank.RELATIVE


def _rank_of_atom(atom: str) -> Rank:
    return next(rank_ for rank_, atoms in _RANKS.items() if atom in atoms)


_RANKS: Final[dict[Rank, frozenset[str]]] = {
    Rank.HEAD: frozenset({HEAD}),
    Rank.SPOUSE: SPOUSES,
    Rank.CHILD: CHILDREN,
    Rank.PARENT: PARENTS,
    Rank.SIBLING: SIBLINGS,
    Rank.RELATED: frozenset({RELATED}),
    Rank.LODGER: frozenset({LODGER}),
}


def foremost(candidates: Iterable[str]) -> str:
    """Of several relationships that are all true, the one to be recorded: the highest place in 5.2 (STD-1.1.11).

    Raises:
        ValueError: There is no candidate.
    """
    return min(candidates, key=lambda text: (rank(text), parse(text).atoms.__len__()))
