"""Setting up an account by an invitation link, step by step; the link works until it is finished.

The session holds which step comes next. The printed codes lie in it sealed, and nothing typed does.
"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import locking, once, sessions
from accounts.actions import enrolment, factors, invitations
from accounts.actions.errors import NotNow
from accounts.forms.enrolment import (
    FirstCodeForm,
    SheetWordsForm,
    two_positions,
    what_others_know,
)
from accounts.forms.signing import NewPassphraseForm
from accounts.gate import GateRequest, gate, public
from accounts.models import Invitation, Member, OneTimeCode
from vault.certificates import spoken
from vault.keyring import Keyring
from vault.words import PASSPHRASE_WORDS, new_words

_HOURS = 2 * 60 * 60  # an unfinished session ends then; the link still works

Step = Callable[[HttpRequest, Member], HttpResponse | None]


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The next step of an invitation; one page for links that are used, expired or unknown."""
    invitation = invitations.find(token)
    if invitation is None:
        return render(request, "accounts/enrol_gone.html", status=404)
    try:
        response = _STEPS[_step(request, invitation)](request, invitation.member)
    except NotNow:  # begun again, or finished, in another browser
        request.session.pop("enrolling", None)
        response = None
    if response is None:
        response = redirect("accounts:join", token=token)
    response.headers["Cache-Control"] = "no-store"
    return response


def _step(request: HttpRequest, invitation: Invitation) -> str:
    """Which step this browser is at; back to the passphrase when its vault closed meanwhile."""
    mine = request.session.get("enrolling")
    if mine is not None and mine != _attempt(invitation):
        raise NotNow("")  # begun again elsewhere: nothing of that is shown or changed here
    if mine is None:
        request.session.pop("enrol_step", None)
        return "begin"
    step = str(request.session["enrol_step"])
    if step in {"sheet", "check", "codes"} and _ring(request, invitation.member) is None:
        step = request.session["enrol_step"] = "passphrase"
    return step


def _attempt(invitation: Invitation) -> str:
    """Which beginning of the set-up counts: whoever began before sees and changes nothing more."""
    begun = OneTimeCode.objects.filter(member=invitation.member_id).values_list("pk", flat=True)
    return f"{invitation.pk}:{begun.first()}"


def _ring(request: HttpRequest, member: Member) -> Keyring | None:
    if not hasattr(request, "_enrol_ring"):
        request._enrol_ring = locking.keyring_of(request, member)  # type: ignore[attr-defined]
    return request._enrol_ring  # type: ignore[attr-defined, no-any-return]


def _open_ring(request: HttpRequest, member: Member) -> Keyring:
    ring = _ring(request, member)
    if ring is None:
        raise NotNow("")
    return ring


def _begin(request: HttpRequest, member: Member) -> HttpResponse | None:
    if request.method != "POST":
        return render(request, "accounts/enrol_begin.html", {"invited": member})
    enrolment.begin_enrolment(member=member)
    request.session.flush()
    request.session["enrolling"] = _attempt(member.invitation)
    request.session["enrol_step"] = "factor"
    request.session["until"] = int(time.time()) + _HOURS
    return None


def _factor(request: HttpRequest, member: Member) -> HttpResponse | None:
    secret = factors.one_time_secret(member)
    form = FirstCodeForm(request.POST or None)
    if form.is_valid() and factors.confirm_one_time(member, form.cleaned_data["code"]):
        request.session["enrol_step"] = "passphrase"
        return None
    if secret is None:
        request.session.pop("enrolling")  # begun again elsewhere
        return None
    context = {"form": form, **_drawn(member, secret), "wrong": form.is_bound}
    return render(request, "accounts/enrol_code.html", context)


def _drawn(member: Member, secret: str) -> dict[str, str]:
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    drawn = factors.qr_svg(factors.otpauth_uri(member, secret))
    return {"qr": drawn, "secret": grouped}


def _passphrase(request: HttpRequest, member: Member) -> HttpResponse | None:
    form = NewPassphraseForm(request.POST or None, context=what_others_know(member))
    if not form.is_valid():
        return render(request, "accounts/enrol_passphrase.html", {"form": form, **_offer(request)})
    chosen = form.cleaned_data["new_passphrase"]
    ring, code = enrolment.choose_passphrase(member=member, passphrase=chosen)
    request.session.cycle_key()
    locking.open_vault(request, ring, member)
    once.keep(request, ring, "recovery", code)
    request.session["enrol_step"] = "sheet"
    return None


def _offer(request: HttpRequest) -> dict[str, str]:
    """Six words to take, the same ones again after a mistake."""
    before = request.POST.get("passphrase_offered", "")[:200]
    return {"offered": before or new_words(PASSPHRASE_WORDS)}


def _sheet(request: HttpRequest, member: Member) -> HttpResponse | None:
    if request.method == "POST":
        request.session["enrol_step"] = "check"
        request.session["asked"] = two_positions()
        return None
    code = once.kept(request, _open_ring(request, member), "recovery")
    context = {"words": code.split(), "owner": member, "today": timezone.localdate()}
    return render(request, "accounts/enrol_sheet.html", context)


def _check(request: HttpRequest, member: Member) -> HttpResponse | None:
    ring = _open_ring(request, member)
    if "again" in request.POST:
        request.session["enrol_step"] = "sheet"
        return None
    code = once.kept(request, ring, "recovery")
    form = SheetWordsForm(request.POST or None, code=code, asked=request.session["asked"])
    if not form.is_valid():
        return render(request, "accounts/enrol_check.html", {"form": form})
    once.keep(request, ring, "codes", "\n".join(factors.new_backup_codes(by=member)))
    once.forget(request, "recovery")
    request.session["enrol_step"] = "codes"
    return None


def _codes(request: HttpRequest, member: Member) -> HttpResponse | None:
    ring = _open_ring(request, member)
    if request.method != "POST":
        codes = once.kept(request, ring, "codes").splitlines()
        context = {"codes": codes, "owner": member, "today": timezone.localdate()}
        return render(request, "accounts/enrol_codes.html", context)
    now = enrolment.finish_enrolment(member=member, serial=ring.serial)
    sessions.begin(request, now)
    locking.open_vault(request, ring, now)
    return redirect("accounts:waiting")


_STEPS: dict[str, Step] = {
    "begin": _begin,
    "factor": _factor,
    "passphrase": _passphrase,
    "sheet": _sheet,
    "check": _check,
    "codes": _codes,
}


@gate("account.fingerprint")
@require_safe
def waiting(request: GateRequest) -> HttpResponse:
    """The fingerprint to read aloud, while a coordinator has not certified the key.

    It is the fingerprint of the key that is open in this session, never of one in the database:
    a key swapped there would be read aloud wrongly, and not be certified.
    """
    member, ring = request.actor.member, request.actor.keys()
    key = member.keys.certified().filter(serial=ring.serial).first()
    if key is not None and member.state == Member.State.ADMITTED:
        return redirect("accounts:home")
    words, digits = spoken(member.pk, ring.serial, ring.pair.public)
    context = {"words": words.split(), "fingerprint_digits": digits}
    return render(request, "accounts/enrol_waiting.html", context)
