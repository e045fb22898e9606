"""Throwing an import away before it is published: forgotten at once, deleted in small batches."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from cases.models import Case, Event, ImportRun, Note
from vault.compartments import discard_staged

MOST_CASES = 50  # deleted in one transaction
ABANDONED_DAYS = 14
_UNFINISHED = (ImportRun.State.MAPPING, ImportRun.State.STAGING)


def discard(*, by: Actor, run: ImportRun) -> None:
    """Forget an import's file and plan; its staged cases are deleted by :func:`clear_some`.

    :raises NotNow: when it was published or discarded meanwhile
    """
    if not _forget(ImportRun.objects.filter(pk=run.pk, by=by.member), run, by.pk):
        raise NotNow(_("This import has moved on in another tab."))


def discard_abandoned(*, today: date) -> int:
    """Discard imports that nobody finished, and those of members who left; gives how many."""
    old = Q(on__lt=today - timedelta(days=ABANDONED_DAYS))
    left = Q(by__state=Member.State.REMOVED)
    found = ImportRun.objects.filter(old | left, state__in=_UNFINISHED).only("pk")
    return sum(_forget(ImportRun.objects.filter(pk=run.pk), run, None) for run in list(found))


@transaction.atomic
def _forget(found: QuerySet[ImportRun], run: ImportRun, actor: UUID | None) -> int:
    changed = found.filter(state__in=_UNFINISHED).update(
        state=ImportRun.State.DISCARDED, sealed_source=None, sealed_plan=None
    )
    if changed:
        audit.record("case.import", actor=actor, about=run, step="discard")
    return changed


@transaction.atomic
def clear_some(*, run: ImportRun) -> int:
    """Delete some of a discarded import's staged cases; gives how many are left.

    Whoever discarded it is in the audit log; a batch that is cleared needs nobody's key.
    """
    now = ImportRun.objects.select_for_update().get(pk=run.pk)
    if now.state != ImportRun.State.DISCARDED or not now.done:
        return 0
    staged = Case.objects.filter(import_run=run, epoch=0).order_by("pk")
    pks = list(staged.values_list("pk", flat=True)[:MOST_CASES])
    Event.objects.filter(case__in=pks).delete()
    Note.objects.filter(case__in=pks).delete()
    discard_staged(Case, pks)
    Case.objects.filter(pk__in=pks, epoch=0).delete()
    now.done = max(0, now.done - len(pks)) if pks else 0
    now.save(update_fields=["done"])
    audit.record("case.import", actor=None, about=run, step="clear", rows=len(pks))
    return now.done
