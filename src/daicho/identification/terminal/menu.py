"""The menu of a terminal: what this account may use, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from daicho.access.guards import context_of
from daicho.screens.navigation import NavigationItem

if TYPE_CHECKING:
    from django.http import HttpRequest


def items(request: HttpRequest, system: str, *, asks_above: bool) -> list[NavigationItem]:
    """Return the entries of a level's menu."""
    may = context_of(request).may
    entries = [("home", _("リンクと電文"), "F2", True)]
    entries.append(("search", _("4情報による検索"), "F3", may(f"{system}.search")))
    entries.append(("lookup", _("番号による単件照会"), "F4", may(f"{system}.open")))
    entries.append(("inquiry", _("機構への情報照会"), "F6", asks_above and may(f"{system}.inquire")))
    return [NavigationItem(label, reverse(f"{system}:{name}"), key) for name, label, key, shown in entries if shown]
