"""Admission by a coordinator: compare a fingerprint aloud, and sign."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import keeping
from accounts.actions import admission as actions
from accounts.actions.errors import NotNow
from accounts.forms.members import AdmitForm
from accounts.gate import GateRequest, gate
from accounts.models import Member


@gate("member.admit")
@require_safe
def waiting_list(request: GateRequest) -> HttpResponse:
    """Keys that wait for a certificate, and coordinators who wait for the organisation's key."""
    shown = {"keys": actions.waiting_keys(), "without": actions.without_organisation_key()}
    return render(request, "accounts/admit.html", shown)


@gate("member.admit")
def admit(request: GateRequest, pk: UUID) -> HttpResponse:
    """One key: its fingerprint to compare, and the signature."""
    key = get_object_or_404(actions.waiting_keys(), pk=pk)
    words, digits = actions.fingerprint_of(key)
    sent = request.POST if keeping.is_sent(request) else None
    form = AdmitForm(sent, initial={"said": words})
    if form.is_valid():
        try:
            actions.admit(by=request.actor, key=key, said=form.cleaned_data["said"])
            return redirect("accounts:waiting_list")
        except NotNow as wrong:
            form.add_error(None, str(wrong))
    context = {"key": key, "words": words.split(), "fingerprint_digits": digits, "form": form}
    return render(request, "accounts/admit.html", context)


@gate("member.admit")
@require_POST
def give_organisation_key(request: GateRequest, pk: UUID) -> HttpResponse:
    """Give a new coordinator the organisation's key."""
    found = get_object_or_404(Member, pk=pk)
    try:
        actions.give_organisation_key(by=request.actor, member=found)
    except NotNow as wrong:
        shown = {"keys": actions.waiting_keys(), "without": actions.without_organisation_key()}
        return render(request, "accounts/admit.html", {**shown, "said": str(wrong)})
    return redirect("accounts:waiting_list")
