"""Reports."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0011_sealed_files")]
    operations: ClassVar = []
