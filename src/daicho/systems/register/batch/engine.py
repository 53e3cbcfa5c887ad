"""The one engine of all batches (一括処理機能, SYS1-F4): read, judged record by record, kept, taken up again.

Each record is entered in transactions of its own and then written down in the run. A run broken off is taken up
where it stopped; a file entered again changes nothing that was done, because each record has a request token made of
what its sender calls it. Two runs of one file never go side by side.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.systems.register import db
from daicho.systems.register.batch import files
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.refusals import BatchFileRefused
from daicho.systems.register.batch.report import BatchReport, Outcome, RecordReport
from daicho.systems.register.batch.values import LONGEST, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from daicho.access.grants import Access
    from daicho.systems.register.batch.kinds import Kind

    Progress = Callable[[int, int], None]


class Source(msgspec.Struct, frozen=True):
    """Where records come from: a name to show, a digest by which the same source is known again, the records."""

    name: str
    digest: bytes
    lines: tuple[files.Line, ...]


def run(  # noqa: PLR0913 - which batch, of which file, by whom, how
    alias: str, kind: Kind, path: Path, *, who: str, dry_run: bool = False, progress: Progress | None = None
) -> BatchReport:
    """Enter a file, or with `dry_run` say what would become of each record and write nothing else.

    Raises:
        BatchFileRefused: the file is none of this kind, was not run dry first, or is being entered.
    """
    try:
        source = source_of(kind, path.name, files.content_of(path))
        if kind.dry_run_first and not dry_run:
            _require_dry_run(alias, kind, source.digest)
    except BatchFileRefused as refused:
        note_refusal(alias, kind, path.name, who=who, dry_run=dry_run, code=refused.code)
        raise
    return run_source(alias, kind, source, who=who, dry_run=dry_run, progress=progress)


def source_of(kind: Kind, name: str, content: bytes) -> Source:
    """The records of a file's bytes.

    Raises:
        BatchFileRefused: the file is none of this kind.
    """
    lines = files.parsed(content, kind.columns, optional=kind.optional)
    return Source(name, hashlib.sha256(content).digest(), tuple(lines))


def run_source(  # noqa: PLR0913 - as `run`
    alias: str, kind: Kind, source: Source, *, who: str, dry_run: bool = False, progress: Progress | None = None
) -> BatchReport:
    """Enter the records of a source that has been read.

    Raises:
        BatchFileRefused: B-FILE-07, it is being entered.
    """
    with _alone(alias, kind.code, source.digest):
        number = _begin(alias, kind, source, who=who, dry_run=dry_run)
        return _enter(alias, kind, source, number, dry_run=dry_run, progress=progress)


def take_up(  # noqa: PLR0913 - as `run`, and which run
    alias: str, kind: Kind, source: Source, number: int, *, dry_run: bool, progress: Progress | None = None
) -> BatchReport:
    """Enter the records of a run that waits, or that was broken off.

    Raises:
        BatchFileRefused: B-FILE-07, it is being entered.
    """
    with _alone(alias, kind.code, source.digest):
        db.execute(alias, _TAKEN_UP, {"run": number, "lines": [line.number for line in source.lines]})
        return _enter(alias, kind, source, number, dry_run=dry_run, progress=progress)


_TAKEN_UP: Final = """
    UPDATE register_batchrun SET state = 'running', updated_at = clock_timestamp(),
        lines = cardinality(%(lines)s::bigint[]) + (
            SELECT count(*) FROM register_batchrecord WHERE run_id = %(run)s AND line <> ALL (%(lines)s::bigint[]))
    WHERE id = %(run)s
