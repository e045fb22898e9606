"""Consents."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0003_grant_tag")]
    operations: ClassVar = []
