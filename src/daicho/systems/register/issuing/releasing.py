"""The releasing transaction: the register is as it was read, the bytes are this request's, and only then it leaves.

Source: architecture section 7; domain rules 3.6 (binding at the last hop, current state in the same transaction).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import msgspec
from django.db import transaction

from daicho.documents import binding
from daicho.documents.certificates import DocumentError, Form
from daicho.systems.register import db
from daicho.systems.register.issuing import requests
from daicho.systems.register.issuing.problems import NotIssued, not_issued, of_document
from daicho.systems.register.issuing.snapshot import Snapshot, Standing, move_out_of, slip_standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.documents.slips import Paper
    from daicho.systems.register.issuing.requests import Request

_MADE: Final = """
    UPDATE register_issuerequest SET state = 'made', made_at = clock_timestamp(), standing = %(standing)s,
        content_digest = %(content)s, document_digest = %(document)s, sheets = %(sheets)s, read_act = %(read_act)s,
        as_of = %(as_of)s, number_record = %(number_record)s, move_out_act = %(move_out_act)s,
        reprint_of = %(reprint_of)s
    WHERE id = %(id)s AND state = 'requested' AND expires_at > clock_timestamp()
"""
_RELEASED: Final = """
    UPDATE register_issuerequest SET state = 'released', ended_at = clock_timestamp()
    WHERE id = %s AND state = 'made' RETURNING ended_at
"""
_HISTORY: Final = """
    INSERT INTO register_issue (
        issued_at, place, terminal, account, subjects, form, items, sheets, issue_number, request_id, requester,
        identified_by, content_digest, reprint_of, disposal_reason, access_record)
    SELECT ended_at, place, terminal, account, subjects, %(form)s, %(items)s, sheets, issue_number, request_id,
        requester ->> 'kind', %(identified_by)s, decode(content_digest, 'hex'), reprint_of, '', access_record::text
    FROM register_issuerequest WHERE id = %(id)s
"""


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """What came out of the press for a request, with what it must still agree with."""

    request: Request
    certificate: Paper
    document: bytes
    snapshot: Snapshot
    items: tuple[str, ...]
    identified_by: str
    number_record: int | None = None


def made(alias: str, finished: Finished, key: bytes) -> None:
    """Record the one document of a request.

    Raises:
        NotIssued: P-ISSUE-13, the request ended meanwhile; the document is thrown away and that is recorded.
    """
    source = finished.snapshot.move_out
    with transaction.atomic(using=alias):
        done = db.execute(
            alias,
            _MADE,
            {
                "id": finished.request.id,
                "standing": finished.snapshot.standing.stored(),
                "content": finished.certificate.digest(key),
                "document": hashlib.sha256(finished.document).digest(),
                "sheets": binding.sheets(finished.document),
                "read_act": finished.snapshot.read_act,
                "as_of": finished.snapshot.as_of,
                "number_record": finished.number_record,
                "move_out_act": source.act if source else None,
                "reprint_of": finished.snapshot.reprint_of,
            },
        )
    if not done:
        requests.note_late(alias, finished.request.id)
        raise not_issued("P-ISSUE-13", request=finished.request.id)


def release(alias: str, finished: Finished, key: bytes) -> bytes:
    """Release the document of a request, or stop the request for good. The bytes may leave when this returns.

    Raises:
        NotIssued: P-ISSUE-12 (something changed), P-ISSUE-13 (ended meanwhile), P-BINDING-… (not this request's).
    """
    request = finished.request.id
    try:
        with transaction.atomic(using=alias):
            _release(alias, finished, key)
    except NotIssued as refused:
        if refused.code == "P-ISSUE-13":
            requests.note_late(alias, request)
        else:
            requests.end(alias, request, state="stopped", code=refused.code)
        raise
    return finished.document


def _release(alias: str, finished: Finished, key: bytes) -> None:
    request = finished.request.id
    row = db.row(
        alias,
        "SELECT state, request_id, document_digest, content_digest, standing, expires_at < clock_timestamp() AS over "
        "FROM register_issuerequest WHERE id = %s FOR UPDATE",
        (request,),
    )
    if row is None or row["state"] != "made" or row["over"]:
        raise not_issued("P-ISSUE-13", request=request)
    before = msgspec.json.decode(bytes(row["standing"]), type=Standing)
    if _standing_now(alias, finished.certificate.subjects, before) != before:
        raise not_issued("P-ISSUE-12", request=request)
    try:
        binding.require(finished.document, binding.of(finished.certificate, key))
    except DocumentError as error:
        raise NotIssued(of_document(error), request=request) from error
    same = (
        row["request_id"] == finished.certificate.request_id
        and row["content_digest"] == finished.certificate.digest(key)
        and bytes(row["document_digest"]) == hashlib.sha256(finished.document).digest()
    )
    if not same:
        raise NotIssued(of_document(_other_document()), request=request)
    db.execute(alias, _RELEASED, (request,))
    db.execute(
        alias,
        _HISTORY,
        {
            "id": request,
            "form": finished.certificate.form.value,
            "items": list(finished.items),
            "identified_by": finished.identified_by,
        },
    )


def _standing_now(alias: str, subjects: Sequence[str], before: Standing) -> Standing:
    """What the register says now, under locks: people in the order of their numbers, then the household.

    An act on any of them waits for the release, or the release for the act and then sees it.
    """
    db.execute(
        alias,
        "SELECT 1 FROM register_person WHERE addressee_number = ANY (%s) ORDER BY addressee_number FOR NO KEY UPDATE",
        (sorted(subjects),),
    )
    db.execute(
        alias,
        "SELECT 1 FROM register_household WHERE household_number = %s FOR NO KEY UPDATE",
        (before.household,),
    )
    if before.slip:
        return slip_standing(alias, subjects, Form(before.slip), before.act)
    source = move_out_of(alias, subjects[0]) if before.move_out_act else None
    return standing_of(alias, subjects, source)


def _other_document() -> DocumentError:
    return DocumentError(
        "P-BINDING-03",
        "できあがった帳票が、この請求に記録された帳票と違います。交付を止めました。",
        "The finished document is not the one recorded for this request; the issue was stopped.",
    )
