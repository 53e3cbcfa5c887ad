"""Whether an access is allowed: function and organisation, term and approval, terminal, purpose and case.

One question to the host database an access, so that a right withdrawn a moment ago is withdrawn now.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db import connections

from daicho.access.functions import FUNCTIONS, Function, allowed_to_machines, functions_of
from daicho.access.grants import Access, ActorKind
from daicho.access.purposes import PURPOSES
from daicho.access.records import HOST_ALIAS

if TYPE_CHECKING:
    from collections.abc import Iterable

JAPAN = ZoneInfo("Asia/Tokyo")


def today_in_japan() -> dt.date:
    """Return the real date in Japan. Terms of rights follow it, never the movable business date."""
    return dt.datetime.now(JAPAN).date()


class HeldRight(msgspec.Struct, frozen=True, kw_only=True):
    """One approved right of an account."""

    role: str = ""
    function: str = ""
    organisation: str
    valid_from: dt.date
    valid_until: dt.date

    @property
    def functions(self) -> frozenset[str]:
        """The functions it gives."""
        return functions_of(role=self.role, function=self.function)

    def in_force(self, on: dt.date) -> bool:
        """Return whether it is in force on the day `on` (both ends count)."""
        return self.valid_from <= on <= self.valid_until


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the host database says about an account at a terminal at this moment."""

    active: bool
    works_until: dt.date | None
    terminal_organisation: str
    terminal_kind: str
    rights: tuple[HeldRight, ...]


def refusal_of_right(standing: Standing, function: str, organisation: str, on: dt.date) -> str | None:
    """Return why these rights do not allow `function` for `organisation` on the day `on`, or None."""
    if not standing.active:
        return "A-1001"
    if standing.works_until is not None and standing.works_until < on:
        return "A-1003"
    held = [right for right in standing.rights if function in right.functions]
    if not held:
        return "A-1002"
    held = [right for right in held if right.organisation == organisation]
    if not held:
        return "A-1004"
    return None if any(right.in_force(on) for right in held) else "A-1003"


def refusal_of_terminal(standing: Standing, function: Function, organisation: str) -> str | None:
    """Return why this terminal may not be used for `function`, or None (CTRL-070, CTRL-071)."""
    if standing.terminal_organisation != organisation:
        return "A-1007"
    wrong_kind = function.terminal_kind and function.terminal_kind != standing.terminal_kind
    return "A-1007" if wrong_kind else None


def refusal_of_purpose(access: Access, function: Function) -> str | None:
    """Return why purpose, ground or case do not suffice, or None (CTRL-074, CTRL-081, CTRL-096)."""
    if not function.purpose_needed:
        return None
    if not access.purpose or not access.legal_ground:
        return "A-1005"
    if access.actor is ActorKind.MACHINE:
        return None
    purpose = PURPOSES.get(access.purpose)
    if purpose is None or function.system not in purpose.systems:
        return "A-1005"
    return "A-1006" if purpose.case_needed and not access.case_number else None


class DatabaseRights:
    """The rights that the host database holds. Machine actors hold the functions that are open to machines."""

    def refusal(self, access: Access, on: dt.date) -> str | None:
        """Return the code of the refusal, or None if `access` is allowed on the day `on`."""
        function = FUNCTIONS.get(access.function)
        if function is None:
            return "A-1002"
        if access.actor is ActorKind.MACHINE:
            if not allowed_to_machines(access.function):
                return "A-1002"
            return refusal_of_purpose(access, function)
        standing = standing_of(access.account, access.terminal)
        if standing is None:
            return "A-1001"
        return (
            refusal_of_right(standing, function.code, access.organisation, on)
            or refusal_of_terminal(standing, function, access.organisation)
            or refusal_of_purpose(access, function)
        )


_STANDING = """
    SELECT account.active, account.works_until, office.organisation, terminal.kind,
           held.role, held.function, held.organisation, held.valid_from, held.valid_until
      FROM access_accounts_account account
      LEFT JOIN access_accounts_terminal terminal ON terminal.id = %s AND terminal.active
      LEFT JOIN access_accounts_office office ON office.id = terminal.office_id
      LEFT JOIN access_accounts_rightgrant held
             ON held.account_id = account.id AND held.approved_at IS NOT NULL AND held.ended_at IS NULL
     WHERE account.login = %s
"""


def standing_of(account: str, terminal: str) -> Standing | None:
    """Return what the host database says about `account` at `terminal`, or None for an unknown account.

    Rights that nobody has approved, and those that were withdrawn, are left out: they have no effect (CTRL-051, 056).
    """
    with connections[HOST_ALIAS].cursor() as cursor:
        cursor.execute(_STANDING, (_uuid(terminal), account))
        rows = cursor.fetchall()
    if not rows:
        return None
    active, works_until, organisation, kind = rows[0][:4]
    return Standing(
        active=active,
        works_until=works_until,
        terminal_organisation=organisation or "",
        terminal_kind=kind or "",
        rights=tuple(_held(row[4:] for row in rows)),
    )


def _held(rows: Iterable[Any]) -> Iterable[HeldRight]:
    for role, function, organisation, valid_from, valid_until in rows:
        if organisation is not None:
            yield HeldRight(
                role=role,
                function=function,
                organisation=organisation,
                valid_from=valid_from,
                valid_until=valid_until,
            )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
