"""Where a member begins."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts import context
from accounts.gate import GateRequest, gate
from accounts.models import Member

_FIRST = (  # what a member may do, and the page that begins with it
    ("case.team", "cases:team"),
    ("case.list", "cases:day"),
    ("brief.read", "briefs:list"),
    ("member.list", "accounts:members"),
    ("audit.read", "accounts:audit"),
)


@gate("account.home")
def home(request: GateRequest) -> HttpResponse:
    """The first page of the member's own work."""
    member = request.actor.member
    if member.state != Member.State.ADMITTED:
        return redirect("accounts:waiting")
    for act, name in _FIRST:
        if context.may(member, act):
            return redirect(name)
    return render(request, "accounts/home.html")
