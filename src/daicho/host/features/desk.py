"""The counter of a town as a case meets it: clerks with accounts and rights, acts, looks, all through the gate.

Everything here goes through the register's public doors: `actions` for what an office does, `queries` for what it
sees, each with a grant that `access.Gate` gives against the rights of an account in the host database.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, Final

from daicho.access.gate import Gate
from daicho.access.grants import Access, Grant
from daicho.law import deciding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.law.commands import Command

ALIAS: Final = "register"
CLERK: Final = "受付"
CHECKER: Final = "確認"
ROLES: Final = {
    "住民窓口": "register.clerk",
    "住民窓口 確認者": "register.checker",
    "住民記録運用": "register.operator",
    "住民記録点検": "register.auditor",
}
"""Roles of the register by their names."""


class Desk:
    """Clerks of one municipality at their terminals."""

    def __init__(self, organisation: str) -> None:
        self.organisation = organisation
        self.terminals: dict[str, str] = {}
        self._office: Any = None
        self._chief: Any = None

    def hire(self, name: str, roles: Iterable[str] = (), functions: Iterable[str] = ()) -> None:
        """Give somebody an account with approved rights and a terminal; without roles those of the counter."""
        from daicho.access import terminals
        from daicho.access.models import Account

        if self._office is None:
            self._open()
        account = Account.objects.create(login=name, name=name, office=self._office)
        given = [("role", role) for role in roles or ("register.clerk", "register.checker")]
        given += [("function", function) for function in functions]
        for what, code in given:
            self._grant(account, what, code)
        terminal, _ = terminals.register(self._office, name=f"窓口 {name}", kind="cs")
        self.terminals[name] = str(terminal.id)

    def _open(self) -> None:
        from daicho.access.models import Account, Office

        self._office = Office.objects.create(organisation=self.organisation, code="main", name="市民課")
        self._chief = Account.objects.create(login="課長", name="課長", office=self._office)

    def _grant(self, account: Any, what: str, code: str) -> None:
        from django.utils import timezone

        from daicho.access.models import RightGrant
        from daicho.access.rights import today_in_japan

        today = today_in_japan()
        RightGrant.objects.create(
            account=account,
            **{what: code},
            organisation=self.organisation,
            valid_from=today - dt.timedelta(days=1),
            valid_until=today + dt.timedelta(days=300),
            approved_by=self._chief,
            approved_at=timezone.now(),
        )

    def access(self, clerk: str, function: str) -> Access:
        """Who looks, from where, under which function and for what."""
        if clerk not in self.terminals:
            self.hire(clerk)
        return Access(
            account=clerk,
            organisation=self.organisation,
            office="市民課",
            terminal=self.terminals[clerk],
            function=function,
            purpose="notification",
            legal_ground="住民基本台帳法第22条から第25条",
            case_number="令8-1",
        )

    def for_act(self, command: Command, clerk: str, function: str = "register.notify") -> Grant:
        """A grant for an act on everybody whom the command names."""
        persons = [number.stored() for number in deciding.needs(command).persons]
        kind = str(command.__struct_config__.tag)
        return Gate(ALIAS).act(self.access(clerk, function), persons, act=kind)

    def to_look(self, persons: Iterable[str], clerk: str = CLERK) -> Grant:
        """A grant to open residents."""
        return Gate(ALIAS).open_person(self.access(clerk, "register.open"), list(persons))

    def to_search(self, conditions: dict[str, str], clerk: str = CLERK) -> Grant:
        """A grant to search."""
        return Gate(ALIAS).search(self.access(clerk, "register.search"), conditions)


def token() -> str:
    """A request's own id."""
    return uuid.uuid4().hex
