"""`daicho document`: what auditors ask of a certificate that was issued, by its file and the root certificate alone."""

import json
import sys
from pathlib import Path

import click

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

    from daicho.documents.verification import verify as judge

    data = root_file.read_bytes()
    try:
        root = x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)
        root.subject.native  # noqa: B018  # parsed only when it is asked
    except ValueError:
        click.echo("✗ ルート証明書を読めません (P-VERIFY-01)\n  The root certificate cannot be read.", err=True)
        sys.exit(2)
    found = judge(file.read_bytes(), root)
    if as_json:
        click.echo(json.dumps({"ok": found.ok} | _as_dict(found), ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(found)))
    if not found.ok:
        sys.exit(REFUSED)


def _as_dict(found: object) -> dict[str, object]:
    import msgspec

    return msgspec.structs.asdict(found)  # type: ignore[arg-type]  # a struct of ours


def _lines(found: object) -> list[str]:
    said = _as_dict(found)
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
    lines = [
        f"{label}: {words[value] if isinstance(value, bool) else value}"
        for key, label in labels.items()
        if (value := said[key]) != ""
    ]
    return [*lines, *(f"✗ {problem}" for problem in said["problems"])]  # type: ignore[attr-defined]
