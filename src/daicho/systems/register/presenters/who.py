"""Who did something, where and from which terminal, in names: an identifier says nothing to whoever reads a page.

A machine is named by its organisation and system. Somebody whom the host no longer knows keeps the sign-in ID; a
terminal without a name is said to be one, its identifier is never shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from django.utils.translation import gettext

from daicho.access import naming
from daicho.systems.register import town
from daicho.systems.register.queries.hands import Hand

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daicho.systems.register.actions.editing import Editor
    from daicho.systems.register.actions.pending import Pending
    from daicho.systems.register.queries.hands import Hands


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who did something, as a page says it; a machine has neither office nor terminal."""

    name: str
    place: str = ""
    at: datetime | None = None
    is_machine: bool = False


class Both(msgspec.Struct, frozen=True, kw_only=True):
    """Who entered and who confirmed, as a page says it."""

    entered: Who
    confirmed: Who | None = None


class Names:
    """The names for some hands, read in three queries whatever their number."""

    def __init__(self, hands: Iterable[Hand | None]) -> None:
        known = [hand for hand in hands if hand is not None]
        people = [hand for hand in known if not is_machine(hand.account)]
        self._accounts = naming.accounts({hand.account for hand in people}) if people else {}
        self._offices = naming.offices(town.organisation(), {hand.office for hand in people}) if people else {}
        self._terminals = naming.terminals({hand.terminal for hand in people}) if people else {}

    @classmethod
    def of(cls, hands: Iterable[Hands]) -> Names:
        """The names for everybody who entered or confirmed."""
        return cls(hand for both in hands for hand in (both.entered, both.confirmed))

    def who(self, hand: Hand) -> Who:
        """A hand in names."""
        if is_machine(hand.account):
            return Who(name=machine(hand.account), at=hand.at, is_machine=True)
        office = self._offices.get(hand.office) or hand.office
        place = " ".join(part for part in (office, self._terminal(hand.terminal)) if part)
        return Who(name=self._accounts.get(hand.account) or hand.account, place=place, at=hand.at)

    def both(self, hands: Hands) -> Both:
        """Who entered and who confirmed, in names."""
        confirmed = None if hands.confirmed is None else self.who(hands.confirmed)
        return Both(entered=self.who(hands.entered), confirmed=confirmed)

    def _terminal(self, identifier: str) -> str:
        if identifier in self._terminals:
            return self._terminals[identifier]
        return gettext("登録のない端末") if _is_identifier(identifier) else identifier


def is_machine(account: str) -> bool:
    """Whether an account is a system that acts on its own: it is written `142158/municipal_cs`."""
    return "/" in account


def machine(party: str) -> str:
    """A system that acts on its own, in words."""
    return gettext("%(system)s(自動処理)") % {"system": naming.party(party)}


class Editing(msgspec.Struct, frozen=True):
    """Somebody who is editing, by name, since when."""

    account: str
    since: datetime


def editing(editors: Iterable[Editor]) -> list[Editing]:
    """Who is editing, in names (STD-10.3)."""
    found = list(editors)
    names = Names(Hand(account=each.account) for each in found)
    return [Editing(names.who(Hand(account=each.account)).name, each.since) for each in found]


def name_of(account: str) -> str:
    """One account in words."""
    hand = Hand(account=account)
    return Names([hand]).who(hand).name


def entered(pending: Pending) -> Who:
    """Who entered a pending act."""
    hand = Hand(account=pending.operator)
    if pending.entry is not None:
        hand = Hand(
            account=pending.operator,
            office=pending.entry.place,
            terminal=pending.entry.terminal,
            at=pending.entry.entered_at,
        )
    return Names([hand]).who(hand)


def _is_identifier(terminal: str) -> bool:
    try:
        UUID(terminal)
    except ValueError:
        return False
    return True
