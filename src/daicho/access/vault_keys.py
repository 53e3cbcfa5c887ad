"""The keys of a vault: made once, kept in a file that only the host's user reads, never in the database."""

from __future__ import annotations

import base64
import os
import secrets
import stat
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32


class VaultKeyError(Exception):
    """The key file is missing, malformed or readable by others; the text names the file and never a key."""


class VaultKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The key that numbers are now encrypted under (`current`), earlier ones by id, and the key of the blind index."""

    current: str
    encryption: dict[str, bytes]
    index: bytes

    def __repr__(self) -> str:
        return f"VaultKeys(current={self.current!r})"

    def __post_init__(self) -> None:
        keys = [self.index, *self.encryption.values()]
        if self.current not in self.encryption or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("A vault needs a current key, and every key has 32 bytes")


def new_keys(key_id: str = "1") -> VaultKeys:
    """Return fresh random keys."""
    return VaultKeys(
        current=key_id,
        encryption={key_id: secrets.token_bytes(KEY_BYTES)},
        index=secrets.token_bytes(KEY_BYTES),
    )


def rotated(keys: VaultKeys, key_id: str) -> VaultKeys:
    """Return `keys` with a new current key; what lies under earlier ones stays readable, the blind index unchanged."""
    return VaultKeys(
        current=key_id,
        encryption={**keys.encryption, key_id: secrets.token_bytes(KEY_BYTES)},
        index=keys.index,
    )


class _File(msgspec.Struct, forbid_unknown_fields=True):
    current: str
    encryption: dict[str, str]
    index: str


def save(keys: VaultKeys, path: Path) -> None:
    """Write `keys` to a new file that only its owner can read.

    Raises:
        FileExistsError: a key file is never overwritten; losing a key loses every number under it.
    """
    content = _File(
        current=keys.current,
        encryption={name: base64.b64encode(key).decode() for name, key in keys.encryption.items()},
        index=base64.b64encode(keys.index).decode(),
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(content)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def load(path: Path) -> VaultKeys:
    """Read the keys at `path`.

    Raises:
        VaultKeyError: the file is missing, malformed, or readable by group or others.
    """
    try:
        mode, content = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise VaultKeyError(f"The vault key file {path} cannot be read: {error.strerror}") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise VaultKeyError(f"The vault key file {path} can be read by others; set its mode to 600")
    try:
        file = msgspec.json.decode(content, type=_File)
        return VaultKeys(
            current=file.current,
            encryption={name: base64.b64decode(key, validate=True) for name, key in file.encryption.items()},
            index=base64.b64decode(file.index, validate=True),
        )
    except ValueError:
        # The cause is withheld: a decoder's message could quote a piece of a key.
        raise VaultKeyError(f"The vault key file {path} is malformed") from None
