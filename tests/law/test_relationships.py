"""The grammar of relationships (STD-1.1.11) and the order of members (STD-5.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.builders import day

from daicho.law import household_order, relationships
from daicho.law.household_order import Member
from daicho.law.relationships import ATOMS, INSTEAD, InvalidRelationship, Problem, Rank
from daicho.values.numbers import AddresseeNumber

atoms = st.sampled_from(ATOMS)


@pytest.mark.covers("STD-1.1.11")
@given(st.lists(atoms, min_size=1, max_size=4))
def test_up_to_four_atoms_joined_read_back_as_they_are(chain: list[str]) -> None:
    """③ of the clause: ②を4世代まで「の」でつなげたもの."""
    text = "の".join(chain)
    read = relationships.parse(text)
    assert read.atoms == tuple(chain)
    assert read.written == text
    assert relationships.is_valid(text)
    assert relationships.joined(chain) == read


@pytest.mark.covers("STD-1.1.11")
@given(st.lists(atoms, min_size=5, max_size=8))
def test_five_atoms_or_more_become_related(chain: list[str]) -> None:
    """They cannot be stored, and are to be written 縁故者."""
    with pytest.raises(InvalidRelationship) as raised:
        relationships.parse("の".join(chain))
    assert (raised.value.problem, raised.value.instead) == (Problem.TOO_LONG, "縁故者")
    assert relationships.joined(chain).written == "縁故者"


@pytest.mark.covers("STD-1.1.11")
@pytest.mark.parametrize("word", INSTEAD)
def test_a_word_that_may_not_be_stored_is_named_with_what_to_write(word: str) -> None:
    """The clause's list of what must not be possible, and words of the family register."""
    for text in (word, f"妻の{word}"):
        with pytest.raises(InvalidRelationship) as raised:
            relationships.parse(text)
        assert raised.value.problem is Problem.FORBIDDEN_WORD
        assert raised.value.instead
    assert not relationships.is_valid(word)


@pytest.mark.parametrize("text", ["", "の", "子の", "の子", "子子", "友人", "世帯主の子", "縁故者の子", "子と妻"])
def test_what_is_outside_the_grammar_cannot_be_read(text: str) -> None:
    """Nothing but the listed forms is a relationship; 世帯主, 縁故者 and 同居人 join with nothing."""
    with pytest.raises(InvalidRelationship) as raised:
        relationships.parse(text)
    assert raised.value.problem is Problem.NOT_IN_GRAMMAR


def test_parentheses_of_either_width_are_read_and_full_width_ones_stored() -> None:
    """One spelling is stored."""
    read = relationships.parse("妻(未届)")
    assert read.written == "妻\uff08未届\uff09"
    assert relationships.parse("子 (子の妻)").atoms == ("子\uff08子の妻\uff09",)
    assert not relationships.is_valid("妻(未届)")


def test_the_head_is_known() -> None:
    """And nobody else is."""
    assert relationships.parse("世帯主").is_head
    assert not relationships.parse("妻").is_head


@pytest.mark.covers("STD-1.1.11")
def test_of_several_true_relationships_the_foremost_is_recorded() -> None:
    """Who is cousin and wife at once is wife."""
    assert relationships.foremost(["父の兄の子", "妻"]) == "妻"
    assert relationships.foremost(["父の兄の子", "縁故者"]) == "父の兄の子"


def test_every_relationship_has_its_rank() -> None:
    """The places of 5.2."""
    ranks = {
        "世帯主": Rank.HEAD, "妻": Rank.SPOUSE, "夫(未届)": Rank.UNKNOWN, "子": Rank.CHILD, "子の妻": Rank.CHILD_SPOUSE,
        "子の子": Rank.CHILD_CHILD, "父": Rank.PARENT, "妹": Rank.SIBLING, "父の母": Rank.GRANDPARENT,
        "妻の父": Rank.RELATIVE, "縁故者": Rank.RELATED, "同居人": Rank.LODGER, None: Rank.UNKNOWN, "孫": Rank.UNKNOWN,
        "子の子の子": Rank.RELATIVE,
    }  # fmt: skip
    assert {text: relationships.rank(text) for text in ranks} == ranks
    assert {relationships.rank(atom) for atom in ATOMS} == {Rank.SPOUSE, Rank.CHILD, Rank.PARENT, Rank.SIBLING}


