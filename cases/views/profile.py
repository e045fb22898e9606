"""What a member can do, and when: their own page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.gate import gate
from cases.actions.profiles import write_profile
from cases.forms.profiles import ProfileForm, start_of
from cases.models import MemberProfile
from cases.views.pages import attempt


@gate("account.own")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Any) -> HttpResponse:
    """The member's own languages, skills and days."""
    member = request.actor.member
    known = MemberProfile.objects.filter(member=member).first() or MemberProfile()
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, initial=start_of(known))
    done = attempt(form, lambda: write_profile(by=request.actor, **form.cleaned_data))
    if done is not None:
        response = redirect("briefs:profile")
        response["Location"] += "?saved"
        return response
    shown = {"form": form, "saved": "saved" in request.GET}
    return render(request, "cases/profile.html", shown)
