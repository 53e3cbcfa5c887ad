"""The key with which a municipality signs its certificates: P-256, certified by the Agency's root.

The certificate carries digitalSignature and nonRepudiation, so that a reader of PDFs accepts it for signing, and no
use in TLS. The files lie in the register's key directory.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from daicho.exchange import pki

if TYPE_CHECKING:
    from pathlib import Path

    from daicho.host.demo.organisations import Site

KEY: Final = "documents.key"
CERTIFICATE: Final = "documents.crt"
BINDING: Final = "binding.key"
BINDING_BYTES: Final = 32


def make(root: pki.Root, town: Site, directory: Path) -> None:
    """Make the signing key, its certificate and the key of the bindings of a municipality."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(root, town, key.public_key())
    pki.write_key(directory / KEY, key)
    (directory / CERTIFICATE).write_bytes(certificate.public_bytes(Encoding.PEM))
    with os.fdopen(os.open(directory / BINDING, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(BINDING_BYTES))


def _certificate(root: pki.Root, town: Site, public: ec.EllipticCurvePublicKey) -> x509.Certificate:
    period = pki.Period.of_days(pki.PARTY_DAYS)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, town.name),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{town.head_title} 見本"),
        ]
    )
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(root.certificate.subject)
    builder = builder.public_key(public).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(period.since).not_valid_after(period.until)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_USAGE, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    return builder.add_extension(authority, critical=False).sign(root.key, SHA256())


_USAGE: Final = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,  # nonRepudiation
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
