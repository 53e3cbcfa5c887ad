"""Offices, accounts, rights and terminals: what an administrator, or the maker of a demonstration, does.

Rights are asked for and approved in two steps by two people (CTRL-051); every step is recorded like a sign-in, with
the reason where one is asked for. Nothing is deleted: what has ended keeps its row, so that any earlier day can be
told.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from daicho.access import codes, sessions, terminals
from daicho.access.functions import FUNCTIONS, ROLES
from daicho.access.models import Account, Office, RightGrant, Training
from daicho.access.refusals import REFUSALS
from daicho.access.rights import today_in_japan

if TYPE_CHECKING:
    from daicho.access.models import Terminal
    from daicho.access.refusals import Refusal

ENROLMENT_MINUTES = 24 * 60
TRAINING_DAYS = 365
"""How long a training counts: it is taken at the first posting and every year (CTRL-219)."""
ACCOUNTS = "host.accounts"
APPROVE = "host.approve"


class NotDone(Exception):  # noqa: N818 (nothing has failed)
    """An administrative step was not taken; `refusal` says why and what to do."""

    def __init__(self, code: str) -> None:
        self.refusal: Refusal = REFUSALS[code]
        super().__init__(str(self.refusal))


def ensure_office(organisation: str, code: str, name: str, *, by: Account | None = None) -> Office:
    """Return the office, created or renamed as needed."""
    office = Office.objects.update_or_create(organisation=organisation, code=code, defaults={"name": name})[0]
    if by is not None:
        _record(by, f"office:{code}")
    return office


def ensure_account(login: str, name: str, office: Office, *, works_until: dt.date | None = None) -> Account:
    """Return the account of one person, created or brought up to date (CTRL-042, CTRL-054)."""
    values = {"name": name, "office": office, "works_until": works_until}
    return Account.objects.update_or_create(login=login, defaults=values)[0]


def create_account(login: str, name: str, office: Office, *, works_until: dt.date | None, by: Account) -> Account:
    """Create the account of one person; it signs in once a training is recorded (CTRL-042, CTRL-062).

    Raises:
        NotDone: A-5002, the ID is or was somebody's: IDs are never used again.
    """
    try:
        with transaction.atomic():
            account = Account.objects.create(
                login=login, name=name, office=office, works_until=works_until, training_needed=True
            )
    except IntegrityError:
        raise NotDone("A-5002") from None
    _record(by, f"account-created:{login}")
    return account


def change_account(account: Account, *, name: str, office: Office, works_until: dt.date | None, by: Account) -> None:
    """Bring name, office and term of employment up to date (CTRL-055)."""
    account.name, account.office, account.works_until = name, office, works_until
    account.save(update_fields=["name", "office", "works_until"])
    _record(by, f"account-changed:{account.login}")


def suspend(account: Account, by: Account, why: str) -> None:
    """Suspend an account until `resume`; whoever is signed in with it is out at the next request.

    Raises:
        NotDone: A-5003, nobody does this to themselves.
    """
    _require_another(account, by)
    account.active, account.suspended_why = False, why
    account.save(update_fields=["active", "suspended_why"])
    _record(by, f"suspend:{account.login}", why)


def resume(account: Account, by: Account, why: str) -> None:
    """Let a suspended account work again; one that has ended stays so."""
    _require_another(account, by)
    if account.ended_on is None:
        account.active, account.suspended_why = True, ""
        account.save(update_fields=["active", "suspended_why"])
        _record(by, f"resume:{account.login}", why)


def close_account(account: Account, by: Account, why: str = "") -> None:
    """End an account with all its rights (CTRL-056); whoever is signed in with it is out at the next request."""
    _require_another(account, by)
    with transaction.atomic():
        account.active, account.ended_on = False, today_in_japan()
        account.save(update_fields=["active", "ended_on"])
        open_rights = RightGrant.objects.filter(account=account, ended_at=None)
        open_rights.update(ended_at=timezone.now(), ended_by=by, ended_why=why)
    _record(by, f"close:{account.login}", why)


def unlock(account: Account, by: Account, why: str) -> None:
    """Let an account sign in again at once after too many failures (STD-10.3)."""
    _require_another(account, by)
    account.failures, account.locked_until = 0, None
    account.save(update_fields=["failures", "locked_until"])
    _record(by, f"unlock:{account.login}", why)


def record_training(account: Account, *, taken_on: dt.date, name: str, by: Account) -> Training:
    """Keep that the holder has taken a training; it counts for a year (CTRL-062, CTRL-219)."""
    _require_another(account, by)
    until = taken_on + dt.timedelta(days=TRAINING_DAYS)
    taken = Training.objects.create(account=account, taken_on=taken_on, valid_until=until, name=name, recorded_by=by)
    account.trained_until = max(filter(None, (account.trained_until, until)))
    account.save(update_fields=["trained_until"])
    _record(by, f"training:{account.login}", name)
    return taken


def apply_for_right(  # noqa: PLR0913 (what an application names)
    account: Account,
    *,
    organisation: str,
    valid_from: dt.date,
    valid_until: dt.date,
    role: str = "",
    function: str = "",
    document: str = "",
    by: Account | None = None,
) -> RightGrant:
    """Apply for a role or a single function; without effect until `approve`.

    Raises:
        ValueError: there is no such role or function.
        django.db.IntegrityError: neither or both are named, or the term is longer than a year (CTRL-052).
    """
    if (role and role not in ROLES) or (function and function not in FUNCTIONS):
        raise ValueError(f"No such role or function: {role or function}")
    right = RightGrant.objects.create(
        account=account,
        role=role,
        function=function,
        organisation=organisation,
        valid_from=valid_from,
        valid_until=valid_until,
        document=document,
        requested_by=by,
    )
    if by is not None:
        _record(by, f"apply:{role or function}:{account.login}", document)
    return right


def approve(right: RightGrant, by: Account) -> None:
    """Approve a right; `by` is neither its holder nor who applied for it (CTRL-051).

    Raises:
        django.db.IntegrityError: the holder or the applicant approves.
        NotDone: A-5004, it is no longer waiting.
    """
    right.approved_by, right.approved_at = by, timezone.now()
    waiting = RightGrant.objects.filter(pk=right.pk, approved_at=None, ended_at=None)
    if not waiting.update(approved_by=by, approved_at=right.approved_at):
        raise NotDone("A-5004")
    _record(by, f"approve:{right.role or right.function}:{right.account.login}", function=APPROVE)


def decline(right: RightGrant, by: Account, why: str) -> None:
    """Decline a right that is waiting.

    Raises:
        NotDone: A-5004, it is no longer waiting.
    """
    waiting = RightGrant.objects.filter(pk=right.pk, approved_at=None, ended_at=None)
    if not waiting.update(ended_at=timezone.now(), ended_by=by, ended_why=why):
        raise NotDone("A-5004")
    _record(by, f"decline:{right.role or right.function}:{right.account.login}", why, function=APPROVE)


def withdraw(right: RightGrant, by: Account, why: str = "") -> None:
    """Withdraw a right; it ends with the next question to the gate (CTRL-056)."""
    RightGrant.objects.filter(pk=right.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by, ended_why=why)
    _record(by, f"withdraw:{right.role or right.function}:{right.account.login}", why)


def enrolment_code(account: Account, by: Account | None = None, at: Terminal | None = None) -> str:
    """Return a code with which the account's holder enrols an authenticator within a day, elsewhere than `at`."""
    code = codes.issue(codes.CodeUse.ENROL, account=account, minutes=ENROLMENT_MINUTES, by=by, at=at)
    _record(by, f"enrolment-code:{account.login}")
    return code


