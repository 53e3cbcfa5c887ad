"""Commands of the exchange: `daicho evidence export|verify`, `daicho exchange status|hold|release|resend`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec


@click.group()
def evidence() -> None:
    """Export and verify the evidence of what was sent, received and answered."""


@evidence.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--alias", default="", help="Database alias of the system; this process's system when left out.")
@click.option("--peer", default="", help="Only what concerns this party, for example 142158/municipal_cs.")
def export(directory: Path, alias: str, peer: str) -> None:
    """Write the evidence of a system into DIRECTORY.

    Example: daicho evidence export evidence-2026-11-21
    """
    from daicho.exchange import runtime
    from daicho.exchange.evidence import export as exporting

    manifest = exporting.export(runtime.node(alias), directory, peer=peer)
    lines = sum(entry.lines for entry in manifest.files)
    click.echo(f"{directory}: {len(manifest.files) + 1} files, {lines} lines")


@evidence.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--root",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The Agency's root certificate, had from elsewhere.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line.")
def verify(directory: Path, root: Path | None, as_json: bool) -> None:
    """Verify the evidence in DIRECTORY from its files alone.

    Example: daicho evidence verify evidence-2026-11-21
    """
    from daicho.exchange.evidence import verify as verifying

    result = verifying.verify(directory, root=root)
    if as_json:
        click.echo(msgspec.json.encode({"ok": result.ok, **msgspec.to_builtins(result)}).decode())
    else:
        for finding in result.findings:
            click.echo(str(finding), err=True)
        click.echo(
            f"{result.party}: {result.sent} sent, {result.received} received, {result.statements} statements,"
            f" {result.inquiries} inquiries, {result.erased} erased: {'ok' if result.ok else 'NOT OK'}"
        )
    sys.exit(0 if result.ok else 1)
