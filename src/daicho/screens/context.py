"""The template context that every page shares: where am I, who am I, which day is it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from daicho.screens.navigation import NavigationItem


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
    if getattr(request, "access_context", None) is None or not apps.is_installed(f"daicho.systems.{system}"):
        return []
    offered = getattr(apps.get_app_config(system), "navigation", None)
    return list(offered(request)) if offered else []
