"""The directory of organisations that help."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import gate
from cases.actions import directory as actions
from cases.directory.importing import HEADINGS
from cases.directory.importing import sample as sample_file
from cases.directory.names import country_name, language_names
from cases.directory.searching import Entry, entries, understood
from cases.forms.directory import (
    AgreementForm,
    ChangeForm,
    DirectoryFileForm,
    PartnerForm,
    ServiceForm,
)
from cases.forms.referrals import FindForm
from cases.models import Partner, Service
from cases.views.pages import attempt

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@gate("directory.read")
@require_safe
def partners(request: Any) -> HttpResponse:
    """Search the directory; without words, all of it."""
    form = FindForm(request.GET if "q" in request.GET else None)
    wanted = understood(form["q"].value() or "")
    found = entries(wanted, timezone.localdate())
    shown = {"form": form, "wanted": wanted, "entries": found, "asked": form.is_bound}
    return render(request, "cases/partners.html", shown)


def _partner(pk: UUID) -> Partner:
    found = Partner.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@gate("directory.read")
@require_safe
def partner(request: Any, partner: UUID) -> HttpResponse:
    """One organisation: how it is reached, what it offers, what it may be told."""
    return _page(request, _partner(partner))


def _page(request: Any, found: Partner, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    live = found.agreements.live(today).first()
    services = [(one, country_name(one.country), language_names(one.language_codes))
                for one in found.services.all()]  # fmt: skip
    context = {
        "partner": found,
        "entry": Entry(found, [], live),
        "services": services,
        "agreements": found.agreements.select_related("vetted_by")[:20],
        "service": ServiceForm(initial={"country": found.country}, prefix="service"),
        "agree": AgreementForm(prefix="agree"),
        "today": today,
    }
    return render(request, "cases/partner.html", context | forms)


@gate("directory.change")
@WRITES
def add(request: Any) -> HttpResponse:
    """Add an organisation."""
    form = PartnerForm(request.POST if request.method == "POST" else None)
    made = attempt(form, lambda: actions.add_partner(by=request.actor, **form.cleaned_data))
    if made:
        return redirect("cases:partner", made.pk)
    return render(request, "cases/change_partner.html", {"form": form})


@gate("directory.change")
@WRITES
def change(request: Any, partner: UUID) -> HttpResponse:
    """Change what is known of an organisation."""
    found = _partner(partner)
    form = ChangeForm(request.POST) if request.method == "POST" else ChangeForm.of(found)
    given = {"by": request.actor, "partner": found}
    if attempt(form, lambda: actions.change_partner(**given, **form.cleaned_data)):
        return redirect("cases:partner", found.pk)
    return render(request, "cases/change_partner.html", {"form": form, "partner": found})


@gate("directory.change")
@require_POST
def service(request: Any, partner: UUID) -> HttpResponse:
    """Add a service, write it anew, or remove it."""
    found = _partner(partner)
    if "remove" in request.POST:
        return _remove(request, found)
    form = ServiceForm(request.POST, prefix="service")
    given = {"by": request.actor, "partner": found}
    if attempt(form, lambda: actions.put_service(**given, **form.cleaned_data)):
        return redirect("cases:partner", found.pk)
    return _page(request, found, service=form, wrong=form)


def _remove(request: Any, found: Partner) -> HttpResponse:
    try:
        offered = found.services.get(pk=UUID(request.POST["remove"]))
    except (ValueError, Service.DoesNotExist):
        raise Http404 from None
    actions.remove_service(by=request.actor, service=offered)
    return redirect("cases:partner", found.pk)


@gate("directory.change")
@require_POST
def agreement(request: Any, partner: UUID) -> HttpResponse:
    """Make a sharing agreement, or end it."""
    found = _partner(partner)
    if "end" in request.POST:
        actions.end_agreement(by=request.actor, partner=found)
        return redirect("cases:partner", found.pk)
    form = AgreementForm(request.POST, prefix="agree")
    given = {"by": request.actor, "partner": found}
    if attempt(form, lambda: actions.agree(**given, **form.cleaned_data)):
        return redirect("cases:partner", found.pk)
    return _page(request, found, agree=form, wrong=form)


@gate("directory.change")
@WRITES
def from_file(request: Any) -> HttpResponse:
    """Read organisations from a spreadsheet: all of its rows or none."""
    form = DirectoryFileForm(*_sent(request))
    done = None
    if form.is_bound and form.is_valid():
        added, known = actions.import_rows(by=request.actor, rows=form.rows)
        done = {"added": added, "known": known}
    problems = getattr(form, "problems", [])
    shown = {"form": form, "done": done, "problems": problems[:50], "more": len(problems) > 50}
    return render(request, "cases/import_partners.html", {**shown, "columns": list(HEADINGS)})


def _sent(request: Any) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


@gate("directory.change")
@require_safe
def sample(request: Any) -> HttpResponse:
    """A file to begin with."""
    response = HttpResponse(sample_file(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="directory-sample.csv"'
    return response
