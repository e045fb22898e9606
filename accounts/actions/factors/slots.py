"""Slots: from what a member knows to the seed of their key pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.models import KeySlot, Member, MemberKey
from accounts.stretching import stretch
from vault.binding import place
from vault.keyring import Keyring
from vault.passphrases import Opening, from_generated, new_salt
from vault.suites import SealError
from vault.symmetric import SymmetricKey, derive
from vault.words import RECOVERY_WORDS, new_words


def _slot_place(slot: KeySlot) -> bytes:
    return place("slot.seed", slot.pk, slot.key.member_id, slot.key.serial, 0)


def _slot(key: MemberKey, kind: str, salt: bytes, opening: Opening, seed: bytes) -> KeySlot:
    slot = KeySlot(id=uuid4(), key=key, kind=kind, salt=salt, verifier_hash=opening.verifier_hash)
    slot.sealed_seed = SymmetricKey(opening.slot_key).seal_key(seed, _slot_place(slot))
    return slot


def _passphrase_slot(key: MemberKey, seed: bytes, passphrase: str) -> KeySlot:
    salt = new_salt()
    return _slot(key, KeySlot.Kind.PASSPHRASE, salt, stretch(passphrase, salt), seed)


def _recovery_slot(key: MemberKey, seed: bytes, code: str) -> KeySlot:
    salt = new_salt()
    return _slot(key, KeySlot.Kind.RECOVERY, salt, _by_words(code, salt), seed)


def _by_words(code: str, salt: bytes) -> Opening:
    """A hyphen counts as a blank: people type either between words, and four words have one."""
    return from_generated(code.replace("-", " "), salt, settings.KEYS.secret("pepper"))


def prepare_slots(
    member_key: MemberKey, seed: bytes, passphrase: str, recovery_code: str
) -> list[KeySlot]:
    """The two slots of a key pair, not yet saved. Stretches once, so call it before a transaction.

    :raises Busy: when the server stretches too many passphrases just now
    """
    return [
        _passphrase_slot(member_key, seed, passphrase),
        _recovery_slot(member_key, seed, recovery_code),
    ]


def make_slots(
    member_key: MemberKey, seed: bytes, passphrase: str, recovery_code: str
) -> list[KeySlot]:
    """The two slots of a key pair, saved.

    :raises Busy: when the server stretches too many passphrases just now
    """
    slots = prepare_slots(member_key, seed, passphrase, recovery_code)
    return KeySlot.objects.bulk_create(slots)


def former_slot(member_key: MemberKey, keyring: Keyring, former: Keyring) -> KeySlot:
    """The slot, not yet saved, that keeps the seed of the pair before under the new pair.

    :param member_key: the new pair, of serial ``former.serial + 1``
    """
    slot = KeySlot(id=uuid4(), key=member_key, kind=KeySlot.Kind.FORMER, salt=bytes(16))
    slot.verifier_hash = bytes(32)
    slot.sealed_seed = keyring.personal.seal_key(former.seed, _slot_place(slot))
    return slot


def open_seed(member: Member | None, passphrase: str) -> Keyring | None:
    """A member's keyring by their passphrase, or None.

    Exactly one Argon2id derivation, also without a member or a slot.

    :raises Busy: when the server stretches too many passphrases just now
    """
    slots = _slots(member)
    slot = _newest(slots, KeySlot.Kind.PASSPHRASE)
    salt = _nobodys_salt() if slot is None else bytes(slot.salt)
    opening = stretch(passphrase, salt)
    return None if slot is None else _opened(slot, opening, slots)


def open_seed_with_recovery(member: Member | None, code: str) -> Keyring | None:
    """A member's keyring by their printed recovery code, or None."""
    slots = _slots(member)
    slot = _newest(slots, KeySlot.Kind.RECOVERY)
    salt = _nobodys_salt() if slot is None else bytes(slot.salt)
    opening = _by_words(code, salt)
    return None if slot is None else _opened(slot, opening, slots)


