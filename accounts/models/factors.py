"""What a member signs in with: key pairs, the slots that open them, and second factors."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.members import Member
from vault.fields import SealedField


class MemberKeyQuerySet(models.QuerySet["MemberKey"]):
    """Sets of key pairs."""

    def certified(self) -> Self:
        """Those a registrar signed and nobody revoked."""
        return self.filter(revoked_on=None).exclude(certificate=None)


class MemberKey(models.Model):
    """The public half of a member's key pair, and its certificate once a coordinator signed it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="keys")
    serial = models.PositiveIntegerField()
    public = models.BinaryField(max_length=1216)
    certificate = models.BinaryField(max_length=64, null=True)
    certified_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    revoked_on = models.DateField(null=True)

    objects = MemberKeyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["member", "serial"], name="one_key_a_serial"),
            models.CheckConstraint(condition=Q(serial__gt=0), name="serials_from_one"),
        ]


class KeySlot(models.Model):
    """A way to a key pair's seed: the seed sealed under what a secret gives.

    ``former`` slots hold the seed of the pair before, sealed under the new pair's personal key,
    while grants are re-sealed.
    """

    class Kind(models.TextChoices):
        """passphrase, recovery, former."""

        PASSPHRASE = "passphrase", _("passphrase")
        RECOVERY = "recovery", _("recovery code")
        FORMER = "former", _("former key pair")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.ForeignKey(MemberKey, on_delete=models.CASCADE, related_name="slots")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    salt = models.BinaryField(max_length=16)
    verifier_hash = models.BinaryField(max_length=32)
    sealed_seed = SealedField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "kind"], name="one_slot_a_kind"),
        ]


class OneTimeCode(models.Model):
    """A member's TOTP secret (RFC 6238), encrypted under the server's totp.key.

    ``last_step`` is the time step of the last code taken; no earlier or equal one is taken again.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="one_time_code")
    sealed_secret = SealedField()
    last_step = models.BigIntegerField(default=0)
    confirmed = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()


class BackupCode(models.Model):
    """A printed one-use code that stands in for a one-time code, stored as a keyed hash."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="backup_codes")
    code_hash = models.BinaryField(max_length=32)
    used_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["member", "code_hash"], name="one_backup_code"),
        ]


class Passkey(models.Model):
    """A discoverable, user-verified WebAuthn credential (W3C Web Authentication, level 2)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=60)
    made_on = models.DateField()

    class Meta:
        default_permissions = ()
