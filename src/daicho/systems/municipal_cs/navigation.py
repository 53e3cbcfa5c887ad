"""The menu of this terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.identification.terminal import menu

if TYPE_CHECKING:
    from django.http import HttpRequest

    from daicho.screens.navigation import NavigationItem


def items(request: HttpRequest) -> list[NavigationItem]:
    """Return the entries that this account may use."""
    return menu.items(request, "municipal_cs", asks_above=True)
