"""A move-in of a household of four, decided and recorded, against the bare insert of the same rows.

python bench/register_act.py [acts]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from register_places import register


def main(acts: int) -> None:
    with register() as databases:
        from register_words import support

        commands = [support.move_in(4) for _ in range(acts + 20)]
        times = []
        for command in commands:
            grant = support.grant_for(command)
            request = support.Request(command=command, token=support.token())
            begun = time.perf_counter()
            support.record_act("register", grant, request)
            times.append(time.perf_counter() - begun)
        floors = floor(databases, acts)
    times = sorted(times[20:])
    act, bare = statistics.median(times), statistics.median(floors)
    print(
        json.dumps(
            {
                "p50_ms": round(act * 1000, 2),
                "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 2),
                "floor_p50_ms": round(bare * 1000, 2),
                "ratio": round(act / bare, 2),
            }
        )
    )


JSONB = 3802
"""Type number of jsonb."""

TABLES = (
    "register_act",
    "register_residentversion",
    "register_historyrow",
    "register_person",
    "register_household",
    "register_searchkey",
    "register_payload",
    "register_payloadkey",
    "register_outbox",
)


def floor(databases: Any, acts: int) -> list[float]:
    """Insert the very rows of recorded acts again, into copies of the tables with all their indexes."""
    import psycopg

    times = []
    with psycopg.connect(databases.superuser_dsn("register")) as connection:
        groups = rows_by_act(connection)
        for table in TABLES:
            connection.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
        connection.commit()
        columns = {
            table: [
                name
                for (name,) in connection.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
                    (table,),
                )
            ]
            for table in TABLES
        }
        connection.commit()
        for group in groups[-acts:]:
            begun = time.perf_counter()
            for table, rows in group.items():
                row = f"({', '.join(['%s'] * len(columns[table]))})"
                connection.execute(
                    f"INSERT INTO floor_{table} VALUES {', '.join([row] * len(rows))}",
                    [value for each in rows for value in each],
                    prepare=True,
                )
            connection.commit()
            times.append(time.perf_counter() - begun)
    return times


def rows_by_act(connection: Any) -> list[dict[str, list[tuple[Any, ...]]]]:
    """The rows of each act by table, as text where psycopg would read JSON."""
    from psycopg.types.json import Jsonb

    def read(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        found = connection.execute(sql, values)
        json_columns = {at for at, column in enumerate(found.description or ()) if column.type_code == JSONB}
        return [
            tuple(Jsonb(value) if at in json_columns and value is not None else value for at, value in enumerate(row))
            for row in found.fetchall()
        ]

    groups = []
    for (number,) in connection.execute("SELECT number FROM register_act ORDER BY number").fetchall():
        people = [
            p
            for (p,) in connection.execute(
                "SELECT addressee_number FROM register_historyrow WHERE act_number = %s", (number,)
            )
        ]
        group = {
            "register_act": read("SELECT * FROM register_act WHERE number = %s", number),
            "register_residentversion": read(
                "SELECT * FROM register_residentversion WHERE lower(recorded) = %s AND addressee_number = ANY (%s)",
                number,
                people,
            ),
            "register_historyrow": read("SELECT * FROM register_historyrow WHERE act_number = %s", number),
            "register_person": read("SELECT * FROM register_person WHERE last_act = %s", number),
            "register_household": read("SELECT * FROM register_household WHERE opened_by = %s", number),
            "register_searchkey": read("SELECT * FROM register_searchkey WHERE addressee_number = ANY (%s)", people),
        }
        per_act = 12
        group["register_outbox"] = read(
            "SELECT * FROM register_outbox WHERE sequence > %s AND sequence <= %s",
            (number - 1) * per_act,
            number * per_act,
        )
        payloads = [row[-1] for row in group["register_outbox"]]
        group["register_payload"] = read("SELECT * FROM register_payload WHERE id = ANY (%s)", payloads)
        group["register_payloadkey"] = read("SELECT * FROM register_payloadkey WHERE id = ANY (%s)", payloads)
        groups.append({table: rows for table, rows in group.items() if rows})
    return groups


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
