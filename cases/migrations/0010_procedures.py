"""Procedures, and how many versions of its open days a case has had."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0009_referrals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="case",
            name="days_version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "opened"),
                    ("imported", "imported"),
                    ("state", "new state"),
                    ("identity", "identity changed"),
                    ("safety", "safety decision"),
                    ("consent", "consent recorded"),
                    ("given", "access given"),
                    ("taken", "access taken"),
                    ("handed_over", "handed over"),
                    ("owner", "new owner"),
                    ("closing", "closing proposed"),
                    ("referral", "referral"),
                    ("procedure", "procedure changed"),
                    ("withdrawal", "consent withdrawn"),
                    ("decision", "decision by two people"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "running"), ("ended", "ended")],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("edition", models.CharField(max_length=16)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["state", "edition"], name="procedures_by_edition")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="procedure_numbers")
                ],
            },
        ),
    ]
