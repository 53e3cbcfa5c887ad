"""The vault of individual numbers (個人番号): ciphertext in a schema of its own, opened only against an access record.

The database never holds the keys; this module never holds the numbers. `put` runs on the system's own connection, in
the caller's transaction; `reveal` and `find` run on ``<system>_log`` and use up the record of the grant they are given
(CTRL-001, CTRL-006, CTRL-093). A reference is a random UUID, the only thing about a number that other tables hold.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DatabaseError, connections

from daicho.access import records
from daicho.access.grants import AccessKind, AccessRefused
from daicho.access.refusals import REFUSALS
from daicho.access.vault_sealing import NONCE_BYTES, SealedNumbers, Sealer, bound
from daicho.values.numbers import IndividualNumber

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from daicho.access.vault_keys import VaultKeys

BATCH = 5_000
"""How many numbers go to the database in one call."""

_PUT = "SELECT vault.put(%b::uuid[], %b::bytea[], %b::bytea[], %s, %s, %s)"
_REVEAL = "SELECT reference, number_index, key_id, ciphertext FROM vault.reveal(%s::uuid[], %s)"
_FIND = "SELECT vault.find(%s, %s)"
_KEYS_FIT = "SELECT vault.keys_fit(%s, %s, %s)"


class Vault:
    """The vault of one system's database (`alias`), under the keys that the host's configuration names."""

    def __init__(self, alias: str, keys: VaultKeys) -> None:
        self.alias = alias
        self._current = keys.current
        self._sealer = Sealer(keys)
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.encryption.items()}
        self._checks = {key_id: _check(key, key_id) for key_id, key in keys.encryption.items()}
        self._index_check = _check(keys.index, "index")

    def put(self, numbers: Sequence[IndividualNumber]) -> list[UUID]:
        """Store `numbers` in the caller's transaction; return their references in order. A known number keeps its own.

        Raises:
            AccessRefused: A-2004 if the keys are not the ones this vault was made with.
        """
        return self.put_sealed(self._sealer.seal(numbers))

    def put_sealed(self, sealed: SealedNumbers) -> list[UUID]:
        """Store numbers that were sealed elsewhere under the same keys; as `put`.

        Raises:
            AccessRefused: A-2004 if the keys are not the ones this vault was made with.
        """
        references: list[UUID] = []
        for start in range(0, len(sealed.references), BATCH):
            part = slice(start, start + BATCH)
            references += self._put(
                SealedNumbers(sealed.references[part], sealed.indexes[part], sealed.ciphertexts[part])
            )
        return references

    def reveal(self, references: Sequence[UUID], grant_record_id: int) -> list[IndividualNumber]:
        """Return the numbers behind `references`, in order, using up the record of `Gate.reveal_numbers`.

        `references` must be exactly those that the record names. Refusals by the vault are recorded as well.

        Raises:
            AccessRefused: A-2001 (no committed record), A-2002 (it names others), A-2003 (used), A-2004, A-2005.
        """
        wanted = sorted(set(references))
        rows = self._spend(_REVEAL, (wanted, grant_record_id), AccessKind.REVEAL, grant_record_id)
        try:
            numbers = {row[0]: self._open(*row) for row in rows}
            return [numbers[reference] for reference in references]
        except KeyError:
            raise AccessRefused(code="A-2005", record=grant_record_id) from None

    def find(self, number: IndividualNumber, grant_record_id: int) -> UUID | None:
        """Return the reference of `number`, or None, using up the record of `Gate.find_number`.

        Raises:
            AccessRefused: A-2001, A-2002, A-2003.
        """
        rows = self._spend(
            _FIND, (self._sealer.index(number.stored()), grant_record_id), AccessKind.FIND, grant_record_id
        )
        found: UUID | None = rows[0][0]
        return found

    def digest(self, number: IndividualNumber) -> bytes:
        """Return what an access record keeps about a number searched for: 32 bytes, meaningless without the key."""
        return hashlib.sha256(self._sealer.index(number.stored())).digest()

    def keys_fit(self) -> bool:
        """Return whether these keys are the ones this vault was made with (true for an empty vault)."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute(_KEYS_FIT, (self._current, self._checks[self._current], self._index_check))
            (fit,) = cursor.fetchone()
        return bool(fit)

    def _put(self, sealed: SealedNumbers) -> list[UUID]:
        keys = (self._current, self._checks[self._current], self._index_check)
        values = (sealed.references, sealed.indexes, sealed.ciphertexts, *keys)
        try:
            ((stored,),) = records.prepared(connections[self.alias], _PUT, values)
        except DatabaseError as error:
            raise _refused(error) from None
        return list(stored)

    def _open(self, reference: UUID, index: bytes, key_id: str, ciphertext: bytes) -> IndividualNumber:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise AccessRefused(code="A-2004")
        try:
            digits = cipher.decrypt(
                ciphertext[:NONCE_BYTES], bytes(ciphertext[NONCE_BYTES:]), bound(reference, bytes(index))
            )
        except InvalidTag:
            raise AccessRefused(code="A-2005") from None
        return IndividualNumber.from_stored(digits.decode())

    def _spend(self, statement: str, values: tuple[Any, ...], kind: AccessKind, record: int) -> list[Any]:
        """Run a call that uses up `record`, in a transaction of its own so that the use stands."""
        try:
            return records.prepared(records.log_connection(self.alias), statement, values)
        except DatabaseError as error:
            refused = _refused(error)
            refused.record = records.write_vault_refusal(self.alias, code=refused.code, kind=kind, of_record=record)
            raise refused from None


def _check(key: bytes, name: str) -> bytes:
    return hmac.digest(key, b"daicho vault key check " + name.encode(), "sha256")


def _refused(error: DatabaseError) -> AccessRefused:
    """Return the refusal that the vault raised; any other error of the database is raised on."""
    code = getattr(getattr(error.__cause__, "diag", None), "message_primary", None)
    if code not in REFUSALS:
        raise error
    return AccessRefused(code=code)
