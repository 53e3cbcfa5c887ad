"""What must hold for any sequence of acts: nothing known is ever changed, and everything can be rebuilt."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from daicho.law.commands import Basis, Cancellation, Death
from daicho.systems.register import db, rebuild
from daicho.systems.register.actions import daily
from daicho.systems.register.actions.errors import Refused
from daicho.systems.register.models import HistoryRow, Person
from daicho.systems.register.projecting import ProjectionReport, projections

from .support import ALIAS, before, header, move_in, move_out, persons_of, record, relocation, today

pytestmark = [pytest.mark.database]

_STATE = """
    SELECT addressee_number, lower(valid), upper(valid), state, household_number, address::text, relationship
    FROM register_residentversion WHERE recorded @> %s::bigint ORDER BY 1, 2
"""


def known_at(act):
    with db.cursor(ALIAS) as cursor:
        return cursor.execute(_STATE, (act,)).fetchall()


class Town:
    """A town in which things happen at random, on days that pass."""

    def __init__(self, seed, clock):
        self.dice = random.Random(seed)
        self.clock = clock
        self.people = []
        self.acts = []
        self.seen = {}

    def happen(self):
        """One act, if the law lets it through; the state then known is kept."""
        choice = self.dice.choice(("in", "in", "move", "move", "past", "out", "death", "cancel", "day"))
        try:
            self._do(choice)
        except Refused:
            return
        last = db.value(ALIAS, "SELECT last_number FROM register_actchain")
        self.seen.setdefault(last, known_at(last))

    def _do(self, choice):
        if choice == "in" or not self.people:
            recorded = record(move_in(self.dice.randint(1, 4), effective_on=before(self.dice.randint(0, 13))))
            self.people += persons_of(recorded)
        elif choice == "day":
            self.clock.move_to(self.clock() + dt.timedelta(days=self.dice.randint(1, 4)))
            daily.run(ALIAS)
            return
        elif choice == "cancel":
            person, act = self.dice.choice(self.acts or [(self.people[0], 1)])
            recorded = record(Cancellation(header=header(), act_number=act, persons=(person,)))
        else:
            recorded = record(self._command(choice, self.dice.choice(self.people)))
        self.acts += [(person, recorded.number) for person in persons_of(recorded)]

    def _command(self, choice, person):
        if choice == "out":
            day = self.clock() + dt.timedelta(days=self.dice.randint(1, 5))
            return move_out(person, on=type(today())(day))
        if choice == "death":
            return Death(header=header(before(1), basis=Basis.NOTICE, notified_on=today()), person=person)
        days = self.dice.randint(0, 2) if choice == "move" else self.dice.randint(3, 10)
        return relocation(person, effective_on=before(days), relationship="世帯主")


@pytest.mark.parametrize("seed", range(6))
def test_after_any_acts_what_was_known_stands_and_the_acts_give_the_tables(register, business_date, seed):
    """Known at K never changes after K; versions rebuild; the chain holds; the last history row is the present."""
    town = Town(seed, business_date)
    for _ in range(30):
        town.happen()
    for act, state in town.seen.items():
        assert known_at(act) == state, f"what was known after act {act} has changed"
    assert rebuild.versions(ALIAS).equal
    assert rebuild.verify_chain(ALIAS).broken is None
    assert projections(ALIAS) == ProjectionReport(Person.objects.count())
    for person in Person.objects.all():
        row = HistoryRow.objects.filter(addressee_number=person.pk).order_by("-history_number").first()
        assert row.history_number == person.history_number
        assert (row.household_number, row.state) == (person.household_number, person.state)