"""
"""Of messages only those are left that still wait: what was entered before the run broke off counts, too."""


def _enter(  # noqa: PLR0913 - as `take_up`
    alias: str, kind: Kind, source: Source, number: int, *, dry_run: bool, progress: Progress | None
) -> BatchReport:
    found = tuple(_enter_all(alias, kind, number, source.lines, dry_run=dry_run, progress=progress))
    _finish(alias, number)
    return BatchReport(found, run=number, dry_run=dry_run)


def _enter_all(  # noqa: PLR0913 - as `run`
    alias: str, kind: Kind, number: int, lines: Sequence[files.Line], *, dry_run: bool, progress: Progress | None
) -> Iterator[RecordReport]:
    earlier = reports(alias, number)
    seen: set[str] = set()
    for done, line in enumerate(lines, 1):
        key = "" if line.values is None else kind.key(line.values)[:LONGEST]
        if line.number in earlier:
            found = earlier[line.number]
        else:
            result = _result(alias, kind, line, doubled=bool(key) and key in seen, dry_run=dry_run)
            found = _kept(alias, number, line.number, key, result)
        seen.add(key)
        yield found
        if progress is not None:
            progress(done, len(lines))


def _result(alias: str, kind: Kind, line: files.Line, *, doubled: bool, dry_run: bool) -> Result:
    if line.values is None:
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-01",))
    if doubled:
        return Result(outcome=Outcome.REFUSED, codes=("B-REC-03",), field=kind.columns[0])
    try:
        return kind.enter(alias, line.values, dry_run=dry_run)
    except Wrong as wrong:
        return Result(outcome=Outcome.REFUSED, codes=wrong.codes, field=wrong.field)


def _require_dry_run(alias: str, kind: Kind, digest: bytes) -> None:
    """Refuse a file that was not run dry to its end in exactly these bytes.

    Raises:
        BatchFileRefused: B-FILE-06.
    """
    known = db.value(
        alias,
        "SELECT 1 FROM register_batchrun WHERE kind = %s AND digest = %s AND dry_run AND state = 'finished' LIMIT 1",
        (kind.code, digest),
    )
    if known is None:
        raise BatchFileRefused("B-FILE-06")


@contextmanager
def _alone(alias: str, kind: str, digest: bytes) -> Iterator[None]:
    """Hold the file against a second run at the same time; the hold ends with the connection.

    Raises:
        BatchFileRefused: B-FILE-07.
    """
    key = int.from_bytes(hashlib.sha256(kind.encode() + digest).digest()[:8], "big", signed=True)
    if not db.value(alias, "SELECT pg_try_advisory_lock(%s)", (key,)):
        raise BatchFileRefused("B-FILE-07")
    try:
        yield
    finally:
        db.value(alias, "SELECT pg_advisory_unlock(%s)", (key,))


def _begin(alias: str, kind: Kind, source: Source, *, who: str, dry_run: bool) -> int:
    """The run that was broken off, or a new one. One that was started at a desk goes on there."""
    found = db.value(
        alias,
        "UPDATE register_batchrun SET updated_at = clock_timestamp() WHERE id = (SELECT id FROM register_batchrun "
        "WHERE kind = %s AND digest = %s AND dry_run = %s AND state = 'running' AND access IS NULL "
        "ORDER BY id DESC LIMIT 1) RETURNING id",
        (kind.code, source.digest, dry_run),
    )
    return int(found) if found is not None else _new_run(alias, kind, source, who=who, dry_run=dry_run)


def let_wait(alias: str, kind: Kind, source: Source, access: Access, *, dry_run: bool) -> int:
    """Note a run that somebody started at a desk; `batch.waiting` takes it up."""
    kept = msgspec.json.encode(access)
    return _new_run(alias, kind, source, who=access.account, dry_run=dry_run, state="waiting", access=kept)


def _new_run(  # noqa: PLR0913 - the items of a run
    alias: str,
    kind: Kind,
    source: Source,
    *,
    who: str,
    dry_run: bool,
    state: str = "running",
    refusal: str = "",
    access: bytes | None = None,
) -> int:
    number: int = db.value(
        alias,
        "INSERT INTO register_batchrun (kind, source, digest, dry_run, state, refusal, started_by, access, "
        "started_at, updated_at, finished_at, lines) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), "
        "clock_timestamp(), CASE WHEN %s <> '' THEN clock_timestamp() END, %s) RETURNING id",
        (
            kind.code,
            source.name[:LONGEST],
            source.digest,
            dry_run,
            state,
            refusal,
            who,
            access,
            refusal,
            len(source.lines),
        ),
    )
    return number


def note_refusal(  # noqa: PLR0913 - the items of a run
    alias: str, kind: Kind, name: str, *, who: str, dry_run: bool, code: str
) -> None:
    """Keep that a file was refused whole, for whoever looks at the runs."""
    _new_run(alias, kind, Source(name, b"", ()), who=who, dry_run=dry_run, state="refused", refusal=code)


def _finish(alias: str, number: int) -> None:
    db.execute(
        alias,
        "UPDATE register_batchrun SET state = 'finished', finished_at = clock_timestamp(), "
        "updated_at = clock_timestamp() WHERE id = %s",
        (number,),
    )


def _kept(alias: str, number: int, line: int, key: str, result: Result) -> RecordReport:
    """Write a result down, with the sign of life of its run."""
    db.execute(
        alias,
        "WITH alive AS (UPDATE register_batchrun SET updated_at = clock_timestamp() WHERE id = %(run)s) "
        "INSERT INTO register_batchrecord (run_id, line, key, outcome, codes, field, act_number, pending_id, repeated, "
        "at) VALUES (%(run)s, %(line)s, %(key)s, %(outcome)s, %(codes)s, %(field)s, %(act)s, %(pending)s, "
        "%(repeated)s, clock_timestamp())",
        {
            "run": number,
            "line": line,
            "key": key,
            "outcome": result.outcome.value,
            "codes": list(result.codes),
            "field": result.field,
            "act": result.act,
            "pending": result.pending,
            "repeated": result.repeated,
        },
    )
    return _report(line, key, result)


def _report(line: int, key: str, result: Result) -> RecordReport:
    return RecordReport(
        line=line,
        notice=key,
        outcome=result.outcome,
        codes=result.codes,
        field=result.field,
        act=result.act,
        pending=result.pending,
        repeated=result.repeated,
    )


def reports(alias: str, number: int) -> dict[int, RecordReport]:
    """What is written down of a run, by line; the act of a pending act that has become definitive since."""
    found = db.rows(
        alias,
        "SELECT r.line, r.key, r.outcome, r.codes, r.field, coalesce(r.act_number, p.act_number) AS act, "
        "r.pending_id, r.repeated FROM register_batchrecord r "
        "LEFT JOIN register_pendingact p ON p.id = r.pending_id WHERE r.run_id = %s ORDER BY r.line",
        (number,),
    )
    return {
        each["line"]: RecordReport(
            line=each["line"],
            notice=each["key"],
            outcome=Outcome(each["outcome"]),
            codes=tuple(each["codes"]),
            field=each["field"],
            act=each["act"],
            pending=each["pending_id"],
            repeated=each["repeated"],
        )
        for each in found
    }
