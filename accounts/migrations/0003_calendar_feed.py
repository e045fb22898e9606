"""Calendar feed."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0002_grant_tag")]
    operations: ClassVar = []
