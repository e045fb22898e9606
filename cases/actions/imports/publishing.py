"""Publishing an import: all of its cases at once, or none."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor
from accounts.models import Notice
from cases.actions.imports.holders import holders_for
from cases.actions.imports.keeping import PLAN, opened_plan, sealed
from cases.models import Case, ImportRun


def publish(*, by: Actor, run: ImportRun) -> None:
    """Make every staged case of an import real, in one short transaction.

    The file and the plan are forgotten, but for which heading means what (see
    :func:`cases.actions.imports.mapping.remembered`).

    :raises NotNow: when rows are left or cases are missing, or it ended meanwhile, or an owner
        cannot hold cases now
    """
    plan = opened_plan(by=by, run=run)
    holders_for(by=by, plan=plan, assignees=())
    bare = sealed(by=by, run=run, field=PLAN, text=plan.bare().dump())
    own = ImportRun.objects.filter(
        pk=run.pk, by=by.member, state=ImportRun.State.STAGING, done=F("rows")
    )
    with transaction.atomic():
        if not own.update(state=ImportRun.State.PUBLISHED, sealed_source=None, sealed_plan=bare):
            raise NotNow(_("This import has moved on in another tab."))
        if Case.objects.filter(import_run=run, epoch=0).update(epoch=1) != run.rows:
            raise NotNow(_("Some cases are missing, so none was imported. Discard this import."))
        _tell_assignees(by, run)
        audit.record("case.import", actor=by.pk, about=run, step="publish", rows=run.rows)


def _tell_assignees(by: Actor, run: ImportRun) -> None:
    """One notice for each caseworker, however many cases they were given."""
    given = Case.objects.filter(import_run=run).exclude(assignee=None).exclude(assignee=by.pk)
    told = [pk for pk in given.values_list("assignee", flat=True).distinct() if pk]
    tell(Notice.Kind.CASE_GIVEN, to=told)
