"""都道府県サーバ as a Django application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from daicho.screens.navigation import NavigationItem


class PrefectureConfig(AppConfig):
    """The prefecture server (都道府県サーバ, SYS3). Its tables lie in the database "prefecture"."""

    name = "daicho.systems.prefecture"
    label = "prefecture"
    verbose_name = "都道府県サーバ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the handlers of incoming messages and inquiries."""
        from daicho.systems.prefecture import messages  # noqa: F401

    def navigation(self, request: HttpRequest) -> Iterable[NavigationItem]:
        """The entries of the terminal's menu."""
        from daicho.systems.prefecture import navigation

        return navigation.items(request)
