"""Locking and unlocking the vault, keeping it open, and the fresh second factor."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import keeping, locking, sessions, stepping
from accounts.actions import signing
from accounts.actions.factors import Busy
from accounts.actions.signing import Slowed
from accounts.forms.signing import CodeForm, PassphraseForm
from accounts.gate import Actor, GateRequest, gate
from accounts.views.signing import busy_words


@gate("account.home")
@require_POST
def lock(request: GateRequest) -> HttpResponse:
    """Lock at once."""
    locking.lock(request)
    if keeping.wants_json(request):
        return JsonResponse({"ok": True, "csrf": get_token(request)})
    return redirect("accounts:unlock")


@gate("account.home")
def unlock(request: GateRequest) -> HttpResponse:
    """Open the vault again with the passphrase: a page of its own, or the sheet over a page."""
    sent = keeping.is_sent(request) and "passphrase" in request.POST
    if not sent and request.actor.keyring is not None:
        return keeping.go_on(request, request.actor.member)
    form = PassphraseForm(request.POST if sent else None)
    try:
        opened = form.is_valid() and _opened(request, request.actor, form)
    except Slowed:
        sessions.end(request)
        return keeping.sign_in_first(request)
    if opened:
        return _opened_answer(request)
    return _still_locked(request, form)


def _opened(request: HttpRequest, actor: Actor, form: PassphraseForm) -> bool:
    if request.POST.get("member", actor.member.username) != actor.member.username:
        form.add_error(None, _("Somebody else is signed in now. Sign in again in a new tab."))
        return False
    typed, session = form.cleaned_data["passphrase"], request.session.session_key or ""
    try:
        keyring = signing.unlock(by=actor.member, passphrase=typed, session=session)
    except Busy:
        form.add_error(None, busy_words())
        return False
    if keyring is None:
        form.add_error("passphrase", _("That does not open it. Try once more."))
        return False
    locking.open_vault(request, keyring, actor.member)
    actor.keyring = keyring
    return True


def _opened_answer(request: GateRequest) -> HttpResponse:
    if not keeping.wants_json(request):
        return keeping.go_on(request, request.actor.member)
    seconds = locking.seconds_left(request, request.actor.member)
    return JsonResponse({"ok": True, "seconds": seconds, "csrf": get_token(request)})


def _still_locked(request: GateRequest, form: PassphraseForm) -> HttpResponse:
    if keeping.wants_json(request):
        said = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"ok": False, "message": " ".join(said), "csrf": get_token(request)})
    shown = {"form": form, "kept": keeping.kept_of(request), "person": request.actor.member}
    return render(request, "accounts/unlock.html", shown)


@gate("account.home")
@require_POST
def keepalive(request: GateRequest) -> HttpResponse:
    """Somebody types: the vault stays open."""
    seconds = locking.seconds_left(request, request.actor.member)
    if request.actor.keyring is None or not seconds:
        return JsonResponse({"ok": False})
    return JsonResponse({"ok": True, "seconds": seconds, "csrf": get_token(request)})


@gate("account.home")
def step_up(request: GateRequest) -> HttpResponse:
    """A fresh second factor, and then on to where the member was going."""
    sent = keeping.is_sent(request) and "code" in request.POST
    if not sent and stepping.is_fresh(request):
        return keeping.go_on(request, request.actor.member)
    form = CodeForm(request.POST if sent else None)
    if form.is_valid() and _stepped(request, form):
        stepping.mark(request)
        return keeping.go_on(request, request.actor.member)
    return render(
        request, "accounts/step_up.html", {"form": form, "kept": keeping.kept_of(request)}
    )


def _stepped(request: GateRequest, form: CodeForm) -> bool:
    try:
        right = signing.step_up(by=request.actor.member, code=form.cleaned_data["code"])
    except Slowed:
        form.add_error("code", _("That was tried too often. Wait a little, then try again."))
        return False
    if not right:
        form.add_error("code", _("This code is not right, or was used. Wait for the next one."))
    return right
