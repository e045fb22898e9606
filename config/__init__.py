"""What holds the apps together: settings, addresses, the web's and the workers' ways in."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
