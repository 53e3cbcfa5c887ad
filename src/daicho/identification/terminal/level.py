"""What makes a terminal the terminal of one level."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daicho.exchange import runtime
from daicho.protocol.parties import Party, System
from daicho.values.numbers import InvalidNumber, MunicipalityCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.identification.store import Store

NATION = Party("agency", System.NATIONAL)


class Level(NamedTuple):
    """One level: its system, its store, whether it may ask the levels above."""

    system: str
    store: Callable[[], Store]
    asks_above: bool

    @property
    def party(self) -> Party:
        """Who we are on the network."""
        return runtime.node(self.system).party

    def route(self, municipality: str) -> Party | None:
        """Return who is asked for a person of a municipality; None when we hold the person ourselves (CTRL-095).

        Another municipality of the same prefecture is asked at the prefecture server, another prefecture at the
        national server.
        """
        own = self.party
        if not self.asks_above or not municipality or municipality == own.organisation:
            return None
        if municipality[:2] != own.organisation[:2]:
            return NATION
        if own.system == System.PREFECTURE:
            return None
        return Party(str(MunicipalityCode.parse(own.organisation).prefecture_code), System.PREFECTURE)


def is_municipality(text: str) -> bool:
    """Whether a text is the code of a municipality."""
    try:
        MunicipalityCode.parse(text)
    except InvalidNumber:
        return False
    return True
