"""The Django application that carries templates, static files and translations."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Base pages and components shared by the screens of every system."""

    name = "daicho.screens"
    label = "screens"
