"""全国サーバ as a Django application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from daicho.screens.navigation import NavigationItem


class NationalConfig(AppConfig):
    """The national server of the Agency (全国サーバ, SYS4). Its tables lie in the database "national"."""

    name = "daicho.systems.national"
    label = "national"
    verbose_name = "全国サーバ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the handlers of incoming messages and inquiries."""
        from daicho.systems.national import messages  # noqa: F401

    def navigation(self, request: HttpRequest) -> Iterable[NavigationItem]:
        """The entries of the terminal's menu."""
        from daicho.systems.national import navigation

        return navigation.items(request)
