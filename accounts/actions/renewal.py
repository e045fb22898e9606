"""Renewal: "my passphrase or sheet was seen". New keys, and every grant re-sealed to them.

Whoever saw a passphrase and copied the database could open the old seed. So the old slots go at
once, the old key is revoked as soon as nothing is sealed to it any more, and until a coordinator
certifies the new one the member keeps what they have and is given nothing.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions import factors
from accounts.actions.enrolment import latest_serial, new_pair
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell_role
from accounts.gate import Actor
from accounts.models import KeySlot, KnownDevice, Member, MemberKey, Notice, Role, Session
from vault.adoption import left_to_reseal, reseal
from vault.compartments import kinds
from vault.keyring import Keyring

_BATCH = 200  # grants a request re-seals: some 60 ms


@dataclass(frozen=True)
class Progress:
    """How far the re-sealing came."""

    done: int
    total: int

    @property
    def finished(self) -> bool:
        """Whether nothing is sealed to the former key any more."""
        return self.done >= self.total


def renew(*, by: Actor, passphrase: str, session: str) -> tuple[Keyring, str]:
    """Make a new key pair with new slots; the old passphrase and sheet open nothing from now on.

    :param session: the hashed id of the session that goes on; all others end
    :returns: the new keyring, with the former one behind it, and the new recovery code
    :raises NotNow: while an earlier renewal is not finished
    :raises accounts.stretching.Busy: when the server stretches too many passphrases just now
    """
    former = by.keys()
    key, ring = new_pair(by.member, latest_serial(by.member.keys.all()) + 1)
    ring.former = former
    code = factors.new_recovery_code()
    slots = [
        *factors.prepare_slots(key, ring.seed, passphrase, code),
        factors.former_slot(key, ring, former),
    ]
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=by.pk)
        _require_settled(by.member, key.serial - 1, former)
        KeySlot.objects.filter(key__member=by.member).delete()
        key.save(force_insert=True)
        KeySlot.objects.bulk_create(slots)
        Session.objects.filter(member=by.member).exclude(pk=session).delete()
        KnownDevice.objects.filter(member=by.member).delete()
        tell_role(Notice.Kind.KEYS_RENEWED, Role.COORDINATOR)
        audit.record("account.renew", actor=by.pk, about=by.member, serial=key.serial)
    return ring, code


def _require_settled(member: Member, serial: int, former: Keyring) -> None:
    latest = latest_serial(member.keys.all())
    unfinished = KeySlot.objects.filter(key__member=member, kind=KeySlot.Kind.FORMER).exists()
    if unfinished or former.serial != serial or latest != serial:
        raise NotNow(_("Your keys are being renewed already; finish that first."))


def progress(*, member: Member, serial: int) -> Progress:
    """How many of a member's grants are sealed to the key of ``serial``."""
    held = [kind.grant_model._default_manager.filter(user=member).count() for kind in kinds()]
    left = [left_to_reseal(kind, member.pk, serial) for kind in kinds()]
    return Progress(sum(held) - sum(left), sum(held))


def is_renewing(member: Member) -> bool:
    """Whether grants are, or may be, still sealed to a former key."""
    return KeySlot.objects.filter(key__member=member, kind=KeySlot.Kind.FORMER).exists()


def go_on(*, by: Actor, most: int = _BATCH) -> Progress:
    """Re-seal the next grants in the member's own session; at the end the former key is revoked.

    :param most: how many
    """
    ring = by.keys()
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=by.pk)
        left, moved, lost = most, 0, 0
        for kind in kinds():
            some, none = reseal(kind, ring, left)
            left, moved, lost = left - some - none, moved + some, lost + none
        so_far = progress(member=by.member, serial=ring.serial)
        if so_far.finished:
            _drop_former(by.member, ring.serial)
        _written(by.member, moved, lost, so_far)
    if so_far.finished:
        ring.former = None
    return so_far


def _written(member: Member, moved: int, lost: int, so_far: Progress) -> None:
    done = so_far.finished
    act = "account.reseal"
    audit.record(act, actor=member.pk, about=member, moved=moved, lost=lost, finished=done)


def _drop_former(member: Member, serial: int) -> None:
    KeySlot.objects.filter(key__member=member, kind=KeySlot.Kind.FORMER).delete()
    older = MemberKey.objects.filter(member=member, serial__lt=serial, revoked_on=None)
    older.update(revoked_on=timezone.localdate())
