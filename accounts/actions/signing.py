"""Signing in: second factor first, passphrase last, and the same answer for a name nobody has."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actions import devices, factors, pace
from accounts.actions.notices import tell, tell_role
from accounts.models import Member, Notice, Role, Session
from accounts.stretching import Busy
from vault.keyring import Keyring

SIGN_IN = "session.open"
_SIGNS_IN = (Member.State.WAITING, Member.State.ADMITTED)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)  # an ended session still says whose kept text is
DEVICE_TRIES = 20  # an hour, with a device the member knows
PASSPHRASE_TRIES = 5  # in a half-session
UNLOCK_TRIES = 10  # in a session, within 15 minutes
STEP_TRIES = 10


class Slowed(Exception):
    """Too many tries: the answer says to wait a little."""


@dataclass(frozen=True)
class Shown:
    """A second factor that was right."""

    member: Member
    how: str  # one-time, backup or passkey
    known: bool  # whether the member knows the browser


def signing_in(pk: UUID | str) -> Member | None:
    """The member of a half-session, if they may still sign in."""
    found: Member | None = Member.objects.filter(pk=pk, state__in=_SIGNS_IN).first()
    return found


def show_code(*, username: str, code: str, token: str) -> Shown | None:
    """Check a name and a one-time or backup code; None when they do not go together.

    The work is the same for a name nobody has.

    :param token: what the browser's device cookie says
    :raises Slowed: when it was tried too often
    """
    name = username.strip().casefold()
    member = Member.objects.filter(username=name, state__in=_SIGNS_IN).first()
    known = devices.is_known(member, token)
    if not _may_try(name, token, known=known):
        _refused(member, "slowed")
        raise Slowed
    how = _factor(member, code)
    if member is None or how is None:
        _refused(member, "factor")
        return None
    return Shown(member, how, known)


def _may_try(name: str, token: str, *, known: bool) -> bool:
    """A known device has a small counter of its own, so strangers never slow it."""
    if known:
        counted = pace.bucket("device", f"{token}:{name}")
        return pace.try_within(counted, most=DEVICE_TRIES, within=_HOUR)
    return pace.try_slowly(pace.bucket("name", name))


def _factor(member: Member | None, code: str) -> str | None:
    one_time = factors.verify_one_time(member, code)
    backup = factors.verify_backup_code(member, code)
    return "one-time" if one_time else "backup" if backup else None


@transaction.atomic
def _refused(member: Member | None, step: str) -> None:
    audit.record(SIGN_IN, actor=None, about=member, refused=True, step=step)


def say_passphrase(*, member: Member | None, passphrase: str, nonce: str) -> Keyring | None:
    """Open the seed at the second page; None when the passphrase is wrong.

    One Argon2id derivation, also for nobody.

    :raises Slowed: after five tries in a half-session
    :raises Busy: when the server stretches too many passphrases just now
    """
    counted = _count_half(member, nonce)
    keyring = _open(member, passphrase, counted)
    if keyring is None:
        _refused(member, "passphrase")
    return keyring


def _open(member: Member | None, passphrase: str, counted: bytes) -> Keyring | None:
    try:
        return factors.open_seed(member, passphrase)
    except Busy:
        pace.give_back(counted)
        raise


def say_recovery_code(*, member: Member | None, code: str, nonce: str) -> Keyring | None:
    """Open the seed with the printed recovery code instead; counted with the passphrase's tries.

    :raises Slowed: after five tries in a half-session
    """
    _count_half(member, nonce)
    keyring = factors.open_seed_with_recovery(member, code)
    if keyring is None:
        _refused(member, "recovery")
    return keyring


def _count_half(member: Member | None, nonce: str) -> bytes:
    counted = pace.bucket("half", nonce)
    if not pace.try_within(counted, most=PASSPHRASE_TRIES, within=_HOUR):
        _refused(member, "slowed")
        raise Slowed
    return counted


@transaction.atomic
def open_session(*, by: Member, how: str, known: bool, token: str, browser: str) -> None:
    """Write down a sign-in; the browser is known from now on, and a new one is told about.

    :param how: the second factor that was shown
    :param known: whether the browser was known when it was shown
    """
    if devices.remember(by=by, token=token, browser=browser):
        tell(Notice.Kind.NEW_DEVICE, to=[by.pk])
    pace.forgive(pace.bucket("passkey", str(by.pk)))
    if known:
        pace.forgive(pace.bucket("device", f"{token}:{by.username}"))
    else:
        pace.forgive(pace.bucket("name", by.username))
    Session.objects.filter(expire_date__lt=timezone.now() - _DAY).delete()
    audit.record(SIGN_IN, actor=by.pk, about=by, how=how, new_device=not known)


def recover(*, by: Member, keyring: Keyring, passphrase: str) -> str:
    """Set a new passphrase after the recovery code opened the seed; gives a new recovery code.

    Every session of the member ends, and the coordinators are told.

    :raises Busy: when the server stretches too many passphrases just now
    """
    prepared = factors.prepare_replacement(by, keyring, passphrase)
    with transaction.atomic():
        Session.objects.filter(member=by).delete()
        prepared.save()
        tell_role(Notice.Kind.RECOVERY_USED, Role.COORDINATOR)
        audit.record("account.recover", actor=by.pk, about=by)
    return prepared.recovery_code


def unlock(*, by: Member, passphrase: str, session: str) -> Keyring | None:
    """Open the seed again in a session; None when the passphrase is wrong.

    :param session: the session's id, to count its tries
    :raises Slowed: after ten tries within 15 minutes
    :raises Busy: when the server stretches too many passphrases just now
    """
    counted = pace.bucket("unlock", session)
    if not pace.try_within(counted, most=UNLOCK_TRIES, within=timedelta(minutes=15)):
        raise Slowed
    keyring = _open(by, passphrase, counted)
    if keyring is not None:
        pace.forgive(counted)
    _unlocked(by, refused=keyring is None)
    return keyring


@transaction.atomic
def _unlocked(by: Member, *, refused: bool) -> None:
    audit.record("session.unlock", actor=by.pk, about=by, refused=refused)


def step_up(*, by: Member, code: str) -> bool:
    """Check a fresh one-time or backup code within a session.

    :raises Slowed: after ten tries within 15 minutes
    """
    counted = pace.bucket("step", str(by.pk))
    if not pace.try_within(counted, most=STEP_TRIES, within=timedelta(minutes=15)):
        raise Slowed
    how = _factor(by, code)
    if how is not None:
        pace.forgive(counted)
    stepped(by=by, how=how or "", refused=how is None)
    return how is not None


@transaction.atomic
def stepped(*, by: Member, how: str, refused: bool = False) -> None:
    """Write down a step-up."""
    audit.record("session.step_up", actor=by.pk, about=by, refused=refused, how=how)


@transaction.atomic
def close_session(*, by: Member) -> None:
    """Write down a sign-out."""
    audit.record("session.close", actor=by.pk, about=by)


@transaction.atomic
def end_session(*, by: Member, public_id: UUID) -> None:
    """End one of the member's own sessions."""
    Session.objects.filter(member=by, public_id=public_id).delete()
    audit.record("session.end", actor=by.pk, about=by)


@transaction.atomic
def end_sessions(*, by: Member, but: str = "") -> None:
    """End all sessions of the member, or all but one.

    :param but: the stored key of the session that goes on
    """
    Session.objects.filter(member=by).exclude(session_key=but).delete()
    audit.record("session.end_all", actor=by.pk, about=by, but_this=bool(but))
