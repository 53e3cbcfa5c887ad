"""Individual numbers at the counter: typed once, put into the vault, a reference from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.access.grants import AccessKind
from daicho.identification import numbers
from daicho.systems.register import town
from daicho.systems.register.actions.errors import SyntheticMismatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.access.grants import Grant
    from daicho.values.numbers import IndividualNumber, ResidentRecordCode


def take_in(alias: str, grant: Grant, given: Sequence[IndividualNumber]) -> list[str]:
    """Put numbers into the vault; the references that a command names, in order.

    Raises:
        SyntheticMismatch: a synthetic number on a real host, or another one on a synthetic host.
    """
    grant.require([], AccessKind.ACT)
    for number in given:
        require_our_world(number)
    return [str(reference) for reference in numbers.vault(alias).put(given)]


def require_our_world(number: IndividualNumber | ResidentRecordCode) -> None:
    """Refuse a synthetic number on a real host and any other on a synthetic one.

    Raises:
        SyntheticMismatch: the number belongs to the other world.
    """
    if number.is_synthetic is not town.synthetic():
        raise SyntheticMismatch
