"""Initial load of a municipality against the bare COPY of the same version rows.

python bench/register_load.py [people]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from register_places import population, register


def main(people: int) -> None:
    import psycopg

    with tempfile.TemporaryDirectory() as place, register() as databases:
        path = population(Path(place) / "residents.jsonl", people)
        from daicho.systems.register.loading import load

        begun = time.perf_counter()
        report = load("register", path)
        seconds = time.perf_counter() - begun
        with psycopg.connect(databases.superuser_dsn("register"), autocommit=True) as connection:
            floor = copy_floor(connection)
    print(
        json.dumps(
            {
                "residents": report.residents,
                "rejects": len(report.rejects),
                "seconds": round(seconds, 2),
                "per_second": round(report.residents / seconds),
                "floor_seconds": round(floor, 3),
                "ratio": round(seconds / floor, 1),
            }
        )
    )


def copy_floor(connection: Any) -> float:
    """COPY the same version rows into a table without any index."""
    with connection.cursor().copy("COPY register_residentversion TO STDOUT") as copy:
        data = b"".join(bytes(each) for each in copy)
    connection.execute("CREATE TABLE floor (LIKE register_residentversion)")
    begun = time.perf_counter()
    with connection.cursor().copy("COPY floor FROM STDIN") as copy:
        copy.write(data)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
