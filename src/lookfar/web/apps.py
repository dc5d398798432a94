"""The Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "lookfar.web"
    label = "web"