def terminal_code(office: Office, *, name: str, kind: str = "", by: Account | None = None) -> str:
    """Return a code that registers the browser in which it is entered as a terminal of `office`."""
    detail = {"office": office.pk, "name": name, "kind": kind}
    code = codes.issue(codes.CodeUse.TERMINAL, detail=detail, minutes=ENROLMENT_MINUTES, by=by)
    _record(by, f"terminal-code:{name}")
    return code


def stop_terminal(terminal: Terminal, by: Account, why: str) -> None:
    """Stop a terminal; a session there ends with the next request (CTRL-070)."""
    terminal.active, terminal.stopped_at = False, timezone.now()
    terminal.save(update_fields=["active", "stopped_at"])
    _record(by, f"terminal-stopped:{terminal.name}", why)


def demonstration_terminal(account: Account) -> tuple[Terminal, str]:
    """Register a browser of the demonstration without ceremony, at the account's office, fit for every function."""
    return terminals.register(account.office, name=f"実演端末({account.office.name})", kind="cs")


def _require_another(account: Account, by: Account) -> None:
    if account.pk == by.pk:
        raise NotDone("A-5003")


def _record(by: Account | None, what: str, reason: str = "", *, function: str = ACCOUNTS) -> None:
    sessions.record(by, None, what, function=function, reason=reason)
