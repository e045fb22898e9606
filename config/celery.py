"""The Celery application. A message carries a row's id and nothing else; see `config/broker.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("homeward")
# Named, not imported: the settings are still being read when this module is.
app.config_from_object("config.broker")
app.autodiscover_tasks(["accounts", "cases"], related_name="jobs")
