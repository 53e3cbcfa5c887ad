"""Writing evidence out of a system's database."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from django.db import connections, transaction

from daicho.exchange import links, payloads
from daicho.exchange import tables as tables_of
from daicho.exchange.evidence import forms
from daicho.protocol import canonical, signing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from daicho.exchange.runtime import Node

L = TypeVar("L", bound=msgspec.Struct)

FETCH = 2_000
"""Rows read at a time."""


def export(node: Node, directory: Path, *, peer: str = "") -> forms.Manifest:
    """Write the evidence of a system into an empty or new directory.

    Args:
        node: whose evidence.
        directory: where to; files of an earlier export are replaced.
        peer: only what concerns this party (written form); everything when empty.

    Raises:
        OSError: the directory cannot be written (a full disk leaves no manifest, so the export does not verify).
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    (directory / forms.MANIFEST).unlink(missing_ok=True)
    files = [
        _copy(directory, forms.ROOT, node.trust.root_path.read_bytes()),
        _copy(directory, forms.TRUST, node.trust.path.read_bytes()),
    ]
    with transaction.atomic(using=node.alias), (directory / forms.CHECKS).open("wb") as checks:
        with connections[node.alias].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        files.extend(_write(directory, name, _lines(node, name, peer), checks) for name in forms.LINED)
    files.append(_entry(directory, forms.CHECKS))
    manifest = forms.Manifest(str(node.party), links.stamp(), tuple(files))
    signed = signing.sign(manifest, node.identity.signing)  # type: ignore[arg-type]
    (directory / forms.MANIFEST).write_bytes(canonical.encode_trusted(signed))
    return manifest


def _copy(directory: Path, name: str, data: bytes) -> forms.FileEntry:
    (directory / name).write_bytes(data)
    return forms.FileEntry(name, hashlib.sha256(data).hexdigest(), 0)


def _write(directory: Path, name: str, lines: Iterator[msgspec.Struct], checks: Any) -> forms.FileEntry:
    digest, number = hashlib.sha256(), 0
    with (directory / name).open("wb") as file:
        for number, line in enumerate(lines, 1):
            data = canonical.encode_trusted(line)
            file.write(data + b"\n")
            digest.update(data + b"\n")
            checks.write(canonical.encode_trusted(forms.check_line(name, number, data)) + b"\n")
    return forms.FileEntry(name, digest.hexdigest(), number)


def _entry(directory: Path, name: str) -> forms.FileEntry:
    data = (directory / name).read_bytes()
    return forms.FileEntry(name, hashlib.sha256(data).hexdigest(), data.count(b"\n"))


def _lines(node: Node, name: str, peer: str) -> Iterator[msgspec.Struct]:
    tables = tables_of.of(node.app_label)
    if name == forms.STATEMENTS:
        sql = (
            f"SELECT direction, peer, kind, flow, epoch, position, statement, key_id, signature FROM {tables.statement}"
        )
        for row in _rows(node, sql, peer, "id"):
            yield _line(forms.StatementLine, row)
    elif name == forms.INQUIRIES:
        sql = (
            "SELECT direction, peer, inquiry_id, statement, key_id, signature, answer_statement, answer_key_id,"
            f" answer_signature FROM {tables.inquiry_record}"
        )
        for row in _rows(node, sql, peer, "id"):
            yield _line(forms.InquiryLine, row)
    else:
        yield from _messages(node, name, peer)


def _messages(node: Node, name: str, peer: str) -> Iterator[forms.MessageLine]:
    tables = tables_of.of(node.app_label)
    table = tables.outbox if name == forms.SENT else tables.inbox
    outcome = "'', '', ''" if name == forms.SENT else "m.state, m.refusal_code, m.refusal_text"
    sql = (
        f"SELECT m.peer, m.epoch, m.sequence, m.type, m.digest, m.recorded_at, m.chain, m.replaces, {outcome},"
        f" m.payload, p.ciphertext, k.key FROM {table} m LEFT JOIN {tables.payload} p ON p.id = m.payload"
        f" LEFT JOIN {tables.payload_key} k ON k.id = m.payload"
    )
    for row in _rows(node, sql, peer, "m.peer, m.epoch, m.sequence", alias="m."):
        *_, payload_id, ciphertext, key = row
        salt, payload = (None, None) if key is None else payloads.decrypt(payload_id, bytes(key), bytes(ciphertext))
        yield _line(forms.MessageLine, (*row[:11], salt, payload))


def _line(form: type[L], values: Iterable[Any]) -> L:
    """A line from a row's columns, in the order of the form's fields."""
    return form(*(bytes(value) if isinstance(value, memoryview) else value for value in values))


def _rows(node: Node, sql: str, peer: str, order: str, alias: str = "") -> Iterator[tuple[Any, ...]]:
    where = f" WHERE {alias}peer = %s" if peer else ""
    with connections[node.alias].cursor() as cursor:
        cursor.execute(f"{sql}{where} ORDER BY {order}", [peer] if peer else [])
        while rows := cursor.fetchmany(FETCH):
            yield from rows
