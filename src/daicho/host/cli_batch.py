"""`daicho register batch`: changes from files and messages, their runs and reports (SYS1-F4)."""

from __future__ import annotations

import sys
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from daicho.host.cli_common import HOST_TOML, REFUSED, progress_of, read_config, speaks_plainly
from daicho.host.errors import HostError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.systems.register.batch import BatchReport, RecordReport
    from daicho.systems.register.batch.kinds import Kind

ALIAS: Final = "register"
NOT_ALL: Final = 1
"""Exit code when not every record was accepted."""

SHOWN: Final = 100
"""Lines shown at most; `--report` writes all."""

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_REPORT = click.option(
    "--report", "report_to", type=click.Path(path_type=Path), help="Write every record's outcome as CSV."
)
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would become of each record; enter nothing.")


@click.group()
def batch() -> None:
    """Enter changes from files (SYS1-F4): record by record, re-runnable, with a report.

    Example: daicho register batch move-in-notices host.toml notices.csv
    """


def _open(host_toml: Path) -> None:
    from daicho.host.process import open_tool

    open_tool(read_config(host_toml), system=ALIAS)


@batch.command("move-in-notices")
@HOST_TOML
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--from-messages", is_flag=True, help="Judge again what came as messages and could not be applied.")
@_DRY_RUN
@_REPORT
@speaks_plainly
def move_in_notices(
    host_toml: Path, file: Path | None, report_to: Path | None, *, from_messages: bool, dry_run: bool
) -> None:
    """Enter move-in notices (転入通知) from a CSV or JSON Lines file, or those that wait as messages.

    docs/register.md lists the columns. A file entered again changes nothing that was done. Ends with 1 when a record
    was not accepted, with 2 when the file is refused whole.

    Example: daicho register batch move-in-notices host.toml notices.csv --report outcome.csv
    """
    if (file is None) != from_messages:
        raise click.UsageError("FILE or --from-messages / ファイルか --from-messages のどちらかを指定してください")
    _open(host_toml)
    from daicho.systems.register.batch import move_in_messages
    from daicho.systems.register.batch.move_in_notices import MoveInNotices

    if file is not None:
        _run(MoveInNotices(), file, report_to, dry_run=dry_run)
        return
    progress = progress_of("転入通知 notices")
    _tell(move_in_messages.enter(ALIAS, who=getuser(), dry_run=dry_run, progress=progress), report_to)


@batch.command("rename-addresses")
@HOST_TOML
@_FILE
@_DRY_RUN
@_REPORT
@speaks_plainly
def rename_addresses(host_toml: Path, file: Path, report_to: Path | None, *, dry_run: bool) -> None:
    """Rename the addresses of a district (住所一括変更, STD-9.7), by household, from a CSV or JSON Lines file.

    Run it with --dry-run first: it lists whom it leaves out. Then every household stands pending until another person
    has checked it on the screen of pending acts.

    Example: daicho register batch rename-addresses host.toml chuo.csv --dry-run --report outcome.csv
    """
    _open(host_toml)
    from daicho.systems.register.batch.address_renames import AddressRenames

    _run(AddressRenames(), file, report_to, dry_run=dry_run)


@batch.command("rename-domiciles")
@HOST_TOML
@_FILE
@_DRY_RUN
@_REPORT
@speaks_plainly
def rename_domiciles(host_toml: Path, file: Path, report_to: Path | None, *, dry_run: bool) -> None:
    """Rename registered domiciles (本籍の一括変更, STD-9.7), by resident, from a CSV or JSON Lines file.

    As rename-addresses: with --dry-run first; then what it made is checked on the screen of pending acts.

    Example: daicho register batch rename-domiciles host.toml chuo.csv --dry-run
    """
    _open(host_toml)
    from daicho.systems.register.batch.domicile_renames import DomicileRenames

    _run(DomicileRenames(), file, report_to, dry_run=dry_run)


@batch.command("immigration-notices")
@HOST_TOML
@_FILE
@_DRY_RUN
@_REPORT
@speaks_plainly
def immigration_notices(host_toml: Path, file: Path, report_to: Path | None, *, dry_run: bool) -> None:
    """Enter notices of the Immigration Services Agency (出入国在留管理庁通知) from a CSV or JSON Lines file.

    Every notice stands pending until a person has compared it. docs/register.md lists the columns.

    Example: daicho register batch immigration-notices host.toml notices.csv --report outcome.csv
    """
    _open(host_toml)
    from daicho.systems.register.batch.immigration_notices import ImmigrationNotices

    _run(ImmigrationNotices(), file, report_to, dry_run=dry_run)


