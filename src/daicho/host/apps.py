"""The host as a Django application: the movable business date lies in the host database."""

from django.apps import AppConfig


class HostAppConfig(AppConfig):
    """Tables of the host itself, in `default`."""

    name = "daicho.host"
    label = "host"
    default_auto_field = "django.db.models.BigAutoField"
