"""Bulk assignments: many cases given to one person, step by step, in the giver's session."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from cases.models.case import Case
from vault.fields import SealedField


class BulkAssignmentQuerySet(models.QuerySet["BulkAssignment"]):
    """Sets of bulk assignments."""

    def with_counts(self) -> Self:
        """Latest first, each with how many cases it has and how many still wait."""
        waiting = Count("items", filter=Q(items__outcome=BulkItem.Outcome.WAITING))
        return self.annotate(cases=Count("items"), waiting=waiting).order_by("-on", "pk")


class BulkAssignment(models.Model):
    """A bulk assignment; its reason is sealed under the giver's personal key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="bulk_assignments")
    to = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    sealed_reason = SealedField()

    objects = BulkAssignmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()


class BulkItem(models.Model):
    """One case of a bulk assignment, and how it went."""

    class Outcome(models.TextChoices):
        """waiting, given, had it already, refused."""

        WAITING = "waiting", _("waiting")
        GIVEN = "given", _("given")
        HELD = "held", _("had it already")
        REFUSED = "refused", _("could not be given")

    class Why(models.TextChoices):
        """Why a case could not be given."""

        ENDED = "ended", _("The case is closed or declined.")
        NO_KEY = "no_key", _("You hold no key of this case any more.")
        NO_HOLDER = "no_holder", _("This member cannot hold a case.")
        CHANGED = "changed", _("Somebody else was given the case meanwhile.")
        UNREADABLE = "unreadable", _("The case does not open with your key.")

    bulk = models.ForeignKey(BulkAssignment, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["bulk", "case"], name="one_item_a_case"),
        ]
