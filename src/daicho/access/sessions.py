"""Sessions: begun at sign-in, bound to account, terminal and organisation, ended by hand or by idleness.

Each beginning, end and refusal is a record in the host database (CTRL-048).
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from daicho.access import records
from daicho.access.functions import FUNCTIONS
from daicho.access.grants import Access, AccessKind, Outcome
from daicho.access.identity import AccessContext, Case
from daicho.access.installation import host
from daicho.access.models import Account, Terminal
from daicho.access.records import Entry
from daicho.access.rights import refusal_of_right, refusal_of_terminal, standing_of, today_in_japan
from daicho.access.terminals import terminal_of

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY = "access"
CASE_KEY = "access_case"
NOTICE_EVERY = 20.0
"""Seconds after which an activity is written to the session again: not every request needs a durable write."""

CASE_SECONDS = 1800
"""After half an hour purpose and case are asked for again."""

ended = Signal()
"""Sent when a session ends, with `account`: systems let go of what the account held."""

LOCK_AFTER = 10
"""Failed sign-ins in a row after which an account is locked."""
LOCK_MINUTES = 30
"""How long it stays locked unless an administrator unlocks it: nobody can shut an office out for good by trying."""

BACKGROUND = "X-Daicho-Background"
"""A request with this header (a page that refreshes itself) is not the work of a person and keeps nobody signed in."""


def idle_seconds() -> int:
    """Return after how many idle seconds a session ends."""
    return host().idle_seconds


def begin(request: HttpRequest, account: Account, terminal: Terminal, *, by: str) -> None:
    """Sign `account` in at `terminal`; `by` says with what (``webauthn``, ``one-time-code``)."""
    request.session.flush()
    now = time.time()
    request.session[KEY] = {
        "account": account.login,
        "terminal": str(terminal.id),
        "organisation": terminal.office.organisation,
        "begun": now,
        "seen": now,
    }
    Account.objects.filter(pk=account.pk).update(failures=0, locked_until=None)
    record(account, terminal, f"sign-in:{by}")


def term_is_over(account: Account) -> bool:
    """Return whether the holder's employment or contract has ended: the account expires by itself (CTRL-054)."""
    return account.works_until is not None and account.works_until < today_in_japan()


def training_is_over(account: Account) -> bool:
    """Return whether an account that needs a training has none in force (CTRL-062)."""
    valid = account.trained_until is not None and account.trained_until >= today_in_japan()
    return account.training_needed and not valid


def is_locked(account: Account) -> bool:
    """Return whether sign-in is locked after too many failures (STD-10.3)."""
    return account.locked_until is not None and account.locked_until > timezone.now()


def refusal_of_account(account: Account) -> str:
    """Return why the holder may not sign in although they have shown who they are; blank if they may."""
    if is_locked(account):
        return "A-3005"
    if term_is_over(account):
        return "A-1003"
    return "A-1011" if training_is_over(account) else ""


def count_failure(account: Account) -> None:
    """Count one failed sign-in; after `LOCK_AFTER` in a row the account is locked for `LOCK_MINUTES` (STD-10.3)."""
    Account.objects.filter(pk=account.pk).update(failures=F("failures") + 1)
    until = timezone.now() + dt.timedelta(minutes=LOCK_MINUTES)
    reached = Account.objects.filter(pk=account.pk, failures__gte=LOCK_AFTER)
    if reached.update(failures=0, locked_until=until):
        record(account, None, "locked")


def end(request: HttpRequest, *, why: str) -> None:
    """End the session; `why` is ``sign-out``, ``idle`` or what else broke it off."""
    held = request.session.get(KEY)
    if held:
        account = Account.objects.select_related("office").filter(login=held["account"]).first()
        terminal = Terminal.objects.filter(id=UUID(held["terminal"])).first()
        record(account, terminal, why, login=held["account"])
        ended.send_robust(sender=None, account=held["account"])  # a system that fails keeps nobody signed in
    request.session.flush()


