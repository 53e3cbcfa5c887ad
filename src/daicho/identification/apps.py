"""The Django application that carries the terminals' templates and translations; it has no tables of its own."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    """Screens that the terminals of the three levels share."""

    name = "daicho.identification"
    label = "identification"
