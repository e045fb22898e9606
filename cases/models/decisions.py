"""What two people decide together, and withdrawals. Their words are sealed contents."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from cases.models.entries import Entry


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Sets of decisions."""

    def waiting(self) -> Self:
        """Those that wait for a second person."""
        return self.filter(state=Decision.State.WAITING)

    def untold(self) -> Self:
        """Those that were agreed to, and whose person is still to be told."""
        return self.filter(state=Decision.State.AGREED, due_on__isnull=False, told_on=None)


class Decision(Entry):
    """An act that one person proposes and another decides: both hold the case.

    What it is about is sealed as ``decision.words``: version 1 what was proposed, version 2 the
    answer, version 3 how the person was told. ``due_on`` is the day by which they are to be.
    """

    class State(models.TextChoices):
        """waiting, agreed, refused, taken back."""

        WAITING = "waiting", _("waits for a second person")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("not agreed")
        TAKEN_BACK = "taken_back", _("taken back")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    second = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    second_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    told_on = models.DateField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_numbers"),
            models.CheckConstraint(
                condition=Q(state="waiting", second=None)
                | Q(state="taken_back", second=None)
                | Q(state__in=["agreed", "refused"], second__isnull=False),
                name="decision_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("author")),
                name="decision_by_two_different_people",
            ),
        ]


class Withdrawal(Entry):
    """A consent taken back, or all of them. Sealed as ``withdrawal.receipt``: what that did."""

    class Meta(Entry.Meta):
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="withdrawal_numbers"),
        ]
