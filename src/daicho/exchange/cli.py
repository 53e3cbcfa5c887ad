"""`daicho evidence verify`: the proof that needs nothing but files. The group is the host's (`host.cli_evidence`)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click
import msgspec

NO_DIRECTORY: Final = (
    "X-EVIDENCE-01",
    "フォルダーではありません。証跡は複数のファイルからなります。ZIP などにまとめたものは、先に展開してください。",
    "Not a directory. Evidence is several files, so a directory is named. Unpack an archive first.",
)


@click.command()
@click.argument("directory", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--root",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The Agency's root certificate, had from elsewhere.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line.")
def verify(directory: Path, root: Path | None, as_json: bool) -> None:
    """Verify the evidence in DIRECTORY from its files alone.

    Ends with 1 when anything is wrong, with 2 when there is no directory to look into.

    Example: daicho evidence verify evidence-2026-11-21
    """
    if not directory.is_dir():
        code, japanese, english = NO_DIRECTORY
        click.echo(f"✗ {directory}: {japanese} ({code})\n  {english} ({code})", err=True)
        sys.exit(2)
    from daicho.exchange.evidence import verify as verifying

    result = verifying.verify(directory, root=root)
    if as_json:
        click.echo(msgspec.json.encode({"ok": result.ok, **msgspec.to_builtins(result)}).decode())
    else:
        for finding in result.findings:
            click.echo(str(finding), err=True)
        click.echo(
            f"{result.party or '?'}: 送信 {result.sent}、受信 {result.received}、署名文 {result.statements}、"
            f"照会 {result.inquiries}、消去済み {result.erased} / {result.sent} sent, {result.received} received,"
            f" {result.statements} statements, {result.inquiries} inquiries, {result.erased} erased:"
            f" {'ok' if result.ok else 'NOT OK'}"
        )
        own = (
            " (証跡に付いていたもの。機構のものと見比べるか --root で指定 / "
            "the export's own: compare it with the Agency's, or give --root)"
        )
        digest = result.root or "不明 unknown"
        click.echo(f"ルート証明書 root certificate SHA-256 {digest}{'' if result.root_given else own}")
    sys.exit(0 if result.ok else 1)
