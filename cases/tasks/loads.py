"""How much each member has to do, counted from clear columns: days, and who is assigned."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from cases.listing import week_end
from cases.models import Task


class TaskLoad(NamedTuple):
    """How many open tasks somebody has, and how many of them press."""

    tasks: int = 0
    overdue: int = 0
    today: int = 0
    week: int = 0


def task_loads(today: dt.date) -> dict[UUID, TaskLoad]:
    """What each member has to do, counted from clear columns: days, and who is assigned."""
    counted = (
        Task.objects.live()
        .order_by()
        .values_list("assignee")
        .annotate(
            tasks=Count("pk"),
            overdue=Count("pk", filter=Q(due__lt=today)),
            today=Count("pk", filter=Q(due=today)),
            week=Count("pk", filter=Q(due__gt=today, due__lte=week_end(today))),
        )
    )
    return {member: TaskLoad(*counts) for member, *counts in counted}
