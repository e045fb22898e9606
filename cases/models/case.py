"""The case: a compartment, with a random code, a state, and who is responsible."""

import secrets
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from vault.models import Compartment, CompartmentQuerySet, Content, Grant, RecoveryWrap

# No letter or digit that is mistaken for another when read aloud or written by hand.
CODE_ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"


def new_code() -> str:
    """A random case code such as ``K7-QFM``: it says nothing, and is easy to read aloud."""
    drawn = [secrets.choice(CODE_ALPHABET) for _ in range(6)]
    return f"{''.join(drawn[:2])}-{''.join(drawn[2:])}"


class CaseQuerySet(CompartmentQuerySet):
    """Sets of cases."""

    def open(self) -> Self:
        """Those that are neither closed, declined nor erased."""
        return self.published().exclude(state__in=Case.ENDED)

    def unassigned(self) -> Self:
        """Open ones that no caseworker has."""
        return self.open().filter(assignee=None)

    def consent_overdue(self, today: object) -> Self:
        """Imported ones whose consent was to be confirmed by an earlier day."""
        return self.open().filter(consent_by__lt=today)


class Case(Compartment):
    """One person's, or one family's, case file.

    Identity, safety, risk, language, kind and every word are sealed (:class:`CaseContent`).
    ``summary_version`` counts what a reader's sealed summary must follow. A case is frozen from the
    day the client withdrew everything until they say yes again: nothing leaves it meanwhile.
    ``erase_on`` is the day from which it may be erased, if they asked for that.
    """

    class State(models.TextChoices):
        """enquiry, intake, active, closed, declined, erased."""

        ENQUIRY = "enquiry", _("enquiry")
        INTAKE = "intake", _("intake")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")
        DECLINED = "declined", _("declined")
        ERASED = "erased", _("erased")

    ENDED = (State.CLOSED, State.DECLINED, State.ERASED)

    code = models.CharField(max_length=8, unique=True, default=new_code)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENQUIRY)
    opened_on = models.DateField()
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="owned_cases")
    assignee = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="assigned_cases"
    )
    identity_version = models.PositiveIntegerField(default=0)
    safety_version = models.PositiveIntegerField(default=0)
    days_version = models.PositiveIntegerField(default=0)
    safety_plan_version = models.PositiveIntegerField(default=0)
    summary_version = models.PositiveIntegerField(default=1)
    last_number = models.PositiveIntegerField(default=0)
    consent_by = models.DateField(null=True)
    frozen_on = models.DateField(null=True)
    erase_on = models.DateField(null=True)
    closing_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    import_run = models.ForeignKey(
        "cases.ImportRun", on_delete=models.PROTECT, null=True, related_name="cases"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("open_case", "Open the case")]
        indexes = [
            models.Index(fields=["assignee", "state"], name="cases_by_assignee"),
            models.Index(fields=["owner", "state"], name="cases_by_owner"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_ended(self) -> bool:
        """Whether it is closed, declined or erased."""
        return self.state in self.ENDED

    @property
    def is_frozen(self) -> bool:
        """Whether the client withdrew everything: nothing may leave the case."""
        return self.frozen_on is not None


class CaseGrantQuerySet(models.QuerySet["CaseGrant"]):
    """Sets of a reader's keys to cases."""

    def current(self) -> Self:
        """Those of the case's current epoch."""
        return self.filter(epoch=F("content_object__epoch"))

    def in_list_order(self) -> Self:
        """Latest change first."""
        return self.order_by("-rank", "pk")

    def stale(self) -> Self:
        """Those whose sealed summary is missing or behind the case."""
        return self.filter(
            Q(summary=None) | Q(summary_version__lt=F("content_object__summary_version"))
        )


class CaseGrant(Grant):
    """A member's key to a case."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")

    sets = CaseGrantQuerySet.as_manager()


class CaseRecovery(RecoveryWrap):
    """The recovery wrap of a case."""

    compartment = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="recovery")


class CaseContent(Content):
    """What a case holds, sealed."""

    compartment = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contents")


Case.grant_model = CaseGrant
Case.recovery_model = CaseRecovery
Case.content_model = CaseContent
