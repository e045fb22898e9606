"""Passkeys and security keys (W3C Web Authentication, level 2; sections 7.1 and 7.2).

Discoverable and user-verified, they stand in for name and code. They open the same half-session
and never sign in by themselves.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import (
    InvalidAuthenticationResponse,
    InvalidJSONStructure,
    InvalidRegistrationResponse,
    WebAuthnException,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts import audit
from accounts.actions import devices, pace
from accounts.actions.errors import NotNow
from accounts.actions.signing import SIGN_IN, Shown, signing_in
from accounts.models import Member, Passkey

MOST_PASSKEYS = 10
MOST_SHOWN = 20  # an hour; a full sign-in forgets them
_REFUSALS = (
    InvalidAuthenticationResponse,
    InvalidRegistrationResponse,
    InvalidJSONStructure,
    WebAuthnException,
    ValueError,
    KeyError,
    TypeError,
)


@dataclass(frozen=True)
class Place:
    """Where a ceremony happens: the relying party's id is the host's name."""

    host: str  # without a port
    origin: str
    challenge: bytes


def options_to_sign_in(place: Place) -> dict[str, Any]:
    """What the browser asks any authenticator for; it names nobody."""
    options = generate_authentication_options(
        rp_id=place.host,
        challenge=place.challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def options_to_add(member: Member, place: Place) -> dict[str, Any]:
    """What the browser asks an authenticator that is to be added for."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name="Homeward",
        user_id=member.pk.bytes,
        user_name=member.username,
        challenge=place.challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=bytes(one.credential_id))
            for one in member.passkeys.all()
        ],
    )
    return dict(json.loads(options_to_json(options)))


def show_passkey(*, answer: str, place: Place, token: str) -> Shown | None:
    """Check an authenticator's answer; None when it is not that of a member's passkey.

    :param token: what the browser's device cookie says
    """
    passkey = _passkey_of(answer)
    shown = None if passkey is None else _verified(passkey, answer, place)
    if shown is None or not _may_show(shown):
        _refused(passkey)
        return None
    return Shown(shown, "passkey", devices.is_known(shown, token))


def _may_show(member: Member) -> bool:
    """Each showing brings a few tries at the passphrase, so a stolen key brings only so many."""
    counted = pace.bucket("passkey", str(member.pk))
    return pace.try_within(counted, most=MOST_SHOWN, within=timedelta(hours=1))


def _passkey_of(answer: str) -> Passkey | None:
    try:
        named = base64url_to_bytes(str(json.loads(answer)["id"]))
    except _REFUSALS:
        return None
    return Passkey.objects.filter(credential_id=named).first()


def _verified(passkey: Passkey, answer: str, place: Place) -> Member | None:
    try:
        checked = verify_authentication_response(
            credential=answer,
            expected_challenge=place.challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _REFUSALS:
        return None
    if not _is_handle_of(passkey, answer) or not _count_on(passkey, checked.new_sign_count):
        return None
    return signing_in(passkey.member_id)


def _is_handle_of(passkey: Passkey, answer: str) -> bool:
    """A discoverable credential must name its member by the handle (section 7.2, step 6)."""
    handle = json.loads(answer)["response"].get("userHandle") or ""
    return base64url_to_bytes(handle) == UUID(str(passkey.member_id)).bytes


def _count_on(passkey: Passkey, count: int) -> bool:
    """Move the counter on; of two uses at once only one does (section 7.2, step 21).

    Authenticators that do not count say 0 for ever.
    """
    rows = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
    return rows.update(sign_count=count) == 1


@transaction.atomic
def _refused(passkey: Passkey | None) -> None:
    about = None if passkey is None else passkey.member
    audit.record(SIGN_IN, actor=None, about=about, refused=True, step="passkey")


def add_passkey(*, by: Member, answer: str, name: str, place: Place) -> Passkey:
    """Add an authenticator to the member's account.

    :raises NotNow: when its answer does not hold, or it is known already
    """
    try:
        checked = verify_registration_response(
            credential=answer,
            expected_challenge=place.challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except _REFUSALS:
        raise NotNow(_("Your device did not confirm it. Try once more.")) from None
    return _saved(
        Passkey(
            member=by,
            credential_id=checked.credential_id,
            public_key=checked.credential_public_key,
            sign_count=checked.sign_count,
            name=name,
            made_on=timezone.localdate(),
        )
    )


def _saved(passkey: Passkey) -> Passkey:
    by = passkey.member
    if by.passkeys.count() >= MOST_PASSKEYS:
        raise NotNow(_("Remove one first: there are ten already."))
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
            audit.record("account.add_passkey", actor=by.pk, about=by, passkey=str(passkey.pk))
    except IntegrityError:
        raise NotNow(_("This passkey is known already.")) from None
    return passkey


@transaction.atomic
def remove_passkey(*, by: Member, passkey: UUID) -> None:
    """Take an authenticator away from the member's account."""
    by.passkeys.filter(pk=passkey).delete()
    audit.record("account.remove_passkey", actor=by.pk, about=by, passkey=str(passkey))
