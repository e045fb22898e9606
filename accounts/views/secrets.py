"""One's own secrets: passphrase, printed codes, and the phone. Each asks for a fresh factor."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import keeping, sessions
from accounts.actions import account, factors
from accounts.actions.factors import Busy
from accounts.forms.signing import ChangePassphraseForm, CodeForm, PassphraseForm
from accounts.gate import GateRequest, gate
from accounts.onetime import new_sealed, open_sealed
from accounts.views.proving import proven
from accounts.views.signing import busy_words, known_words

_PENDING = "pending_one_time"


@gate("account.secrets")
def change_passphrase(request: GateRequest) -> HttpResponse:
    """Change the passphrase, with the present one."""
    member = request.actor.member
    sent = keeping.is_sent(request)
    form = ChangePassphraseForm(request.POST if sent else None, context=known_words(member))
    if form.is_valid() and _changed(request, form):
        return redirect("accounts:account")
    return render(request, "accounts/change_passphrase.html", {"form": form})


def _changed(request: GateRequest, form: ChangePassphraseForm) -> bool:
    ring = proven(request, form)
    if ring is None:
        return False
    new = form.cleaned_data["new_passphrase"]
    this = sessions.hashed(request.session.session_key or "")
    try:
        account.change_passphrase(
            by=request.actor.member, keyring=ring, passphrase=new, session=this
        )
    except Busy:
        form.add_error(None, busy_words())
        return False
    return True


@gate("account.secrets")
def backup_codes(request: GateRequest) -> HttpResponse:
    """New printed backup codes, shown once."""
    member = request.actor.member
    left = member.backup_codes.filter(used_on=None).count()
    codes = None
    if keeping.is_sent(request):
        codes = factors.new_backup_codes(by=member)
    shown = {"codes": codes, "left": left, "person": member}
    return render(request, "accounts/backup_codes.html", shown)


@gate("account.secrets")
def recovery_code(request: GateRequest) -> HttpResponse:
    """A new printed recovery code, shown once, on a sheet of its own."""
    actor = request.actor
    form = PassphraseForm(request.POST if keeping.is_sent(request) else None)
    if not form.is_valid() or proven(request, form) is None:
        return render(request, "accounts/recovery_code.html", {"form": form})
    code = factors.set_recovery_code(by=actor.member, keyring=actor.keys())
    shown = {"code": code.split(), "person": actor.member}
    return render(request, "accounts/new_code.html", shown)


@gate("account.secrets")
def new_phone(request: GateRequest) -> HttpResponse:
    """Move the one-time codes to another phone, proven by its first code."""
    member = request.actor.member
    form = CodeForm(request.POST if keeping.is_sent(request) else None)
    secret = _pending(request, fresh=not form.is_bound)
    if form.is_valid():
        if factors.replace_one_time(by=member, secret=secret, typed=form.cleaned_data["code"]):
            del request.session[_PENDING]
            return redirect("accounts:account")
        form.add_error("code", _("This code is not right. Look at the new entry on the phone."))
    drawn = factors.qr_svg(factors.otpauth_uri(member, secret))
    return render(request, "accounts/new_phone.html", {"form": form, "qr": drawn, "secret": secret})


def _pending(request: GateRequest, *, fresh: bool) -> str:
    """The secret that waits for its first code; it lies in the session, sealed as in the table."""
    member = request.actor.member
    if fresh or _PENDING not in request.session:
        request.session[_PENDING] = new_sealed(member)
    return open_sealed(member, request.session[_PENDING])
