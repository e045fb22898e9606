"""What workers do: jobs by name, from the outbox, with ids alone and never a key.

A kind of job is a function that takes the id the job is about. What takes long it does at once,
in short steps that may be done again, for a worker may die anywhere; what must happen exactly once
it gives back as a function, which runs in the transaction that marks the job done::

    @job("clear_imports", label=_("Imports that nobody finished are discarded"), every=DAY)
    def clear_imports(about: UUID | None) -> Effect: ...
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit, mailing, reminding
from accounts.actions import jobs as outbox
from accounts.actions.notices import forget_told, remind, tell_role_once
from accounts.actions.pace import FORGOTTEN_AFTER
from accounts.models import Invitation, Job, Notice, Role, Session, SlowDown

Effect = Callable[[], None] | None
Work = Callable[[UUID | None], Effect]

HOUR, DAY = "%Y-%m-%d %H", "%Y-%m-%d"  # how the slot of a periodic job is named, in UTC
MORNING = "morning %Y-%m-%d"  # a day that begins at six, in the organisation's time zone
_SIX = timedelta(hours=6)
_DRAIN_SECONDS = 10.0
SEEN_KEPT = timedelta(days=30)
DONE_KEPT = timedelta(days=7)
TOLD_KEPT = timedelta(days=800)
_DELETED_AT_ONCE = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """A kind of job: what it does, in code and in words, and how often by itself."""

    work: Work
    label: "str | Promise"
    every: str | None
    pause: timedelta

    def slot(self, now: datetime) -> str:
        """The name of the present hour, day or morning."""
        if self.every == MORNING:
            now = timezone.localtime(now) - _SIX
        return now.strftime(self.every or "")


KINDS: dict[str, Kind] = {}


def job(
    name: str,
    *,
    label: "str | Promise" = "",
    every: str | None = None,
    pause: timedelta = outbox.FIRST_PAUSE,
) -> Callable[[Work], Work]:
    """Register a kind of job under a name of at most 40 letters.

    :param label: what it does, in words for an administrator
    :param every: :data:`HOUR`, :data:`DAY` or :data:`MORNING`, to have it done once in each; else
        on demand
    :param pause: how long it rests after a first failure; doubled with each
    :raises ValueError: when the name is taken by another
    """

    def register(work: Work) -> Work:
        taken = KINDS.setdefault(name, Kind(work, label or name, every, pause))
        if (taken.work.__module__, taken.work.__qualname__) != (work.__module__, work.__qualname__):
            raise ValueError(f"two kinds of job are called {name}")
        return work

    return register


@shared_task(name=outbox.RUN)  # type: ignore[untyped-decorator]
def run(job_id: str) -> None:
    """Do one job, if it is due and nobody else is at it; then what else waits.

    A message is only a wake-up: one that arrives stands for all that were lost or never sent.
    """
    until = time.monotonic() + _DRAIN_SECONDS
    _do(UUID(job_id))
    while due := outbox.next_due(kinds=KINDS):
        for pk in due:
            if time.monotonic() > until:  # another worker shares the rest
                return outbox.wake([pk])
            _do(pk)
    return None


def _do(pk: UUID) -> None:
    claimed = outbox.claim(pk, kinds=KINDS)
    if claimed is None:
        return
    try:
        effect = KINDS[claimed.kind].work(claimed.about)
        outbox.finish(claimed, effect or _nothing)
    except outbox.Overtaken:
        logger.warning("a job was overtaken")
    except Exception as wrong:
        logger.error("a job failed", exc_info=wrong)
        _put_back(claimed)


def _put_back(claimed: Job) -> None:
    with transaction.atomic():
        if outbox.put_back(claimed, pause=KINDS[claimed.kind].pause):
            tell_role_once(Notice.Kind.JOB_FAILED, Role.ADMINISTRATOR)


def _nothing() -> None:
    """What a job does that has no effect of its own."""


@shared_task(name="accounts.jobs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Write down what the hour and the day ask for, and send what was lost on the way."""
    now = timezone.now()
    for name, kind in KINDS.items():
        if kind.every:
            outbox.enqueue_once(kind=name, slot=kind.slot(now))
    with transaction.atomic():
        if outbox.give_up_worn_out():
            tell_role_once(Notice.Kind.JOB_FAILED, Role.ADMINISTRATOR)
    outbox.send_due()


@job("clear_expired", label=_("What is over is deleted"), every=HOUR)
def clear_expired(about: UUID | None) -> Effect:
    """Delete sessions, invitations, slowed tries and seen notices that are over."""
    now = timezone.now()
    _delete(Session.objects.filter(expire_date__lt=now))
    _delete(Invitation.objects.filter(expires_at__lt=now))
    _delete(SlowDown.objects.filter(wait_until__lt=now - FORGOTTEN_AFTER))
    _delete(Notice.objects.filter(seen=True, at__lt=now - SEEN_KEPT))
    outbox.forget_done(before=now - DONE_KEPT)
    forget_told(before=timezone.localdate() - TOLD_KEPT)
    return None


def _delete(over: QuerySet[Any]) -> None:
    """Delete in short transactions, so that nobody waits for them."""
    while pks := list(over.values_list("pk", flat=True)[:_DELETED_AT_ONCE]):
        over.filter(pk__in=pks).delete()


@job("verify_chain", label=_("The audit log is verified"), every=DAY)
def verify_chain(about: UUID | None) -> Effect:
    """Walk the audit log; tell auditors and administrators when it does not verify."""
    return None if audit.verify() is None else _tell_of_the_broken_chain


def _tell_of_the_broken_chain() -> None:
    tell_role_once(Notice.Kind.CHAIN_BROKEN, Role.AUDITOR, Role.ADMINISTRATOR)


@job("mail", label=_("Mail that says to sign in"), pause=timedelta(minutes=5))
def mail(about: UUID | None) -> Effect:
    """Mail one member that something waits; with their id, and no word of what."""
    return mailing.send(about) if about else None


@job("mail_again", label=_("Mail to members who have not looked for days"), every=MORNING)
def mail_again(about: UUID | None) -> Effect:
    """See to mail that was lost, or passed over because the last was just sent."""
    return mailing.mail_passed_over


@job("remind_joining", label=_("Reminders of members who have not finished joining"), every=MORNING)
def remind_joining(about: UUID | None) -> Effect:
    """Tell coordinators of people who wait for them, and administrators of idle invitations."""
    today = timezone.localdate()
    remind(kind=Notice.Kind.ADMISSION, due=reminding.admissions(timezone.now()), today=today)
    remind(kind=Notice.Kind.UNFINISHED, due=reminding.unfinished(timezone.now()), today=today)
    return None


@job("remind_keys", label=_("Reminders of keys that wait to be changed"), every=MORNING)
def remind_keys(about: UUID | None) -> Effect:
    """Tell coordinators of records whose key is due, once a week."""
    today = timezone.localdate()
    remind(kind=Notice.Kind.KEYS_DUE, due=reminding.keys(today), today=today)
    return None
