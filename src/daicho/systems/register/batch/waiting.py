"""Batches that were started at a desk: files handed in, runs that wait, and the job that enters them.

A request only keeps the file and notes the run; a job beside the exchange (`host.background`) enters the records, each
in transactions of its own, so that a long file holds up nobody's page and survives a restart. Everything is entered
under the access of the clerk who started it: their name, terminal, purpose and case stand in the access records, what
they start stands pending, and somebody else checks it (CTRL-028).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from django.db import close_old_connections, connections, transaction

from daicho.access.grants import Access
from daicho.systems.register import db
from daicho.systems.register.batch import engine, files, move_in_messages
from daicho.systems.register.batch.every_kind import KINDS
from daicho.systems.register.batch.move_in_messages import MoveInMessages
from daicho.systems.register.batch.refusals import BatchFileRefused

if TYPE_CHECKING:
    import threading

    from daicho.systems.register.batch.kinds import Kind

KEPT_DAYS: Final = 14
"""How long a file is kept of which something is left to be entered."""

LOOK_SECONDS: Final = 2.0
"""How often the job looks for a run that waits."""

_log = structlog.get_logger("daicho.jobs")


class Stopped(Exception):  # noqa: N818 - nothing has failed
    """The process ends; the run is taken up again by the next one."""


def hand_in(alias: str, code: str, name: str, content: bytes, access: Access) -> int:
    """Keep a file and let its dry run wait; the number of the run.

    Raises:
        BatchFileRefused: the file is none, has lines that cannot be read or keys that stand twice; nothing is kept.
    """
    kind = KINDS[code](access)
    try:
        source = _checked(kind, name, content)
    except BatchFileRefused as refused:
        engine.note_refusal(alias, kind, name, who=access.account, dry_run=True, code=refused.code)
        raise
    db.execute(
        alias,
        "INSERT INTO register_batchfile (digest, content, kept_at) VALUES (%s, %s, clock_timestamp()) "
        "ON CONFLICT (digest) DO UPDATE SET kept_at = excluded.kept_at",
        (source.digest, content),
    )
    return engine.let_wait(alias, kind, source, access, dry_run=True)


def _checked(kind: Kind, name: str, content: bytes) -> engine.Source:
    if not content:
        raise BatchFileRefused("B-FILE-10")
    if len(content) > files.LARGEST_AT_DESK:
        raise BatchFileRefused("B-FILE-04", most=files.LARGEST_AT_DESK // 1024 // 1024)
    source = engine.source_of(kind, name, content)
    files.require_whole(source.lines, kind.key)
    return source


def judge_messages(alias: str, access: Access) -> int:
    """Let a dry run over the notices that wait as tasks wait; the number of the run."""
    return engine.let_wait(alias, MoveInMessages(access), move_in_messages.source(alias), access, dry_run=True)


def start(alias: str, number: int, access: Access) -> int:
    """Let the records of a run be entered: after its dry run, once more, or from where it broke off.

    Raises:
        BatchFileRefused: B-FILE-07, it is waiting or being entered; B-FILE-11, its file is gone.
        LookupError: no such run was started at a desk.
    """
    with transaction.atomic(using=alias):
        db.execute(alias, "SELECT FROM register_batchrun WHERE id = %s FOR UPDATE", (number,))  # one start at a time
        found = _run(alias, number)
        if found["state"] in {"waiting", "running"} or _under_way(alias, found):
            raise BatchFileRefused("B-FILE-07")
        kind = KINDS[found["kind"]](access)
        source = _source(alias, kind, found)
        if found["state"] != "broken":
            return engine.let_wait(alias, kind, source, access, dry_run=False)
        db.execute(
            alias,
            "UPDATE register_batchrun SET state = 'waiting', refusal = '', access = %s, "
            "updated_at = clock_timestamp() WHERE id = %s",
            (msgspec.json.encode(access), number),
        )
        return number


def discard(alias: str, number: int) -> bool:
    """Erase the file of a run that nobody enters now; whether there was one.

    Raises:
        LookupError: no such run was started at a desk.
    """
    found = _run(alias, number)
    erased = db.execute(
        alias,
        "DELETE FROM register_batchfile WHERE digest = %s AND NOT EXISTS (SELECT FROM register_batchrun b "
        "WHERE b.digest = register_batchfile.digest AND b.state IN ('waiting', 'running') AND b.access IS NOT NULL)",
        (bytes(found["digest"]),),
    )
    return erased == 1


def _run(alias: str, number: int) -> db.Row:
    found = db.row(
        alias,
        "SELECT id, kind, source, digest, dry_run, state, access FROM register_batchrun "
        "WHERE id = %s AND access IS NOT NULL",
        (number,),
    )
    if found is None or found["kind"] not in KINDS:
        raise LookupError(number)
    return found


def _under_way(alias: str, run: db.Row) -> bool:
    """Whether another run of the same source waits or goes on."""
    found = db.value(
        alias,
        "SELECT 1 FROM register_batchrun WHERE kind = %s AND digest = %s AND access IS NOT NULL "
        "AND state IN ('waiting', 'running') LIMIT 1",
        (run["kind"], bytes(run["digest"])),
    )
    return found is not None


def _source(alias: str, kind: Kind, run: db.Row) -> engine.Source:
    """The records of a run: of its file, or of the messages that wait now.

    Raises:
        BatchFileRefused: B-FILE-11, the file is gone.
    """
    if kind.code == MoveInMessages.code:
        return move_in_messages.source(alias)
    content = db.value(alias, "SELECT content FROM register_batchfile WHERE digest = %s", (bytes(run["digest"]),))
    if content is None:
        raise BatchFileRefused("B-FILE-11")
    return engine.source_of(kind, run["source"], bytes(content))


def has_file(alias: str, digest: bytes) -> bool:
    """Whether a file is still kept."""
    return db.value(alias, "SELECT 1 FROM register_batchfile WHERE digest = %s", (digest,)) is not None


def work(alias: str, stop: threading.Event | None = None) -> int:
    """Enter every run that waits or was broken off by the end of its process; how many were finished.

    Raises:
        Stopped: `stop` was set; what is left goes on in the next process.
    """
    found = db.rows(
        alias,
        "SELECT id, kind, source, digest, dry_run, state, access FROM register_batchrun "
        "WHERE state IN ('waiting', 'running') AND access IS NOT NULL ORDER BY id",
    )
    return sum(_entered(alias, run, stop) for run in found)


def _entered(alias: str, run: db.Row, stop: threading.Event | None) -> bool:
    def going_on(_done: int, _all: int) -> None:
        if stop is not None and stop.is_set():
            raise Stopped

    try:
        kind = KINDS[run["kind"]](msgspec.json.decode(bytes(run["access"]), type=Access))
        source = _source(alias, kind, run)
        engine.take_up(alias, kind, source, run["id"], dry_run=run["dry_run"], progress=going_on)
    except Stopped:
        raise
    except Exception as error:  # noqa: BLE001 - one run that fails stops no other
        return _broken(alias, run, error)
    _log.info("batch finished", job="batches", batch=run["id"])
    tidy(alias)
    return True


def _broken(alias: str, run: db.Row, error: Exception) -> bool:
    """Note that a run broke off, unless another process is at it. What went wrong is not said: it may name people."""
    if isinstance(error, BatchFileRefused) and error.code == "B-FILE-07":
        return False
    _log.warning("batch broken off", job="batches", batch=run["id"], error=type(error).__qualname__)
    code = getattr(error, "code", "")
    db.execute(
        alias,
        "UPDATE register_batchrun SET state = 'broken', refusal = %s, updated_at = clock_timestamp() WHERE id = %s",
        (code if isinstance(code, str) else "", run["id"]),
    )
    return False


def tidy(alias: str) -> int:
    """Erase the files of which nothing is left to be entered, and those kept long enough; how many."""
    return db.execute(
        alias,
        """
        DELETE FROM register_batchfile f
        WHERE NOT EXISTS (
                SELECT FROM register_batchrun b WHERE b.digest = f.digest AND b.state IN ('waiting', 'running'))
            AND (f.kept_at < clock_timestamp() - make_interval(days => %s) OR EXISTS (
                SELECT FROM register_batchrun b WHERE b.digest = f.digest AND NOT b.dry_run AND b.state = 'finished'
                    AND b.started_at > f.kept_at AND NOT EXISTS (
                        SELECT FROM register_batchrecord r WHERE r.run_id = b.id AND r.outcome <> 'accepted')))
        """,
        (KEPT_DAYS,),
    )


def serve(alias: str, stop: threading.Event, *, every: float = LOOK_SECONDS) -> None:
    """Enter what waits until `stop` is set."""
    while not stop.wait(every):
        try:
            work(alias, stop)
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 - the job outlives a database that is away
            _log.warning("batches failed", job="batches", error=type(error).__qualname__)
            connections.close_all()
        finally:
            close_old_connections()