def _nobodys_salt() -> bytes:
    return derive(settings.KEYS.secret("pepper"), "homeward nobody's salt")[:16]


def _slots(member: Member | None) -> Sequence[KeySlot]:
    pk = None if member is None else member.pk
    found = KeySlot.objects.filter(key__member=pk).select_related("key")
    return list(found.order_by("-key__serial"))


def _newest(slots: Sequence[KeySlot], kind: str) -> KeySlot | None:
    """The slot of that kind on the newest key pair that nobody revoked; never on an older one."""
    living = [slot for slot in slots if slot.key.revoked_on is None]
    newest = [slot for slot in living if slot.key_id == living[0].key_id]
    return next((slot for slot in newest if slot.kind == kind), None)


def _opened(slot: KeySlot, opening: Opening, slots: Sequence[KeySlot]) -> Keyring | None:
    if not opening.verifies(bytes(slot.verifier_hash)):
        return None
    try:
        seed = SymmetricKey(opening.slot_key).open_key(slot.sealed_seed, _slot_place(slot))
        return _with_former(slot.key, seed, slots)
    except SealError:  # the row was tampered with: it opens nothing
        return None


def _with_former(key: MemberKey, seed: bytes, slots: Sequence[KeySlot]) -> Keyring:
    """The keyring of a pair, and of those before it that still have grants to re-seal."""
    ring = Keyring(key.member_id, key.serial, seed)
    slot = next((s for s in slots if s.kind == KeySlot.Kind.FORMER and s.key_id == key.pk), None)
    if slot is not None:
        before = MemberKey(member_id=key.member_id, serial=key.serial - 1)
        before.pk = next((s.key_id for s in slots if s.key.serial == before.serial), before.pk)
        former = ring.personal.open_key(slot.sealed_seed, _slot_place(slot))
        ring.former = _with_former(before, former, slots)
    return ring


# ---- changing what opens the seed --------------------------------------------------------------


def new_recovery_code() -> str:
    """Seven random words, 90 bits."""
    return new_words(RECOVERY_WORDS)


def set_passphrase(*, by: Member, keyring: Keyring, passphrase: str) -> None:
    """Let another passphrase open the member's own seed; the one before no longer does.

    :raises Busy: when the server stretches too many passphrases just now
    """
    key = by.keys.get(serial=keyring.serial)
    _replace(_passphrase_slot(key, keyring.seed, passphrase), by, "account.passphrase")


def set_recovery_code(*, by: Member, keyring: Keyring) -> str:
    """Make a new printed recovery code, shown once; the one before no longer opens anything."""
    key, code = by.keys.get(serial=keyring.serial), new_recovery_code()
    _replace(_recovery_slot(key, keyring.seed, code), by, "account.recovery_code")
    return code


@dataclass(frozen=True, repr=False)
class Replacement:
    """A new passphrase slot and a new recovery slot, stretched and not yet saved."""

    slots: list[KeySlot]
    recovery_code: str

    def save(self) -> None:
        """Put them in the place of the present ones; part of the caller's transaction."""
        KeySlot.objects.filter(
            key=self.slots[0].key, kind__in=[slot.kind for slot in self.slots]
        ).delete()
        KeySlot.objects.bulk_create(self.slots)


def prepare_replacement(member: Member, keyring: Keyring, passphrase: str) -> Replacement:
    """Stretch a new passphrase and make a new recovery code for the member's present pair.

    :raises Busy: when the server stretches too many passphrases just now
    """
    key, code = member.keys.get(serial=keyring.serial), new_recovery_code()
    return Replacement(prepare_slots(key, keyring.seed, passphrase, code), code)


@transaction.atomic
def _replace(slot: KeySlot, by: Member, act: str) -> None:
    KeySlot.objects.filter(key=slot.key, kind=slot.kind).delete()
    slot.save(force_insert=True)
    audit.record(act, actor=by.pk, about=by)
