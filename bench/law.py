"""Speed of the law: decisions a second for a household of four with all checks, and with canonical bytes and hash.

Run as `python bench/law.py [--json] [--seconds 2]`. The floor is taken in the same run: four struct copies with changed
fields, which is what a decision cannot do without.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.law.builders import SETTINGS, Town, address, family, header, move_in

from daicho.law import decide
from daicho.law.commands import Destination, Mover, Relocation
from daicho.law.records import State
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Callable


def per_second(action: Callable[[], Any], seconds: float) -> float:
    """How often an action runs in a second; the best of three stretches."""
    best = 0.0
    for _ in range(3):
        count, started = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - started) < seconds / 3:
            for _ in range(20):
                action()
            count += 20
        best = max(best, count / elapsed)
    return best


def measured(seconds: float) -> dict[str, float]:
    """All figures."""
    town = Town()
    people = town.settle(4)
    relocation = Relocation(
        header=header(), movers=tuple(Mover(each) for each in people), destination=Destination(address=address("9番"))
    )
    entry = move_in(family(4, first=50))
    moving, entering = town.situation(relocation), town.situation(entry)
    records = [town.record(number) for number in people]
    decision = decide(entering, entry, settings=SETTINGS)
    assert not decision.errors

    def with_bytes() -> None:
        for change in decide(entering, entry, settings=SETTINGS).changes:
            hashlib.sha256(codec.encode(change.current)).digest()

    return {
        "floor: four copies": per_second(
            lambda: [msgspec.structs.replace(each, state=State.PRESENT) for each in records], seconds
        ),
        "move-in of four": per_second(lambda: decide(entering, entry, settings=SETTINGS), seconds),
        "move-in of four, canonical bytes and hash": per_second(with_bytes, seconds),
        "relocation of four": per_second(lambda: decide(moving, relocation, settings=SETTINGS), seconds),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=2.0)
    arguments = parser.parse_args()
    figures = measured(arguments.seconds)
    if arguments.json:
        print(json.dumps({name: round(figure, 1) for name, figure in figures.items()}, ensure_ascii=False))
        return
    for name, figure in figures.items():
        print(f"{figure:12,.0f}/s  {name}")


if __name__ == "__main__":
    main()
