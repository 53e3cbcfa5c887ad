"""`daicho document`: what auditors ask of a certificate that was issued, by its file and the root certificate alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from daicho.documents.verification import Problem

REFUSED = 1


@click.group()
def document() -> None:
    """Verify certificates that were issued.

    Example: daicho document verify certificate.pdf --root root.crt
    """


@document.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--root", "root_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON instead of text. JSON で出力する。")
def verify(file: Path, root_file: Path, as_json: bool) -> None:  # click passes it by keyword
    """Say whether a certificate is whole, who signed it, which request it is bound to, and how it is marked.

    Ends with 1 when it must not be relied on. Nothing of its content is shown.

    Example: daicho document verify certificate.pdf --root root.crt
    """
    from asn1crypto import pem, x509

    from daicho.documents.verification import NO_ROOT
    from daicho.documents.verification import verify as judge

    data = root_file.read_bytes()
    try:
        root = x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)
        root.subject.native  # noqa: B018  # parsed only when it is asked
    except ValueError:
        click.echo(f"✗ {root_file}: {_told(NO_ROOT)}", err=True)
        sys.exit(2)
    found = judge(file.read_bytes(), root)
    if as_json:
        told = _as_dict(found) | {
            "problems": [problem.english for problem in found.problems],
            "codes": [problem.code for problem in found.problems],
        }
        click.echo(json.dumps({"ok": found.ok} | told, ensure_ascii=False))
    else:
        if found.sheets:  # of what is no PDF there is nothing to describe
            click.echo("\n".join(_lines(_as_dict(found))))
        for problem in found.problems:
            click.echo(f"✗ {_told(problem)}")
    if not found.ok:
        sys.exit(REFUSED)


def _told(problem: Problem) -> str:
    return f"{problem.japanese} ({problem.code})\n  {problem.english} ({problem.code})"


def _as_dict(found: object) -> dict[str, object]:
    import msgspec

    return msgspec.structs.asdict(found)  # type: ignore[arg-type]  # a struct of ours


def _lines(said: dict[str, object]) -> list[str]:
    labels = {
        "intact": "改変なし intact",
        "trusted": "ルートに連なる trusted",
        "signer": "署名者 signer",
        "title": "様式 form",
        "issue_number": "発行番号 issue number",
        "request_id": "請求 request",
        "digest": "内容のダイジェスト digest of the content",
        "sheets": "枚数 sheets",
        "pdf_a": "PDF/A",
        "sample": "見本 sample",
    }
    words = {True: "はい yes", False: "いいえ no"}
    return [
        f"{label}: {words[value] if isinstance(value, bool) else value}"
        for key, label in labels.items()
        if (value := said[key]) != ""
    ]
