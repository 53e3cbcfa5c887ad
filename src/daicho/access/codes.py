"""One-time codes: to enrol an authenticator, to register a terminal, and, in a demonstration only, to sign in."""

from __future__ import annotations

import datetime as dt
import enum
import hmac
import secrets
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from daicho.access.installation import host, secret_key
from daicho.access.models import OneTimeCode

if TYPE_CHECKING:
    from daicho.access.models import Account, Terminal

DIGITS = 8
MINUTES = 10
FAILURES = 5
"""After so many wrong tries an account's open codes are void."""


class CodeUse(enum.StrEnum):
    """What a code is for. `SIGN_IN` exists in demonstrations only."""

    SIGN_IN = "sign-in"
    ENROL = "enrol"
    TERMINAL = "terminal"


def sign_in_offered() -> bool:
    """Return whether one may sign in by code: only where everything is synthetic and says so."""
    return host().synthetic


def issue(  # noqa: PLR0913 (what is kept of a code)
    use: CodeUse,
    *,
    account: Account | None = None,
    detail: dict[str, Any] | None = None,
    minutes: int = MINUTES,
    by: Account | None = None,
    at: Terminal | None = None,
) -> str:
    """Return a fresh code of eight digits; the account's earlier codes for the same use are void.

    `by` and `at` are who asked for it, and at which terminal.
    """
    now = timezone.now()
    if account is not None:
        OneTimeCode.objects.filter(use=use, account=account, used_at=None).update(used_at=now)
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    OneTimeCode.objects.create(
        use=use,
        account=account,
        detail=detail or {},
        issued_by=by,
        terminal=at,
        digest=_digest(use, code),
        expires_at=now + dt.timedelta(minutes=minutes),
    )
    return code


def redeem(use: CodeUse, code: str, *, account: Account | None = None) -> OneTimeCode | None:
    """Return the code's row and void it, or None if it is wrong, used, expired or tried too often."""
    now = timezone.now()
    open_codes = OneTimeCode.objects.filter(
        use=use, account=account, used_at=None, expires_at__gt=now, failures__lt=FAILURES
    )
    found = open_codes.filter(digest=_digest(use, code.strip())).first()
    if found is None:
        open_codes.update(failures=F("failures") + 1)
        return None
    # Two redemptions at the same moment: only one of them changes the row.
    return found if open_codes.filter(pk=found.pk).update(used_at=now) else None


def fits_here(code: OneTimeCode, terminal: Terminal | None) -> bool:
    """Return whether an enrolment code may be used at a terminal (CTRL-042).

    What somebody asked for at a terminal is used at another registered one: whoever makes a code does not enrol with it
    where they sit. A code from the command line (the first two accounts) is used anywhere.
    """
    return code.terminal is None or (terminal is not None and terminal != code.terminal)


def _digest(use: CodeUse, code: str) -> bytes:
    return hmac.digest(secret_key(), f"daicho {use} {code}".encode(), "sha256")
