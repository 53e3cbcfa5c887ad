"""The Django application of accounts and sign-in; its tables lie in the host database."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Accounts, rights, terminals and the sign-in record (label ``access_accounts``, database ``default``)."""

    name = "daicho.access"
    label = "access_accounts"
    default_auto_field = "django.db.models.BigAutoField"
