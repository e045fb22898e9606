"""One's own account: language, lock, sessions, devices, notices."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import sessions
from accounts.actions import account as actions
from accounts.actions import devices, signing
from accounts.forms.signing import AccountForm
from accounts.gate import GateRequest, gate
from accounts.leading import notices_leading
from accounts.models import MailAddress, Session
from accounts.views.signing import speak


@gate("account.own")
def account(request: GateRequest) -> HttpResponse:
    """The member's own page, with what they may choose."""
    member = request.actor.member
    chosen = {"language": member.language, "lock_minutes": member.lock_minutes}
    form = AccountForm(request.POST or None, initial=chosen)
    if form.is_valid():
        actions.choose(by=member, **form.cleaned_data)
        response = redirect("accounts:account")
        speak(response, member.language)
        return response
    mailed = MailAddress.objects.filter(member=member).exists()
    return render(request, "accounts/account.html", {"form": form, "mailed": mailed})


@gate("account.own")
def own_sessions(request: GateRequest) -> HttpResponse:
    """Where the member is signed in."""
    member = request.actor.member
    shown = {
        "sessions": Session.objects.open_of(member).filter(expire_date__gt=timezone.now()),
        "this": sessions.hashed(request.session.session_key or ""),
        "devices": member.devices.order_by("-last_on"),
    }
    return render(request, "accounts/sessions.html", shown)


@gate("account.own")
@require_POST
def end_session(request: GateRequest, pk: UUID) -> HttpResponse:
    """End one of the member's sessions."""
    signing.end_session(by=request.actor.member, public_id=pk)
    if not request.session.exists(request.session.session_key or ""):
        sessions.end(request)
        return redirect("accounts:sign_in")
    return redirect("accounts:sessions")


@gate("account.own")
@require_POST
def forget_devices(request: GateRequest) -> HttpResponse:
    """Know none of the member's browsers any more."""
    devices.forget_devices(by=request.actor.member)
    return redirect("accounts:sessions")


@gate("account.own")
def notices(request: GateRequest) -> HttpResponse:
    """What the member should know; sent, it marks all as read."""
    member = request.actor.member
    if request.method == "POST":
        actions.read_notices(by=member)
        return redirect("accounts:notices")
    shown = notices_leading(member, member.notices.all()[:100])
    return render(request, "accounts/notices.html", {"notices": shown})
