"""Who may open a case and who is responsible for it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import gate
from accounts.models import Member
from cases import people
from cases.actions import assigning
from cases.forms.assigning import AssignForm, OwnerForm, ShareForm, TakeForm
from cases.models import Case, CaseGrant
from cases.views.pages import attempt, show
from vault.compartments import Opened


@gate("case.assign", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Give a case to somebody, or hand it over; below, who can open it."""
    case, able = opened.record, people.able_members()
    form = _assign_form(request.POST if request.method == "POST" else None, case, able)
    if attempt(form, lambda: _assign(request, opened, form, able)):
        return _back(request, case)
    return _page(request, opened, able, form=form)


@gate("case.hand_over", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Hand one's own case over to a colleague."""
    case, able = opened.record, people.able_members()
    form = _assign_form(request.POST if request.method == "POST" else None, case, able)
    act = assigning.hand_over
    if attempt(form, lambda: _assign(request, opened, form, able, act)):
        return _back(request, case)
    mine = case.assignee_id == request.actor.pk
    return show(request, opened, "hand_over", tab="", form=form, mine=mine)


@gate("case.assign", opens=Case)
@require_POST
def share(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Let somebody else open the case too."""
    able = people.able_members()
    form = ShareForm(request.POST, members=people.names(able))
    if attempt(form, lambda: _share(request, opened, form, able)):
        return redirect("cases:assign", code=opened.record.code)
    return _page(request, opened, able, share=form)


@gate("case.assign", opens=Case)
@require_POST
def own(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Let another coordinator answer for the case."""
    able = people.able_members()
    form = OwnerForm(request.POST, members=people.names(able))
    if attempt(form, lambda: _own(request, opened, form, able)):
        return redirect("cases:assign", code=opened.record.code)
    return _page(request, opened, able, own=form)


@gate("case.assign", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Any, opened: Opened[Case], member: UUID) -> HttpResponse:
    """Take a member's access away, after saying what that means."""
    case = opened.record
    found = [one for one in people.holders(case) if one.pk == member]
    if not found:
        raise Http404
    form = TakeForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda: _take(request, opened, form, found[0])):
        return _back(request, case)
    return show(request, opened, "take", tab="", form=form, taken=found[0])


def _named(able: list[Member], pk: UUID) -> Member:
    return next(member for member in able if member.pk == pk)


def _assign(
    request: Any,
    opened: Opened[Case],
    form: forms.Form,
    able: list[Member],
    act: Callable[..., Case] = assigning.assign,
) -> Case:
    data = form.cleaned_data
    takes = "keeps_access" in form.fields and not data["keeps_access"]
    return act(
        by=request.actor,
        opened=opened,
        to=_named(able, data["to"]),
        reason=data["reason"],
        take_from=opened.record.assignee if takes else None,
    )


def _share(request: Any, opened: Opened[Case], form: forms.Form, able: list[Member]) -> Case:
    to, reason = _named(able, form.cleaned_data["to"]), form.cleaned_data["reason"]
    return assigning.give_access(by=request.actor, opened=opened, to=to, reason=reason)


def _own(request: Any, opened: Opened[Case], form: forms.Form, able: list[Member]) -> Case:
    to, reason = _named(able, form.cleaned_data["to"]), form.cleaned_data["reason"]
    return assigning.change_owner(by=request.actor, opened=opened, to=to, reason=reason)


def _take(request: Any, opened: Opened[Case], form: forms.Form, member: Member) -> Case:
    reason = form.cleaned_data["reason"]
    return assigning.take_access(by=request.actor, opened=opened, member=member, reason=reason)


def _assign_form(data: Any, case: Case, able: list[Member]) -> AssignForm:
    before = case.assignee if case.assignee and case.assignee.opens_cases else None
    others = [member for member in able if member.pk != case.assignee_id]
    return AssignForm(
        data,
        members=people.choices(others),
        before=before.display_name if before else "",
        owns=case.assignee_id == case.owner_id,
    )


def _page(
    request: Any, opened: Opened[Case], able: list[Member], **sent: forms.Form
) -> HttpResponse:
    case = opened.record
    holding = {member.pk for member in people.holders(case)}
    coordinators = [one for one in able if one.is_coordinator and one.pk != case.owner_id]
    context: dict[str, Any] = {
        "form": _assign_form(None, case, able),
        "share": ShareForm(members=people.names(one for one in able if one.pk not in holding)),
        "own": OwnerForm(members=people.names(coordinators)),
    }
    return show(request, opened, "assign", tab="", **context | sent)


def _back(request: Any, case: Case) -> HttpResponse:
    """To the case, as long as one can still open it."""
    mine = CaseGrant.sets.current().filter(user=request.actor.member, content_object=case)
    return redirect("cases:case", code=case.code) if mine.exists() else redirect("cases:list")
