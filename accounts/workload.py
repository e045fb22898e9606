"""The work in the background as an administrator sees it: counts and times by kind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from accounts.jobs import KINDS
from accounts.models import Job, MailAddress

SHOWN = 50  # failed jobs a page lists
SLOW = timedelta(minutes=5)  # so long a due job may wait before the worker is asked after
SILENT = timedelta(minutes=65)  # so long the clock may be quiet: it writes a job each hour
HOURLY = "clear_expired"
_COUNTED = ("waiting", "later", "running", "failed")


@dataclass(frozen=True)
class Line:
    """One kind of work: in words, how much there is of it, and when it was last done."""

    name: str
    label: str
    waiting: int
    later: int
    running: int
    failed: int
    last: datetime | None


@dataclass(frozen=True)
class Failed:
    """One job that failed."""

    job: Job
    label: str


def overview() -> dict[str, Any]:
    """Everything the page shows."""
    current_app.loader.import_default_modules()  # so that every app's kinds are known here
    now = timezone.now()
    lines = [_line(name, found, now) for name, found in sorted(_counts(now).items())]
    failed = Job.objects.filter(state=Job.State.FAILED).order_by("-not_before")[:SHOWN]
    return {
        "lines": sorted(lines, key=lambda line: line.label),
        "failed": [Failed(job, _label(job.kind)) for job in failed],
        "failed_total": sum(line.failed for line in lines),
        "waits_since": _waits_since(now),
        "clock_silent": _clock_is_silent(now),
        "sends_mail": settings.MAIL is not None,
        "refused": MailAddress.objects.exclude(refused_on=None).count(),
    }


def _counts(now: datetime) -> dict[str, dict[str, int]]:
    state, due = Job.State, Q(not_before__lte=now)
    rows = Job.objects.exclude(state=state.DONE).values("kind").order_by("kind")
    counted = rows.annotate(
        waiting=Count("pk", filter=due & Q(state=state.WAITING)),
        later=Count("pk", filter=~due & Q(state=state.WAITING)),
        running=Count("pk", filter=Q(state=state.CLAIMED)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
    ).values_list("kind", *_COUNTED)
    found = {kind: dict.fromkeys(_COUNTED, 0) for kind in KINDS}
    return found | {kind: dict(zip(_COUNTED, numbers, strict=True)) for kind, *numbers in counted}


def _line(name: str, counts: dict[str, int], now: datetime) -> Line:
    done = Job.objects.filter(kind=name, finished_at__lte=now)
    last = done.aggregate(last=Max("finished_at"))["last"]
    return Line(name=name, label=_label(name), last=last, **counts)


def _label(name: str) -> str:
    return str(KINDS[name].label) if name in KINDS else name


def _waits_since(now: datetime) -> datetime | None:
    """Since when due work has waited, if that is too long."""
    waiting = Job.objects.filter(state=Job.State.WAITING, not_before__lt=now - SLOW)
    return waiting.aggregate(since=Min("not_before"))["since"]  # type: ignore[no-any-return]


def _clock_is_silent(now: datetime) -> bool:
    return not Job.objects.filter(kind=HOURLY, made_at__gte=now - SILENT).exists()
