"""The order in which the members of a household stand (世帯員の並び順).

Source: standard chapter 3, 5.2. No other automatic order exists; an office may set any order by hand, and newcomers
stand at the end.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from daicho.law import relationships
from daicho.law.records import ResidentRecord
from daicho.law.relationships import CHILDREN, SPOUSES, Rank
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber


class Member(msgspec.Struct, frozen=True):
    """What the order asks of a member."""

    number: AddresseeNumber
    relationship: str | None
    birth_date: RegisterDate
    family_register: tuple[str, str] = ("", "")  # domicile and first-listed person
    first_listed: bool = False  # is the first-listed person (筆頭者)


Key = tuple[object, ...]


def member_of(record: ResidentRecord) -> Member:
    """The member that a record makes."""
    register = (record.domicile or "", record.first_listed_person or "")
    listed = bool(record.first_listed_person) and record.first_listed_person == record.name.written
    return Member(record.addressee_number, record.relationship, record.birth_date, register, listed)


def order(members: Iterable[Member]) -> tuple[AddresseeNumber, ...]:
    """The addressee numbers of the members in the order of STD-5.2."""
    standing = sorted(members, key=_by_age)
    families = _families(standing)
    ordered = sorted(standing, key=lambda member: _key(member, families))
    return tuple(member.number for member in ordered)


def _by_age(member: Member) -> Key:
    return (member.birth_date.sort_key(), member.number)


def _chain(member: Member) -> tuple[str, ...]:
    text = member.relationship
    return relationships.parse(text).atoms if text is not None and relationships.is_valid(text) else ()


def _families(members: Sequence[Member]) -> dict[AddresseeNumber, Member]:
    """For each member of a child's or relative's family in the household, the person whose family it is.

    The record does not say whose wife a 子の妻 is: the one in the same family register, else the eldest who fits.
    """
    found: dict[AddresseeNumber, Member] = {}
    for member in members:
        chain = _chain(member)
        if len(chain) > 1 and chain[-1] in SPOUSES | CHILDREN:
            heads = [other for other in members if _chain(other) == chain[:-1] or _same_step(_chain(other), chain)]
            if heads:
                same = [head for head in heads if head.family_register == member.family_register != ("", "")]
                found[member.number] = (same or heads)[0]
    for head in list(found.values()):
        found.setdefault(head.number, head)
    return found


def _same_step(head: tuple[str, ...], member: tuple[str, ...]) -> bool:
    """子(子の妻) counts as 子: the family of an adopted spouse of a child is a child's family."""
    return len(head) == 1 and len(member) == _PAIR and head[0] in CHILDREN and member[0] in CHILDREN


_PAIR: Final = 2
_SPOUSE_STEP: Final = 1
_CHILD_STEP: Final = 2


def _key(member: Member, families: dict[AddresseeNumber, Member]) -> Key:
    rank = relationships.rank(member.relationship)
    head = families.get(member.number)
    if head is not None and rank in {Rank.CHILD, Rank.CHILD_SPOUSE, Rank.CHILD_CHILD}:
        return (20, *_by_age(head), _step(member, head), *_by_age(member))
    if rank in {Rank.CHILD_SPOUSE, Rank.CHILD_CHILD}:
        return (21, rank.value, *_by_age(member))
    if rank in {Rank.PARENT, Rank.GRANDPARENT}:
        return (rank.value, not member.first_listed, *_by_age(member))
    if rank is Rank.RELATIVE or (rank is Rank.SIBLING and head is not None):
        leader = head or member
        return (Rank.RELATIVE.value, len(_chain(leader)), *_by_age(leader), _step(member, leader), *_by_age(member))
    return (rank.value, *_by_age(member))


def _step(member: Member, head: Member) -> int:
    if member.number == head.number:
        return 0
    return _SPOUSE_STEP if _chain(member)[-1] in SPOUSES else _CHILD_STEP
