"""Passkeys: signing in with one, a fresh second factor with one, and one's own list."""

import secrets
import time
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from accounts import keeping, stepping
from accounts.actions import passkeys, signing
from accounts.actions.errors import NotNow
from accounts.actions.passkeys import Place
from accounts.forms.signing import CodeForm, FactorForm, PasskeyForm
from accounts.gate import GateRequest, gate, public
from accounts.views.signing import device_token, page, to_passphrase

CHALLENGE_SECONDS = 5 * 60
_SHOWING = ("sign_in", "step_up")


def _new_place(request: HttpRequest, purpose: str) -> Place:
    """A fresh challenge, kept in the session for one use and one purpose."""
    challenge = secrets.token_bytes(32)
    until = int(time.time()) + CHALLENGE_SECONDS
    request.session["challenge"] = [purpose, challenge.hex(), until]
    request.session.setdefault("until", until)
    return _place(request, challenge)


def _taken_place(request: HttpRequest, purpose: str) -> Place | None:
    """The place of the challenge that was asked, which no answer can use again."""
    asked, challenge, until = request.session.pop("challenge", ["", "", 0])
    if asked != purpose or until < time.time():
        return None
    return _place(request, bytes.fromhex(challenge))


def _place(request: HttpRequest, challenge: bytes) -> Place:
    host = request.get_host()
    return Place(host.rpartition(":")[0] or host, f"{request.scheme}://{host}", challenge)


@public
@require_POST
@cache_control(no_store=True)
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser shall ask any authenticator for. It names nobody."""
    purpose = request.POST.get("purpose", "")
    if purpose not in _SHOWING:
        raise Http404
    return JsonResponse(passkeys.options_to_sign_in(_new_place(request, purpose)))


@public
@require_POST
@cache_control(no_store=True)
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """In the place of name and code: the same half-session, then the passphrase."""
    place, answer = _taken_place(request, "sign_in"), request.POST.get("answer", "")
    shown = place and passkeys.show_passkey(answer=answer, place=place, token=device_token(request))
    if shown:
        return to_passphrase(request, shown)
    return page(request, "accounts/sign_in.html", FactorForm(), passkey_refused=True)


@gate("account.home")
@require_POST
def passkey_step_up(request: GateRequest) -> HttpResponse:
    """A passkey as the fresh second factor; it must be the member's own."""
    member = request.actor.member
    place, answer = _taken_place(request, "step_up"), request.POST.get("answer", "")
    shown = place and passkeys.show_passkey(answer=answer, place=place, token="")
    if shown and shown.member == member:
        signing.stepped(by=member, how=shown.how)
        stepping.mark(request)
        return keeping.go_on(request, member)
    words = {"form": CodeForm(), "kept": keeping.kept_of(request), "passkey_refused": True}
    return render(request, "accounts/step_up.html", words)


@gate("account.secrets")
def passkeys_page(request: GateRequest) -> HttpResponse:
    """The member's passkeys, and a form to add one."""
    form = PasskeyForm(request.POST if keeping.is_sent(request) else None)
    if form.is_valid() and _added(request, form):
        return redirect("accounts:passkeys")
    member = request.actor.member
    options = passkeys.options_to_add(member, _new_place(request, "add"))
    shown = {"form": form, "options": options, "passkeys": member.passkeys.order_by("made_on")}
    return render(request, "accounts/passkeys.html", shown)


def _added(request: GateRequest, form: PasskeyForm) -> bool:
    place = _taken_place(request, "add")
    if place is None:
        form.add_error(None, _("That took too long. Try once more."))
        return False
    try:
        passkeys.add_passkey(by=request.actor.member, place=place, **form.cleaned_data)
    except NotNow as reason:
        form.add_error(None, str(reason))
        return False
    return True


@gate("account.secrets")
@require_POST
def remove_passkey(request: GateRequest, pk: UUID) -> HttpResponse:
    """Take one of the member's passkeys away."""
    passkeys.remove_passkey(by=request.actor.member, passkey=pk)
    return redirect("accounts:passkeys")
