"""The initial load: existing residents taken over by an opening act, one transaction a file.

    report = load("register", path, progress=lambda done, total: ...)

The opening act is outside the 37 reasons: it sends nothing and counts in no statistic. A household with one bad member
is rejected whole and listed. Nothing stands before the file has been read to its end and its digest is right; a load
broken off leaves nothing, and a file loaded before is not loaded again.
"""

from __future__ import annotations

from daicho.systems.register.loading.taking_over import LoadReport, load

__all__ = ["LoadReport", "load"]
