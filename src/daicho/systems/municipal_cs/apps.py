"""市町村CS as a Django application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from daicho.screens.navigation import NavigationItem


class MunicipalCsConfig(AppConfig):
    """The municipal communication server (市町村CS, SYS2). Its tables lie in the database "municipal_cs"."""

    name = "daicho.systems.municipal_cs"
    label = "municipal_cs"
    verbose_name = "市町村CS"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the handlers of incoming messages and inquiries."""
        from daicho.systems.municipal_cs import messages  # noqa: F401

    def navigation(self, request: HttpRequest) -> Iterable[NavigationItem]:
        """The entries of the terminal's menu."""
        from daicho.systems.municipal_cs import navigation

        return navigation.items(request)
