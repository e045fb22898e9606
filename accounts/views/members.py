"""Members and their roles, for administrators, who never hold a key, and for coordinators."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import context, keeping
from accounts.actions import admission, invitations
from accounts.actions import members as actions
from accounts.actions.errors import NotNow
from accounts.forms.members import InviteForm, RemoveForm, RolesForm
from accounts.gate import GateRequest, gate
from accounts.models import Member


@gate("member.list")
@require_safe
def members(request: GateRequest) -> HttpResponse:
    """Everybody, those who left last, with the day they last signed in."""
    shown = {
        "people": Member.objects.with_last_day().exclude(state=Member.State.REMOVED),
        "gone": Member.objects.filter(state=Member.State.REMOVED).order_by("display_name"),
        "waiting": admission.waiting_keys().count(),
        "without": admission.without_organisation_key().count(),
        "may_invite": context.may(request.actor.member, "member.invite"),
        "may_admit": context.may(request.actor.member, "member.admit"),
    }
    return render(request, "accounts/members.html", shown)


@gate("member.invite")
def invite(request: GateRequest) -> HttpResponse:
    """Invite somebody; the link is shown here once, and kept nowhere."""
    form = InviteForm(request.POST if keeping.is_sent(request) else None)
    if form.is_valid():
        try:
            token = invitations.invite(by=request.actor, **form.answers)
        except NotNow as wrong:
            form.add_error(None, str(wrong))
        else:
            return _handed(request, token, form.cleaned_data["display_name"])
    return render(request, "accounts/invite.html", {"form": form})


def _handed(request: GateRequest, token: str, name: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("accounts:join", args=[token]))
    days = invitations.VALID.days
    shown = {"link": link, "invited_name": name, "days": days}
    return render(request, "accounts/invite.html", shown)


@gate("member.list")
@require_safe
def member(request: GateRequest, pk: UUID) -> HttpResponse:
    """One member: roles, state, and what may be changed."""
    found = get_object_or_404(Member.objects.with_last_day(), pk=pk)
    return _member_page(request, found)


def _member_page(request: GateRequest, found: Member, **forms: object) -> HttpResponse:
    chosen = RolesForm(initial={"roles": sorted(found.roles)})
    shown = {
        "person": found,
        "roles": chosen,
        "remove": RemoveForm(prefix="remove"),
        "restore": RemoveForm(prefix="restore"),
        "may_change": context.may(request.actor.member, "member.change"),
        "is_self": found.pk == request.actor.pk,
        **forms,
    }
    return render(request, "accounts/member.html", shown)


@gate("member.change")
@require_POST
def change_roles(request: GateRequest, pk: UUID) -> HttpResponse:
    """Give a member other roles."""
    found, form = get_object_or_404(Member, pk=pk), RolesForm(request.POST)
    try:
        if form.is_valid():
            actions.change_roles(by=request.actor, member=found, roles=form.cleaned_data["roles"])
            return redirect("accounts:member", pk=pk)
    except NotNow as wrong:
        form.add_error(None, str(wrong))
    return _member_page(request, found, roles=form)


@gate("member.change")
@require_POST
def remove_member(request: GateRequest, pk: UUID) -> HttpResponse:
    """End a membership at once."""
    found, form = get_object_or_404(Member, pk=pk), RemoveForm(request.POST, prefix="remove")
    try:
        if form.is_valid():
            actions.remove(by=request.actor, member=found)
            return redirect("accounts:members")
    except NotNow as wrong:
        form.add_error(None, str(wrong))
    return _member_page(request, found, remove=form)


@gate("member.change")
@require_POST
def restore_login(request: GateRequest, pk: UUID) -> HttpResponse:
    """A new link for a member who lost passphrase and sheet; no key comes back with it."""
    found, form = get_object_or_404(Member, pk=pk), RemoveForm(request.POST, prefix="restore")
    try:
        if form.is_valid():
            token = actions.restore_login(by=request.actor, member=found)
            return _handed(request, token, found.display_name)
    except NotNow as wrong:
        form.add_error(None, str(wrong))
    return _member_page(request, found, restore=form)


@gate("member.invite")
@require_POST
def invite_again(request: GateRequest, pk: UUID) -> HttpResponse:
    """A new link for somebody who has not finished; the earlier one is void."""
    found = get_object_or_404(Member, pk=pk)
    try:
        token = invitations.invite_again(by=request.actor, member=found)
    except NotNow:
        return redirect("accounts:member", pk=pk)
    return _handed(request, token, found.display_name)
