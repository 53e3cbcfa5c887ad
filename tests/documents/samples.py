"""Certificates and keys for the tests of `documents`, in the field's words."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from daicho.documents.certificates import (
    ATTESTATIONS,
    EMPTY,
    OMITTED,
    Cell,
    Certificate,
    Form,
    Issuer,
    PersonBlock,
)
from daicho.documents.press import PressSettings

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"k" * 32
ISSUER = Issuer("142158", "海老名市", "神奈川県海老名市長", "見本　市長", "海老名市長之印")


def person(number: int, name: str) -> PersonBlock:
    """One person's rows, enough to see where each text lands."""
    return PersonBlock(
        addressee_number=f"100{number}",
        rows=(
            (Cell("番号", str(number), 1), Cell("性別", "女", 2), Cell("続柄", "子", 9)),
            (Cell("氏名", name, 6, exact=True), Cell("旧氏", EMPTY, 6)),
            (Cell("本籍", OMITTED, 8), Cell("筆頭者の氏名", OMITTED, 4)),
        ),
    )


def copy_for(*names: str, form: Form = Form.HOUSEHOLD_COPY) -> Certificate:
    """A certificate with these people, its request freshly made."""
    return Certificate(
        form=form,
        request_id=secrets.token_hex(16),
        issue_number=f"20261121 海老名市 本庁1 プリンタ001 {secrets.randbelow(1000):03}",
        issued_on=date(2026, 11, 21),
        issued_text="令和8年11月21日",
        issuer=ISSUER,
        subjects=tuple(f"100{number}" for number, _ in enumerate(names, 1)),
        head=((Cell("住所", "神奈川県海老名市勝瀬175番地の1", 12),),),
        persons=tuple(person(number, name) for number, name in enumerate(names, 1)),
        attestation=ATTESTATIONS[form],
    )


def press_settings(folder: Path, font: Path, timeout: float = 20.0) -> PressSettings:
    """Keys made for one test: a root and a document certificate under it."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test root")])
    root = _certificate(root_name, root_name, root_key, root_key, authority=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ebina documents (sample)")])
    leaf = _certificate(name, root_name, key, root_key, authority=False)
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    return PressSettings(
        font=str(font),
        signing_key=str(folder / "key.pem"),
        signing_certificate=str(folder / "leaf.pem"),
        root_certificate=str(folder / "root.pem"),
        binding_key=KEY,
        timeout=timeout,
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
