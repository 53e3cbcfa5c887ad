"""The template context that every page shares: where am I, who am I, which day is it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings

from daicho.access import menu
from daicho.screens.navigation import NavigationItem

if TYPE_CHECKING:
    from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what `screens/base.html` needs: host facts, navigation, the account's access context."""
    host = settings.DAICHO
    return {
        "host": host,
        "system": host.system,
        "today": host.today(),
        "navigation": _navigation(request, host.system),
        "access": getattr(request, "access_context", None),
        "path": request.path,
    }


def _navigation(request: HttpRequest, system: str) -> list[NavigationItem]:
    """Return the menu: the system's own entries, then those of access, which every system has."""
    context = getattr(request, "access_context", None)
    if context is None:
        return []
    offered = getattr(apps.get_app_config(system), "navigation", None) if _installed(system) else None
    own = list(offered(request)) if offered else []
    return own + [NavigationItem(entry.label, entry.url) for entry in menu.entries(context, system)]


def _installed(system: str) -> bool:
    return apps.is_installed(f"daicho.systems.{system}")
