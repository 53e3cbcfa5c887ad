"""The binding between a request and the finished document, read back from the document's own bytes.

The last step before a certificate leaves the office opens the finished PDF, reads the binding that was set
into it, and compares it with the live request. Any difference stops the issue: this is what the certificates
printed for other people (2023 and 2024) lacked. See docs/documents.md.
"""

from __future__ import annotations

import hmac
import io
from typing import TYPE_CHECKING

import msgspec
import pikepdf

from daicho.documents.certificates import DocumentError

if TYPE_CHECKING:
    from daicho.documents.slips import Paper

PREFIX = "daicho-binding/1"


class Binding(msgspec.Struct, frozen=True):
    """What a finished document says about itself."""

    form: str
    request_id: str
    issue_number: str
    digest: str  # keyed digest of the content, hexadecimal


def of(certificate: Paper, key: bytes) -> Binding:
    """Return the binding that the finished document of this paper must carry."""
    return Binding(
        form=certificate.form.value,
        request_id=certificate.request_id,
        issue_number=certificate.issue_number,
        digest=certificate.digest(key),
    )


def written(binding: Binding) -> tuple[str, ...]:
    """Return the binding as the document's keywords."""
    return (PREFIX, binding.form, binding.request_id, binding.issue_number.encode().hex(), binding.digest)


def read(document: bytes) -> Binding:
    """Read the binding out of finished bytes.

    Raises:
        DocumentError: `P-BINDING-01` when the bytes are no PDF or carry no binding of this kind.
    """
    unreadable = DocumentError(
        "P-BINDING-01",
        "できあがった帳票から照合情報を読み取れません。交付せず、発行をやり直してください。",
        "No binding can be read from the finished document. Do not hand it out; issue again.",
    )
    try:
        with pikepdf.open(io.BytesIO(document)) as pdf:
            keywords = str(pdf.docinfo.get("/Keywords", ""))
    except pikepdf.PdfError as error:
        raise unreadable from error
    parts = [part.strip() for part in keywords.split(",")]
    if len(parts) != len(written(Binding("", "", "", ""))) or parts[0] != PREFIX:
        raise unreadable
    try:
        issue_number = bytes.fromhex(parts[3]).decode()
    except ValueError as error:
        raise unreadable from error
    return Binding(form=parts[1], request_id=parts[2], issue_number=issue_number, digest=parts[4])


def sheets(document: bytes) -> int:
    """Count the sheets of finished bytes (枚数 of the issue history, STD-1.3.8)."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return len(pdf.pages)


def require(document: bytes, expected: Binding) -> None:
    """Compare finished bytes with the live request.

    Raises:
        DocumentError: `P-BINDING-01` when there is no binding, `P-BINDING-02` when it is another request's.
    """
    found = read(document)
    if not hmac.compare_digest(msgspec.json.encode(found), msgspec.json.encode(expected)):
        raise DocumentError(
            "P-BINDING-02",
            "できあがった帳票が請求の内容と一致しません。交付を止めました。帳票を渡さず、管理者に知らせてください。",
            "The finished document is not the one requested. The issue was stopped; do not hand anything out.",
        )
