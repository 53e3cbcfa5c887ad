"""The register as a Django application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from daicho.screens.navigation import NavigationItem


class RegisterConfig(AppConfig):
    """The resident record system of a municipality (SYS1). Its tables lie in the database "register"."""

    name = "daicho.systems.register"
    label = "register"
    verbose_name = "住民記録"
    default_auto_field = "django.db.models.BigAutoField"
    explains_characters = frozenset({"register:draft"})
    """Forms that say field by field what is wrong with a character (V-CHR) and keep the rest of what was typed."""

    def ready(self) -> None:
        """Register the handlers of incoming messages, what a new epoch of the link states, what ends with a session."""
        from daicho.systems.register.actions import editing  # noqa: F401 - it registers itself
        from daicho.systems.register.messages import baseline, incoming  # noqa: F401 - they register themselves

    def navigation(self, request: HttpRequest) -> Iterable[NavigationItem]:
        """The entries of the register's menu."""
        from daicho.systems.register import navigation

        return navigation.items(request)
