"""The issue history (交付履歴): what was issued about a person, by what was asked for, and disposals.

Source: standard chapter 3, 1.3.8 (items), 2.2.2 (inquiry by those items).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import transaction

from daicho.systems.register import db
from daicho.systems.register.issuing.problems import not_issued

if TYPE_CHECKING:
    from datetime import date, datetime

    from daicho.access.grants import Grant


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One request and what became of it: every item of STD-1.3.8, who asked and how identified."""

    id: int
    state: str
    problem: str
    requested_at: datetime
    ended_at: datetime | None
    handed_over_at: datetime | None
    handover_problem: str
    place: str
    terminal: str
    printer: str
    account: str
    output: str
    subjects: list[str]
    form: str
    items: list[str]
    marks: list[str]
    sheets: int | None
    issue_number: str
    reprint_of: str
    requester: dict[str, Any]
    purpose: str
    case_number: str
    disposed_at: datetime | None
    disposal_reason: str


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a history is narrowed to; blank is everything (STD-2.2.2)."""

    form: str = ""
    since: date | None = None
    until: date | None = None
    issue_number: str = ""
    place: str = ""
    account: str = ""
    only_released: bool = False


_LINES: Final = """
    SELECT r.id, r.state, r.problem, r.requested_at, r.ended_at, r.handed_over_at, r.handover_problem, r.place,
        r.terminal, r.printer, r.account, r.output, r.subjects, coalesce(i.form, r.form) AS form,
        coalesce(i.items, r.items) AS items, r.marks, r.sheets, r.issue_number, r.reprint_of, r.requester, r.purpose,
        r.case_number, i.disposed_at, coalesce(i.disposal_reason, '') AS disposal_reason
    FROM register_issuerequest r
    LEFT JOIN register_issue i ON i.request_id = r.request_id
    WHERE {what}
        AND (%(form)s = '' OR coalesce(i.form, r.form) = %(form)s)
        AND (%(since)s::date IS NULL OR r.issued_on >= %(since)s)
        AND (%(until)s::date IS NULL OR r.issued_on <= %(until)s)
        AND (%(issue_number)s = '' OR r.issue_number LIKE %(issue_number)s)
        AND (%(place)s = '' OR r.place = %(place)s)
        AND (%(account)s = '' OR r.account = %(account)s)
        AND (NOT %(only_released)s OR r.state = 'released')
    ORDER BY r.id DESC LIMIT 500
"""
_OF_PERSON: Final = _LINES.format(what="r.subjects @> ARRAY[%(person)s]::text[]")
_ONE: Final = _LINES.format(what="r.id = %(id)s")


def of_person(grant: Grant, person: str, wanted: Filter | None = None) -> list[Line]:
    """Everything asked for about a person, newest first."""
    grant.require([person])
    chosen = wanted or Filter()
    number = f"%{_escaped(chosen.issue_number)}%" if chosen.issue_number else ""
    given = msgspec.structs.asdict(chosen) | {"person": person, "issue_number": number}
    return [_line(each) for each in db.rows(grant.alias, _OF_PERSON, given)]


def one(alias: str, request: int) -> Line | None:
    """One request by its row's id. It names nobody but by number."""
    found = db.row(alias, _ONE, msgspec.structs.asdict(Filter()) | {"id": request})
    return _line(found) if found else None


def _line(found: db.Row) -> Line:
    requester = found["requester"]  # Django's connection leaves JSON as text
    return Line(**found | {"requester": msgspec.json.decode(requester) if isinstance(requester, str) else requester})


def dispose(grant: Grant, request: int, reason: str) -> None:
    """Record that a paper issued by mistake was disposed of (処分情報, STD-1.3.8).

    Raises:
        NotIssued: P-ISSUE-19, it was not released, was disposed of before, or the reason is missing.
    """
    line = one(grant.alias, request)
    if line is None or not reason.strip():
        raise not_issued("P-ISSUE-19", request=request)
    grant.require(line.subjects)
    with transaction.atomic(using=grant.alias):
        done = db.execute(
            grant.alias,
            "UPDATE register_issue SET disposed_at = clock_timestamp(), disposal_reason = %s "
            "WHERE request_id = (SELECT request_id FROM register_issuerequest WHERE id = %s) AND disposed_at IS NULL",
            (reason.strip(), request),
        )
    if not done:
        raise not_issued("P-ISSUE-19", request=request)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
