"""Assessments, goals, the safety plan's version, and the forms an organisation asks with."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

def _entry():
    """The columns of every entry of a case."""
    member = settings.AUTH_USER_MODEL
    protect, cascade = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("number", models.PositiveIntegerField()),
        ("on", models.DateField()),
        ("author", models.ForeignKey(on_delete=protect, related_name="+", to=member)),
        ("case", models.ForeignKey(on_delete=cascade, related_name="%(class)ss", to="cases.case")),
        ("version", models.PositiveIntegerField(default=1)),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_briefs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="case",
            name="safety_plan_version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="FormDefinition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("form", models.UUIDField(default=uuid.uuid4)),
                ("version", models.PositiveIntegerField(default=1)),
                ("body", models.JSONField()),
                ("on", models.DateField()),
                ("begun", models.DateField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("form", "version"), name="form_versions")
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[*_entry(), ("reassess_on", models.DateField(null=True))],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["reassess_on"], name="assessments_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="assessment_numbers")
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=_entry(),
            options={
                "ordering": ["-number"],
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="goal_numbers")
                ],
            },
        ),
    ]
