"""The initial load: existing residents taken over by an opening act, one transaction a file.

    report = load("register", path, progress=lambda done, total: ...)

The opening act is outside the 37 reasons: it sends nothing and counts in no statistic. A household with one bad member
is rejected whole and listed. Nothing stands before the file has been read to its end and its digest is right; a load
broken off leaves nothing, and a file loaded before is not loaded again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.systems.register.loading.reports import LoadReport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["LoadReport", "load"]


def load(alias: str, path: Path, progress: Callable[[int, int], None] | None = None) -> LoadReport:
    """Take a file of residents over; `progress` is told (residents done, residents in the file).

    Raises:
        FileRefused: the file as a whole may not be loaded; nothing of it is.
        AccessRefused: loads are not permitted here.
    """
    # imported late: the process that only reads a file (`apart`) imports this package and has no Django
    from daicho.systems.register.loading.taking_over import load as take_over

    return take_over(alias, path, progress)
