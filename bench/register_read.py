"""Reads of the register against a primary-key read of the current state.

python bench/register_read.py [people]
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from register_places import population, register

if TYPE_CHECKING:
    from collections.abc import Callable


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as place, register(durable=False) as databases:
        path = population(Path(place) / "residents.jsonl", people)
        from daicho.systems.register.loading import load

        load("register", path)
        print(json.dumps(figures(people), indent=1))
        del databases


def figures(people: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each read, and its ratio to the floor."""
    from register_words import support

    from daicho.systems.register import db
    from daicho.systems.register.queries import records
    from daicho.systems.register.queries.search import Conditions, search
    from daicho.values.dates import RegisterDate
    from daicho.values.numbers import AddresseeNumber, HouseholdNumber

    dice = random.Random(1)
    numbers = [AddresseeNumber.from_serial(dice.randrange(2, people)).stored() for _ in range(300)]
    homes = [HouseholdNumber.from_serial(dice.randrange(1, people // 2)).stored() for _ in range(300)]
    grant = support.search_grant()
    states = db.rows("register", "SELECT * FROM register_person WHERE addressee_number = ANY (%s)", (numbers,))
    births = [RegisterDate.from_stored(state["birth_date"]) for state in states]

    def floor(at: int) -> object:
        return db.row("register", "SELECT * FROM register_person WHERE addressee_number = %s", (numbers[at],))

    reads: dict[str, Callable[[int], object]] = {
        "person now": lambda at: records.person(grant, numbers[at]),
        "person known at": lambda at: records.person(grant, numbers[at], known_at=1),
        "household now": lambda at: records.household(grant, homes[at]),
        "person rows only": lambda at: db.row("register", records.PERSON, (numbers[at], 1_479_000)),
        "household rows only": lambda at: db.rows("register", records.HOUSEHOLD, (homes[at], 1_479_000)),
    }
    searches: dict[str, Callable[[int], Conditions]] = {
        "kana + birth": lambda at: Conditions(kana=states[at]["furigana"][:3], birth_from=births[at]),
        "given name": lambda at: Conditions(given=states[at]["name_written"].split("\u3000")[1]),
        "two kanji": lambda at: Conditions(name=states[at]["name_written"][:2]),
        "one kanji": lambda at: Conditions(name=states[at]["name_written"][0]),
        "address": lambda at: Conditions(address=states[at]["address_written"][-14:]),
    }
    bare = timed(floor, 300)
    found = {"floor (primary key)": bare}
    for name, read in reads.items():
        found[name] = timed(read, 300)
    for name, conditions in searches.items():
        found[name] = timed(lambda at, made=conditions: search(grant, made(at)), min(100, len(states)))
    for figure in found.values():
        figure["ratio"] = round(figure["p50"] / bare["p50"], 2)
    return found


def timed(read: Callable[[int], object], times: int) -> dict[str, float]:
    for at in range(20):
        read(at)
    taken = []
    for at in range(times):
        begun = time.perf_counter()
        read(at)
        taken.append((time.perf_counter() - begun) * 1000)
    return {"p50": round(statistics.median(taken), 3), "p95": round(sorted(taken)[int(len(taken) * 0.95)], 3)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40_000)
