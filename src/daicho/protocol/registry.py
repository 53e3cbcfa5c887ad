"""Which messages and inquiries there are, and who may send them to whom.

A type's name carries its version: ``identification.update/1``. A type that is not here is refused, and so is a newer
version of one that is. The routes are part of the protocol: they are how "the source of this file is that system and
no other" (CTRL-022, CTRL-023) is kept at the door.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from daicho.protocol import canonical
from daicho.protocol.errors import Code, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daicho.protocol.parties import Party

S = TypeVar("S", bound=msgspec.Struct)


class Reach(StrEnum):
    """Which organisations a route joins."""

    OWN = "own"  # both systems of one organisation
    AREA = "area"  # a municipality and its prefecture
    ANY = "any"  # any two organisations


class Route(NamedTuple):
    """One permitted direction: from a system to a system, within a reach."""

    sender: str
    receiver: str
    reach: Reach

    def permits(self, sender: Party, receiver: Party) -> bool:
        """Whether a message may go from one party to the other over this route."""
        if (sender.system, receiver.system) != (self.sender, self.receiver):
            return False
        if self.reach is Reach.OWN:
            return sender.organisation == receiver.organisation
        if self.reach is Reach.AREA:
            return bool(sender.prefecture_digits) and sender.prefecture_digits == receiver.prefecture_digits
        return True


class Kind(StrEnum):
    """How a type travels."""

    MESSAGE = "message"
    INQUIRY = "inquiry"
    ANSWER = "answer"


class Entry(NamedTuple):
    """What the registry knows of a type."""

    name: str
    struct: type[msgspec.Struct]
    kind: Kind
    routes: tuple[Route, ...]
    state: bool
    number: bool
    japanese: str
    english: str

    @property
    def stem(self) -> str:
        """The name without its version."""
        return self.name.partition("/")[0]

    @property
    def version(self) -> int:
        """The version, from 1."""
        return int(self.name.partition("/")[2])


_BY_NAME: dict[str, Entry] = {}
_BY_STRUCT: dict[type, Entry] = {}


def register(  # noqa: PLR0913 - each names a fact of the record
    name: str,
    *,
    kind: Kind,
    japanese: str,
    english: str,
    routes: tuple[Route, ...] = (),
    state: bool = False,
    number: bool = False,
) -> Callable[[type[S]], type[S]]:
    """Enter a struct under a type name.

    Args:
        name: stem and version, ``move_in_notice/1``.
        kind: message, inquiry or answer.
        japanese: what it is, for the table of types.
        english: the same.
        routes: who may send it to whom; an answer needs none, it goes back where the inquiry came from.
        state: the message states facts that a link baseline states again: it is not carried into a new epoch.
        number: it may carry an individual number, in a sealed field. Every other type never does (CTRL-012).
    """

    def enter(struct: type[S]) -> type[S]:
        entry = Entry(name, struct, kind, routes, state, number, japanese, english)
        if name in _BY_NAME:
            raise ValueError(f"type {name} is registered twice")
        _BY_NAME[name] = entry
        joined.cache_clear()
        _BY_STRUCT[struct] = entry
        return struct

    return enter


def of(message: msgspec.Struct | type[msgspec.Struct]) -> Entry:
    """The entry of a message or of its struct.

    Raises:
        ProtocolError: UNKNOWN_TYPE.
    """
    struct = message if isinstance(message, type) else type(message)
    entry = _BY_STRUCT.get(struct)
    if entry is None:
        raise ProtocolError(Code.UNKNOWN_TYPE, struct.__name__)
    return entry


def named(name: str) -> Entry:
    """The entry of a type name as it came over the line.

    Raises:
        ProtocolError: NEWER_VERSION when an earlier version is known, UNKNOWN_TYPE otherwise.
    """
    entry = _BY_NAME.get(name)
    if entry is not None:
        return entry
    stem, _, version = name.partition("/")
    known = [entry.version for entry in _BY_NAME.values() if entry.stem == stem]
    if known and version.isascii() and version.isdecimal() and len(version) < 6 and int(version) > max(known):  # noqa: PLR2004
        raise ProtocolError(Code.NEWER_VERSION, f"{stem}/{version}")
    raise ProtocolError(Code.UNKNOWN_TYPE)


def check_route(entry: Entry, sender: Party, receiver: Party) -> None:
    """Refuse a message that this sender may not send to this receiver (CTRL-022, CTRL-023).

    Raises:
        ProtocolError: NOT_PERMITTED.
    """
    if not _permitted(entry.name, sender, receiver):
        raise ProtocolError(Code.NOT_PERMITTED, entry.name)


@lru_cache(maxsize=4096)
def _permitted(name: str, sender: Party, receiver: Party) -> bool:
    return any(route.permits(sender, receiver) for route in _BY_NAME[name].routes)


@lru_cache(maxsize=4096)
def joined(sender: Party, receiver: Party) -> bool:
    """Whether any message or inquiry may go from one party to the other."""
    return any(route.permits(sender, receiver) for entry in _BY_NAME.values() for route in entry.routes)


def encode(message: msgspec.Struct) -> tuple[str, bytes]:
    """The type name and canonical bytes of a message.

    Raises:
        ProtocolError: UNKNOWN_TYPE, BAD_TEXT or TOO_LARGE.
    """
    return of(message).name, canonical.encode(message)


def decode(name: str, payload: bytes) -> msgspec.Struct:
    """Read a message of a named type from its canonical bytes.

    Raises:
        ProtocolError: as `named` and `canonical.decode`.
    """
    return canonical.decode(payload, named(name).struct)


def entries() -> Iterator[Entry]:
    """All types in the order of their names."""
    for name in sorted(_BY_NAME):
        yield _BY_NAME[name]
