"""Verifying exported evidence offline: signatures, chains, digests, and every byte of every file.

A finding names the file, the line, the message or statement, and the field. Needs nothing but the files; the root may
be given from elsewhere, so that the export need not be trusted for it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from daicho.exchange.evidence import forms, problems
from daicho.exchange.trust import TrustList, read_trust_list
from daicho.protocol import canonical, digests, signing
from daicho.protocol.batches import Header
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.parties import Party
from daicho.protocol.statements import AnswerStatement, BatchStatement, EpochOpening, InquiryStatement, Receipt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STATEMENTS: dict[str, type[Any]] = {"batch": BatchStatement, "receipt": Receipt, "opening": EpochOpening}


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong; `problem` says it in English, `japanese` in Japanese."""

    file: str
    line: int = 0
    subject: str = ""
    field: str = ""
    problem: str = ""
    japanese: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = [part for part in (self.subject, f"項目 field {self.field}" if self.field else "") if part]
        return f"{': '.join([place, *about])}: {self.japanese} / {self.problem}"


class Verified(msgspec.Struct, frozen=True):
    """The result: how much was there, and what is wrong.

    `root` is the SHA-256 of the root certificate that everything rests on. Where it is the export's own (`root_given`
    is false), whoever reads the result must compare it with the Agency's.
    """

    party: str
    sent: int
    received: int
    statements: int
    inquiries: int
    erased: int
    root: str
    root_given: bool
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything verifies."""
        return not self.findings


class _Line(NamedTuple):
    number: int
    value: Any


def verify(directory: Path, *, root: Path | None = None) -> Verified:
    """Verify an export.

    Args:
        directory: the exported files.
        root: the Agency's root certificate from a source of one's own; the export's when not given.
    """
    return _Verification(directory, root).result()


class _Verification:
    def __init__(self, directory: Path, root: Path | None) -> None:
        self.directory = directory
        self.root = root
        self.findings: list[Finding] = []
        self.lines: dict[str, list[_Line]] = {}
        self.party = ""
        self.fingerprint = ""
        self.trust: TrustList | None = None
        self.chains: dict[tuple[str, str, int], dict[int, bytes]] = defaultdict(dict)

    def result(self) -> Verified:
        self._read_trust()
        self._read_manifest()
        for name in forms.LINED:
            self.lines[name] = list(self._read_lines(name))
        if self.trust is not None and self.party:
            for name in (forms.SENT, forms.RECEIVED):
                self._check_messages(name)
            self._check_statements()
            self._check_inquiries()
        erased = sum(
            1 for name in (forms.SENT, forms.RECEIVED) for line in self.lines[name] if line.value.payload is None
        )
        return Verified(
            party=self.party,
            sent=len(self.lines[forms.SENT]),
            received=len(self.lines[forms.RECEIVED]),
            statements=len(self.lines[forms.STATEMENTS]),
            inquiries=len(self.lines[forms.INQUIRIES]),
            erased=erased,
            root=self.fingerprint,
            root_given=self.root is not None,
            findings=tuple(dict.fromkeys(self.findings)),
        )

    def _find(self, file: str, problem: problems.Problem, *, line: int = 0, subject: str = "", field: str = "") -> None:
        self.findings.append(Finding(file, line, subject, field, *problem))

    def _bytes(self, name: str) -> bytes | None:
        try:
            return (self.directory / name).read_bytes()
        except OSError:
            self._find(name, problems.MISSING)
            return None

    def _read_trust(self) -> None:
        try:
            data = self.root.read_bytes() if self.root else (self._bytes(forms.ROOT) or b"")
            root = x509.load_pem_x509_certificate(data)
        except (ValueError, OSError):
            if self.root:
                self._find(str(self.root), problems.NO_ROOT)
            else:
                self._find(forms.ROOT, problems.NO_CERTIFICATE)
            return
        self.fingerprint = root.fingerprint(hashes.SHA256()).hex()
        try:
            self.trust = read_trust_list(self._bytes(forms.TRUST) or b"", root)
        except ProtocolError as error:
            foreign = error.code is Code.BAD_SIGNATURE
            self._find(forms.TRUST, problems.NOT_BY_ROOT if foreign else problems.of(error))

    def _read_manifest(self) -> None:
        data = self._bytes(forms.MANIFEST)
        if data is None:
            return
        try:
            signed = canonical.decode_loose(data, signing.Signed)
            manifest = canonical.decode_loose(signed.data, forms.Manifest)
            if canonical.encode_trusted(signed) != data:
                self._find(forms.MANIFEST, problems.NOT_CANONICAL)
            if self.trust is not None:  # else its digests still tell which file is damaged
                self._check_manifest(signed, manifest)
        except ProtocolError as error:
            self._find(forms.MANIFEST, problems.of(error))
            return
        self.party = manifest.party
        listed = {entry.name for entry in manifest.files}
        for name in {forms.ROOT, forms.TRUST, forms.CHECKS, *forms.LINED} - listed:
            self._find(forms.MANIFEST, problems.NOT_LISTED, subject=name)
        damaged = [entry.name for entry in manifest.files if not self._matches(entry)]
        for name in damaged:
            self._locate(name, checks_good=forms.CHECKS not in damaged)

    def _check_manifest(self, signed: signing.Signed, manifest: forms.Manifest) -> None:
        key = self._key(manifest.party, signed.key_id)
        if key is None:
            self._find(forms.MANIFEST, problems.NO_KEY, field="key_id")
        else:
            signing.verify(signed, key, forms.Manifest)  # type: ignore[type-var]

    def _matches(self, entry: forms.FileEntry) -> bool:
        data = self._bytes(entry.name)
        return data is None or hashlib.sha256(data).hexdigest() == entry.sha256

    def _locate(self, name: str, *, checks_good: bool) -> None:
        """Name the line and field of the damage in a file whose digest differs from the manifest's."""
        before = len(self.findings)
        if name == forms.CHECKS:
            self._locate_in_checks()
        elif name in forms.LINED and checks_good:
            expected = self._checks_of(name)
            lines = (self._bytes(name) or b"").split(b"\n")
            for number, data in enumerate(lines[:-1], 1):
                self._compare(name, number, data, expected.get(number))
            if len(lines) - 1 != len(expected):
                self._find(name, problems.lines(len(lines) - 1, len(expected)))
        if len(self.findings) == before:
            self._find(name, problems.DIGEST)

    def _compare(self, name: str, number: int, data: bytes, expected: forms.CheckLine | None) -> None:
        if expected is None or hashlib.sha256(data).hexdigest() == expected.sha256:
            return
        try:
            sums = forms.field_sums(data)
        except ProtocolError:
            self._find(name, problems.LINE, line=number)
            return
        names = [
            field for field in sorted(sums.keys() | expected.fields) if sums.get(field) != expected.fields.get(field)
        ]
        for field in names or [""]:
            self._find(name, problems.DIFFERS, line=number, subject=_subject(data), field=field)

    def _checks_of(self, name: str) -> dict[int, forms.CheckLine]:
        lines = (self._bytes(forms.CHECKS) or b"").split(b"\n")[:-1]
        found = (canonical.decode_loose(line, forms.CheckLine) for line in lines)
        return {check.line: check for check in found if check.file == name}

    def _locate_in_checks(self) -> None:
        expected = [
            canonical.encode_trusted(forms.check_line(name, number, data))
            for name in forms.LINED
            for number, data in enumerate((self._bytes(name) or b"").split(b"\n")[:-1], 1)
            if _is_object(data)
        ]
        given = (self._bytes(forms.CHECKS) or b"").split(b"\n")[:-1]
        for number, (one, other) in enumerate(zip(given, expected, strict=False), 1):
            if one != other:
                self._find(forms.CHECKS, problems.CHECKSUM, line=number)

    def _read_lines(self, name: str) -> Iterator[_Line]:
        data = self._bytes(name) or b""
        for number, line in enumerate(data.split(b"\n"), 1):
            if not line:
                continue
            try:
                yield _Line(number, canonical.decode_loose(line, forms.FORMS[name]))
            except ProtocolError as error:
                self._find(name, problems.of(error), line=number)

    def _key(self, party: str, key_id: str) -> bytes | None:
        try:
            return self.trust.find(Party.parse(party)).signing_key_named(key_id) if self.trust else None
        except ProtocolError:
            return None

    def _check_messages(self, name: str) -> None:
        """Gapless numbers, digests of contents, and the chain."""
        us = Party.parse(self.party)
        for number, message in self.lines[name]:
            subject = f"{message.peer} {message.epoch}:{message.sequence}"
            known = self.chains[name, message.peer, message.epoch]
            try:
                peer = Party.parse(message.peer)
            except ProtocolError as error:
                self._find(name, problems.of(error), line=number, subject=subject, field="peer")
                continue
            ends = (us, peer) if name == forms.SENT else (peer, us)
            before = known.get(message.sequence - 1) if message.sequence > 1 else digests.genesis(*ends, message.epoch)
            known[message.sequence] = message.chain
            if message.payload is not None and not _commits(message):
                self._find(name, problems.CONTENT, line=number, subject=subject, field="payload")
            if before is None:
                self._find(name, problems.GAP, line=number, subject=subject, field="sequence")
                continue
            header = Header(message.sequence, message.type, message.digest, message.recorded_at, message.replaces)
            if digests.step(before, header) != message.chain:
                self._find(name, problems.CHAIN, line=number, subject=subject, field="chain")

    def _check_statements(self) -> None:
        covered: dict[tuple[str, int], int] = defaultdict(int)
        for number, line in self.lines[forms.STATEMENTS]:
            subject = f"{line.kind} {line.peer} {line.epoch}:{line.position}"
            signer = self.party if line.direction == "out" else line.peer
            signed = signing.Signed(msgspec.Raw(line.statement), line.key_id, line.signature)
            kind = _STATEMENTS.get(line.kind)
            if kind is None:
                self._find(forms.STATEMENTS, problems.KIND, line=number, subject=subject, field="kind")
                continue
            statement = self._verified(signed, signer, kind, (forms.STATEMENTS, number, subject))
            if isinstance(statement, BatchStatement):
                covered[line.peer, statement.epoch] = max(covered[line.peer, statement.epoch], statement.last)
                self._check_chain(forms.RECEIVED, line.peer, statement.epoch, statement.last, statement.after, number)
            elif isinstance(statement, Receipt) and statement.position:
                chain = statement.chain
                self._check_chain(forms.SENT, line.peer, statement.epoch, statement.position, chain, number)
        for number, message in self.lines[forms.RECEIVED]:
            if message.sequence > covered[message.peer, message.epoch]:
                subject = f"{message.peer} {message.epoch}:{message.sequence}"
                self._find(forms.RECEIVED, problems.UNCOVERED, line=number, subject=subject)

    def _check_chain(self, name: str, peer: str, epoch: int, position: int, chain: bytes, number: int) -> None:  # noqa: PLR0913, PLR0917 - each names a fact of the record
        held = self.chains[name, peer, epoch].get(position)
        if held is not None and held != chain:
            subject = f"{peer} {epoch}:{position}"
            self._find(forms.STATEMENTS, problems.signed_chain(name), line=number, subject=subject)

    def _check_inquiries(self) -> None:
        for number, line in self.lines[forms.INQUIRIES]:
            place = (forms.INQUIRIES, number, line.inquiry_id)
            asker, answerer = (self.party, line.peer) if line.direction == "out" else (line.peer, self.party)
            signed = signing.Signed(msgspec.Raw(line.statement), line.key_id, line.signature)
            asked = self._verified(signed, asker, InquiryStatement, place)
            if not line.answer_statement:
                continue
            signed = signing.Signed(msgspec.Raw(line.answer_statement), line.answer_key_id, line.answer_signature)
            answer = self._verified(signed, answerer, AnswerStatement, place)
            if asked is not None and answer is not None and answer.inquiry_digest != asked.digest:
                self._find(forms.INQUIRIES, problems.OTHER_INQUIRY, line=number, subject=line.inquiry_id)

    def _verified(self, signed: signing.Signed, signer: str, kind: type[Any], place: tuple[str, int, str]) -> Any:
        file, number, subject = place
        key = self._key(signer, signed.key_id)
        if key is None:
            self._find(file, problems.NO_KEY, line=number, subject=subject, field="key_id")
            return None
        try:
            return signing.verify(signed, key, kind)
        except ProtocolError as error:
            self._find(file, problems.of(error), line=number, subject=subject, field="signature")
            return None


def _commits(message: forms.MessageLine) -> bool:
    """Whether a message's digest is of its content."""
    return digests.payload_digest(message.salt or b"", message.payload or b"") == message.digest


def _is_object(data: bytes) -> bool:
    try:
        forms.field_sums(data)
    except ProtocolError:
        return False
    return True


def _subject(data: bytes) -> str:
    """Which message or statement a line is about, as far as it can still be read."""
    members = canonical.decode_loose(data, dict[str, Any])
    if "inquiry_id" in members:
        return str(members["inquiry_id"])
    return (
        f"{members.get('peer', '')} {members.get('epoch', '')}:{members.get('sequence', members.get('position', ''))}"
    )
