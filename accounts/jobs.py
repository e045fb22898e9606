"""What workers do: jobs by name, from the outbox, with ids alone and never a key.

A kind of job is a function that takes the id the job is about. What takes long it does at once,
in short steps that may be done again, for a worker may die anywhere; what must happen exactly once
it gives back as a function, which runs in the transaction that marks the job done::

    @job("clear_imports", every=DAY)
    def clear_imports(about: UUID | None) -> Effect: ...
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.actions import jobs as outbox
from accounts.actions.notices import tell_role_once
from accounts.actions.pace import FORGOTTEN_AFTER
from accounts.models import Invitation, Notice, Role, Session, SlowDown

Effect = Callable[[], None] | None
Work = Callable[[UUID | None], Effect]

HOUR, DAY = "%Y-%m-%d %H", "%Y-%m-%d"  # how the slot of a periodic job is named, in UTC
SEEN_KEPT = timedelta(days=30)
DONE_KEPT = timedelta(days=7)
_DELETED_AT_ONCE = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """A kind of job: what it does, and how often by itself."""

    work: Work
    every: str | None


KINDS: dict[str, Kind] = {}


def job(name: str, *, every: str | None = None) -> Callable[[Work], Work]:
    """Register a kind of job under a name of at most 40 letters.

    :param every: :data:`HOUR` or :data:`DAY`, to have it done once in each; else on demand
    :raises ValueError: when the name is taken by another
    """

    def register(work: Work) -> Work:
        taken = KINDS.setdefault(name, Kind(work, every))
        if (taken.work.__module__, taken.work.__qualname__) != (work.__module__, work.__qualname__):
            raise ValueError(f"two kinds of job are called {name}")
        return work

    return register


@shared_task(name=outbox.RUN)  # type: ignore[untyped-decorator]
def run(job_id: str) -> None:
    """Do one job, if it is due and nobody else is at it."""
    claimed = outbox.claim(UUID(job_id))
    if claimed is None:
        return
    try:
        effect = KINDS[claimed.kind].work(claimed.about)
        outbox.finish(claimed, effect or _nothing)
    except outbox.Overtaken:
        logger.warning("a job was overtaken")
    except Exception as wrong:
        logger.error("a job failed", exc_info=wrong)
        outbox.put_back(claimed)


def _nothing() -> None:
    """What a job does that has no effect of its own."""


@shared_task(name="accounts.jobs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Write down what the hour and the day ask for, and send what was lost on the way."""
    now = timezone.now()
    for name, kind in KINDS.items():
        if kind.every:
            outbox.enqueue_once(kind=name, slot=now.strftime(kind.every))
    outbox.send_due()


@job("clear_expired", every=HOUR)
def clear_expired(about: UUID | None) -> Effect:
    """Delete sessions, invitations, slowed tries and seen notices that are over."""
    now = timezone.now()
    _delete(Session.objects.filter(expire_date__lt=now))
    _delete(Invitation.objects.filter(expires_at__lt=now))
    _delete(SlowDown.objects.filter(wait_until__lt=now - FORGOTTEN_AFTER))
    _delete(Notice.objects.filter(seen=True, at__lt=now - SEEN_KEPT))
    outbox.forget_done(before=now - DONE_KEPT)
    return None


def _delete(over: QuerySet[Any]) -> None:
    """Delete in short transactions, so that nobody waits for them."""
    while pks := list(over.values_list("pk", flat=True)[:_DELETED_AT_ONCE]):
        over.filter(pk__in=pks).delete()


@job("verify_chain", every=DAY)
def verify_chain(about: UUID | None) -> Effect:
    """Walk the audit log; tell auditors and administrators when it does not verify."""
    return None if audit.verify() is None else _tell_of_the_broken_chain


def _tell_of_the_broken_chain() -> None:
    tell_role_once(Notice.Kind.CHAIN_BROKEN, Role.AUDITOR, Role.ADMINISTRATOR)
