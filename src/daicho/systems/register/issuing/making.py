"""The whole path of one paper: asked for, read, made, released, handed over. One call, one value, one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from daicho.access.gate import Gate
from daicho.documents.certificates import DocumentError
from daicho.identification import numbers as vaults
from daicho.systems.register import town
from daicho.systems.register.issuing import content, presses, printing, releasing, requests, snapshot
from daicho.systems.register.issuing.problems import NotIssued, of_document
from daicho.systems.register.issuing.wanted import MOVE_OUT_FORMS, Item, Output, Wanted, items_of, require

if TYPE_CHECKING:
    from daicho.access.grants import Access, Grant
    from daicho.documents.press import Press
    from daicho.documents.slips import Paper
    from daicho.systems.register.issuing.requests import Desk, Request
    from daicho.systems.register.issuing.snapshot import Snapshot
    from daicho.values.numbers import IndividualNumber

ISSUE: Final = "register.issue"
SAVE: Final = "register.save"
NUMBER: Final = "register.number"
MOVE_OUT: Final = "register.move_out_certificate"
"""The right to issue the form that carries individual numbers by order (Order, Article 23, paragraph 2)."""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Who issues, where, through which gate and press."""

    access: Access
    desk: Desk
    gate: Gate
    press: Press

    @classmethod
    def at(cls, access: Access, desk: Desk, *, alias: str = "register") -> Office:
        """The office of this process."""
        return cls(access=access, desk=desk, gate=Gate(alias), press=presses.press())


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A paper released. `document` is there only for whoever may hold the file."""

    request: Request
    document: bytes = b""


def issue(office: Office, wanted: Wanted, *, token: str) -> Issued:
    """Issue one copy: the bytes go to the printer, or to whoever holds the right to files.

    Raises:
        AccessRefused: a right is missing; the refusal is recorded.
        NotIssued: with the reason; nothing left the office, and the request is stopped or void.
    """
    require(wanted)
    if wanted.output is Output.PRINT:
        printing.require_printer()
    alias = office.gate.alias
    subjects = snapshot.subjects_of(alias, wanted)
    grant = office.gate.open_person(office.access.under(ISSUE), subjects)
    _require_rights(office, wanted, subjects)
    request = requests.begin(
        alias, office.access, office.desk, wanted, subjects=subjects, token=token, record=grant.record
    )
    try:
        finished = _made(office, grant, wanted, request)
        document = releasing.release(alias, finished, presses.binding_key())
    except NotIssued as refused:
        requests.end(alias, request.id, state=_state_after(refused.code), code=refused.code)
        refused.request = request.id
        raise
    except Exception as failed:
        # a refusal of the gate, a fault of ours: whatever it is, this request never becomes a paper
        requests.end(alias, request.id, state="stopped", code=str(getattr(failed, "code", "") or "P-PRESS-01"))
        raise
    return _handed_over(alias, office, wanted, request, document)


def _require_rights(office: Office, wanted: Wanted, subjects: tuple[str, ...]) -> None:
    """Ask for the rights that this paper needs besides `ISSUE`, before it gets a number; a refusal is recorded.

    Raises:
        AccessRefused: the right to files, or to the form with individual numbers, is missing.
    """
    if wanted.output is Output.SAVE:
        office.gate.open_person(office.access.under(SAVE), subjects)
    if wanted.form in MOVE_OUT_FORMS:
        office.gate.open_person(office.access.under(MOVE_OUT), subjects)


def preview(office: Office, wanted: Wanted) -> tuple[tuple[bytes, ...], Paper]:
    """Return images of what would be issued now, marked as a preview, without code and number; nothing is kept.

    Raises:
        AccessRefused, NotIssued: as `issue`.
    """
    require(wanted)
    alias = office.gate.alias
    subjects = snapshot.subjects_of(alias, wanted)
    grant = office.gate.open_person(office.access.under(ISSUE), subjects)
    _require_rights(office, wanted, subjects)
    with snapshot.one_snapshot(alias):
        found = snapshot.read(grant, wanted)
    frame = content.Frame(
        request_id="",
        issue_number="(交付のときに付番)",
        issued_on=town.today(),
        issuer=presses.issuer(alias, town.today()),
        sample=town.synthetic(),
        preview=True,
    )
    certificate = content.compose(found, wanted, frame, None)
    try:
        return office.press.preview(certificate), certificate
    except DocumentError as error:
        raise NotIssued(of_document(error)) from error


def _made(office: Office, grant: Grant, wanted: Wanted, request: Request) -> releasing.Finished:
    """Read, reveal, print into memory, and record the one document of the request."""
    alias = office.gate.alias
    with snapshot.one_snapshot(alias):
        found = snapshot.read(grant, wanted)
    revealed, record = _revealed(office, found, wanted)
    frame = content.Frame(
        request_id=request.request_id,
        issue_number=request.issue_number,
        issued_on=request.issued_on,
        issuer=presses.issuer(alias, request.issued_on),
        sample=town.synthetic(),
    )
    certificate = content.compose(found, wanted, frame, revealed)
    try:
        document = office.press.finish(certificate)
    except DocumentError as error:
        raise NotIssued(of_document(error), request=request.id) from error
    finished = releasing.Finished(
        request=request,
        certificate=certificate,
        document=document,
        snapshot=found,
        items=tuple(content.items_shown(found, wanted)),
        identified_by="、".join(wanted.requester.documents),
        number_record=record,
    )
    releasing.made(alias, finished, presses.binding_key())
    return finished


def _revealed(office: Office, found: Snapshot, wanted: Wanted) -> tuple[dict[str, IndividualNumber], int | None]:
    """The individual numbers that the paper carries: revealed now, under a record of their own (CTRL-006).

    The record names the purpose, the case and the form.
    """
    if Item.NUMBER not in items_of(wanted):
        return {}, None
    access = office.access.under(MOVE_OUT if wanted.form in MOVE_OUT_FORMS else NUMBER)
    references = {
        record.addressee_number.stored(): UUID(record.individual_number_ref)
        for record in found.records
        if record.individual_number_ref is not None
    }
    if not references:
        # the right is asked for even when nobody has a number yet
        grant = office.gate.open_person(access, [])
        return {}, grant.record
    grant = office.gate.reveal_numbers(access, references, form=content.form_of(found, wanted).value)
    numbers = vaults.vault(office.gate.alias).reveal(list(references.values()), grant.record)
    return dict(zip(references, numbers, strict=True)), grant.record


def _handed_over(alias: str, office: Office, wanted: Wanted, request: Request, document: bytes) -> Issued:
    if wanted.output is Output.SAVE:
        printing.note_file_taken(alias, request)
        return Issued(request=request, document=document)
    printing.hand_over(alias, request, office.desk.printer, document)
    return Issued(request=request)


def _state_after(code: str) -> str:
    """A time-out burns the request; everything else stops it."""
    return "burnt" if code in {"P-TIMEOUT-01", "P-ISSUE-13"} else "stopped"
