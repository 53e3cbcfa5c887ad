"""What a finished document says of itself, for an auditor: whole or not, by whom, for which request, how marked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import msgspec
import pikepdf
from asn1crypto import parser
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from daicho.documents import binding
from daicho.documents.certificates import DocumentError, Form

if TYPE_CHECKING:
    from asn1crypto import x509

SAMPLE = "見本"
"""Written into the description of every document about synthetic people."""


class Problem(msgspec.Struct, frozen=True):
    """Why a document must not be relied on, and what to do."""

    code: str
    japanese: str
    english: str


NO_ROOT = Problem(
    "P-VERIFY-01",
    "ルート証明書として読めません。機構のルート証明書(PEM か DER)を指定してください。",
    "Not a certificate. Name the Agency's root certificate (PEM or DER).",
)
UNREADABLE = Problem(
    "P-VERIFY-02",
    "署名された PDF として読めません。交付された PDF そのもの(印刷や変換をしていないもの)か確かめ、"
    "もう一度受け取ってください。",
    "Not a readable signed PDF. Check that it is the very file that was issued, not a print or conversion of it, "
    "and have it sent again.",
)
ALTERED = Problem(
    "P-VERIFY-03",
    "署名されたときの内容と違います。信用せず、発行した市区町村に確かめてください。",
    "The bytes are not those that were signed. Do not rely on it; ask the municipality that issued it.",
)
FOREIGN = Problem(
    "P-VERIFY-04",
    "署名がこのルート証明書に連なりません。--root が機構のルート証明書か確かめ、そうであれば信用しないでください。",
    "The signature does not lead to this root. Check that --root is the Agency's; if it is, do not rely on it.",
)
UNBOUND = Problem(
    "P-VERIFY-05",
    "請求との照合情報がありません。住民基本台帳の証明書として発行されたものではないため、信用せず、"
    "発行した市区町村に確かめてください。",
    "It carries no binding to a request, so it was not issued as a certificate of the register. Do not rely on it; ask "
    "the municipality that issued it.",
)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `problems` is empty for a document that may be relied on."""

    intact: bool  # one signature, which covers every byte
    trusted: bool  # it leads to the root
    signer: str = ""
    form: str = ""
    title: str = ""
    request_id: str = ""
    issue_number: str = ""
    digest: str = ""
    sheets: int = 0
    pdf_a: str = ""
    sample: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the document is whole, trusted and bound to a request."""
        return not self.problems


def verify(document: bytes, root: x509.Certificate) -> Verdict:
    """Judge a document by its bytes and a root certificate alone."""
    try:
        signer, intact, trusted = _signature(document, root)
        described = _described(document)
    except (PdfError, pikepdf.PdfError, SignatureValidationError, ValueError, KeyError):
        return Verdict(intact=False, trusted=False, problems=(UNREADABLE,))
    problems = [*([] if intact else [ALTERED]), *([] if trusted else [FOREIGN])]
    try:
        found = binding.read(document)
    except DocumentError:
        return Verdict(intact=intact, trusted=trusted, signer=signer, problems=(*problems, UNBOUND), **described)
    return Verdict(
        intact=intact,
        trusted=trusted,
        signer=signer,
        form=found.form,
        title=Form(found.form).japanese if found.form in set(Form) else "",
        request_id=found.request_id,
        issue_number=found.issue_number,
        digest=found.digest,
        problems=tuple(problems),
        **described,
    )


def _signature(document: bytes, root: x509.Certificate) -> tuple[str, bool, bool]:
    """Who signed, whether the bytes are whole, whether the signature leads to the root."""
    embedded = PdfFileReader(io.BytesIO(document)).embedded_signatures
    if len(embedded) != 1:
        return "", False, False
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(embedded[0], signer_validation_context=context)
    whole = bool(status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE)
    whole = whole and _is_padded_with_nothing(embedded[0].pkcs7_content)
    return str(status.signing_cert.subject.human_friendly), whole, bool(status.trusted and status.bottom_line)


def _is_padded_with_nothing(reserved: bytes) -> bool:
    """Whether the place reserved for the signature holds the signature and zeros: no signature covers its own place."""
    return not any(reserved[parser.peek(reserved) :])


def _described(document: bytes) -> dict[str, Any]:
    with pikepdf.open(io.BytesIO(document)) as pdf, pdf.open_metadata() as metadata:
        level = f"{metadata.get('pdfaid:part', '')}{metadata.get('pdfaid:conformance', '')}"
        return {
            "sheets": len(pdf.pages),
            "pdf_a": level,
            "sample": SAMPLE in str(pdf.docinfo.get("/Subject", "")),
        }
