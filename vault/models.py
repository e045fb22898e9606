"""The abstract models of the vault: compartment, grant, recovery wrap, content.

An app makes them concrete for each kind of record that has its own key::

    class Case(Compartment): ...
    class CaseGrant(Grant): content_object = ForeignKey(Case, ...)
    class CaseRecovery(RecoveryWrap): compartment = OneToOneField(Case, ...)
    class CaseContent(Content): compartment = ForeignKey(Case, ...)

A record within another has a ``ParentWrap`` too, with ``compartment = OneToOneField(...)``.
"""

from typing import Any, ClassVar, NoReturn, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from vault.fields import SealedField


class CompartmentQuerySet(models.QuerySet[Any]):
    """Sets of compartments."""

    def published(self) -> Self:
        """Those that exist for people; staged ones (epoch 0) do not yet."""
        return self.filter(epoch__gt=0)

    def held_by(self, member: Any) -> Self:
        """Those ``member`` holds a key of, of the current epoch."""
        return self.published().filter(grants__user=member, grants__epoch=F("epoch"))

    def rotation_due(self) -> Self:
        """Those whose next holder must rotate the key before writing."""
        return self.published().filter(rotation_due=True)


class Compartment(models.Model):
    """A record with its own key and its own list of people who may open it.

    ``epoch`` is the generation of the key, 0 while the record is staged and invisible.
    ``last_epoch`` is the highest number ever reserved, so two rotations never share one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    epoch = models.PositiveIntegerField(default=1)
    last_epoch = models.PositiveIntegerField(default=1)
    key_check = models.BinaryField(max_length=32)
    rotation_due = models.BooleanField(default=False)

    #: the concrete Grant, RecoveryWrap and Content of this compartment, set by the app
    grant_model: ClassVar[Any]
    recovery_model: ClassVar[Any]
    content_model: ClassVar[Any]
    #: for a record within another: its concrete ParentWrap, and its column that names the other
    parent_model: ClassVar[Any] = None
    parent_field: ClassVar[str] = ""
    #: the roles, by name, without any of which nobody keeps a key of this kind
    opened_by: ClassVar[frozenset[str]] = frozenset({"caseworker", "coordinator"})

    class Meta:
        abstract = True
        default_permissions = ()


class GrantManager(UserObjectPermissionManager):
    """Guardian's ways to assign and remove a permission, walled up.

    They would write a row without a key, or take one away without rotation.
    """

    def _walled(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse.

        :raises PermissionError: always
        """
        raise PermissionError("keys are given and taken by vault.compartments alone")

    assign_perm = bulk_assign_perm = assign_perm_to_many = _walled
    assign = remove_perm = bulk_remove_perm = remove_perm_from_many = _walled


class Grant(UserObjectPermissionBase):
    """A permission row that carries the record's key, sealed to one person.

    ``tag`` is an HMAC of the server over whose grant it is, of what and which epoch: a row that a
    writer to the database put there has none, and is given no new key.

    ``rank`` orders a person's list: the day in days since 1970 times 2**20, plus a counter of
    that person. ``cached_key`` is the same key under the reader's own symmetric key (faster to
    open); ``summary`` is the reader's own sealed line for lists and search, made for the record's
    ``summary_version`` it names.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    sealed_key = SealedField()
    epoch = models.PositiveIntegerField()
    tag = models.BinaryField(max_length=32, default=bytes)
    key_serial = models.PositiveIntegerField()
    cached_key = SealedField(null=True)
    summary = SealedField(null=True)
    summary_version = models.PositiveIntegerField(default=0)
    rank = models.BigIntegerField(default=0)

    objects = GrantManager()  # type: ignore[misc]

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(sealed_key=b""), name="%(class)s_carries_a_key"),
        ]
        indexes = [models.Index(fields=["user", "-rank"], name="%(class)s_list")]


class RecoveryWrap(models.Model):
    """The record's key, sealed to the organisation's offline recovery key."""

    sealed_key = SealedField()
    epoch = models.PositiveIntegerField()

    class Meta:
        abstract = True
        default_permissions = ()


class ParentWrap(models.Model):
    """The record's key, wrapped under the key of the record it lies within.

    So whoever holds the outer record opens the inner one without a row of their own.
    """

    sealed_key = SealedField()
    epoch = models.PositiveIntegerField()
    parent_epoch = models.PositiveIntegerField()

    class Meta:
        abstract = True
        default_permissions = ()


class Content(models.Model):
    """One sealed value: one version of one field of one row, under one epoch's key.

    Rows of another epoch than the compartment's are staged or left over, and nobody reads them.
    """

    field = models.CharField(max_length=32)
    row = models.UUIDField()
    version = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    sealed = SealedField()

    class Meta:
        abstract = True
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["compartment", "epoch", "field", "row", "version"],
                name="%(class)s_once",
            ),
        ]
