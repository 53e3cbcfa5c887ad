"""`daicho bench apply`: a move-in of a household of four, decided and recorded, against the insert of the same rows.

One transaction: locks, decision, act, versions, history rows, current state, search keys, effects, outbox with sealed
payloads. The access record is committed before it, as always, and is measured by `bench vault`. The floor inserts the
very rows that such acts have left behind, by prepared statements of one a table, in one durable transaction, into
copies of the tables with all their indexes and without their exclusions.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from daicho.host.bench.ground import ground
from daicho.host.bench.report import Figure, Report, at_most, each_ms, median, percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Rows = list[tuple[Any, ...]]

P95_MS: Final = 40
RATIO: Final = 4
WARM: Final = 20
JSONB: Final = 3802
"""Type number of jsonb."""

TABLES: Final = (
    "act",
    "residentversion",
    "historyrow",
    "person",
    "household",
    "searchkey",
    "payload",
    "payloadkey",
    "outbox",
)


def run(*, acts: int) -> Report:
    """Record so many move-ins, then insert their rows again."""
    begun = time.perf_counter()
    with ground(["register"]) as place:
        times = record(acts)
        with psycopg.connect(place.dsn("register")) as connection:
            floors = floor(connection, acts)
    act, bare = median(times), median(floors)
    return Report(
        bench="apply",
        sizes={"acts": acts, "persons an act": 4},
        figures=(
            Figure(
                name="move-in of four, p50",
                value=act,
                unit="ms",
                floor=bare,
                ratio_bar=at_most(RATIO),
                note="floor: bare insert of the same rows",
            ),
            Figure(
                name="move-in of four, p95",
                value=percentile(times, 0.95),
                unit="ms",
                floor=percentile(floors, 0.95),
                bar=at_most(P95_MS),
            ),
        ),
        seconds=time.perf_counter() - begun,
    )


def record(acts: int) -> list[float]:
    """Milliseconds of each act."""
    from daicho.host.bench import words
    from daicho.systems.register.actions.recording import Request, record_act

    prepared = []
    for _ in range(acts + WARM):
        command = words.move_in_of_four()
        prepared.append((words.grant_for(command), Request(command=command, token=words.token())))
    waiting = iter(prepared)

    def one(_: int) -> None:
        grant, request = next(waiting)
        record_act("register", grant, request)

    return each_ms(one, acts, warm=WARM)


def floor(connection: psycopg.Connection[Any], acts: int) -> list[float]:
    """Milliseconds to insert the rows of each recorded act once more."""
    groups = rows_by_act(connection)
    for table in TABLES:
        connection.execute(
            sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                sql.Identifier(f"floor_{table}"), sql.Identifier(f"register_{table}")
            )
        )
    connection.commit()
    inserts = [[_insert(table, rows) for table, rows in group.items()] for group in groups]

    def one(at: int) -> None:
        for statement, values in inserts[at + WARM]:
            connection.execute(statement, values, prepare=True)
        connection.commit()

    for statement_group in inserts[:WARM]:
        for statement, values in statement_group:
            connection.execute(statement, values, prepare=True)
        connection.commit()
    return each_ms(one, min(acts, len(inserts) - WARM), warm=0)


def _insert(table: str, rows: Rows) -> tuple[str, list[Any]]:
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    statement = f"INSERT INTO floor_{table} VALUES {', '.join([row] * len(rows))}"
    return statement, [value for each in rows for value in each]


_BY_ACT: Final[dict[str, str]] = {
    "act": "SELECT * FROM register_act WHERE number = %(act)s",
    "residentversion": "SELECT * FROM register_residentversion WHERE lower(recorded) = %(act)s"
    " AND addressee_number = ANY (%(people)s)",
    "historyrow": "SELECT * FROM register_historyrow WHERE act_number = %(act)s",
    "person": "SELECT * FROM register_person WHERE last_act = %(act)s",
    "household": "SELECT * FROM register_household WHERE opened_by = %(act)s",
    "searchkey": "SELECT * FROM register_searchkey WHERE addressee_number = ANY (%(people)s)",
}


def rows_by_act(connection: psycopg.Connection[Any]) -> list[dict[str, Rows]]:
    """The rows that each act left, by table. Every act sent equally many messages, in the order of the acts."""
    read = _reader(connection)
    numbers = [number for (number,) in connection.execute("SELECT number FROM register_act ORDER BY number")]
    sent = read("SELECT * FROM register_outbox ORDER BY peer, epoch, sequence", {})  # id, peer, …
    of_peers: dict[str, Rows] = {}
    for row in sent:
        of_peers.setdefault(row[1], []).append(row)
    groups = []
    for place, number in enumerate(numbers):
        ((people,),) = read("SELECT persons FROM register_act WHERE number = %(act)s", {"act": number})
        keys = {"act": number, "people": people}
        group = {table: read(statement, keys) for table, statement in _BY_ACT.items()}
        group["outbox"] = [row for rows in of_peers.values() for row in _share(rows, place, len(numbers))]
        payloads = {"payloads": [row[-1] for row in group["outbox"]]}
        for table in ("payload", "payloadkey"):
            group[table] = read(f"SELECT * FROM register_{table} WHERE id = ANY (%(payloads)s)", payloads)
        groups.append({table: rows for table, rows in group.items() if rows})
    return groups


def _share(rows: Sequence[Any], place: int, of: int) -> Sequence[Any]:
    each = len(rows) // of
    return rows[place * each : (place + 1) * each]


def _reader(connection: psycopg.Connection[Any]) -> Callable[[str, dict[str, Any]], Rows]:
    """A reader that hands JSON on as JSON."""

    def read(statement: str, values: dict[str, Any]) -> Rows:
        found = connection.execute(statement, values)
        json_columns = {at for at, column in enumerate(found.description or ()) if column.type_code == JSONB}
        return [
            tuple(Jsonb(value) if at in json_columns and value is not None else value for at, value in enumerate(row))
            for row in found.fetchall()
        ]

    return read
