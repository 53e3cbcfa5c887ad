"""The network page as a Django application."""

from django.apps import AppConfig


class NetworkPageConfig(AppConfig):
    """Templates, static files and English catalogue of the network page."""

    name = "daicho.host.demo.page"
    label = "network_page"
    verbose_name = "ネットワーク図"
