"""The organisation itself, and invitations to it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models.members import Member
from vault.models import Compartment, CompartmentQuerySet, Content, Grant, RecoveryWrap


class Organisation(Compartment):
    """The organisation: name and languages, and the registrar's seed, sealed to coordinators."""

    only = models.PositiveSmallIntegerField(default=1, unique=True)
    name = models.CharField(max_length=80)
    languages = models.JSONField(default=list)
    founded_on = models.DateField()

    opened_by = frozenset({"coordinator"})

    objects = CompartmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("open_organisation", "Open the organisation's own keys")]
        constraints = [models.CheckConstraint(condition=Q(only=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name


class OrganisationGrant(Grant):
    """A coordinator's key to the organisation's compartment."""

    content_object = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="grants"
    )


class OrganisationRecovery(RecoveryWrap):
    """The recovery wrap of the organisation's compartment."""

    compartment = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="recovery"
    )


class OrganisationContent(Content):
    """What the organisation's compartment holds: the registrar's seed."""

    compartment = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contents")


Organisation.grant_model = OrganisationGrant
Organisation.recovery_model = OrganisationRecovery
Organisation.content_model = OrganisationContent


class Invitation(models.Model):
    """A one-use link to set up an account. Only a hash of its token is kept.

    It belongs to a member row in state invited (a new member, or one whose login an
    administrator restores).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="invitation")
    token_hash = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
