"""Tasks: what must be done in a case, by whom, by which day."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0004_consents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("cancelled", "cancelled")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("due", models.DateField()),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "can wait"), (2, "normal"), (3, "important"), (4, "urgent")],
                        default=2,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("repeat_every", models.PositiveSmallIntegerField(null=True)),
                (
                    "repeat_unit",
                    models.CharField(
                        blank=True, choices=[("days", "days"), ("months", "months")], max_length=6
                    ),
                ),
                ("first_due", models.DateField()),
                ("made_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "blocked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="blocks",
                        to="cases.task",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="cases.case",
                    ),
                ),
                (
                    "creator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="follower",
                        to="cases.task",
                    ),
                ),
            ],
            options={
                "ordering": ["due", "-priority", "number"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["assignee", "state", "due"], name="tasks_of"),
                    models.Index(fields=["creator", "state", "due"], name="tasks_made_by"),
                    models.Index(fields=["state", "due"], name="tasks_by_day"),
                    models.Index(fields=["ended_by", "ended_on"], name="tasks_ended_by"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="task_numbers"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("blocked_by", None),
                            models.Q(("blocked_by", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="task_not_by_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", None), ("ended_on", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("ended_by__isnull", False),
                                ("ended_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="task_ended_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("repeat_every", None), ("repeat_unit", "")),
                            models.Q(
                                ("repeat_every__gte", 1),
                                ("repeat_every__isnull", False),
                                ("repeat_unit__in", ["days", "months"]),
                            ),
                            _connector="OR",
                        ),
                        name="task_repeats_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__gte", 1), ("priority__lte", 4)),
                        name="task_priority_1_to_4",
                    ),
                ],
            },
        ),
    ]
