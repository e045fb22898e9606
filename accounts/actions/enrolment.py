"""Enrolment: an invited person makes their factors, their key pair and their printed codes."""

import os
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions import factors
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell_role
from accounts.models import (
    BackupCode,
    Invitation,
    KeySlot,
    Member,
    MemberKey,
    Notice,
    OneTimeCode,
    Role,
)
from vault.hybrid import KeyPair
from vault.keyring import Keyring


@transaction.atomic
def begin_enrolment(*, member: Member) -> None:
    """Begin from the beginning: whatever an earlier, unfinished attempt left is void.

    :raises NotNow: when the member has finished meanwhile
    """
    _require_invited(member)
    _unfinished(member).delete()
    OneTimeCode.objects.filter(member=member).delete()
    BackupCode.objects.filter(member=member).delete()
    factors.new_one_time_secret(member)
    audit.record("account.enrol", actor=member.pk, about=member, step="begin")


def _require_invited(member: Member) -> Member:
    now: Member = Member.objects.select_for_update().get(pk=member.pk)
    if now.state != Member.State.INVITED:
        raise NotNow(_("This account has been set up already."))
    return now


def new_pair(member: Member, serial: int) -> tuple[MemberKey, Keyring]:
    """A new key pair, not yet saved, and its keyring."""
    seed = os.urandom(32)
    key = MemberKey(
        id=uuid4(),
        member=member,
        serial=serial,
        public=KeyPair(seed).public,
        made_on=timezone.localdate(),
    )
    return key, Keyring(member.pk, serial, seed)


def latest_serial(keys: QuerySet[MemberKey]) -> int:
    """The highest serial among these keys, 0 without any."""
    return keys.aggregate(latest=Max("serial"))["latest"] or 0


def _unfinished(member: Member) -> QuerySet[MemberKey]:
    return MemberKey.objects.filter(member=member, certificate=None, revoked_on=None)


def choose_passphrase(*, member: Member, passphrase: str) -> tuple[Keyring, str]:
    """Make the key pair, and the two slots that open its seed.

    :returns: the keyring, and the recovery code, which is kept nowhere
    :raises NotNow: when the member has finished meanwhile, or has no second factor yet
    :raises accounts.stretching.Busy: when the server stretches too many passphrases just now
    """
    revoked = MemberKey.objects.filter(member=member).exclude(revoked_on=None)
    key, ring = new_pair(member, latest_serial(revoked) + 1)
    code = factors.new_recovery_code()
    slots = factors.prepare_slots(key, ring.seed, passphrase, code)
    with transaction.atomic():
        _require_invited(member)
        if not OneTimeCode.objects.filter(member=member, confirmed=True).exists():
            raise NotNow(_("Set up the second factor first."))
        _unfinished(member).delete()
        key.save(force_insert=True)
        KeySlot.objects.bulk_create(slots)
        audit.record("account.enrol", actor=member.pk, about=member, step="keys", serial=key.serial)
    return ring, code


@transaction.atomic
def finish_enrolment(*, member: Member, serial: int) -> Member:
    """Wait for admission; the link is used up, and the coordinators are told.

    :param serial: of the key pair whose printed code was confirmed
    :raises NotNow: when a part is missing
    """
    now = _require_invited(member)
    slots = KeySlot.objects.filter(key__member=now, key__serial=serial)
    if slots.count() < len({KeySlot.Kind.PASSPHRASE, KeySlot.Kind.RECOVERY}):
        raise NotNow(_("Choose a passphrase first."))
    if not BackupCode.objects.filter(member=now).exists():
        raise NotNow(_("Print the backup codes first."))
    now.state = Member.State.WAITING
    now.save(update_fields=["state"])
    Invitation.objects.filter(member=now).delete()
    tell_role(Notice.Kind.ADMISSION, Role.COORDINATOR)
    audit.record("account.enrol", actor=now.pk, about=now, step="finish", serial=serial)
    return now