def record(  # noqa: PLR0913 (what a record names)
    account: Account | None,
    terminal: Terminal | None,
    what: str,
    *,
    login: str = "",
    refusal: str = "",
    function: str = "host.sign_in",
    reason: str = "",
) -> int:
    """Commit a record about signing in or out, an authenticator, a terminal or what an administrator did and why."""
    access = Access(
        account=account.login if account else login,
        account_name=account.name if account else "",
        organisation=account.office.organisation if account else host().organisation,
        office=account.office.code if account else "",
        terminal=str(terminal.id) if terminal else "",
        function=function,
        purpose="",
        legal_ground="",
    )
    entry = Entry(
        access=access,
        kind=AccessKind.SESSION,
        outcome=Outcome.REFUSED if refusal else Outcome.GRANTED,
        refusal=refusal,
        detail=what,
        conditions={"reason": reason} if reason else {},
        counterpart=host().system,
    )
    return records.write(records.HOST_ALIAS, entry)


def context_of(request: HttpRequest) -> AccessContext | None:
    """Return who is at work in this session, or None; a session that no longer holds is ended and recorded."""
    held = request.session.get(KEY)
    if held is None:
        return None
    terminal = terminal_of(request)
    why = _broken(held, terminal)
    context = None if why or terminal is None else _context(request, held, terminal)
    if context is not None:
        _notice(request, held)
        return context
    why = why or "account-closed"
    end(request, why=why)
    request.access_ended = why  # type: ignore[attr-defined]  # told to the sign-in page
    return None


def _broken(held: dict[str, Any], terminal: Terminal | None) -> str | None:
    """Return why the session no longer holds, or None (CTRL-049)."""
    if time.time() - held["seen"] > idle_seconds():
        return "idle"
    if held["organisation"] != host().organisation:
        return "other-organisation"
    return None if terminal is not None and str(terminal.id) == held["terminal"] else "other-terminal"


def _notice(request: HttpRequest, held: dict[str, Any]) -> None:
    now = time.time()
    if now - held["seen"] > NOTICE_EVERY and BACKGROUND not in request.headers:
        request.session[KEY] = held | {"seen": now}


def _context(request: HttpRequest, held: dict[str, Any], terminal: Terminal) -> AccessContext | None:
    account = Account.objects.select_related("office").filter(login=held["account"], active=True).first()
    if account is None or term_is_over(account) or training_is_over(account):
        return None
    return AccessContext(
        account=account.login,
        account_name=account.name,
        organisation=held["organisation"],
        office=account.office.code,
        office_name=account.office.name,
        terminal=str(terminal.id),
        terminal_name=terminal.name,
        terminal_kind=terminal.kind,
        functions=functions_now(account.login, str(terminal.id), held["organisation"]),
        case=case_of(request),
    )


def functions_now(login: str, terminal: str, organisation: str) -> frozenset[str]:
    """Return the functions that the account may use at this terminal today."""
    standing = standing_of(login, terminal)
    if standing is None:
        return frozenset()
    on = today_in_japan()
    return frozenset(
        function.code
        for function in FUNCTIONS.values()
        if refusal_of_right(standing, function.code, organisation, on) is None
        and refusal_of_terminal(standing, function, organisation) is None
    )


def case_of(request: HttpRequest) -> Case | None:
    """Return the case being worked on, unless it was opened too long ago."""
    held = request.session.get(CASE_KEY)
    if held is None:
        return None
    case = msgspec.convert(held, Case)
    return case if time.time() - case.opened_at < CASE_SECONDS else None


def open_case(request: HttpRequest, case: Case) -> None:
    """Work on `case` from now on."""
    request.session[CASE_KEY] = msgspec.to_builtins(msgspec.structs.replace(case, opened_at=time.time()))


def close_case(request: HttpRequest) -> None:
    """Forget the case: the next look at a person asks for purpose and case again."""
    request.session.pop(CASE_KEY, None)
