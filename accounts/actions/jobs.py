"""The outbox: what is to be done in the background, as rows written with the business.

The row is the truth and the broker only a wake-up. A worker claims a row by a conditional update
under a lease and a token; what it does commits together with the row's end, guarded by the token.
So a job survives the death of worker, broker and web server, and takes effect once.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Job

RUN = "accounts.jobs.run"
LEASE = timedelta(minutes=5)  # how long a claimed job is left alone
MOST_TRIES = 5  # then it is failed, and stays for an administrator to see
FIRST_PAUSE = timedelta(seconds=30)  # after a failed try; doubled with each
AT_ONCE = 200  # how many a sweep sends
_SENDERS = threading.BoundedSemaphore(4)
_unsent: "deque[str]" = deque(maxlen=1000)  # what is beyond, a worker finds by itself

logger = logging.getLogger(__name__)


class Overtaken(Exception):
    """Another worker has claimed the job meanwhile; nothing of this try may stay."""


def enqueue(kind: str, *, about: UUID | None = None, not_before: datetime | None = None) -> Job:
    """Write a job down in the running transaction; a worker is woken when it commits.

    :param kind: the name it is registered under (see :mod:`accounts.jobs`)
    :param about: the id of what it is about, and nothing else
    :param not_before: when it may begin; at once, by default
    """
    now = timezone.now()
    job = Job.objects.create(kind=kind, about=about, made_at=now, not_before=not_before or now)
    if job.not_before <= now:
        wake([job.pk])
    return job


def enqueue_once(*, kind: str, slot: str) -> bool:
    """Write a periodic job down, once for each slot of time, however many try; whether it was new.

    Its id says which slot it is for, so the primary key holds the promise.
    """
    now = timezone.now()
    pk = uuid5(NAMESPACE_URL, f"homeward job {kind} {slot}")
    if Job.objects.filter(pk=pk).exists():
        return False
    Job.objects.bulk_create(
        [Job(pk=pk, kind=kind, made_at=now, not_before=now)], ignore_conflicts=True
    )
    return True


def wake(jobs: Iterable[UUID]) -> None:
    """Tell the broker, once the transaction has committed. That never fails and never waits."""
    for pk in jobs:
        transaction.on_commit(lambda pk=pk: _send_soon(str(pk)), robust=True)  # type: ignore[misc]


def _send_soon(job: str) -> None:
    if settings.BROKER_URL.startswith("filesystem:"):
        _send(job)
        return
    _unsent.append(job)
    if _SENDERS.acquire(blocking=False):  # else another thread sends it; or a broker hangs
        threading.Thread(target=_send_and_release, daemon=True).start()


def _send_and_release() -> None:
    """Send what is unsent. What is added after the last look finds a sender free again."""
    while True:
        try:
            _send_all()
        finally:
            _SENDERS.release()
        if not (_unsent and _SENDERS.acquire(blocking=False)):
            return


def _send_all() -> None:
    with suppress(IndexError):
        while True:
            if not _send(_unsent.popleft()):
                _unsent.clear()


def _send(job: str) -> bool:
    try:
        current_app.send_task(RUN, args=[job])  # whatever a broker raises, the row is there
    except Exception as down:
        logger.warning("the broker did not take a message", exc_info=down)
        return False
    return True


def next_due(*, kinds: Iterable[str], most: int = 20) -> list[UUID]:
    """Some jobs that wait and are due, the longest waiting first."""
    waiting = Job.objects.filter(state=Job.State.WAITING, not_before__lte=timezone.now())
    known = waiting.filter(kind__in=kinds, tries__lt=MOST_TRIES).order_by("not_before")
    return list(known.values_list("pk", flat=True)[:most])


def claim(job: UUID, *, kinds: Iterable[str] | None = None) -> Job | None:
    """Take a job that is due, for the time of a lease; None when it is not to be had.

    :param kinds: those that this worker knows; others wait for a worker that does
    """
    now = timezone.now()
    token = uuid4()
    won = _to_do(now).filter(pk=job)
    if kinds is not None:
        won = won.filter(kind__in=kinds)
    taken = won.update(
        state=Job.State.CLAIMED, token=token, lease_until=now + LEASE, tries=F("tries") + 1
    )
    return Job.objects.filter(pk=job, token=token).first() if taken else None


def _to_do(now: datetime) -> "QuerySet[Job]":
    waiting = Q(state=Job.State.WAITING, not_before__lte=now)
    left = Q(state=Job.State.CLAIMED, lease_until__lt=now)
    return Job.objects.filter(waiting | left, tries__lt=MOST_TRIES)


def finish(claimed: Job, effect: Callable[[], None]) -> None:
    """Let the job take effect and mark it done, in one transaction.

    :raises Overtaken: when the lease ran out and another worker has it; nothing stays then
    """
    with transaction.atomic():
        held = Job.objects.filter(pk=claimed.pk, token=claimed.token, state=Job.State.CLAIMED)
        if not held.update(state=Job.State.DONE, lease_until=None, finished_at=timezone.now()):
            raise Overtaken
        effect()


def put_back(claimed: Job, *, pause: timedelta = FIRST_PAUSE) -> bool:
    """After a failed try: let it wait, longer each time, or call it failed; gives whether it is.

    :param pause: after the first try
    """
    last = claimed.tries >= MOST_TRIES
    held = Job.objects.filter(pk=claimed.pk, token=claimed.token, state=Job.State.CLAIMED)
    changed = held.update(
        state=Job.State.FAILED if last else Job.State.WAITING,
        not_before=timezone.now() + pause * 2 ** (claimed.tries - 1),
        lease_until=None,
    )
    return last and bool(changed)


def give_up_worn_out() -> int:
    """Call those failed whose workers died at every try; gives how many."""
    worn_out = Q(tries__gte=MOST_TRIES, lease_until__lt=timezone.now())
    claimed = Job.objects.filter(worn_out, state=Job.State.CLAIMED)
    return claimed.update(state=Job.State.FAILED, lease_until=None)


def send_due() -> int:
    """Wake workers for what is due and was lost on the way; gives how many jobs."""
    now = timezone.now()
    due = list(_to_do(now).order_by("not_before").values_list("pk", flat=True)[:AT_ONCE])
    wake(due)
    return len(due)


@transaction.atomic
def retry(*, by: Actor, job: Job) -> None:
    """Let a failed job begin again, with all its tries.

    :raises NotNow: when it is not failed, or not any more
    """
    now = timezone.now()
    failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
    if not failed.update(state=Job.State.WAITING, tries=0, not_before=now, token=None):
        raise NotNow(_("This work does not wait for you any more."))
    wake([job.pk])
    audit.record("jobs.retry", actor=by.pk, about=job)


@transaction.atomic
def retry_all(*, by: Actor) -> int:
    """Let every failed job begin again; gives how many."""
    failed = Job.objects.filter(state=Job.State.FAILED)
    some = list(failed.values_list("pk", flat=True)[:AT_ONCE])
    again = failed.update(state=Job.State.WAITING, tries=0, not_before=timezone.now(), token=None)
    wake(some)
    audit.record("jobs.retry", actor=by.pk, jobs=again)
    return again


@transaction.atomic
def put_aside(*, by: Actor, job: Job) -> None:
    """Delete a failed job that no further try would help.

    :raises NotNow: when it is not failed, or not any more
    """
    if not Job.objects.filter(pk=job.pk, state=Job.State.FAILED).delete()[0]:
        raise NotNow(_("This work does not wait for you any more."))
    audit.record("jobs.put_aside", actor=by.pk, about=str(job.pk), kind="accounts.job")


def forget_done(*, before: datetime) -> int:
    """Delete the rows of jobs that were done, and made before a time."""
    return Job.objects.filter(state=Job.State.DONE, made_at__lt=before).delete()[0]
