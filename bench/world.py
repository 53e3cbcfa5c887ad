"""How many synthetic residents a second the world makes, in processor time.

python bench/world.py [--json]
"""

from __future__ import annotations

import json
import sys
import time

from daicho.world.population import generate

PEOPLE = 20_000
MINATO = "131032"


def main() -> None:
    list(generate(MINATO, 200, 1))
    start = time.process_time()
    made = sum(len(household.members) for household in generate(MINATO, PEOPLE, 1))
    a_second = made / (time.process_time() - start)
    if "--json" in sys.argv:
        print(json.dumps({"residents_per_second": round(a_second)}))
    else:
        print(f"{a_second:,.0f} residents/s")


if __name__ == "__main__":
    main()
