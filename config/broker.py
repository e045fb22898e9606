"""How messages travel, in Celery's own setting names.

The broker is only a wake-up: the job's row in the database is the truth, so losing every message
costs a delay until the next sweep and never a job.
"""

from pathlib import Path
from typing import Any

from django.conf import settings


def folders(base: Path) -> dict[str, str]:
    """Takes a folder; gives Kombu's options for a broker kept in it, readable by nobody else."""
    places = {"messages": base / "messages", "control": base / "control"}
    for place in (base, *places.values()):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.chmod(0o700)
    messages = str(places["messages"])
    return {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(places["control"]),
    }


broker_url: str = settings.BROKER_URL
broker_transport_options: dict[str, Any] = (
    # A worker looks for messages each 0.2 seconds; Kombu's one second is felt.
    {"polling_interval": 0.2, **folders(settings.DATA_DIR / "broker")}
    if broker_url.startswith("filesystem:")
    else {}
)
broker_connection_retry_on_startup = True
broker_connection_timeout = 2.0

# Only JSON, only ids: a message that could carry an object could carry a key.
accept_content = ["json"]
task_serializer = "json"
result_backend = None
task_ignore_result = True

task_default_queue = "homeward"
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
# A request never waits for a broker that is down; the sweep sends the job again.
task_publish_retry = False
# No remote control: nobody needs to ask a worker what it holds.
worker_enable_remote_control = False
worker_send_task_events = False
# The worker logs as the web does, without the words of an error: see `accounts/logs.py`.
worker_hijack_root_logger = False
enable_utc = True
timezone = "UTC"

SWEEP_EVERY = settings.SWEEP_SECONDS
beat_schedule = {
    "sweep": {
        "task": "accounts.jobs.sweep",
        "schedule": SWEEP_EVERY,
        # With the worker away, sweeps must not pile up.
        "options": {"expires": SWEEP_EVERY},
    },
}
