"""What the worker does for the cases app: with ids alone, never a key."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs import DAY, HOUR, Effect, job
from cases.actions.documents import discard_abandoned_files
from cases.actions.imports import clear_some, discard_abandoned
from cases.actions.referrals import expire_over
from cases.models import ImportRun


@job("clear_imports", label=_("Imports that nobody finished are discarded"), every=DAY)
def clear_imports(about: UUID | None = None) -> Effect:
    """Discard imports that nobody finished, and delete what discarded ones had staged.

    Each batch is a transaction of its own, so it can stop anywhere and begin again.
    """
    discard_abandoned(today=timezone.localdate())
    left = ImportRun.objects.filter(state=ImportRun.State.DISCARDED, done__gt=0)
    for run in left.defer("sealed_source", "sealed_plan"):
        while clear_some(run=run):
            pass
    return None


@job("expire_referrals", every=HOUR)
def expire_referrals(about: UUID | None = None) -> Effect:
    """Let referrals run out whose last day is past: their links open nothing any more."""
    while expire_over():
        pass
    return None


@job("clear_files", every=DAY)
def clear_files(about: UUID | None = None) -> Effect:
    """Delete sealed files of uploads that a killed server left behind."""
    discard_abandoned_files()
    return None
