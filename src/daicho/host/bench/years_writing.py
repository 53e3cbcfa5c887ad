"""Acts decided in memory written into a register in bulk, row for row what `register_record_act` would have written.

Only for measuring, into a database that is thrown away: nothing here asks the gate, and neither messages nor dated
effects are written. Each act has its envelope, command, stored changes and effects, its place in the chain and its
hash; each change its history rows and its versions, closed and re-split as `actions.recording` does; in the end
everyone changed has the current state and the search keys. `rebuild.versions` then proves that the versions follow
from the acts.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law.timelines import cut
from daicho.systems.register import keys, rebuild, rows
from daicho.systems.register.actions import recording
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import psycopg

    from daicho.law.decision import PersonChange
    from daicho.law.records import Timeline, Version
    from daicho.values.numbers import AddresseeNumber
    from daicho.world.in_memory import InMemoryRegister
    from daicho.world.years import Entered

NULL: Final = "\x01"
OPENING: Final = 1
"""The act by which the residents of the beginning were taken over; their versions are in the table already."""

KEYED: Final = 1_000
"""Persons whose search keys are written by one statement."""

_ACT: Final = (
    "number", "recorded_at", "processed_on", "command_kind", "basis", "effective_on", "notified_on", "place",
    "terminal", "operator", "access_record", "request_token", "persons", "envelope", "command", "changes", "effects",
    "previous_hash", "hash",
)  # fmt: skip
_EVENT: Final = (
    "history_number", "reason", "act_effective_on", "act_processed_on", "act_notified_on", "act_basis", "act_place",
    "act_terminal", "ex_officio", "consequence", "cancels", "cancels_also", "spans",
)  # fmt: skip
_VERSION: Final = (*rows.COLUMNS, "valid", "recorded")
_HISTORY: Final = (*rows.COLUMNS, *_EVENT, "act_number")

_CLOSE: Final = """
    UPDATE register_residentversion v SET recorded = int8range(1, c.act)
    FROM closing c WHERE v.addressee_number = c.person AND lower(v.valid) = c.since AND upper_inf(v.recorded)
