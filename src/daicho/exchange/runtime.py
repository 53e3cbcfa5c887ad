"""What the exchange of one process works with: for each database alias the party, its keys and whom it trusts.

A process serves one system, so there is usually one node, made from `settings.DAICHO` at first use. Tests that run
several parties in one process configure one each.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from daicho.exchange.pki import Identity, read_identity
from daicho.exchange.trust import Trust
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from pathlib import Path


class Node(NamedTuple):
    """One party in this process.

    Args:
        alias: the Django database alias of its system.
        app_label: where its concrete models are.
        identity: its keys.
        trust: the current trust list.
    """

    alias: str
    app_label: str
    identity: Identity
    trust: Trust

    @property
    def party(self) -> Party:
        """Who we are."""
        return self.identity.party


_nodes: dict[str, Node] = {}
_lock = threading.Lock()


def configure(alias: str, *, party: Party, keys: Path, trust_list: Path, trust_root: Path, app_label: str = "") -> Node:  # noqa: PLR0913 - each names a fact of the record
    """Say who speaks through a database alias.

    Raises:
        OSError, ValueError: keys are missing or of another kind.
        ProtocolError: the trust list does not verify, or the party's keys are not the ones listed (WRONG_PARTY).
    """
    node = Node(alias, app_label or alias, read_identity(party, keys), Trust(trust_list, trust_root))
    with _lock:
        _nodes[alias] = node
    return node


def node(alias: str = "") -> Node:
    """The node of an alias; of this process's system when empty."""
    found = _nodes.get(alias)
    if found is not None:
        return found
    installation = settings.DAICHO
    if alias not in {"", installation.system}:
        raise LookupError(f"no party is configured for {alias}")
    if installation.system in _nodes:
        return _nodes[installation.system]
    if installation.keys is None or installation.trust_list is None or installation.trust_root is None:
        raise LookupError("this process has no keys, trust list or root to exchange with")
    return configure(
        installation.system,
        party=Party.parse(installation.party),
        keys=installation.keys,
        trust_list=installation.trust_list,
        trust_root=installation.trust_root,
    )


def forget() -> None:
    """Forget all nodes (tests)."""
    with _lock:
        _nodes.clear()
