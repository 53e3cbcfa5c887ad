"""What the register has sent to its CS: the messages of its outgoing link, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daicho.host.features.desk import ALIAS

if TYPE_CHECKING:
    from collections.abc import Iterator


def last_number() -> int:
    """The number of the last message sent; 0 before the first."""
    from daicho.systems.register import db

    return db.value(ALIAS, "SELECT coalesce(max(last), 0) FROM register_link WHERE direction = 'out'") or 0


def since(number: int) -> Iterator[Any]:
    """The messages sent after a number, in order."""
    from daicho.exchange import operators
    from daicho.systems.register.messages import outgoing

    for sequence in range(number + 1, last_number() + 1):
        yield operators.sent(ALIAS, outgoing.municipal_cs(), sequence)
