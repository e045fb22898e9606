"""A volunteer's own briefs: the list, one, and the report back. No page of these names a case."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import gate
from cases.actions.briefs.reporting import report_back
from cases.briefs.reading import ids_of, own_briefs, read_brief
from cases.forms.briefs import ReportForm
from cases.models import Brief
from cases.views.pages import attempt
from vault.compartments import Opened


@gate("brief.read")
@require_safe
def briefs(request: Any) -> HttpResponse:
    """What a volunteer is to do, by day."""
    found = own_briefs(request.actor)
    request.shown["briefs"] = ids_of(found)
    sent = "sent" in request.GET
    return render(request, "cases/my_briefs.html", {"briefs": found, "sent": sent})


@gate("brief.read", opens=Brief, locator="pk")
@require_safe
def brief(request: Any, opened: Opened[Brief]) -> HttpResponse:
    """One brief, with the way to report back."""
    return _page(request, opened, ReportForm())


def _page(request: Any, opened: Opened[Brief], form: ReportForm) -> HttpResponse:
    return render(request, "cases/my_brief.html", {"brief": read_brief(opened), "form": form})


@gate("brief.report", opens=Brief, locator="pk")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Any, opened: Opened[Brief]) -> HttpResponse:
    """Report back; with that the brief is gone from whoever had it."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: _report(request, opened, form))
    return done or _page(request, opened, form)


def _report(request: Any, opened: Opened[Brief], form: ReportForm) -> HttpResponse:
    text = form.cleaned_data["text"]
    report_back(by=request.actor, opened=opened, done=form.is_done, text=text)
    response = redirect("briefs:list")
    response["Location"] += "?sent"
    return response
