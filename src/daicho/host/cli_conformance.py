"""`daicho conformance`: which requirements the tests cover, by the last recorded full run."""

from pathlib import Path

import click

from daicho.host.cli_common import speaks_plainly
from daicho.host.errors import HostError

GROUPS = {
    "system": "システム Systems",
    "function": "機能 Functions",
    "flow": "業務の流れ Flows",
    "file": "ファイル Data files",
    "control": "統制 Controls",
    "law": "法令 Articles",
    "clause": "標準仕様書 Clauses of the standard",
}
MARKS = {"covered": "✓", "declared": "–", "open": "·"}


@click.command()
@click.option("--json", "as_data", is_flag=True, help="Print JSON. JSON で出力する。")
@click.option("--record", type=click.Path(path_type=Path), help="The record to read. 既定は var/conformance.json。")
@click.option("--open", "only_open", is_flag=True, help="List only what is open. 未対応だけを示す。")
@speaks_plainly
def conformance(as_data: bool, record: Path | None, only_open: bool) -> None:  # click passes by keyword
    """Show covered, declared and open requirements, with the tests behind each.

    Reads the record that the last full test run (`make test`) left, and says which run that was. Ends with 2 when the
    record that is named does not exist, or when a record is damaged.

    Example: daicho conformance --json
    """
    from daicho.host import conformance as found

    recorded = found.read_run(record or default_record())
    if record is not None and recorded is None:
        raise HostError(found.missing(record))
    report = found.report(recorded)
    run = report.run
    click.echo(
        f"試験 {run['at']} commit {run['commit']}{' (変更あり changed)' if run['changed'] else ''}: "
        f"{run['passed']} passed, {run['failed']} failed"
        if run
        else "記録された試験がありません。make test を実行してください。 / No recorded run; run make test.",
        err=as_data,
    )
    if as_data:
        click.echo(found.as_json(report))
        return
    for kind, label in GROUPS.items():
        _print_group(kind, label, report, only_open=only_open)
    click.echo(f"合計 {report.total}: covered {report.covered}, declared {report.declared}, open {report.open}")


def _print_group(kind: str, label: str, report: object, *, only_open: bool) -> None:
    from daicho.host.conformance import Report, catalogue

    if not isinstance(report, Report):
        raise TypeError(report)
    of_kind = {key: known for key, known in catalogue().items() if known.kind == kind}
    covered = sum(report.ids[key].state == "covered" for key in of_kind)
    click.echo(f"\n{label}: {covered}/{len(of_kind)}")
    for key, known in of_kind.items():
        shown = report.ids[key]
        if only_open and shown.state != "open":
            continue
        click.echo(f"  {MARKS[shown.state]} {key} {known.japanese or known.title}")
        for test in shown.tests:
            click.echo(f"      {test}")
        if shown.state == "declared":
            click.echo(f"      {shown.why}")


def default_record() -> Path:
    """The record of the repository we stand in, or of the one this package lies in."""
    from daicho.host.conformance import RECORD

    here = Path.cwd()
    package = Path(__file__).resolve().parents[3]
    return next((root / RECORD for root in (here, *here.parents, package) if (root / RECORD).is_file()), RECORD)
