"""Who speaks: a system of an organisation.

Keys and certificates belong to the pair, so the municipal CS and the register of one town are two parties.
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from daicho.protocol.errors import Code, ProtocolError


class System(StrEnum):
    """The systems that meet on the network."""

    REGISTER = "register"
    MUNICIPAL_CS = "municipal_cs"
    PREFECTURE = "prefecture"
    NATIONAL = "national"


_WRITTEN = re.compile(r"([a-z0-9]{1,32})/([a-z][a-z0-9_]{0,31})")


class Party(msgspec.Struct, frozen=True, order=True):
    """One system of one organisation; written ``142158/municipal_cs``.

    Args:
        organisation: the municipality's or prefecture's six-digit code, or ``agency``.
        system: the name of the system.
    """

    organisation: str
    system: str

    def __str__(self) -> str:
        return f"{self.organisation}/{self.system}"

    @classmethod
    def parse(cls, written: str) -> Party:
        """Read the written form back.

        Raises:
            ProtocolError: MALFORMED when it is not of the form organisation/system.
        """
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise ProtocolError(Code.MALFORMED, "party")
        return cls(match[1], match[2])

    @property
    def prefecture_digits(self) -> str:
        """The first two digits of the organisation's code; empty for the Agency."""
        return self.organisation[:2] if self.organisation[:2].isdigit() else ""

    @property
    def host_name(self) -> str:
        """The DNS name in the party's certificate, checked in the TLS handshake."""
        return f"{self.system.replace('_', '-')}.{self.organisation}.daicho.internal"
