"""Asking for the present passphrase before what somebody at an open screen must not do."""

from django import forms
from django.utils.translation import gettext as _

from accounts.actions import signing
from accounts.actions.factors import Busy
from accounts.actions.signing import Slowed
from accounts.gate import GateRequest
from accounts.views.signing import busy_words
from vault.keyring import Keyring


def proven(request: GateRequest, form: forms.Form) -> Keyring | None:
    """What the present passphrase of a valid form opens; None with the reason on the form."""
    session = request.session.session_key or ""
    typed = form.cleaned_data["passphrase"]
    try:
        ring = signing.unlock(by=request.actor.member, passphrase=typed, session=session)
    except Slowed:
        form.add_error("passphrase", _("That was tried too often. Wait a little."))
        return None
    except Busy:
        form.add_error(None, busy_words())
        return None
    if ring is None:
        form.add_error("passphrase", _("This is not your present passphrase."))
    return ring
