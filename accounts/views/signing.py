"""Signing in: a name and a code, or a passkey; then the passphrase. And signing out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from accounts import context, keeping, locking, sessions
from accounts.actions import devices, signing
from accounts.actions.factors import Busy
from accounts.actions.signing import Shown, Slowed
from accounts.forms.signing import FactorForm, PassphraseForm, RecoverForm
from accounts.gate import GateRequest, actor_of, gate, public
from accounts.models import Member
from accounts.sessions import Half
from vault.keyring import Keyring

DEVICE_SECONDS = 400 * 24 * 60 * 60  # the longest a browser keeps a cookie
AnyForm = FactorForm | PassphraseForm | RecoverForm


def page(request: HttpRequest, template: str, form: AnyForm, **more: object) -> HttpResponse:
    """A page on the way in, with whatever text is kept in it."""
    return render(request, template, {"form": form, "kept": keeping.kept_of(request), **more})


@public
@cache_control(no_store=True)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first page: who, and a code."""
    if request.method == "GET" and (actor := actor_of(request)):
        return keeping.go_on(request, actor.member)
    sent = keeping.is_sent(request) and "username" in request.POST
    form = FactorForm(request.POST if sent else None)
    shown = _shown(request, form) if form.is_valid() else None
    if shown is not None:
        return to_passphrase(request, shown)
    return page(request, "accounts/sign_in.html", form)


def _shown(request: HttpRequest, form: FactorForm) -> Shown | None:
    """The second factor, if it was right; else the form says the one sentence."""
    try:
        shown = signing.show_code(**form.cleaned_data, token=device_token(request))
    except Slowed:
        form.add_error(None, _("That was tried too often. Wait a little, then try again."))
        return None
    if shown is None:
        form.add_error(
            None,
            _("This name and this code do not go together. Wait for the next code and try again."),
        )
    return shown


def device_token(request: HttpRequest) -> str:
    """What the browser's device cookie says."""
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")


def to_passphrase(request: HttpRequest, shown: Shown) -> HttpResponse:
    """On to the second page, in a half-session."""
    kept = keeping.kept_of(request)
    sessions.begin_half(request, shown.member, how=shown.how, known=shown.known)
    if not kept:
        return redirect("accounts:passphrase")
    return page(request, "accounts/passphrase.html", PassphraseForm())


@public
@cache_control(no_store=True)
def passphrase(request: HttpRequest) -> HttpResponse:
    """The second page: the passphrase."""
    half = sessions.half_of(request)
    if half is None:
        return _begin_again(request)
    sent = keeping.is_sent(request) and "passphrase" in request.POST
    form = PassphraseForm(request.POST if sent else None)
    if form.is_valid():
        return _say_passphrase(request, half, form)
    return page(request, "accounts/passphrase.html", form)


def _say_passphrase(request: HttpRequest, half: Half, form: PassphraseForm) -> HttpResponse:
    member, typed = signing.signing_in(half.member), form.cleaned_data["passphrase"]
    try:
        keyring = signing.say_passphrase(member=member, passphrase=typed, nonce=half.nonce)
    except Slowed:
        return _begin_again(request)
    except Busy:
        form.add_error(None, busy_words())
        return page(request, "accounts/passphrase.html", form)
    if member is None or keyring is None:
        form.add_error("passphrase", _("That does not open it. Try once more."))
        return page(request, "accounts/passphrase.html", form)
    enter(request, member, keyring, half)
    return known_from_now_on(request, keeping.go_on(request, member), member)


def busy_words() -> str:
    """What is said while the server stretches too many passphrases."""
    return _("Many people sign in just now. Nothing is lost; try again in a moment.")


def _begin_again(request: HttpRequest) -> HttpResponse:
    """The half-session is over: the first page again, with whatever was kept."""
    kept = keeping.kept_of(request)
    sessions.end(request)
    if request.method == "GET":
        return redirect("accounts:sign_in")
    request._kept = kept  # type: ignore[attr-defined]
    return page(request, "accounts/sign_in.html", FactorForm(), over=True)


def enter(request: HttpRequest, member: Member, keyring: Keyring, half: Half) -> None:
    """Begin the member's session, its vault open."""
    sessions.begin(request, member)
    locking.open_vault(request, keyring, member)
    request.device_token = devices.new_token(device_token(request))  # type: ignore[attr-defined]
    signing.open_session(
        by=member,
        how=half.how,
        known=half.known,
        token=request.device_token,  # type: ignore[attr-defined]
        browser=request.session["browser"],
    )


def known_from_now_on(request: HttpRequest, response: HttpResponse, member: Member) -> HttpResponse:
    """Leave the device cookie, and the member's language where none was chosen yet."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        request.device_token,  # type: ignore[attr-defined]
        max_age=DEVICE_SECONDS,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        speak(response, member.language)
    return response


def speak(response: HttpResponse, language: str) -> None:
    """Remember the language of the interface in its cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, secure=True, httponly=True, samesite="Lax"
    )


@public
@cache_control(no_store=True)
def recover(request: HttpRequest) -> HttpResponse:
    """A lost passphrase: the printed recovery code opens the seed, and a new one is set."""
    half = sessions.half_of(request)
    if half is None:
        return _begin_again(request)
    member = signing.signing_in(half.member)
    sent = keeping.is_sent(request) and "recovery_code" in request.POST
    form = RecoverForm(request.POST if sent else None, context=known_words(member))
    if form.is_valid():
        return _recovered(request, half, form)
    return page(request, "accounts/recover.html", form)


def known_words(member: Member | None) -> list[str]:
    """What others know of a member; a passphrase must not be made of it."""
    names = [] if member is None else [member.username, member.display_name]
    return [*names, context.organisation_name()]


def _recovered(request: HttpRequest, half: Half, form: RecoverForm) -> HttpResponse:
    member, code = signing.signing_in(half.member), form.cleaned_data["recovery_code"]
    try:
        keyring = signing.say_recovery_code(member=member, code=code, nonce=half.nonce)
        if member is not None and keyring is not None:
            new = form.cleaned_data["new_passphrase"]
            fresh = signing.recover(by=member, keyring=keyring, passphrase=new)
            return _show_new_code(request, half, member, keyring, fresh)
    except Slowed:
        return _begin_again(request)
    except Busy:
        form.add_error(None, busy_words())
        return page(request, "accounts/recover.html", form)
    form.add_error("recovery_code", _("That does not open it. Look at the printed sheet again."))
    return page(request, "accounts/recover.html", form)


def _show_new_code(
    request: HttpRequest, half: Half, member: Member, keyring: Keyring, code: str
) -> HttpResponse:
    enter(request, member, keyring, half)
    kept = keeping.kept_of(request)
    mine = kept if kept.is_of(member) else None
    words = {"code": code.split(), "kept": mine, "recovered": True, "person": member}
    return known_from_now_on(request, render(request, "accounts/new_code.html", words), member)


@gate("account.home")
@require_POST
def sign_out(request: GateRequest) -> HttpResponse:
    """End this session."""
    signing.close_session(by=request.actor.member)
    sessions.end(request)
    return redirect("accounts:sign_in")


@gate("account.home")
@require_POST
def sign_out_everywhere(request: GateRequest) -> HttpResponse:
    """End all sessions of the member, this one too."""
    signing.end_sessions(by=request.actor.member)
    sessions.end(request)
    return redirect("accounts:sign_in")
