"""The vault of individual numbers (個人番号): ciphertext in a schema of its own, opened only against an access record.

The database never holds the keys; this module never holds the numbers. `put` runs on the system's own connection, in
the caller's transaction; `reveal` and `find` run on ``<system>_log`` and use up the record of the grant they are given
(CTRL-001, CTRL-006, CTRL-093). A reference is a random UUID, the only thing about a number that other tables hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from daicho.access.vault_keys import VaultKeys
    from daicho.values.numbers import IndividualNumber


class Vault:
    """The vault of one system's database (`alias`), under the keys that the host's configuration names."""

    def __init__(self, alias: str, keys: VaultKeys) -> None: ...

    def put(self, numbers: Sequence[IndividualNumber]) -> list[UUID]:
        """Store `numbers` in the caller's transaction; return their references in order. A known number keeps its own.

        Raises:
            AccessRefused: A-2004 if the keys are not the ones this vault was made with.
        """
        raise NotImplementedError

    def reveal(self, references: Sequence[UUID], grant_record_id: int) -> list[IndividualNumber]:
        """Return the numbers behind `references`, in order, using up the record of `Gate.reveal_numbers`.

        Raises:
            AccessRefused: A-2001 (no committed record), A-2002 (it names others), A-2003 (used), A-2004, A-2005.
        """
        raise NotImplementedError

    def find(self, number: IndividualNumber, grant_record_id: int) -> UUID | None:
        """Return the reference of `number`, or None, using up the record of `Gate.find_number`.

        Raises:
            AccessRefused: A-2001, A-2002, A-2003.
        """
        raise NotImplementedError

    def digest(self, number: IndividualNumber) -> bytes:
        """Return what an access record keeps about a number searched for: 32 bytes, meaningless without the key."""
        raise NotImplementedError
