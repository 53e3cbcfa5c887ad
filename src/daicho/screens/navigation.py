"""What a system's navigation consists of. Each system's AppConfig offers `navigation(request)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


class NavigationItem(msgspec.Struct, frozen=True):
    """One entry of the navigation: its label (already translated), address and key (such as ``F2``)."""

    label: str
    url: str
    key: str = ""
    count: int | None = None


class HasNavigation(Protocol):
    """An AppConfig whose system has screens."""

    def navigation(self, request: HttpRequest) -> Iterable[NavigationItem]:
        """Return the entries that this request's account may use."""
        ...
