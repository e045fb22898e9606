"""A kind of job for the tests: slow enough to be killed in the middle."""

import time
from uuid import UUID

from django.utils import timezone

from accounts import jobs
from accounts.models import Job


@jobs.job("slow_for_tests")
def slow(about: UUID | None) -> jobs.Effect:
    """Takes a moment, then writes a row that says it was done."""
    time.sleep(0.4)
    waiting = Job.objects.get(kind="slow_for_tests", about=about)

    def effect() -> None:
        Job.objects.create(
            kind="effect_of_a_test",
            about=about,
            state=Job.State.FAILED,
            made_at=waiting.made_at,
            not_before=waiting.made_at,
        )
        time.sleep(0.1)

    return effect


@jobs.job("counted_for_tests")
def counted(about: UUID | None) -> jobs.Effect:
    """Leaves one row each time it takes effect."""
    time.sleep(0.05)
    return lambda: _count(about)


def _count(about: UUID | None) -> None:
    now = timezone.now()
    done = Job.State.FAILED  # so that no worker takes it for work
    Job.objects.create(
        kind="effect_of_a_test", about=about, state=done, made_at=now, not_before=now
    )
    time.sleep(0.02)
