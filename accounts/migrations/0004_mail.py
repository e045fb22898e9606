"""Mail."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0003_calendar_feed")]
    operations: ClassVar = []
