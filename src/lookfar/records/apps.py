"""The Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Reports, incidents, ratings, people and alerts."""

    name = "lookfar.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Has the triggers on people's whereabouts made after every migration."""
        from lookfar.records.presence_revision import watch_presence

        post_migrate.connect(watch_presence, sender=self, dispatch_uid="watch presence")
