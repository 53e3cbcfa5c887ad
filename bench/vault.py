"""What the vault costs, against the floor of this machine at this moment.

    python bench/vault.py [--json] [--rounds 300] [--batch 100000]

Floor: one durable one-row insert (autocommit, synchronous_commit on) into a table with a primary key, over the same
connection. Every figure is the median of interleaved rounds, so that a change of the machine's speed meets both sides.
`reveal` and `find` are measured alone, and with the gate's committed record before them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from daicho.access import sql, vault_keys
from daicho.access.database_roles import roles_of
from daicho.host.installation import Installation
from daicho.host.postgres import Cluster, Databases, Sizes
from daicho.host.settings import apply, build, database

if TYPE_CHECKING:
    from collections.abc import Callable


def prepare(cluster: Cluster) -> None:
    """A migrated host database that serves as a system's: records over a connection of their own, and a vault."""
    from datetime import date

    databases = Databases(cluster)
    databases.create("bench", alias="default")

    def entry(user: str) -> dict[str, object]:
        return database({"host": str(cluster.socket_directory), "port": "5432", "dbname": "bench", "user": user})

    aliases = {"default": entry("default_app"), "default_log": entry("default_app"), "owner": entry("default_owner")}
    installation = Installation(organisation="142158", system="register", organisation_name="見本", today=date.today)
    apply(
        build(installation, apps=[], databases=aliases, secret_key="bench") | {"DATABASE_ROUTERS": []},
    )
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", database="owner", verbosity=0)
    roles = roles_of("default")
    with connections["owner"].cursor() as cursor:
        vault_sql = sql.text("vault.sql", records="access_accounts_accessrecord", app=roles.app, vault=roles.vault)
        cursor.execute("BEGIN;" + vault_sql + "COMMIT;")
        cursor.execute("CREATE TABLE floor (id bigint PRIMARY KEY, content text NOT NULL)")


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def single(rounds: int) -> dict[str, float]:
    """Median seconds of each single call."""
    from daicho.access import records
    from daicho.access.grants import Access, AccessKind
    from daicho.access.records import Entry
    from daicho.access.vault import Vault
    from daicho.values.numbers import IndividualNumber

    vault = Vault("default", vault_keys.new_keys())
    access = Access(
        account="a", organisation="142158", function="host.number", purpose="p", legal_ground="g", terminal="t"
    )

    def record(kind: AccessKind, **content: object) -> int:
        return records.write("default", Entry(access=access, kind=kind, **content))

    took: dict[str, list[float]] = {name: [] for name in ("floor", "put", "record", "reveal", "find")}

    def take(name: str, call: Callable[[], object]) -> None:
        took[name].append(timed(call))

    for place in range(rounds):
        one_round(take, vault, record, IndividualNumber.with_check_digit(80_000_000_000 + place), place)
    return {name: statistics.median(values) for name, values in took.items()}


def one_round(take, vault, record, number, place: int) -> None:  # noqa: ANN001 (closures of `single`)
    from django.db import connections

    from daicho.access.grants import AccessKind

    stored: list = []
    granted: list[int] = []
    search = record(AccessKind.FIND, number_digest=vault.digest(number))
    with connections["default"].cursor() as cursor:
        take("floor", lambda: cursor.execute("INSERT INTO floor VALUES (%s, %s)", (place, f"{place:0200}")))
    take("put", lambda: stored.extend(vault.put([number])))
    take("record", lambda: granted.append(record(AccessKind.REVEAL, vault_references=tuple(stored))))
    take("reveal", lambda: vault.reveal(stored, granted[0]))
    take("find", lambda: vault.find(number, search))


def batch(count: int) -> dict[str, float]:
    """Seconds for `count` numbers in one transaction, and for the bare COPY of rows of the same width."""
    from django.db import connections, transaction

    from daicho.access.vault import Vault
    from daicho.values.numbers import IndividualNumber

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user")
    numbers = [IndividualNumber.with_check_digit(70_000_000_000 + place * 7) for place in range(count)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET ROLE daicho_default_vault; DELETE FROM vault.number; DELETE FROM vault.key; RESET ROLE")
        cursor.execute("CREATE TABLE bare (reference uuid PRIMARY KEY, a bytea UNIQUE, k text, c bytea)")
        rows = [(f"{place:032x}", bytes(24) + place.to_bytes(8, "big"), "1", bytes(40)) for place in range(count)]

        def copy() -> None:
            with cursor.copy("COPY bare FROM STDIN") as target:
                for row in rows:
                    target.write_row(row)

        bare = timed(copy)

    def put() -> None:
        with transaction.atomic(using="default"):
            Vault("default", vault_keys.new_keys()).put(numbers)

    return {"batch": timed(put), "copy": bare}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--batch", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daicho-bench-", ignore_cleanup_errors=True) as place:
        cluster = Cluster(Path(place) / "postgres", sizes=Sizes())
        try:
            cluster.start()
            prepare(cluster)
            one, many = single(options.rounds), batch(options.batch)
        finally:
            from django.db import connections

            connections.close_all()
            cluster.destroy()
    report(one, many, options)


def report(one: dict[str, float], many: dict[str, float], options: argparse.Namespace) -> None:
    ratios = {name: round(one[name] / one["floor"], 2) for name in ("put", "record", "reveal", "find")}
    for name in ("reveal", "find"):
        ratios[f"{name}_with_record"] = round((one[name] + one["record"]) / one["floor"], 2)
    limits = {"put": 2.5, "reveal": 2.0, "find": 2.0}
    held = all(ratios[name] <= limit for name, limit in limits.items()) and many["batch"] <= 8 * options.batch / 100_000
    result = {
        "floor_ms": round(one["floor"] * 1000, 3),
        "ratios": ratios,
        "limits": limits,
        "batch": options.batch,
        "batch_seconds": round(many["batch"], 2),
        "batch_copy_seconds": round(many["copy"], 2),
        "ok": held,
    }
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:20} {value}")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
