"""Keys and certificates: the Agency's root, and for each party a TLS pair, a signing key and a vault key.

A party is (organisation, system). Its TLS certificate names it twice: as a DNS name, which the caller's TLS checks in
the handshake, and as a URI. Private keys are written for their owner only (0600).
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from daicho.exchange.trust import DOMAIN, Peer, SignedTrustList, TrustList
from daicho.protocol import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from daicho.protocol.parties import Party

ROOT_YEARS = 10
PARTY_DAYS = 825
TLS_KEY, TLS_CERTIFICATE, SIGNING_KEY, VAULT_KEY = "tls.key", "tls.crt", "signing.key", "vault.key"

PrivateKey = ec.EllipticCurvePrivateKey | Ed25519PrivateKey | X25519PrivateKey


class Period(NamedTuple):
    """When a certificate is valid, UTC."""

    since: dt.datetime
    until: dt.datetime

    @classmethod
    def of_days(cls, days: int, *, now: dt.datetime | None = None) -> Period:
        """From an hour ago, for so many days."""
        start = (now or dt.datetime.now(dt.UTC)) - dt.timedelta(hours=1)
        return cls(start.replace(microsecond=0), start.replace(microsecond=0) + dt.timedelta(days=days))


class Root(NamedTuple):
    """The Agency's root: it signs certificates and the trust list."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def create(cls, name: str = "Daicho Agency Root", period: Period | None = None) -> Root:
        """Make a root."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = _builder(subject, subject, key.public_key(), period or Period.of_days(365 * ROOT_YEARS))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(certificate_authority=True), critical=True)
        return cls(key, builder.sign(key, SHA256()))

    def sign_list(self, trust_list: TrustList) -> bytes:
        """The bytes of a signed trust list file."""
        data = canonical.encode_trusted(trust_list)
        signature = self.key.sign(DOMAIN + data, ec.ECDSA(SHA256()))
        return canonical.encode_trusted(SignedTrustList(msgspec.Raw(data), signature))


class Identity(NamedTuple):
    """A party's own keys, as they lie in its key directory."""

    party: Party
    directory: Path
    signing: Ed25519PrivateKey
    vault: X25519PrivateKey | None

    @property
    def certificate(self) -> Path:
        """The TLS certificate, PEM."""
        return self.directory / TLS_CERTIFICATE

    @property
    def key(self) -> Path:
        """The TLS key, PEM."""
        return self.directory / TLS_KEY


def read_identity(party: Party, directory: Path) -> Identity:
    """Read a party's keys.

    Raises:
        OSError: a file is missing.
        ValueError: a file holds something else than the key it is named after.
    """
    signing = load_pem_private_key((directory / SIGNING_KEY).read_bytes(), None)
    if not isinstance(signing, Ed25519PrivateKey):
        raise ValueError(f"{directory / SIGNING_KEY} holds no Ed25519 key")  # noqa: TRY004 - a wrong file, not a wrong call
    vault_path = directory / VAULT_KEY
    vault = load_pem_private_key(vault_path.read_bytes(), None) if vault_path.exists() else None
    if vault is not None and not isinstance(vault, X25519PrivateKey):
        raise ValueError(f"{vault_path} holds no X25519 key")
    return Identity(party, directory, signing, vault)


def issue_party(  # noqa: PLR0913 - each names a fact of the record
    root: Root,
    party: Party,
    directory: Path,
    *,
    url: str,
    name: str = "",
    areas: Iterable[str] = (),
    period: Period | None = None,
) -> Peer:
    """Make a party's keys and certificate in a directory and return its entry for the trust list."""
    period = period or Period.of_days(PARTY_DAYS)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    tls, signing, vault = (
        ec.generate_private_key(ec.SECP256R1()),
        Ed25519PrivateKey.generate(),
        X25519PrivateKey.generate(),
    )
    certificate = _issue(root, party, tls.public_key(), period)
    (directory / TLS_CERTIFICATE).write_bytes(certificate.public_bytes(Encoding.PEM))
    for file, key in ((TLS_KEY, tls), (SIGNING_KEY, signing), (VAULT_KEY, vault)):
        write_key(directory / file, key)
    return Peer(
        party=str(party),
        name=name,
        url=url,
        certificate=certificate.fingerprint(SHA256()).hex(),
        signing_key=signing.public_key().public_bytes_raw(),
        vault_key=vault.public_key().public_bytes_raw(),
        areas=tuple(areas),
        not_before=period.since.isoformat(),
        not_after=period.until.isoformat(),
    )


def write_key(path: Path, key: PrivateKey) -> None:
    """Write a private key in PKCS #8 PEM, readable by its owner only, replacing the file in one step."""
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    temporary.replace(path)


def write_trust_list(root: Root, peers: Iterable[Peer], path: Path, *, number: int = 1) -> TrustList:
    """Sign a trust list and put it in place in one step."""
    listed = TrustList(number=number, issued_at=dt.datetime.now(dt.UTC).isoformat(), peers=tuple(peers))
    temporary = path.with_suffix(".new")
    temporary.write_bytes(root.sign_list(listed))
    temporary.replace(path)
    return listed


class World(NamedTuple):
    """Where the keys of a whole network lie."""

    root: Path
    trust_list: Path
    directory: Path

    def keys_of(self, party: Party) -> Path:
        """The key directory of a party."""
        return self.directory / "parties" / party.organisation / party.system


def create_world(
    directory: Path,
    parties: Mapping[Party, str],
    *,
    names: Mapping[str, str] | None = None,
    areas: Mapping[str, Iterable[str]] | None = None,
) -> World:
    """Make the keys of a whole network: root, every party's keys, signed trust list.

    Args:
        directory: where; ``root.crt``, ``root.key``, ``trust.json`` and ``parties/<organisation>/<system>/``.
        parties: each party and the URL its exchange listens on.
        names: names of the organisations.
        areas: municipality codes each organisation answers for.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    root = Root.create()
    world = World(directory / "root.crt", directory / "trust.json", directory)
    world.root.write_bytes(root.certificate.public_bytes(Encoding.PEM))
    write_key(directory / "root.key", root.key)
    peers = [
        issue_party(
            root,
            party,
            world.keys_of(party),
            url=url,
            name=(names or {}).get(party.organisation, ""),
            areas=(areas or {}).get(party.organisation, ()),
        )
        for party, url in parties.items()
    ]
    write_trust_list(root, peers, world.trust_list)
    return world


def read_root(directory: Path) -> Root:
    """Read the root of a world made by `create_world` (the Agency's own machine only)."""
    key = load_pem_private_key((directory / "root.key").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("root.key holds no EC key")  # noqa: TRY004 - a wrong file, not a wrong call
    return Root(key, x509.load_pem_x509_certificate((directory / "root.crt").read_bytes()))


def _issue(root: Root, party: Party, key: ec.EllipticCurvePublicKey, period: Period) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, party.organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, party.system),
        ]
    )
    names: list[x509.GeneralName] = [
        x509.DNSName(party.host_name),
        x509.UniformResourceIdentifier(f"urn:daicho:party:{party}"),
    ]
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    uses = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    builder = _builder(subject, root.certificate.subject, key, period)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(certificate_authority=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.add_extension(issuer_key, critical=False).sign(root.key, SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, period: Period
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(period.since).not_valid_after(period.until)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, certificate_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=certificate_authority,
        crl_sign=certificate_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
