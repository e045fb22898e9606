"""Naming the columns of an import, once for each kind of file."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member, Role
from accounts.recipients import recipients
from cases.actions.imports.keeping import PLAN, opened_plan, sealed
from cases.actions.imports.plan import Known, Plan
from cases.actions.imports.source import Source
from cases.models import ImportRun
from cases.spreadsheets.columns import guess_mapping
from cases.spreadsheets.days import guess_order
from cases.spreadsheets.words import folded

_LOOKED_AT = 10  # earlier imports whose columns may be remembered
_DAYS = {"birth", "opened_on", "due_on", "consent_until"}
_DAYS_READ = 2_000  # rows


def choose_columns(*, by: Actor, run: ImportRun, plan: Plan) -> None:
    """Keep what was decided about the columns; it can be changed until the import begins.

    :raises NotNow: when the import began or ended meanwhile
    """
    blob = sealed(by=by, run=run, field=PLAN, text=plan.dump())
    with transaction.atomic():
        own = ImportRun.objects.filter(pk=run.pk, by=by.member, state=ImportRun.State.MAPPING)
        if not own.update(sealed_plan=blob):
            raise NotNow(_("This import has begun already, so its columns stay as they are."))
        audit.record("case.import", actor=by.pk, about=run, step="columns")
    run.sealed_plan = blob


def suggested_plan(*, by: Actor, run: ImportRun, source: Source) -> Plan:
    """What the columns hold as decided before, as remembered from an earlier file, or guessed.

    :raises NotNow: when what was decided cannot be opened
    """
    if run.sealed_plan is not None:
        return opened_plan(by=by, run=run)
    return remembered(by=by, headers=source.headers) or _guessed(source)


def _guessed(source: Source) -> Plan:
    mapping, headers = guess_mapping(source.headers), tuple(source.headers)
    days = [index for index, name in mapping.items() if name in _DAYS]
    texts = (row[index] for row in source.whole().rows[:_DAYS_READ] for index in days)
    columns = tuple(mapping.get(index, "") for index in range(len(headers)))
    return Plan(headers=headers, columns=columns, order=guess_order(filter(None, texts)) or "")


def remembered(*, by: Actor, headers: list[str]) -> Plan | None:
    """What this member decided the last time for a file with the same headings."""
    earlier = ImportRun.objects.filter(by=by.member, state=ImportRun.State.PUBLISHED)
    for run in earlier.exclude(sealed_plan=None).defer("sealed_source")[:_LOOKED_AT]:
        try:
            plan = opened_plan(by=by, run=run)
        except NotNow:
            continue
        if plan.fits(headers):
            return plan
    return None


def coordinators() -> QuerySet[Member]:
    """The coordinators who can hold a case now."""
    found: QuerySet[Member] = Member.objects.admitted().having(Role.COORDINATOR)
    certified = [one.member for one in recipients(found.values_list("pk", flat=True))]
    return found.filter(pk__in=certified).order_by("display_name", "pk")


def with_assignees(plan: Plan) -> Plan:
    """The plan with what may stand in a cell for each member who can hold a case now.

    That is the user name, and the display name where only one member has it.
    """
    found = Member.objects.admitted().filter(Q(is_caseworker=True) | Q(is_coordinator=True))
    certified = {one.member for one in recipients(found.values_list("pk", flat=True))}
    members = [member for member in found.order_by("pk") if member.pk in certified]
    names = [folded(member.display_name) for member in members]
    known = {folded(m.username): m for m in members}
    for name, member in zip(names, members, strict=True):
        if names.count(name) == 1:
            known.setdefault(name, member)
    return replace(plan, assignees=tuple(Known(n, str(m.pk)) for n, m in known.items() if n))
