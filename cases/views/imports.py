"""Pages of an import: the file, its columns, the check, the progress, and throwing it away."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.errors import NotNow
from accounts.gate import gate
from accounts.models import Member
from cases.actions import imports
from cases.forms.imports import CONFIRM_DAYS, ColumnsForm, GoOnForm, UploadForm
from cases.models import ImportRun
from cases.spreadsheets.columns import FIELDS
from cases.spreadsheets.sample import SAMPLES, sample_file

PROBLEMS_A_PAGE, LISTED = 50, 20
UNFINISHED = (ImportRun.State.MAPPING, ImportRun.State.STAGING)
CLEARED_AT_ONCE = 4  # batches a request
page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def own_runs(request: Any) -> QuerySet[ImportRun]:
    """The imports of the person at the session, without their sealed file."""
    return ImportRun.objects.filter(by=request.actor.member).defer("sealed_source")


def own_run(request: Any, pk: UUID) -> ImportRun:
    """One's own import; anybody else's is not there.

    :raises Http404: also for another member's import; the gate writes the attempt down
    """
    run = own_runs(request).filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


@gate("case.import")
@page_or_form
def overview(request: Any) -> HttpResponse:
    """Upload a file; the imports one began."""
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if form.is_valid():
        run = imports.keep_upload(by=request.actor, table=form.table)
        return redirect("cases:import_columns", run.pk)
    runs = own_runs(request).exclude(state=ImportRun.State.DISCARDED, done=0)
    shown = {"form": form, "runs": runs[:LISTED], "fields": FIELDS.values(), "samples": SAMPLES}
    return render(request, "cases/import_list.html", shown)


@gate("case.import")
@require_safe
def sample(request: Any, language: str) -> HttpResponse:
    """A sample to fill in."""
    if language not in SAMPLES:
        raise Http404
    response = HttpResponse(sample_file(language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="homeward-sample-{language}.csv"'
    return response


@gate("case.import")
@page_or_form
def columns(request: Any, run: UUID) -> HttpResponse:
    """Say what each column holds, and who is responsible."""
    found = own_run(request, run)
    if found.state != ImportRun.State.MAPPING:
        return redirect("cases:import", run)
    try:
        form = columns_form(request, found)
    except NotNow as why:
        return refuse(request, found, why)
    if form.is_valid():
        return choose(request, found, form)
    request.shown["import"] = str(run)
    return render(request, "cases/import_columns.html", {"form": form, "run": found})


def columns_form(request: Any, run: ImportRun) -> ColumnsForm:
    """The form for one file, filled with what is known or likely.

    :raises NotNow: when the file cannot be opened
    """
    source = imports.opened_source(by=request.actor, run=run)
    plan = imports.suggested_plan(by=request.actor, run=run, source=source)
    able = imports.coordinators()
    return ColumnsForm(
        request.POST if request.method == "POST" else None,
        table=source.first_rows(),
        coordinators=able,
        initial=proposed(request.actor.member, plan, able),
    )


def refuse(request: Any, run: ImportRun, why: NotNow) -> HttpResponse:
    """Say why an import cannot be opened any more, and offer to discard it."""
    form = GoOnForm({})
    form.add_error(None, str(why))
    return render(request, "cases/import_discard.html", {"form": form, "run": run})


def choose(request: Any, run: ImportRun, form: ColumnsForm) -> HttpResponse:
    """Keep the columns, then show what would come of them."""
    try:
        imports.choose_columns(by=request.actor, run=run, plan=form.plan())
    except NotNow:
        return redirect("cases:import", run.pk)
    return redirect("cases:import_check", run.pk)


def proposed(member: Member, plan: imports.Plan, able: QuerySet[Member]) -> dict[str, Any]:
    """What stands in the form at first: what was decided before, or what is most likely."""
    others = [one.pk for one in able if one.pk != member.pk]
    soon = timezone.localdate() + timedelta(days=CONFIRM_DAYS)
    return {
        **{f"column_{index}": name for index, name in enumerate(plan.columns)},
        "order": plan.order,
        "owner": plan.owner or member.pk,
        "second": plan.second or next(iter(others), None),
        "consent_by": plan.consent_by or soon,
    }


@gate("case.import")
@page_or_form
def check_rows(request: Any, run: UUID) -> HttpResponse:
    """What would be imported, and every problem; beginning the import."""
    found = own_run(request, run)
    if found.state != ImportRun.State.MAPPING or found.sealed_plan is None:
        return redirect("cases:import", run)
    form = GoOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            imports.begin(by=request.actor, run=found)
            return redirect("cases:import", run)
        except NotNow as why:
            form.add_error(None, str(why))
    return show_check(request, found, form)


def show_check(request: Any, run: ImportRun, form: GoOnForm) -> HttpResponse:
    """The check of an import, its problems a page at a time."""
    try:
        checked = imports.check(by=request.actor, run=run)
    except NotNow as why:
        return refuse(request, run, why)
    request.shown["import"] = str(run.pk)
    page = Paginator(checked.problems, PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    shown = {"form": form, "run": run, "check": checked, "page": page}
    return render(request, "cases/import_check.html", shown | told(checked))


def told(checked: imports.Check) -> dict[str, Any]:
    """What the check's page says besides the problems."""
    members = {str(one.pk): one for one in imports.coordinators()}
    return {
        "lines": imports.first_lines(checked),
        "alike": checked.alike[:LISTED],
        "owner": members.get(checked.plan.owner),
        "second": members.get(checked.plan.second),
    }


@gate("case.import")
@page_or_form
def progress(request: Any, run: UUID) -> HttpResponse:
    """How far an import is; each press of the button, or the page by itself, goes on."""
    found = own_run(request, run)
    if found.state == ImportRun.State.MAPPING:
        return redirect("cases:import_columns", run)
    form = GoOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            go_on(request, found)
            return redirect("cases:import", run)
        except NotNow as why:
            form.add_error(None, str(why))
    return render(request, "cases/import_run.html", {"form": form, "run": found})


def go_on(request: Any, run: ImportRun) -> None:
    """The next step: stage more rows, publish when all are staged, or delete discarded ones.

    :raises NotNow: when it cannot be done now
    """
    if run.state == ImportRun.State.STAGING and run.done < run.rows:
        imports.stage_next(by=request.actor, run=run)
    elif run.state == ImportRun.State.STAGING:
        imports.publish(by=request.actor, run=run)
    elif run.state == ImportRun.State.DISCARDED:
        for _batch in range(CLEARED_AT_ONCE):
            imports.clear_some(run=run)


@gate("case.import")
@page_or_form
def discard_run(request: Any, run: UUID) -> HttpResponse:
    """Throw an import away, asked once."""
    found = own_run(request, run)
    if found.state not in UNFINISHED:
        return redirect("cases:import", run)
    form = GoOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        # What was published or discarded in another tab says so on its page.
        with suppress(NotNow):
            imports.discard(by=request.actor, run=found)
        return redirect("cases:import", run)
    return render(request, "cases/import_discard.html", {"form": form, "run": found})
