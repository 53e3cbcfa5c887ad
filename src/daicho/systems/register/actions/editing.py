"""Who is editing a resident: one clerk at a time, the others look (STD-10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import transaction
from django.dispatch import receiver

from daicho.access import sessions
from daicho.systems.register import db, town
from daicho.systems.register.actions.errors import BeingEdited

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daicho.access.grants import Grant

ALIAS: Final = "register"
MINUTES: Final = 15
"""How long an editing lock holds without a sign of life; typing renews it."""


class Editor(msgspec.Struct, frozen=True):
    """Who is editing whom."""

    addressee_number: str
    account: str
    terminal: str
    function: str
    since: datetime


_TAKE: Final = """
    INSERT INTO register_editlock AS held (addressee_number, account, terminal, function, since, expires_at)
    SELECT number, %(account)s, %(terminal)s, %(function)s, clock_timestamp(),
        clock_timestamp() + make_interval(mins => %(minutes)s)
    FROM unnest(%(persons)s::text[]) number ORDER BY number
    ON CONFLICT (addressee_number) DO UPDATE SET
        account = excluded.account, terminal = excluded.terminal, function = excluded.function,
        since = CASE WHEN held.account = excluded.account AND held.expires_at > clock_timestamp()
            THEN held.since ELSE excluded.since END,
        expires_at = excluded.expires_at
    WHERE held.account = excluded.account OR held.expires_at <= clock_timestamp()
"""


def take(alias: str, grant: Grant, persons: Iterable[str]) -> None:
    """Take or renew the editing locks of some residents, all or none.

    Raises:
        BeingEdited: another clerk holds one of them.
    """
    wanted = sorted(set(persons))
    access = grant.access
    with transaction.atomic(using=alias):
        taken = db.execute(
            alias,
            _TAKE,
            {
                "account": access.account,
                "terminal": access.terminal,
                "function": access.function,
                "minutes": MINUTES,
                "persons": wanted,
            },
        )
        if taken < len(wanted):
            others = [editor for editor in editors(alias, wanted) if editor.account != access.account]
            raise BeingEdited(others[0].account, others[0].since)


def release(alias: str, grant: Grant, persons: Iterable[str]) -> None:
    """Give editing locks back."""
    db.execute(
        alias,
        "DELETE FROM register_editlock WHERE account = %s AND addressee_number = ANY (%s)",
        (grant.access.account, list(persons)),
    )


def release_all(alias: str, account: str) -> None:
    """Give back every lock of an account: at sign-out and idle logout."""
    db.execute(alias, "DELETE FROM register_editlock WHERE account = %s", (account,))


@receiver(sessions.ended, dispatch_uid="register-editing")
def _session_ended(*, account: str, **_: Any) -> None:
    """Nobody waits for somebody who has gone home (STD-10.3)."""
    if town.installation().system == ALIAS:
        release_all(ALIAS, account)


def editors(alias: str, persons: Iterable[str]) -> list[Editor]:
    """Who is editing some residents now. Expired locks do not count."""
    found = db.rows(
        alias,
        "SELECT addressee_number, account, terminal, function, since FROM register_editlock "
        "WHERE addressee_number = ANY (%s) AND expires_at > clock_timestamp() ORDER BY addressee_number",
        (list(persons),),
    )
    return [Editor(**each) for each in found]