def member(
    serial: int, relationship: str | None, born: str = "S60.1.1", register: str = "", *, first: bool = False
) -> Member:
    """A member of a household."""
    number = AddresseeNumber.from_serial(serial)
    return Member(number, relationship, day(born), (register, register), first)


def ordered(*members: Member) -> list[str | None]:
    """The relationships in order, the same whatever order they are given in."""
    by_number = {each.number: each for each in members}
    numbers = household_order.order(members)
    assert household_order.order(reversed(members)) == numbers
    return [by_number[number].relationship for number in numbers]


@pytest.mark.covers("STD-5.2")
def test_head_spouse_children_by_age_then_parents_siblings_grandparents_then_the_others() -> None:
    """Classes 1 to 4."""
    assert ordered(
        member(9, "同居人"), member(8, "縁故者"), member(7, "妻の母"), member(6, "父の父"), member(5, "弟"),
        member(4, "父"), member(3, "子", "H20.1.1"), member(2, "妻"), member(1, "世帯主"),
        member(10, "子", "H15.1.1"), member(11, None),
    ) == ["世帯主", "妻", "子", "子", "父", "弟", "父の父", "妻の母", "縁故者", "同居人", None]  # fmt: skip


@pytest.mark.covers("STD-5.2")
def test_equal_birth_dates_are_ordered_by_the_addressee_number() -> None:
    """Twins."""
    first, second = member(3, "子", "H20.1.1"), member(2, "子", "H20.1.1")
    assert household_order.order([first, second]) == (second.number, first.number)


@pytest.mark.covers("STD-5.2")
def test_the_families_of_children_follow_the_childless_ones_each_together_by_the_childs_age() -> None:
    """Class 2: child, spouse, children; the elder child's family first."""
    elder, younger = member(2, "子", "S50.1.1", "甲"), member(3, "子", "S55.1.1", "乙")
    alone = member(4, "子", "S58.1.1", "丙")
    wife_of_elder, child_of_elder = member(5, "子の妻", "S51.1.1", "甲"), member(6, "子の子", "H20.1.1", "甲")
    husband_of_younger, child_of_younger = member(7, "子の夫", "S40.1.1", "乙"), member(8, "子の子", "H10.1.1", "乙")
    members = [child_of_younger, husband_of_younger, child_of_elder, wife_of_elder, alone, younger, elder]
    expected = [alone, elder, wife_of_elder, child_of_elder, younger, husband_of_younger, child_of_younger]
    assert household_order.order(members) == tuple(each.number for each in expected)


def test_a_childs_family_without_the_child_comes_after_the_families() -> None:
    """A daughter-in-law stays with the parents of a husband who has died."""
    assert ordered(member(1, "世帯主"), member(2, "子の妻"), member(3, "子の子", "H10.1.1"), member(4, "父")) == [
        "世帯主", "子の妻", "子の子", "父",
    ]  # fmt: skip


@pytest.mark.covers("STD-5.2")
def test_parents_stand_with_the_first_listed_person_first() -> None:
    """3-1: 筆頭者の方を先に記載."""
    assert ordered(member(1, "母", "S2.1.1", first=True), member(2, "父", "T10.1.1")) == ["母", "父"]
    assert ordered(member(1, "母", "S2.1.1"), member(2, "父", "T14.1.1")) == ["父", "母"]


@pytest.mark.covers("STD-5.2")
def test_a_brother_with_a_family_belongs_to_the_fourth_class_with_it() -> None:
    """Class 3 is for those outside a couple with its children."""
    assert ordered(
        member(1, "世帯主"),
        member(2, "弟"),
        member(3, "弟の妻"),
        member(4, "妹"),
        member(5, "父の父"),
        member(6, "縁故者"),
    ) == ["世帯主", "妹", "父の父", "弟", "弟の妻", "縁故者"]


def test_an_adopted_spouse_of_a_child_counts_as_a_child() -> None:
    """子(子の妻) and the child's child form a family."""
    adopted = relationships.normalise("子(子の妻)")
    assert ordered(member(1, "世帯主"), member(2, adopted), member(3, f"{adopted}の子", "H20.1.1"), member(4, "父")) == [
        "世帯主", adopted, f"{adopted}の子", "父",
    ]  # fmt: skip
    assert ordered(member(1, "世帯主"), member(2, adopted), member(3, "子の子", "H20.1.1")) == [
        "世帯主",
        adopted,
        "子の子",
    ]
