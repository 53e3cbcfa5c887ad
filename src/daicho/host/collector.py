"""When Python looks for cycles in a process that serves."""

from __future__ import annotations

import gc
from typing import Final

ALLOCATIONS: Final = 100_000
"""New objects that are held before it looks: more than a batch of a thousand messages has at once, none of them in
cycles. At Python's own 700 a batch was looked through hundreds of times, for a twentieth of its time."""
_OWN: Final = gc.get_threshold()


def settle() -> None:
    """Take what was imported and loaded out of the collector's sight, and let it look less often from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)


def restore() -> None:
    """Undo `settle`, for a process that goes on with something else."""
    gc.unfreeze()
    gc.set_threshold(*_OWN)
