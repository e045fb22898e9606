"""Turning checked rows into sealed cases that nobody can see yet, a hundred at a time."""

from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.imports.batches import Batch, Sealer
from cases.actions.imports.checking import check, read_rows
from cases.actions.imports.holders import holders_for
from cases.actions.imports.keeping import PLAN, opened_plan, opened_source, sealed
from cases.actions.imports.source import portions
from cases.models import ImportRun

MOST_ROWS, MOST_TEXT = 25, 400_000  # of one transaction: some 20 ms of SQLite's write lock


def begin(*, by: Actor, run: ImportRun) -> None:
    """Begin to stage the rows, once every one of them can be a case.

    :raises NotNow: while there are problems, or when it began or ended meanwhile
    """
    checked = check(by=by, run=run)
    if checked.problems:
        raise NotNow(_("Nothing is imported while a row has a problem."))
    holders_for(by=by, plan=checked.plan, assignees={case.assignee for case in checked.cases})
    plan = replace(checked.plan, checked_on=timezone.localdate())
    blob = sealed(by=by, run=run, field=PLAN, text=plan.dump())
    with transaction.atomic():
        own = ImportRun.objects.filter(pk=run.pk, by=by.member, state=ImportRun.State.MAPPING)
        if not own.update(state=ImportRun.State.STAGING, sealed_plan=blob):
            raise NotNow(_("This import has moved on in another tab."))
        audit.record("case.import", actor=by.pk, about=run, step="begin", rows=run.rows)


def stage_next(*, by: Actor, run: ImportRun) -> None:
    """Stage the next rows, up to a hundred. What another tab staged meanwhile is not doubled.

    Sealing takes most of the time and is done between the transactions.

    :raises NotNow: when the file cannot be opened, or somebody cannot hold a case any more
    """
    plan = opened_plan(by=by, run=run)
    table = opened_source(by=by, run=run).rest_of_part(run.done)
    cases, problems = read_rows(table, plan)
    if problems:
        raise NotNow(_("The rows do not read as they were checked. Discard this import."))
    holders = holders_for(by=by, plan=plan, assignees={case.assignee for case in cases})
    sealer = Sealer(by, run, plan, holders, timezone.localdate())
    for count in portions(table.rows, MOST_ROWS, MOST_TEXT):
        batch, cases = sealer.sealed(cases[:count]), cases[count:]
        if not save_batch(by=by, run=run, batch=batch):
            return


@transaction.atomic
def save_batch(*, by: Actor, run: ImportRun, batch: Batch) -> bool:
    """Save one batch, and how far the import is, together or not at all.

    :returns: False when the import is not where this batch begins, and nothing was saved
    """
    here = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.STAGING, done=run.done)
    if not here.update(done=F("done") + batch.size):
        return False
    batch.save()
    audit.record(
        "case.import", actor=by.pk, about=run, step="stage", first=run.done, rows=batch.size
    )
    run.done += batch.size
    return True
