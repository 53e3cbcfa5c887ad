"""`daicho bench receive`: batches of a thousand updates at the municipal CS, through all of the receiving.

For each batch: signature and digests checked, messages decoded, numbers opened and put into the vault, the law's
checks against what is held, file written, inbox with sealed payloads, the onward messages to the prefecture with their
numbers sealed anew, the receipt signed; one durable transaction. The floor is a durable COPY of the file's rows alone,
a batch at a time, into a table with the same indexes.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Any, Final

import psycopg

from daicho.host.bench.ground import PARTIES, TOWN, ground
from daicho.host.bench.report import Figure, Report, at_least, median

if TYPE_CHECKING:
    import msgspec

MESSAGES_A_SECOND: Final = 6000
SIZE: Final = 1000


def run(*, batches: int) -> Report:
    """Entries of new residents, then changes of the same, in batches of a thousand."""
    begun = time.perf_counter()
    with ground(["register", "municipal_cs"]) as place:
        entries = send(_entries(batches * SIZE))
        entering = receive(entries)
        changes = send(_changes(batches * SIZE), first=batches * SIZE + 1)
        changing = receive(changes)
        with psycopg.connect(place.dsn("municipal_cs"), autocommit=True) as connection:
            floor = copy_floor(connection)
    return Report(
        bench="receive",
        sizes={"batches": batches, "messages a batch": SIZE},
        figures=(
            _figure("entries with numbers received", entering, floor),
            _figure("changes received", changing, floor),
        ),
        seconds=time.perf_counter() - begun,
    )


def _figure(name: str, seconds: list[float], floor: float) -> Figure:
    return Figure(
        name=name,
        value=SIZE / median(seconds),
        unit="messages/s",
        floor=floor,
        bar=at_least(MESSAGES_A_SECOND),
        note="floor: durable COPY of the file's rows",
    )


def _people(count: int) -> list[Any]:
    from daicho.world.population import generate

    found: list[Any] = []
    for household in generate(TOWN, count, 1):
        found += household.members
    return found[:count]


def _entries(count: int) -> list[msgspec.Struct]:
    """Everyone moves in; the numbers of a household are sealed together, as the register does in one act."""
    from daicho.identification import numbers
    from daicho.law.identification import IdentificationUpdate, UpdateReason, derive_record
    from daicho.protocol.messages import IdentificationUpdateMessage

    made: list[msgspec.Struct] = []
    household = None
    for person in _people(count):
        record = derive_record(person.record)
        if person.record.household_number != household:
            household = person.record.household_number
            seal = numbers.sealer("register", PARTIES["municipal_cs"], type_name="identification.update/1")
        sealed = seal(person.individual_number, str(record.resident_record_code))
        update = IdentificationUpdate(record=record, reason=UpdateReason.MOVE_IN, changed_on=record.resident_since)
        made.append(IdentificationUpdateMessage(update=update, number=sealed))
    return made


def _changes(count: int) -> list[msgspec.Struct]:
    """Everyone moves within the town, households together."""
    import msgspec

    from daicho.host.bench.words import before
    from daicho.law.identification import IdentificationUpdate, UpdateReason, derive_record
    from daicho.protocol.messages import IdentificationUpdateMessage

    made: list[msgspec.Struct] = []
    for person in _people(count):
        record = derive_record(person.record)
        moved = msgspec.structs.replace(record, address=f"{record.address}{int(person.record.household_number.body)}号")
        update = IdentificationUpdate(record=moved, reason=UpdateReason.RELOCATION, changed_on=before(1))
        made.append(IdentificationUpdateMessage(update=update, number=None))
    return made


def send(messages: list[msgspec.Struct], *, first: int = 1) -> list[bytes]:
    """Put messages into the register's outbox; the signed batches they make."""
    from django.db import transaction

    from daicho.exchange import inbox, links, outbox, outgoing, runtime
    from daicho.exchange.core import Deliver, Greet
    from daicho.protocol import canonical, signing

    register, cs = runtime.node("register"), runtime.node("municipal_cs")
    with transaction.atomic(using="register"):
        outbox.send_many("register", to=cs.party, messages=messages)
    if first == 1:
        links.ensure(register)
        hello = outgoing.hello(register, cs.party, Greet("n", 1, 0, b"", opening=True))
        inbox.greet(cs, register.party, canonical.decode_loose(hello, signing.Hello))
    return [
        outgoing.batch(register, cs.party, Deliver("n", 1, at, at + SIZE - 1))
        for at in range(first, first + len(messages), SIZE)
    ]


def receive(bodies: list[bytes]) -> list[float]:
    """Seconds of each batch; every message of it applied, none refused."""
    from daicho.exchange import handlers, inbox, runtime

    handlers.load("municipal_cs")
    register, cs = runtime.node("register"), runtime.node("municipal_cs")
    gc.collect()
    gc.freeze()  # what the measurement itself has made is not the receiver's
    seconds = []
    for body in bodies:
        begun = time.perf_counter()
        inbox.receive(cs, register.party, body)
        seconds.append(time.perf_counter() - begun)
    _require_applied(len(bodies))
    return seconds


def _require_applied(batches: int) -> None:
    from django.db import connections

    with connections["municipal_cs"].cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM municipal_cs_inbox GROUP BY state")
        states = dict(cursor.fetchall())
    if set(states) != {"applied"} or states["applied"] < batches * SIZE:
        raise RuntimeError(f"not every message was applied: {states}")


def copy_floor(connection: psycopg.Connection[Any]) -> float:
    """Rows a second by COPY of the file's rows, each thousand durable; median of up to eight."""
    connection.execute("CREATE TABLE floor (LIKE municipal_cs_identification INCLUDING ALL)")
    seconds = []
    for at in range(8):
        query = f"COPY (SELECT * FROM municipal_cs_identification OFFSET {at * SIZE} LIMIT {SIZE}) TO STDOUT"
        with connection.cursor().copy(query) as copy:
            data = b"".join(bytes(each) for each in copy)
        if not data:
            break
        begun = time.perf_counter()
        with connection.cursor().copy("COPY floor FROM STDIN") as copy:
            copy.write(data)
        seconds.append(time.perf_counter() - begun)
    return SIZE / median(seconds)
