"""Referrals: another organisation is asked to help, and gets what the person agreed to.

The partner, the question and the data are sealed with the case. The bundle that a partner opens is
sealed under a key of its own, which the server can only make from the words the partner types.
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from accounts.models import Member
from cases.models.entries import Entry
from vault.fields import SealedField


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Sets of referrals."""

    def live(self) -> Self:
        """Those that are with a partner."""
        return self.filter(state__in=Referral.LIVE)

    def silent(self, today: date) -> Self:
        """Those whose partner should have been heard of by now."""
        return self.live().filter(remind_on__lte=today)

    def over(self, today: date) -> Self:
        """Those whose time has run out."""
        return self.live().filter(until__lt=today)


class Referral(Entry):
    """One referral of a case. ``version`` is the latest of its draft, which is sealed.

    ``heard_on`` is the last day the partner did anything (at first, the day it was sent);
    ``handovers`` counts the links that were made for it.
    """

    class State(models.TextChoices):
        """The states of the design."""

        DRAFT = "draft", pgettext_lazy("referral", "draft")
        SENT = "sent", pgettext_lazy("referral", "sent")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("referral", "received")
        ACCEPTED = "accepted", pgettext_lazy("referral", "accepted")
        DECLINED = "declined", pgettext_lazy("referral", "declined")
        IN_SERVICE = "in_service", pgettext_lazy("referral", "in service")
        COMPLETED = "completed", pgettext_lazy("referral", "completed")
        FAILED = "failed", pgettext_lazy("referral", "failed")
        RECALLED = "recalled", pgettext_lazy("referral", "recalled")
        EXPIRED = "expired", pgettext_lazy("referral", "expired")
        DROPPED = "dropped", pgettext_lazy("referral", "draft thrown away")

    LIVE = (State.SENT, State.ACKNOWLEDGED, State.ACCEPTED, State.IN_SERVICE)

    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    handovers = models.PositiveIntegerField(default=0)
    sent_on = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    heard_on = models.DateField(null=True)
    remind_on = models.DateField(null=True)
    until = models.DateField(null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [
            models.Index(fields=["state", "remind_on"], name="referrals_silent"),
            models.Index(fields=["state", "until"], name="referrals_over"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="referral_numbers"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"])
                | Q(sent_on__isnull=False, until__isnull=False),
                name="sent_on_a_day_until_a_day",
            ),
        ]

    @property
    def is_live(self) -> bool:
        """Whether it is with a partner."""
        return self.state in self.LIVE

    @property
    def is_draft(self) -> bool:
        """Whether nothing has left the case."""
        return self.state == self.State.DRAFT


class ReferralStep(models.Model):
    """One step of a referral: a new state, or words alone.

    ``member`` is None for the partner's own steps; their words are sealed here under the
    referral's key. A member's words are contents of the case (``referral.words``).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=Referral.State.choices, blank=True)
    on = models.DateField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    has_words = models.BooleanField(default=False)
    sealed_words = SealedField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="one_step_a_number"),
        ]


class ReferralBundle(models.Model):
    """What a partner's link leads to. It exists only while the link works.

    Deleting the row kills the link at once: the sealed key goes with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="bundle")
    locator_hash = models.BinaryField(max_length=32, unique=True)
    salt = models.BinaryField(max_length=16)
    sealed_key = SealedField()
    sealed_body = SealedField()
    tries = models.PositiveIntegerField(default=0)
    until = models.DateField()

    class Meta:
        default_permissions = ()
