"""`daicho evidence verify`: the proof that needs nothing but files. The group is the host's (`host.cli_evidence`)."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec


@click.command()
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
        own = "" if result.root_given else " (the export's own: compare it with the Agency's, or give --root)"
        click.echo(f"root certificate SHA-256 {result.root or 'unknown'}{own}")
    sys.exit(0 if result.ok else 1)
