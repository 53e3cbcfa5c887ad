"""Who is working here: what `request.access_context` holds, and how an `Access` is made of it."""

from __future__ import annotations

import msgspec

from daicho.access.grants import Access


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Why persons are being looked at now: purpose, legal ground, number of the notification or application."""

    purpose: str
    legal_ground: str
    case_number: str = ""
    opened_at: float = 0.0


class AccessContext(msgspec.Struct, frozen=True, kw_only=True):
    """An account at work at a terminal; `functions` are those it may use here and now, `case` what it is working on."""

    account: str
    account_name: str
    organisation: str
    office: str
    office_name: str
    terminal: str
    terminal_name: str
    terminal_kind: str
    functions: frozenset[str]
    case: Case | None = None

    def may(self, function: str) -> bool:
        """Return whether the account holds this function (the gate checks again at each access)."""
        return function in self.functions

    def access(self, function: str) -> Access:
        """Return the `Access` for the gate: this account, terminal and case under `function`."""
        case = self.case
        return Access(
            account=self.account,
            account_name=self.account_name,
            organisation=self.organisation,
            office=self.office,
            terminal=self.terminal,
            function=function,
            purpose=case.purpose if case else "",
            legal_ground=case.legal_ground if case else "",
            case_number=case.case_number if case else "",
        )
