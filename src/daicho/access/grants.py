"""Who asks, what was allowed: the two values that stand between a person's data and everyone else.

A function that returns a person's data takes a `Grant`; only `access.gate.Gate` makes one, from an `Access`,
and only after the access record has been committed.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from daicho.access.refusals import REFUSALS, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable


class ActorKind(enum.StrEnum):
    """A person at a terminal, or a system acting on its own (a peer's message, the daily job)."""

    PERSON = "person"
    MACHINE = "machine"


class AccessKind(enum.StrEnum):
    """What a record is about; also what a grant allows."""

    OPEN = "open"
    SEARCH = "search"
    SHOWN = "shown"
    ACT = "act"
    INQUIRY = "inquiry"
    REVEAL = "reveal"
    FIND = "find"
    SESSION = "session"
    REVIEW = "review"


class Outcome(enum.StrEnum):
    """Whether it was allowed. A refusal leaves the same kind of record (CTRL-085)."""

    GRANTED = "granted"
    REFUSED = "refused"


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a person's data, from where, under which function and for which purpose (CTRL-074).

    `account` is the account's sign-in ID, `organisation` a code such as ``142158``, `office` and `terminal` their
    identifiers in the host database, `function` a code of `access.functions`. A machine actor names its system
    (``142158/municipal_cs``) in `account` and has no terminal.
    """

    account: str
    organisation: str
    function: str
    purpose: str
    legal_ground: str
    account_name: str = ""
    office: str = ""
    terminal: str = ""
    case_number: str = ""
    actor: ActorKind = ActorKind.PERSON

    def under(self, function: str) -> Access:
        """Return the same access under another function (a page that searches and then opens)."""
        return msgspec.structs.replace(self, function=function)


def machine_access(  # noqa: PLR0913 (what a record must name)
    *, system: str, organisation: str, function: str, purpose: str, legal_ground: str, case_number: str = ""
) -> Access:
    """Return the access of a system acting on its own: a peer's message, the daily job.

    `system` is the party that caused it, written ``142158/municipal_cs``; `organisation` the one whose data it is.
    """
    return Access(
        account=system,
        account_name=system,
        organisation=organisation,
        function=function,
        purpose=purpose,
        legal_ground=legal_ground,
        case_number=case_number,
        actor=ActorKind.MACHINE,
    )


class FourItems(msgspec.Struct, frozen=True, kw_only=True):
    """The four basic items as they stood when the access happened (CTRL-074), as plain text."""

    name: str = ""
    address: str = ""
    birth_date: str = ""
    sex: str = ""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """The gate's word that an access was allowed and that its record stands.

    `record` is the committed record's id in the system's own access table; `persons` are the keys of the persons it
    covers (addressee numbers in a register, resident record codes elsewhere); empty for a search, whose results are
    recorded afterwards with `Gate.shown`.
    """

    alias: str
    record: int
    kind: AccessKind
    access: Access
    persons: frozenset[str] = frozenset()

    def require(self, persons: Iterable[str], *kinds: AccessKind) -> None:
        """Refuse unless this grant covers `persons` and is of one of `kinds` (any kind when none is named).

        A search grant covers whatever the search finds.

        Raises:
            AccessRefused: with code A-1009.
        """
        fits = not kinds or self.kind in kinds
        covered = self.kind is AccessKind.SEARCH or self.persons.issuperset(persons)
        if not (fits and covered):
            raise AccessRefused(code="A-1009", record=self.record)


class AccessRefused(Exception):  # noqa: N818 (the room's word for it; nothing has failed)
    """An access was refused; `record` is the id of the committed record of the refusal (None if none could be made)."""

    def __init__(self, *, code: str, record: int | None = None) -> None:
        self.refusal: Refusal = REFUSALS[code]
        self.code = code
        self.record = record
        super().__init__(str(self.refusal))
