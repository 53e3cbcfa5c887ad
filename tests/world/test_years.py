"""Years of a synthetic town in memory: lawful act by act, the same for the same seed, and sound at the end."""

from __future__ import annotations

import datetime as dt

import pytest

from daicho.law import ordinals, timelines
from daicho.law.records import State
from daicho.law.timelines import ActStamp
from daicho.values.dates import RegisterDate
from daicho.world.in_memory import InMemoryRegister
from daicho.world.population import generate
from daicho.world.years import Years

EBINA = "142158"
START = dt.date(2023, 11, 1)


def settled(people=400):
    """A town of some hundred residents on the first day."""
    register = InMemoryRegister(EBINA, serials=range(9_000_000, 9_100_000))
    for household in generate(EBINA, people, 1, as_of=START):
        for member in household.members:
            since = max(
                ordinals.start_of(day) for day in (member.record.became_resident_on, member.record.address_set_on)
            )
            register.open(member.record, since, on=START)
    return register


def lived(register, days, *, seed=1, acts=1):
    newcomers = generate(EBINA, 20_000, 2, as_of=START, serials=range(5_000_000, 5_100_000))
    years = Years(register, seed=seed, newcomers=newcomers)
    entered = [act for at in range(1, days + 1) for act in years.day(START + dt.timedelta(at), acts=acts)]
    return years, entered


@pytest.fixture(scope="module")
def town():
    """Three years of a town, an act a day besides what follows."""
    register = settled()
    years, entered = lived(register, 3 * 365)
    return register, years, entered


def test_nearly_every_act_is_lawful_and_all_kinds_happen(town):
    """What the law refuses is counted and left out; acts are numbered without a gap after the opening."""
    _, years, entered = town
    assert sum(years.refused.values()) < len(entered) / 50
    assert {
        "domestic_move_in", "move_in_from_abroad", "relocation", "move_out", "passing_of_planned_date", "birth", "death",
        "household_split", "change_of_head", "ex_officio_correction", "clerical_correction", "former_surname_changed",
        "immigration_notice", "individual_number_assigned",
    } <= set(years.done)  # fmt: skip
    assert [act.number for act in entered] == list(range(2, len(entered) + 2))
    assert not any(act.decision.errors for act in entered)


def test_every_household_has_one_head_or_none(town):
    """After all moves, deaths and splits: present members, one head at most, the head's name with each of them."""
    register, _, _ = town
    for home, members in register.present.items():
        people = [register.current(person) for person in members]
        heads = [one for one in people if one.relationship == "世帯主"]
        assert len(heads) <= 1
        assert all(one.state is State.PRESENT and one.household_number == home for one in people)
        assert {one.head_name for one in people} == ({heads[0].name.written} if heads else {None})


def test_timelines_are_what_the_stored_changes_give(town):
    """Folding the changes again from the opening gives the same versions: nothing is decided again."""
    register, _, entered = town
    folded = {household.addressee_number: household for household in opening_timelines()}
    for act in entered:
        processed = RegisterDate(act.on)
        stamp = ActStamp(act.number, act.command.header.effective_on or processed, processed)
        for change in act.decision.changes:
            before = folded.get(change.addressee_number, timelines.Timeline(change.addressee_number))
            folded[change.addressee_number] = timelines.apply(before, change, stamp)
    assert {number: line.versions for number, line in folded.items()} == {
        number: line.versions for number, line in register.timelines.items()
    }


def opening_timelines():
    return settled().timelines.values()


def test_the_same_seed_gives_the_same_years():
    """Another seed gives others."""
    (_, one), (_, same), (_, other) = (lived(settled(120), 90, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_whoever_has_left_is_no_member_and_is_known_when_the_name_comes_again(town):
    """Removed records are looked up by their three items, as the register does (STD-4.1.1.2)."""
    register, _, _ = town
    gone = [
        person for person, line in register.timelines.items() if register.current(person).state is not State.PRESENT
    ]
    assert gone
    assert not set(gone) & {person for members in register.present.values() for person in members}


def test_a_decision_that_is_asked_for_changes_nothing(town):
    """Asking is not entering: the acts, the members and the timelines stay."""
    register, _, entered = town
    last = entered[-1]
    acts, lines = register.acts, dict(register.timelines)
    register.ask(last.command, last.on)
    assert (register.acts, register.timelines) == (acts, lines)
