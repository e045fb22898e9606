"""What the worker does for the cases app: with ids alone, never a key."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.notices import Due, remind
from accounts.jobs import DAY, HOUR, MORNING, Effect, job
from accounts.models import Notice
from cases import reminding
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


@job("expire_referrals", label=_("Referrals whose time has run out end"), every=HOUR)
def expire_referrals(about: UUID | None = None) -> Effect:
    """Let referrals run out whose last day is past: their links open nothing any more."""
    while expire_over():
        pass
    return None


@job("clear_files", label=_("Files that no upload finished are deleted"), every=DAY)
def clear_files(about: UUID | None = None) -> Effect:
    """Delete sealed files of uploads that a killed server left behind."""
    discard_abandoned_files()
    return None


Reader = Callable[[date], Iterable[Due]]


def _remind(*told: tuple[Notice.Kind, Reader]) -> None:
    today = timezone.localdate()
    for kind, due in told:
        remind(kind=kind, due=due(today), today=today)


@job("remind_tasks", label=_("Reminders of tasks, and of cases nobody has"), every=MORNING)
def remind_tasks(about: UUID | None = None) -> Effect:
    """Tell members of what is due; coordinators of what is late, or nobody's."""
    _remind(
        (Notice.Kind.TASK_DUE, reminding.tasks),
        (Notice.Kind.TASK_LATE, reminding.late_tasks),
        (Notice.Kind.CASE_WAITS, reminding.untaken),
    )
    return None


@job("remind_consents", label=_("Reminders of consents that end"), every=MORNING)
def remind_consents(about: UUID | None = None) -> Effect:
    """Tell of consents that end soon, and of those that have ended."""
    _remind(
        (Notice.Kind.CONSENT_ENDING, reminding.ending_consents),
        (Notice.Kind.CONSENT_ENDED, reminding.ended_consents),
    )
    return None


@job("remind_partners", label=_("Reminders of partners who do not answer"), every=MORNING)
def remind_partners(about: UUID | None = None) -> Effect:
    """Tell of referrals nobody has answered."""
    _remind((Notice.Kind.PARTNER_SILENT, reminding.silent_partners))
    return None


@job("remind_plans", label=_("Reminders of assessments and of changed rules"), every=MORNING)
def remind_plans(about: UUID | None = None) -> Effect:
    """Tell of assessments to be asked again, and of days to be worked out again."""
    _remind(
        (Notice.Kind.REASSESS, reminding.assessments),
        (Notice.Kind.RULES, reminding.changed_rules),
    )
    return None


@job("remind_seconds", label=_("Reminders of what waits for a second person"), every=MORNING)
def remind_seconds(about: UUID | None = None) -> Effect:
    """Tell of decisions and closings that wait, and of people who are still to be told."""
    _remind(
        (Notice.Kind.APPROVAL, reminding.undecided),
        (Notice.Kind.TO_TELL, reminding.untold),
    )
    return None
