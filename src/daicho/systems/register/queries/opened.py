"""Whole records are read under a grant that names their persons; a search is leave to list, not to open (CTRL-074)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.access.grants import Grant


def require_opened(grant: Grant, persons: Iterable[str]) -> None:
    """Refuse unless the grant is of an opening, an act or an inquiry and covers everybody.

    Raises:
        AccessRefused: with code A-1009.
    """
    from daicho.access.grants import AccessKind

    grant.require(persons, AccessKind.OPEN, AccessKind.ACT, AccessKind.INQUIRY)
