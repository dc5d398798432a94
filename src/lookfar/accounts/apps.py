"""The Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Organisations, users, memberships, keys."""

    name = "lookfar.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watches for changes that somebody makes."""
        from lookfar.accounts import audit

        audit.watch()
