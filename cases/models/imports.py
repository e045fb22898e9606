"""Imports: a spreadsheet on its way into sealed cases."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from vault.fields import SealedField


class ImportRun(models.Model):
    """One import. The file and the mapping are sealed under the uploader's personal key.

    Cases are staged with epoch 0, which nobody can see or open, and published by one update.
    """

    class State(models.TextChoices):
        """mapping, checked, staging, published, discarded."""

        MAPPING = "mapping", _("columns to be named")
        STAGING = "staging", _("being imported")
        PUBLISHED = "published", _("imported")
        DISCARDED = "discarded", _("discarded")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="imports")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAPPING)
    sealed_source = SealedField(null=True)
    sealed_plan = SealedField(null=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["-on"]
