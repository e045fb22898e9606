"""Tasks: what must be done in a case, by whom, by which day. Their words are sealed contents."""

from datetime import date
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Member
from cases.models.case import Case, CaseGrant
from vault.asking import Slot


class TaskQuerySet(models.QuerySet["Task"]):
    """Sets of tasks."""

    def open(self) -> Self:
        """Those still to be done."""
        return self.filter(state=Task.State.OPEN)

    def live(self) -> Self:
        """Open ones of cases that are open themselves."""
        return self.open().filter(case__epoch__gt=0).exclude(case__state__in=Case.ENDED)

    def ended(self) -> Self:
        """Those that are done or cancelled."""
        return self.exclude(state=Task.State.OPEN)

    def of(self, member: Member) -> Self:
        """Those a member is to do."""
        return self.filter(assignee=member)

    def held_by(self, member: Member | Slot) -> Self:
        """Those in cases whose key of the current epoch a member holds."""
        return self.filter(Exists(_keys(user=member)))

    def stranded(self) -> Self:
        """Open ones whose assignee cannot open the case any more, so that nobody does them."""
        return self.open().exclude(Exists(_keys(user=OuterRef("assignee"))))

    def overdue(self, today: date) -> Self:
        """Those whose day is past."""
        return self.filter(due__lt=today)

    def due_by(self, day: date) -> Self:
        """Those due on a day or before."""
        return self.filter(due__lte=day)

    def waiting(self) -> Self:
        """Those that wait for another task which is not done."""
        return self.filter(blocked_by__state=Task.State.OPEN)

    def in_order(self) -> Self:
        """As they are to be done: by day, the most pressing first."""
        return self.order_by("due", "-priority", "number", "pk")


def _keys(**whose: Any) -> models.QuerySet[CaseGrant]:
    """Keys to the outer task's case, of its current epoch."""
    return CaseGrant.sets.current().filter(content_object=OuterRef("case"), **whose)


class Task(models.Model):
    """Something to be done in a case, always by somebody, always by a day.

    Sealed as ``task.words`` (:class:`cases.tasks.words.TaskWords`): kind, title, details, and why
    it was cancelled. ``version`` is the latest of them; earlier ones stay.

    ``first_due`` is the day a repeated task is counted from, so that "on the 31st" does not drift
    to the 28th; ``follows`` is the task it repeats.
    """

    class State(models.TextChoices):
        """open, done, cancelled."""

        OPEN = "open", pgettext_lazy("task", "open")
        DONE = "done", pgettext_lazy("task", "done")
        CANCELLED = "cancelled", pgettext_lazy("task", "cancelled")

    class Priority(models.IntegerChoices):
        """How pressing it is among what is due on the same day."""

        LOW = 1, pgettext_lazy("priority", "can wait")
        NORMAL = 2, pgettext_lazy("priority", "normal")
        HIGH = 3, pgettext_lazy("priority", "important")
        URGENT = 4, pgettext_lazy("priority", "urgent")

    class Unit(models.TextChoices):
        """What a repetition is counted in."""

        DAYS = "days", _("days")
        MONTHS = "months", _("months")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveIntegerField()
    creator = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    due = models.DateField()
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    blocked_by = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="blocks"
    )
    version = models.PositiveIntegerField(default=1)
    repeat_every = models.PositiveSmallIntegerField(null=True)
    repeat_unit = models.CharField(max_length=6, choices=Unit.choices, blank=True)
    first_due = models.DateField()
    follows = models.OneToOneField(
        "self", on_delete=models.RESTRICT, null=True, related_name="follower"
    )
    made_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["due", "-priority", "number"]
        indexes = [
            models.Index(fields=["assignee", "state", "due"], name="tasks_of"),
            models.Index(fields=["creator", "state", "due"], name="tasks_made_by"),
            models.Index(fields=["state", "due"], name="tasks_by_day"),
            models.Index(fields=["ended_by", "ended_on"], name="tasks_ended_by"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="task_numbers"),
            models.CheckConstraint(
                condition=Q(blocked_by=None) | ~Q(blocked_by=F("id")), name="task_not_by_itself"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None, ended_by=None)
                | Q(~Q(state="open"), ended_on__isnull=False, ended_by__isnull=False),
                name="task_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(repeat_every=None, repeat_unit="")
                | Q(
                    repeat_every__isnull=False,
                    repeat_every__gte=1,
                    repeat_unit__in=["days", "months"],
                ),
                name="task_repeats_whole",
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=4), name="task_priority_1_to_4"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == self.State.OPEN

    @property
    def repeats(self) -> bool:
        """Whether another comes when it is done."""
        return self.repeat_every is not None
