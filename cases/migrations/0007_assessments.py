"""Assessments."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0006_briefs")]
    operations: ClassVar = []
