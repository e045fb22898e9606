"""Members: the organisation's own people who sign in."""

from typing import Any, Self
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, Permission, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may be. One person may have several; see :class:`Member`."""

    CASEWORKER = "caseworker", _("caseworker")
    COORDINATOR = "coordinator", _("coordinator")
    TRACING_OFFICER = "tracing_officer", _("tracing officer")
    VOLUNTEER = "volunteer", _("volunteer")
    EDITOR = "editor", _("editor")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class MemberQuerySet(models.QuerySet["Member"]):
    """Sets of members."""

    def admitted(self) -> Self:
        """Those who were admitted and not removed."""
        return self.filter(state=Member.State.ADMITTED)

    def waiting(self) -> Self:
        """Those who set up everything and wait for a coordinator."""
        return self.filter(state=Member.State.WAITING)

    def having(self, role: Role) -> Self:
        """Those with a role."""
        return self.filter(**{f"is_{role}": True})

    def with_last_day(self) -> Self:
        """All, by state and name, each with ``last_day``: of the latest full sign-in."""
        days = self.annotate(last_day=models.Max("devices__last_on"))
        return days.order_by("state", "display_name")

    def opening_cases(self) -> Self:
        """Those in a role that opens case files."""
        return self.filter(Q(is_caseworker=True) | Q(is_coordinator=True))


class MemberManager(BaseUserManager["Member"].from_queryset(MemberQuerySet)):  # type: ignore[misc]
    """The manager Django's own parts expect; members are made by actions alone."""


class Member(AbstractBaseUser, PermissionsMixin):
    """Somebody of the organisation.

    Django's password stays unusable (see :class:`accounts.models.factors.KeySlot`), and groups,
    global permissions and superusers are shut out by constraints.
    """

    class State(models.TextChoices):
        """invited, waiting, admitted, removed."""

        INVITED = "invited", _("invited")
        WAITING = "waiting", _("waiting for admission")
        ADMITTED = "admitted", _("admitted")
        REMOVED = "removed", _("removed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9.-]*\Z", _("Small letters, digits, dot, hyphen."))
        ],
    )
    display_name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    is_caseworker = models.BooleanField(default=False)
    is_coordinator = models.BooleanField(default=False)
    is_tracing_officer = models.BooleanField(default=False)
    is_volunteer = models.BooleanField(default=False)
    is_editor = models.BooleanField(default=False)
    is_administrator = models.BooleanField(default=False)
    is_auditor = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    lock_minutes = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(5), MaxValueValidator(60)]
    )
    joined_on = models.DateField(null=True)
    is_superuser = models.BooleanField(default=False, editable=False)
    groups: "models.ManyToManyField[Group, Any]" = models.ManyToManyField(  # type: ignore[assignment]
        Group, through="accounts.NoGroup", related_name="+"
    )
    user_permissions: "models.ManyToManyField[Permission, Any]" = models.ManyToManyField(  # type: ignore[assignment]
        Permission, through="accounts.NoUserRight", related_name="+"
    )
    last_login = None

    objects = MemberManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="no_superuser"),
            models.CheckConstraint(condition=Q(password__startswith="!"), name="no_password"),
            models.CheckConstraint(
                condition=Q(is_administrator=False)
                | Q(
                    is_caseworker=False,
                    is_coordinator=False,
                    is_tracing_officer=False,
                    is_volunteer=False,
                ),
                name="administrator_opens_no_case",
            ),
            models.CheckConstraint(
                condition=Q(lock_minutes__gte=5, lock_minutes__lte=60), name="lock_5_to_60_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the member may sign in."""
        return self.state != self.State.REMOVED

    @property
    def roles(self) -> frozenset[Role]:
        """The member's roles."""
        return frozenset(role for role in Role if getattr(self, f"is_{role}"))

    @property
    def opens_cases(self) -> bool:
        """Whether the member works here, in a role that opens case files."""
        return self.state == self.State.ADMITTED and (self.is_caseworker or self.is_coordinator)

    @property
    def role_names(self) -> list[str]:
        """The roles in words, in the order of :class:`Role`."""
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def owner_bytes(self) -> bytes:
        """What identifies this member in a fingerprint."""
        return UUID(str(self.pk)).bytes
