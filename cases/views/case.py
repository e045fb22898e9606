"""The case itself, and opening a new one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.errors import NotNow
from accounts.gate import Actor, gate
from accounts.models import Member, Role
from cases.actions.files import NewCase, open_case
from cases.actions.recomputing import recompute_opened
from cases.forms.files import OpeningForm, People
from cases.forms.identity import IdentityForms
from cases.forms.notes import NewNoteForm
from cases.models import Case
from cases.notes import fill, list_notes
from cases.views.notes import readers_of, shown_notes
from cases.views.pages import read, show, to
from vault.compartments import Opened


@gate("case.read", opens=Case)
@require_safe
def case(request: Any, opened: Opened[Case]) -> HttpResponse:
    """A case as it stands now; days that wait after a rule changed are worked out first."""
    opened = recompute_opened(by=request.actor, opened=opened)
    notes = list_notes(opened, request.actor)
    page = read(request, opened, notes.places)
    request.shown.update(shown_notes(notes))
    return show(
        request,
        opened,
        "case",
        tab="case",
        page=page,
        notes=fill(notes, page),
        older=notes.older,
        form=NewNoteForm(readers=readers_of(page)),
    )


@gate("case.create")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a new case file, as an enquiry."""
    data = request.POST if request.method == "POST" else None
    forms = IdentityForms(data)
    works = request.actor.member.is_caseworker
    form = OpeningForm(data, coordinators=_coordinators(), works=works)
    if data is not None and _are_valid(form, forms):
        try:
            return to("case", _open(request.actor, forms, form))
        except NotNow as why:
            form.add_error(None, str(why))
    return render(request, "cases/new.html", {"form": form, "forms": forms})


def _are_valid(form: OpeningForm, forms: IdentityForms) -> bool:
    """Whether both are; both are asked, so that every mistake is shown at once."""
    person = forms.is_valid()
    return form.is_valid() and person


def _coordinators() -> People:
    members = Member.objects.admitted().having(Role.COORDINATOR).order_by("display_name")
    return [(str(pk), name) for pk, name in members.values_list("pk", "display_name")]


def _open(actor: Actor, forms: IdentityForms, form: OpeningForm) -> Case:
    data = form.cleaned_data
    return open_case(
        by=actor,
        new=NewCase(forms.identity(), form.safety(), data["note"]),
        owner=Member.objects.get(pk=data["owner"]),
        second=Member.objects.get(pk=data["second"]),
        assignee=actor.member if data.get("mine") else None,
    ).record
