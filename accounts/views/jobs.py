"""Work in the background, for administrators: what waits, what failed, and no word of content."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import workload
from accounts.actions import jobs as actions
from accounts.actions.errors import NotNow
from accounts.gate import GateRequest, gate
from accounts.models import Job


@gate("jobs.read")
@require_safe
def jobs(request: GateRequest) -> HttpResponse:
    """Each kind of work with its counts, and whether worker and clock are alive."""
    return render(request, "accounts/jobs.html", workload.overview())


@gate("jobs.change")
@require_POST
def retry_all(request: GateRequest) -> HttpResponse:
    """Let everything that failed begin again."""
    actions.retry_all(by=request.actor)
    return redirect("accounts:jobs")


@gate("jobs.change")
@require_POST
def retry(request: GateRequest, pk: UUID) -> HttpResponse:
    """Let one failed job begin again."""
    job = get_object_or_404(Job, pk=pk)
    try:
        actions.retry(by=request.actor, job=job)
    except NotNow as wrong:
        return render(request, "accounts/jobs.html", {"wrong": wrong, **workload.overview()})
    return redirect("accounts:jobs")


@gate("jobs.change")
@require_POST
def put_aside(request: GateRequest, pk: UUID) -> HttpResponse:
    """Delete one failed job."""
    job = get_object_or_404(Job, pk=pk)
    try:
        actions.put_aside(by=request.actor, job=job)
    except NotNow as wrong:
        return render(request, "accounts/jobs.html", {"wrong": wrong, **workload.overview()})
    return redirect("accounts:jobs")
