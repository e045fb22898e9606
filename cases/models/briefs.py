"""Briefs: what a volunteer needs to know for one task, and nothing else of the case."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Member
from cases.models.case import Case
from cases.models.tasks import Task
from vault.models import (
    Compartment,
    CompartmentQuerySet,
    Content,
    Grant,
    ParentWrap,
    RecoveryWrap,
)


class BriefQuerySet(CompartmentQuerySet):
    """Sets of briefs."""

    def live(self) -> Self:
        """Those a volunteer is to work on."""
        return self.published().filter(state=Brief.State.GIVEN)

    def with_key(self) -> Self:
        """Each with ``is_held``: whether its volunteer can open it."""
        keys = BriefGrant.objects.filter(content_object=OuterRef("pk"), user=OuterRef("volunteer"))
        return self.annotate(is_held=Exists(keys))


class Brief(Compartment):
    """One volunteer's brief for one task.

    Sealed under its own key: ``brief.words`` and ``brief.report``
    (:mod:`cases.briefs.papers`). The key is also wrapped under the case's, so whoever holds the
    case reads it; the volunteer's own grant ends when the brief does.
    """

    class State(models.TextChoices):
        """given, reported, filed, recalled."""

        GIVEN = "given", pgettext_lazy("brief", "with the volunteer")
        REPORTED = "reported", pgettext_lazy("brief", "reported back")
        FILED = "filed", pgettext_lazy("brief", "report in the notes")
        RECALLED = "recalled", pgettext_lazy("brief", "called back")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="briefs")
    task = models.ForeignKey(Task, on_delete=models.RESTRICT, related_name="briefs")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="briefs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.GIVEN)
    on = models.DateField()
    ended_on = models.DateField(null=True)

    parent_field = "case"
    opened_by = frozenset({"volunteer"})

    objects = BriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("brief")
        default_permissions = ()
        permissions = [("open_brief", "Open the brief")]
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="brief_numbers"),
            models.UniqueConstraint(
                fields=["task", "volunteer"], condition=Q(state="given"), name="brief_given_once"
            ),
            models.CheckConstraint(
                condition=Q(state="given", ended_on=None)
                | Q(~Q(state="given"), ended_on__isnull=False),
                name="brief_ended_on_a_day",
            ),
        ]

    @property
    def is_live(self) -> bool:
        """Whether a volunteer is to work on it."""
        return self.state == self.State.GIVEN


class BriefGrant(Grant):
    """A volunteer's key to a brief."""

    content_object = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="grants")


class BriefRecovery(RecoveryWrap):
    """The recovery wrap of a brief."""

    compartment = models.OneToOneField(Brief, on_delete=models.CASCADE, related_name="recovery")


class BriefParent(ParentWrap):
    """A brief's key, wrapped under its case's."""

    compartment = models.OneToOneField(Brief, on_delete=models.CASCADE, related_name="wrap")


class BriefContent(Content):
    """What a brief holds, sealed."""

    compartment = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="contents")


Brief.grant_model = BriefGrant
Brief.recovery_model = BriefRecovery
Brief.parent_model = BriefParent
Brief.content_model = BriefContent