@batch.command()
@HOST_TOML
@speaks_plainly
def runs(host_toml: Path) -> None:
    """List the newest runs: when (local time), what, how far, with which outcomes.

    Example: daicho register batch runs host.toml
    """
    _open(host_toml)
    from daicho.systems.register.queries import batches

    for run in batches.runs(ALIAS):
        dry = " (試行 dry run)" if run.dry_run else ""
        state = f"{run.state} {run.refusal}".strip()
        click.echo(
            f"{run.id} {run.started_at.astimezone():%Y-%m-%d %H:%M} {run.kind}{dry} {run.source}: {state}, "
            f"{run.done}/{run.lines}, {run.accepted} accepted, {run.alert} alert, {run.refused} refused, "
            f"{run.waiting} waiting for a check"
        )


@batch.command()
@HOST_TOML
@click.argument("run", type=int)
@_REPORT
@speaks_plainly
def show(host_toml: Path, run: int, report_to: Path | None) -> None:
    """Show what became of the records of a run, or write it as CSV.

    Example: daicho register batch show host.toml 12 --report outcome.csv
    """
    _open(host_toml)
    from daicho.systems.register.batch import engine
    from daicho.systems.register.batch.report import BatchReport
    from daicho.systems.register.queries import batches

    known = batches.run(ALIAS, run)
    if known is None:
        raise HostError(_no_run(run))
    found = engine.reports(ALIAS, run)
    if not found:
        raise HostError(_no_records(run, f"{known.state} {known.refusal}".strip()))
    _tell(BatchReport(tuple(found.values()), run=run, dry_run=known.dry_run), report_to)


def _no_run(run: int) -> Problem:
    return Problem(
        code="H-BAT-01",
        what=f"一括処理の実行 {run} はありません。",
        what_en=f"There is no batch run {run}.",
        why="この番号の実行は記録されていません。",
        why_en="No run is recorded under this number.",
        mend="daicho register batch runs で番号を確かめてください。",
        mend_en="Look up its number with daicho register batch runs.",
    )


def _no_records(run: int, state: str) -> Problem:
    return Problem(
        code="H-BAT-02",
        what=f"一括処理の実行 {run} には、処理した行がありません。",
        what_en=f"Batch run {run} has no records.",
        why=f"状態: {state}。ファイル全体が受け付けられなかったか、まだ1行も処理していません。",
        why_en=f"Its state: {state}. Its file was refused whole, or no line of it has been entered yet.",
        mend="docs/errors.md でコードを確かめてファイルを直すか、処理が進むのを待ってください。",
        mend_en="Look up the code in docs/errors.md and correct the file, or wait until it has gone on.",
    )


def _run(kind: Kind, file: Path, report_to: Path | None, *, dry_run: bool) -> None:
    from daicho.systems.register.batch import BatchFileRefused, engine

    progress: Callable[[int, int], None] = progress_of(f"{kind.japanese} {kind.code}")
    try:
        report = engine.run(ALIAS, kind, file, who=getuser(), dry_run=dry_run, progress=progress)
    except BatchFileRefused as refused:
        click.echo(f"✗ {refused}", err=True)
        sys.exit(REFUSED)
    _tell(report, report_to)


def _tell(report: BatchReport, report_to: Path | None) -> None:
    """Tell the outcome, and end with it."""
    from daicho.systems.register.batch import Outcome

    if report_to is not None:
        report.write(report_to)
    for record in [each for each in report.records if each.outcome is not Outcome.ACCEPTED][:SHOWN]:
        click.echo(_told(record))
    if report.dry_run:
        click.echo("試行のため登録していません / Dry run: nothing was entered")
    if report.pending:
        click.echo(f"仮登録 {report.pending} 件が確認を待っています / {report.pending} pending acts wait for a check")
    counts = {outcome: report.count(outcome) for outcome in Outcome}
    click.echo(
        f"登録 {counts[Outcome.ACCEPTED]}、要確認 {counts[Outcome.ALERT]}、却下 {counts[Outcome.REFUSED]} / "
        + ", ".join(f"{number} {outcome.value}" for outcome, number in counts.items())
    )
    sys.exit(0 if counts[Outcome.ACCEPTED] == len(report.records) else NOT_ALL)


def _told(record: RecordReport) -> str:
    from daicho.systems.register.batch.report import reason

    found = [text for text in map(reason, record.codes) if text[0]]
    japanese = " ".join(each for each, _ in found)
    english = " ".join(each for _, each in found)
    where = f"{record.line}行目" + (f" {record.field}" if record.field else "")
    return f"{record.outcome.value}: {where} {', '.join(record.codes)} {japanese} / {english}"
