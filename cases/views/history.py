"""What happened to a case, and who looked at it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.gate import gate
from accounts.models import AuditRow
from cases.history import told, told_looks
from cases.models import Case
from cases.views.pages import read, show
from vault.compartments import Opened

PAGE = 50


@gate("case.read", opens=Case)
@require_safe
def history(request: Any, opened: Opened[Case]) -> HttpResponse:
    """The events of the case, newest first, with the reasons given."""
    events = opened.record.events.select_related("author", "member").order_by("-number")
    listed = Paginator(events, PAGE).get_page(request.GET.get("page"))
    places = [("event.words", one.pk, 1) for one in listed if one.has_words]
    page = read(request, opened, places)
    shown = {
        "rows": told(listed, page.found),
        "listed": listed,
        "may_see_looks": page.member.is_coordinator,
    }
    return show(request, opened, "history", tab="history", page=page, **shown)


@gate("case.looks", opens=Case)
@require_safe
def looks(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Who looked at this case: every look, change and refused attempt, newest first."""
    rows = _looks_at(opened.record)
    listed = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page = read(request, opened)
    shown = {"rows": told_looks(list(listed), page), "listed": listed}
    return show(request, opened, "looks", tab="history", page=page, **shown)


def _looks_at(case: Case) -> QuerySet[AuditRow]:
    """Every act on the case, and every attempt refused, which names it by its code."""
    about = Q(kind="cases.case", object=str(case.pk)) | Q(kind="", object=case.code)
    return AuditRow.objects.filter(about).order_by("-sequence")