"""


class Rows:
    """The rows of some acts, until they are sent."""

    def __init__(self) -> None:
        self.acts: list[str] = []
        self.history: list[str] = []
        self.versions: list[str] = []
        self.closing: list[str] = []


class Writer:
    """Writes acts in their order. `open_versions` are those of the opening act, by person."""

    def __init__(self, connection: psycopg.Connection[Any], register: InMemoryRegister) -> None:
        self._connection = connection
        self._register = register
        self._open: dict[AddresseeNumber, dict[int, tuple[int, Version]]] = {
            person: {version.since: (OPENING, version) for version in timeline.versions}
            for person, timeline in register.timelines.items()
        }
        head = connection.execute("SELECT last_hash, last_recorded_at FROM register_actchain").fetchone()
        if head is None:
            raise LookupError("the register has no chain")
        self._hash, self._recorded_at = bytes(head[0]), head[1]
        self._rows = Rows()
        self._changed: dict[AddresseeNumber, PersonChange] = {}
        connection.execute("CREATE TEMPORARY TABLE closing (person text, since integer, act bigint)")

    def add(self, entered: Entered) -> None:
        """Take one act."""
        envelope = _envelope(entered)
        changes = entered.decision.changes
        self._add_act(entered, envelope, changes)
        for change in changes:
            person = change.addressee_number
            timeline = self._register.timelines[person]
            self._changed[person] = change
            number = timeline.acts[-1].history_number
            for row in recording.history_rows(change, number, envelope, entered.command.header):
                self._rows.history.append(_line({**row, "act_number": entered.number}, _HISTORY))
            self._resplit(change, timeline, entered.number)

    def _add_act(self, entered: Entered, envelope: recording.Envelope, changes: Sequence[PersonChange]) -> None:
        self._recorded_at += dt.timedelta(milliseconds=1)
        act: dict[str, Any] = msgspec.to_builtins(envelope) | {
            "number": entered.number,
            "recorded_at": self._recorded_at,
            "persons": [change.addressee_number.stored() for change in changes],
            "envelope": codec.encode(envelope),
            "command": codec.encode(entered.command),
            "changes": codec.encode(changes),
            "effects": codec.encode(entered.decision.effects),
            "previous_hash": self._hash,
        }
        self._hash = act["hash"] = rebuild.act_hash(self._hash, act)
        act["recorded_at"] = self._recorded_at.isoformat()
        act["persons"] = "{" + ",".join(act["persons"]) + "}"
        self._rows.acts.append(_line(act, _ACT))

    def _resplit(self, change: PersonChange, timeline: Timeline, act: int) -> None:
        """Close the versions that the change touches, open their remainders and its pieces."""
        mine = self._open.setdefault(timeline.addressee_number, {})
        before = [mine[since][1] for since in sorted(mine)]
        kept = cut(before, [(piece.since, piece.until) for piece in change.pieces])
        for version in [version for version in before if version not in kept]:
            self._close(version, mine.pop(version.since)[0], act)
        for version in [*(version for version in kept if version not in before), *change.pieces]:
            mine[version.since] = (act, version)

    def _close(self, version: Version, opened: int, act: int) -> None:
        if opened == OPENING:
            person = version.content.addressee_number.stored()
            self._rows.closing.append(f"{person}\t{version.since}\t{act}\n")
        else:
            self._rows.versions.append(_version_line(version, opened, act))

    def send(self) -> None:
        """Write what has been taken so far; versions still open wait."""
        sent, self._rows = self._rows, Rows()
        if sent.closing:
            self._copy("closing", ("person", "since", "act"), sent.closing)
            self._connection.execute("ANALYZE closing")
            self._connection.execute(_CLOSE)
            self._connection.execute("TRUNCATE closing")
        self._copy("register_act", _ACT, sent.acts)
        self._copy("register_historyrow", _HISTORY, sent.history)
        self._copy("register_residentversion", _VERSION, sent.versions)

    def finish(self) -> int:
        """Write the versions that are open, states, households, keys and the end of the chain; how many changed."""
        self.send()
        still_open = (
            _version_line(version, opened, None)
            for mine in self._open.values()
            for opened, version in mine.values()
            if opened != OPENING
        )
        self._copy("register_residentversion", _VERSION, still_open)
        self._states()
        for some in _some(list(self._changed), KEYED):
            self._keys(some)
        self._connection.execute(
            "UPDATE register_actchain SET last_number = %s, last_hash = %s, last_recorded_at = %s",
            (self._register.acts, self._hash, self._recorded_at),
        )
        return len(self._changed)

    def _states(self) -> None:
        """The current state of everyone changed, and the households that came to be."""
        states = [
            {**recording.person_row(change, last.history_number), "last_act": last.act_number}
            for person, change in self._changed.items()
            for last in (self._register.timelines[person].acts[-1],)
        ]
        if not states:
            return
        columns = tuple(states[0])
        self._connection.execute("CREATE TEMPORARY TABLE states (LIKE register_person)")
        self._copy("states", columns, (_line(state, columns) for state in states))
        updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "addressee_number")
        self._connection.execute(
            f"INSERT INTO register_person ({', '.join(columns)}) SELECT {', '.join(columns)} FROM states "
            f"ON CONFLICT (addressee_number) DO UPDATE SET {updates}"
        )
        self._connection.execute(
            "INSERT INTO register_household (household_number, opened_by) "
            "SELECT household_number, min(lower(recorded)) FROM register_residentversion GROUP BY 1 "
            "ON CONFLICT DO NOTHING"
        )

    def _keys(self, persons: Sequence[AddresseeNumber]) -> None:
        found = keys.distinct(key for person in persons for key in self._keys_of(person))
        self._connection.execute(
            "SELECT register_write_keys(%s, %s::jsonb)",
            ([person.stored() for person in persons], msgspec.json.encode(found).decode()),
        )

    def _keys_of(self, person: AddresseeNumber) -> Iterator[dict[str, Any]]:
        timeline = self._register.timelines[person]
        others = (piece.content for line in timeline.acts for piece in line.pieces)
        return keys.through(self._changed[person].current, others)

    def _copy(self, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
        with self._connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (NULL '{NULL}')") as copy:
            for some in _some(lines, 500):
                copy.write("".join(some))


def _envelope(entered: Entered) -> recording.Envelope:
    """The envelope that the act would have had, entered at one window by one clerk."""
    header = entered.command.header
    return recording.Envelope(
        command_kind=str(entered.command.__struct_config__.tag),
        basis=header.basis.value,
        effective_on=None if header.effective_on is None else header.effective_on.stored(),
        notified_on=None if header.notified_on is None else header.notified_on.stored(),
        processed_on=entered.on,
        place="本庁",
        terminal="窓口1",
        operator="clerk",
        access_record="",
        request_token=f"years-{entered.number}",
    )


def _version_line(version: Version, opened: int, closed: int | None) -> str:
    return _line({**rows.version_row(version), "recorded": rows.range_text(opened, closed)}, _VERSION)


def _line(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """A line of COPY text."""
    return "\t".join(_text(row[column]) for column in columns) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    text = msgspec.json.encode(value).decode() if isinstance(value, dict | list | tuple) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _some(items: Iterable[Any], number: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == number:
            yield batch
            batch = []
    if batch:
        yield batch
