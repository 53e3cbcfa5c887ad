"""Offices, accounts, rights and terminals: what an administrator, or the maker of a demonstration, does.

Rights are asked for and approved in two steps by two people (CTRL-051); an approval is recorded like a sign-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from daicho.access import codes, sessions, terminals
from daicho.access.functions import FUNCTIONS, ROLES
from daicho.access.models import Account, Office, RightGrant

if TYPE_CHECKING:
    import datetime as dt

    from daicho.access.models import Terminal

ENROLMENT_MINUTES = 24 * 60


def ensure_office(organisation: str, code: str, name: str) -> Office:
    """Return the office, created or renamed as needed."""
    return Office.objects.update_or_create(organisation=organisation, code=code, defaults={"name": name})[0]


def ensure_account(login: str, name: str, office: Office, *, works_until: dt.date | None = None) -> Account:
    """Return the account of one person, created or brought up to date (CTRL-042, CTRL-054)."""
    values = {"name": name, "office": office, "works_until": works_until}
    return Account.objects.update_or_create(login=login, defaults=values)[0]


def apply_for_right(  # noqa: PLR0913 (what an application names)
    account: Account,
    *,
    organisation: str,
    valid_from: dt.date,
    valid_until: dt.date,
    role: str = "",
    function: str = "",
    document: str = "",
) -> RightGrant:
    """Apply for a role or a single function; without effect until `approve`.

    Raises:
        ValueError: there is no such role or function.
        django.db.IntegrityError: neither or both are named, or the term is longer than a year (CTRL-052).
    """
    if (role and role not in ROLES) or (function and function not in FUNCTIONS):
        raise ValueError(f"No such role or function: {role or function}")
    return RightGrant.objects.create(
        account=account,
        role=role,
        function=function,
        organisation=organisation,
        valid_from=valid_from,
        valid_until=valid_until,
        document=document,
    )


def approve(right: RightGrant, by: Account) -> None:
    """Approve a right; `by` is somebody else than its holder (CTRL-051).

    Raises:
        django.db.IntegrityError: the holder approves for themselves.
    """
    right.approved_by, right.approved_at = by, timezone.now()
    right.save(update_fields=["approved_by", "approved_at"])
    sessions.record(by, None, f"approve:{right.role or right.function}:{right.account.login}")


def withdraw(right: RightGrant, by: Account) -> None:
    """Withdraw a right; it ends with the next question to the gate (CTRL-056)."""
    what = f"withdraw:{right.role or right.function}:{right.account.login}"
    right.delete()
    sessions.record(by, None, what)


def close_account(account: Account, by: Account) -> None:
    """Close an account; whoever is signed in with it is out at the next request."""
    account.active = False
    account.save(update_fields=["active"])
    sessions.record(by, None, f"close:{account.login}")


def enrolment_code(account: Account, by: Account | None = None) -> str:
    """Return a code with which the account's holder enrols an authenticator within a day."""
    code = codes.issue(codes.CodeUse.ENROL, account=account, minutes=ENROLMENT_MINUTES)
    sessions.record(by, None, f"enrolment-code:{account.login}")
    return code


def terminal_code(office: Office, *, name: str, kind: str = "", by: Account | None = None) -> str:
    """Return a code that registers the browser in which it is entered as a terminal of `office`."""
    detail = {"office": office.pk, "name": name, "kind": kind}
    code = codes.issue(codes.CodeUse.TERMINAL, detail=detail, minutes=ENROLMENT_MINUTES)
    sessions.record(by, None, f"terminal-code:{name}")
    return code


def demonstration_terminal(account: Account) -> tuple[Terminal, str]:
    """Register a browser of the demonstration without ceremony, at the account's office, fit for every function."""
    return terminals.register(account.office, name=f"実演端末({account.office.name})", kind="cs")
