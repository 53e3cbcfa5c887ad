"""The keys a host makes for itself: those of its vaults of individual numbers, and of the bindings in its papers.

TLS and signing keys are not made here: they come with the Agency's certificate.
"""

import os
import secrets
from pathlib import Path

import msgspec

from daicho.access import vault_keys
from daicho.host import findings
from daicho.host.errors import HostError

NUMBER_KEYS = "number_keys.json"
"""The keys of a system's vault of individual numbers, beside its other keys."""
BINDING_KEY = "binding.key"
BINDING_BYTES = 32


class Made(msgspec.Struct, frozen=True):
    """A key file that was made or renewed, and the id of the key in force."""

    path: Path
    key_id: str = ""


def make_missing(directory: Path, system: str) -> list[Made]:
    """Make what a system needs and lacks; what is there is never touched."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    numbers = directory / NUMBER_KEYS
    if not numbers.exists():
        vault_keys.save(vault_keys.new_keys(), numbers)
        made.append(Made(numbers, "1"))
    binding = directory / BINDING_KEY
    if system == "register" and not binding.exists():
        with os.fdopen(os.open(binding, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(BINDING_BYTES))
        made.append(Made(binding))
    return made


def rotate(directory: Path) -> Made:
    """Give a vault a new key for what is put from now on; numbers under earlier keys stay readable.

    The file is replaced in one step and holds every earlier key, so a crash leaves either the old or the new one.

    Raises:
        HostError: H-KEY-08 when the present keys cannot be read.
    """
    path = directory / NUMBER_KEYS
    keys = read(path)
    newest = max((int(name) for name in keys.encryption if name.isdigit()), default=0)
    renewed = vault_keys.rotated(keys, str(newest + 1))
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    vault_keys.save(renewed, fresh)
    fresh.replace(path)
    return Made(path, renewed.current)


def read(path: Path) -> vault_keys.VaultKeys:
    """The keys of a vault; H-KEY-08 when they are missing, malformed or readable by others."""
    try:
        return vault_keys.load(path)
    except vault_keys.VaultKeyError:
        raise HostError(findings.number_keys_unreadable(path)) from None
