"""My passphrase or sheet was seen: new keys, and every grant re-sealed to them, step by step."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import keeping, locking, once, sessions
from accounts.actions import renewal as actions
from accounts.actions.errors import NotNow
from accounts.forms.enrolment import SheetWordsForm, two_positions, what_others_know
from accounts.forms.signing import ChangePassphraseForm
from accounts.gate import GateRequest, gate
from accounts.views.proving import proven
from vault.words import PASSPHRASE_WORDS, new_words


@gate("account.renew")
def renew(request: GateRequest) -> HttpResponse:
    """Choose a new passphrase; the keys are new from there on."""
    member = request.actor.member
    if actions.is_renewing(member):
        return redirect("accounts:renew_sheet")
    sent = request.POST if keeping.is_sent(request) else None
    form = ChangePassphraseForm(sent, context=what_others_know(member))
    if form.is_valid() and proven(request, form) and _renewed(request, form):
        return redirect("accounts:renew_sheet")
    before = request.POST.get("passphrase_offered", "")[:200]
    context = {"form": form, "offered": before or new_words(PASSPHRASE_WORDS)}
    return render(request, "accounts/renew.html", context)


def _renewed(request: GateRequest, form: ChangePassphraseForm) -> bool:
    session = sessions.hashed(request.session.session_key or "")
    chosen = form.cleaned_data["new_passphrase"]
    try:
        ring, code = actions.renew(by=request.actor, passphrase=chosen, session=session)
    except NotNow as wrong:
        form.add_error(None, str(wrong))
        return False
    locking.open_vault(request, ring, request.actor.member)
    once.keep(request, ring, "recovery", code)
    return True


@gate("account.reseal")
def renew_sheet(request: GateRequest) -> HttpResponse:
    """The new recovery sheet, while it is at hand; then two of its words."""
    code = once.kept(request, request.actor.keys(), "recovery")
    if not code:
        return redirect("accounts:renew_keys")
    if "printed" in request.POST:
        request.session["asked"] = two_positions()
    if "printed" not in request.POST and "check" not in request.POST:
        request.session.pop("asked", None)
        words = {"words": code.split(), "owner": request.actor.member}
        return render(request, "accounts/renew_sheet.html", words | {"today": timezone.localdate()})
    return _check(request, code)


def _check(request: GateRequest, code: str) -> HttpResponse:
    sent = request.POST if "check" in request.POST else None
    form = SheetWordsForm(sent, code=code, asked=request.session.get("asked") or two_positions())
    if form.is_valid() and "asked" in request.session:
        once.forget(request, "recovery")
        del request.session["asked"]
        return redirect("accounts:renew_keys")
    return render(request, "accounts/renew_check.html", {"form": form})


@gate("account.reseal")
def renew_keys(request: GateRequest) -> HttpResponse:
    """How far the grants are re-sealed."""
    actor = request.actor
    if not actions.is_renewing(actor.member):
        return redirect("accounts:waiting")
    so_far = actions.progress(member=actor.member, serial=actor.keys().serial)
    return render(request, "accounts/renew_keys.html", {"so_far": so_far})


@gate("account.reseal")
@require_POST
def go_on(request: GateRequest) -> HttpResponse:
    """Re-seal the next grants."""
    actor = request.actor
    so_far = actions.go_on(by=actor)
    if so_far.finished:
        locking.open_vault(request, actor.keys(), actor.member)
        return redirect("accounts:waiting")
    return render(request, "accounts/renew_keys.html", {"so_far": so_far})
