"""The menu of this terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

    from daicho.screens.navigation import NavigationItem


def items(request: HttpRequest) -> list[NavigationItem]:
    """Return the entries that this account may use."""
    del request
    return []
