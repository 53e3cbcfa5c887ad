"""Places for servers that are thrown away: tests, measurements, feature files.

A run that is killed cannot clean up after itself, so the next one does: every place is held by a
lock for as long as its process lives, and a place that nobody holds is removed.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from daicho.host.postgres.account import in_use

LOCK = "held"
"""The file in a place that its process holds locked."""

MEMORY = Path("/dev/shm")  # noqa: S108  # places below it are checked for their owner and locked like all others
ROOM = 4 << 30
"""Bytes that the file system in memory must have free; a container often has but 64 MB."""


@contextlib.contextmanager
def throwaway(purpose: str = "tests", *, in_memory: bool = False) -> Iterator[Path]:
    """A fresh directory, short and open enough for a server under another account; removed at the end.

    In memory, where there is room, a database is cloned in half the time; nothing measured belongs there.
    """
    parent = (_memory() if in_memory else Path(tempfile.gettempdir())) / f"daicho-{purpose}-{os.getuid()}"
    parent.mkdir(mode=0o711, exist_ok=True)
    if parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{parent} belongs to another account")
    with contextlib.ExitStack() as holding:
        with (parent / LOCK).open("w") as making:  # nobody sweeps while a place is half made
            fcntl.flock(making, fcntl.LOCK_EX)
            sweep(parent)
            place = Path(tempfile.mkdtemp(prefix="", dir=parent))
            place.chmod(0o711)
            held = holding.enter_context((place / LOCK).open("w"))
            fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _memory() -> Path:
    """The file system in memory, if there is one with room."""
    with contextlib.suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
            return MEMORY
    return Path(tempfile.gettempdir())


def sweep(parent: Path) -> list[Path]:
    """Remove the places that a killed run left behind; return them."""
    left = [place for place in sorted(parent.iterdir()) if place.is_dir() and _abandoned(place)]
    for place in left:
        shutil.rmtree(place, ignore_errors=True)
    return left


def _abandoned(place: Path) -> bool:
    """Whether nobody holds a place."""
    try:
        with (place / LOCK).open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return not any(in_use(note.parent) for note in place.glob("*/postmaster.pid"))
