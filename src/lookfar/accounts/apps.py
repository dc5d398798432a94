"""The Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Organisations, users, memberships, keys."""

    name = "lookfar.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
