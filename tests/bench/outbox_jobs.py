"""What the outbox is measured with: a job that does nothing, and a process that asks for many.

`python -m tests.bench.outbox_jobs COUNT PAUSE` writes COUNT jobs down, each in a transaction of its
own, as a web request would, PAUSE seconds apart.
"""

import os
import sys
import threading
import time
from uuid import UUID

KIND = "nothing_for_bench"


def register() -> None:
    """Makes the kind known."""
    from accounts import jobs

    jobs.job(KIND)(nothing)


def nothing(about: UUID | None) -> None:
    """Does nothing."""


def main(count: int, pause: float) -> None:
    """Writes the jobs down, and waits until their messages have left."""
    import django

    django.setup()
    from django.db import transaction

    from accounts.actions import jobs as outbox

    for _ in range(count):
        with transaction.atomic():
            outbox.enqueue(KIND)
        time.sleep(pause)
    for one in threading.enumerate():
        if one.name.endswith("(_send_and_release)"):
            one.join(30)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main(int(sys.argv[1]), float(sys.argv[2]))
else:
    register()
