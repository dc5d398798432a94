"""The Django app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Reports, incidents, ratings, people and alerts."""

    name = "lookfar.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
