"""Individual numbers on their way: out of a sealed field into the vault, out of the vault into a sealed field.

A level opens what was sealed to it, puts it into its own vault, and seals it again for the next level; in between the
number is in memory only. The keys of the vault lie beside the party's other keys.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from daicho.access import vault_keys
from daicho.access.vault import Vault
from daicho.exchange import runtime
from daicho.exchange.handlers import Refusal
from daicho.protocol.errors import ProtocolError
from daicho.protocol.inquiries import number_context
from daicho.protocol.sealed import Sealed, Sealing, context, open_sealed
from daicho.values.numbers import IndividualNumber, InvalidNumber

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from daicho.protocol.parties import Party

NUMBER_KEYS = "number_keys.json"
"""File in a party's key directory that holds the keys of its vault of individual numbers."""


@cache
def _keys(path: Path) -> vault_keys.VaultKeys:
    return vault_keys.load(path)


def vault(alias: str) -> Vault:
    """Return the vault of individual numbers of a system, under the keys of its party."""
    return Vault(alias, _keys(runtime.node(alias).identity.directory / NUMBER_KEYS))


def opener(alias: str, sender: Party, *, type_name: str) -> Callable[[Sealed, str], IndividualNumber]:
    """What opens the numbers that a peer sealed to us: called with the sealed field and the code it is for.

    It raises Refusal: I-039-01 when a field does not open or is not a number, I-039-03 for a synthetic number on a real
    host or a real one in a synthetic register.
    """
    node = runtime.node(alias)
    private, synthetic = node.identity.vault, settings.DAICHO.synthetic
    parties = (str(sender), str(node.party))

    def opened(sealed: Sealed, code: str) -> IndividualNumber:
        if private is None:
            raise Refusal("I-039-01", "この機関は個人番号を受け取れません。")
        bound = context(*number_context(type_name, *parties, code))
        try:
            number = IndividualNumber.parse(open_sealed(sealed, private, bound).decode())
        except (ProtocolError, InvalidNumber, UnicodeDecodeError) as error:
            raise Refusal("I-039-01", "封をした個人番号を開けません。項目: individual_number") from error
        if number.is_synthetic is not synthetic:
            raise Refusal("I-039-03", "合成データの番号と実在の番号を混ぜることはできません。項目: individual_number")
        return number

    return opened


def opened(alias: str, sealed: Sealed, *, type_name: str, sender: Party, code: str) -> IndividualNumber:
    """Open a single number that a peer sealed to us, as `opener`."""
    return opener(alias, sender, type_name=type_name)(sealed, code)


def sealer(alias: str, receiver: Party, *, type_name: str) -> Callable[[IndividualNumber, str], Sealed]:
    """What seals the numbers of one transaction to a peer's vault: called with a number and the code it is for.

    The peer's key comes from the current trust list, once; drop the sealer with the transaction.
    """
    node = runtime.node(alias)
    sealing = Sealing(node.trust.peer(receiver).vault_key)
    parties = (str(node.party), str(receiver))

    def seal(number: IndividualNumber, code: str) -> Sealed:
        return sealing.seal(number.stored().encode(), context(*number_context(type_name, *parties, code)))

    return seal


def sealed_for(alias: str, receiver: Party, number: IndividualNumber, *, type_name: str, code: str) -> Sealed:
    """Seal a single number to a peer's vault, as `sealer`."""
    return sealer(alias, receiver, type_name=type_name)(number, code)
