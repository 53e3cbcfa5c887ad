"""Receiver: batches of a thousand, inbox and set-based handler in one transaction; floor: the handler's bare COPY.

python bench/exchange_receive.py
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

TESTS = Path(__file__).parents[1] / "tests"


def load(name: str, path: Path) -> Any:
    """Load a module of the tests by its path."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Measure and print one JSON line."""
    load("django_support", TESTS / "django_support.py").configure()
    from django.db import connections, transaction

    from daicho.exchange import handlers, inbox, links, outbox, outgoing
    from daicho.exchange.core import Deliver, Greet
    from daicho.host.postgres import Cluster, Databases, Sizes
    from daicho.protocol import canonical, signing
    from daicho.protocol.messages import CodePoolRequest

    support = load("exchange_support", TESTS / "exchange" / "support.py")
    handlers._handlers.clear()  # noqa: SLF001 - only ours, in this process

    def copy(alias: str, values: list[tuple[int, str]]) -> None:
        with (
            connections[alias].cursor() as cursor,
            cursor.copy("COPY exchange_test_applied (sequence, text) FROM STDIN") as stream,
        ):
            for row in values:
                stream.write_row(row)

    @handlers.handles(CodePoolRequest, system="municipal_cs", batch=True)
    def take(deliveries: Sequence[Any]) -> None:
        copy(deliveries[0].alias, [(each.sequence, each.message.request_id) for each in deliveries])

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        cluster = Cluster(Path(place) / "postgres", sizes=Sizes(shared_buffers="256MB"))
        cluster.start()
        databases = Databases(cluster)
        names = iter(["one", "two"])

        def fresh() -> str:
            name = next(names)
            databases.clone(databases.template("plain", lambda _name: None), name, alias="plain")
            return cluster.dsn(name)

        network = support.Network(Path(place) / "keys", cluster, fresh)
        try:
            register, cs = network.join(support.REGISTER), network.join(support.CS)
            batches, size = 8, 1000
            with transaction.atomic(using=register.alias):
                outbox.send_many(
                    register.alias,
                    to=support.CS,
                    messages=[
                        CodePoolRequest(request_id="r" * 1000, municipality_code="142158", count=number)
                        for number in range(batches * size)
                    ],
                )
            links.ensure(register)
            hello = outgoing.hello(register, support.CS, Greet("n", 1, 0, b"", opening=True))
            inbox.greet(cs, support.REGISTER, canonical.decode_loose(hello, signing.Hello))
            bodies = [
                outgoing.batch(register, support.CS, Deliver("n", 1, first, first + size - 1))
                for first in range(1, batches * size, size)
            ]
            started = time.perf_counter()
            for body in bodies:
                inbox.receive(cs, support.REGISTER, body)
            seconds = time.perf_counter() - started
            rows = [(number, "r" * 1000) for number in range(size)]
            started = time.perf_counter()
            for _ in range(batches):
                with transaction.atomic(using=cs.alias):
                    copy(cs.alias, rows)
            floor = time.perf_counter() - started
            total = batches * size
            print(
                json.dumps(
                    {
                        "bench": "receive",
                        "messages_per_second": round(total / seconds),
                        "floor_rows_per_second": round(total / floor),
                        "ratio": round(seconds / floor, 2),
                    }
                )
            )
        finally:
            network.close()
            cluster.destroy()


if __name__ == "__main__":
    main()
