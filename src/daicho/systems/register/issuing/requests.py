"""The request of one copy: taken once, numbered, and burnt when it is not finished in time.

Source: architecture section 7; standard chapter 3, 5.5 (each copy its own number); domain rules 3.6.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from django.db import transaction

from daicho.systems.register import db, town
from daicho.systems.register.issuing.problems import not_issued
from daicho.values.numbers_issue import IssueNumber

if TYPE_CHECKING:
    from datetime import date

    from daicho.access.grants import Access
    from daicho.systems.register.issuing.wanted import Wanted

SECONDS: Final = 120
"""From the request to the release at most; then the request is void."""

_log = structlog.get_logger("daicho.issue")


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Where the paper is asked for and printed, under the names that stand in the issue number."""

    place: str
    terminal: str
    printer: str = ""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it stands in the database."""

    id: int
    request_id: str
    issue_number: str
    issued_on: date


_SERIAL: Final = """
    INSERT INTO register_issueserial AS s (issued_on, terminal, last) VALUES (%s, %s, 1)
    ON CONFLICT (issued_on, terminal) DO UPDATE SET last = s.last + 1 RETURNING last
"""
_INSERT: Final = """
    INSERT INTO register_issuerequest (
        request_id, token, state, form, subjects, items, marks, requester, account, place, terminal, printer, output,
        purpose, case_number, access_record, issued_on, serial, issue_number, act_number, reprint_of, requested_at,
        expires_at, content_digest, problem, handover_problem)
    VALUES (
        %(request_id)s, %(token)s, 'requested', %(form)s, %(subjects)s, %(items)s, %(marks)s, %(requester)s::jsonb,
        %(account)s, %(place)s, %(terminal)s, %(printer)s, %(output)s, %(purpose)s, %(case_number)s,
        %(access_record)s, %(issued_on)s, %(serial)s, %(issue_number)s, %(act)s, '', clock_timestamp(),
        clock_timestamp() + make_interval(secs => %(seconds)s), '', '', '')
    RETURNING id
"""


def begin(  # noqa: PLR0913 - who, where, what, and its record
    alias: str, access: Access, desk: Desk, wanted: Wanted, *, subjects: tuple[str, ...], token: str, record: int
) -> Request:
    """Take a request and give it its number; committed when this returns.

    Raises:
        NotIssued: P-ISSUE-14, this token was taken before; `request` says as which.
    """
    burn_overdue(alias)
    with transaction.atomic(using=alias):
        # one form sent twice in the same moment: the second waits here and then finds the first
        db.execute(alias, "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"issue {token}",))
        before = taken_as(alias, token)
        if before is not None:
            raise not_issued("P-ISSUE-14", request=before)
        today = town.today()
        serial: int = db.value(alias, _SERIAL, (today, desk.terminal))
        number = numbered(today, desk, serial)
        request_id = secrets.token_hex(16)
        made: int = db.value(
            alias,
            _INSERT,
            {
                "request_id": request_id,
                "token": token,
                "form": wanted.form.value,
                "subjects": list(subjects),
                "items": sorted(item.value for item in wanted.items),
                "marks": ["公用"] if wanted.official_use else [],
                "requester": msgspec.json.encode(wanted.requester).decode(),
                "account": access.account,
                "place": desk.place,
                "terminal": desk.terminal,
                "printer": desk.printer,
                "output": wanted.output.value,
                "purpose": access.purpose,
                "case_number": access.case_number,
                "access_record": record,
                "issued_on": today,
                "serial": serial,
                "issue_number": number,
                "act": wanted.act,
                "seconds": SECONDS,
            },
        )
    return Request(id=made, request_id=request_id, issue_number=number, issued_on=today)


def taken_as(alias: str, token: str) -> int | None:
    """The id of the request that a form's token was taken as; None where it was not."""
    found: int | None = db.value(alias, "SELECT id FROM register_issuerequest WHERE token = %s", (token,))
    return found


def numbered(day: date, desk: Desk, serial: int) -> str:
    """The issue number of a copy without its page part, which the paper adds (STD-5.5)."""
    number = IssueNumber(
        issued_on=day,
        municipality=str(town.installation().organisation_name),
        terminal=_joined(desk.terminal),
        printer=_joined(desk.printer),
        serial=serial,
    )
    return number.stored().rpartition(" ")[0]


def _joined(name: str) -> str:
    return "".join(name.split())


def end(alias: str, request: int, *, state: str, code: str) -> bool:
    """Stop or burn a request that is not at its end, in a transaction of its own; False when it had ended before.

    An alarm in the log: somebody should look, even when the next try goes well.
    """
    with transaction.atomic(using=alias):
        done = db.execute(
            alias,
            "UPDATE register_issuerequest SET state = %s, problem = %s, ended_at = clock_timestamp() "
            "WHERE id = %s AND state IN ('requested', 'made')",
            (state, code, request),
        )
    if done:
        _log.error("issue stopped", record=request, state=state, code=code)
    return bool(done)


def note_late(alias: str, request: int) -> None:
    """Record that a result came for a request that had ended; the result itself is thrown away."""
    with transaction.atomic(using=alias):
        db.execute(
            alias,
            "UPDATE register_issuerequest SET late_at = clock_timestamp() WHERE id = %s AND late_at IS NULL",
            (request,),
        )
    _log.error("late document thrown away", record=request, code="P-ISSUE-13")


def burn_overdue(alias: str) -> int:
    """Burn requests whose time is over: their process was killed, or the press hangs. Returns how many."""
    with transaction.atomic(using=alias):
        burnt = db.rows(
            alias,
            "UPDATE register_issuerequest SET state = 'burnt', problem = 'P-ISSUE-13', ended_at = clock_timestamp() "
            "WHERE id IN (SELECT id FROM register_issuerequest WHERE state IN ('requested', 'made') "
            "AND expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED) RETURNING id",
        )
    for each in burnt:
        _log.error("issue stopped", record=each["id"], state="burnt", code="P-ISSUE-13")
    return len(burnt)
