"""The public section. It imports no other app, so nothing of a case can reach a reader."""

from django.apps import AppConfig


class InfoConfig(AppConfig):
    """The app `info`: public pages, which set no cookie and need no JavaScript."""

    name = "info"
    default_auto_field = "django.db.models.BigAutoField"
