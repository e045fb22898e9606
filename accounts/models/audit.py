"""The audit log: rows chained by an HMAC, and the one row that is its head."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class AuditRowQuerySet(models.QuerySet["AuditRow"]):
    """Sets of audit rows."""

    def on_or_after(self, day: date) -> Self:
        """Those from the beginning of a day, in the organisation's time zone."""
        return self.filter(at__gte=_midnight(day))

    def on_or_before(self, day: date) -> Self:
        """Those until the end of a day."""
        return self.filter(at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class AuditRow(models.Model):
    """One act: a look, a change, or a refused attempt. Ids and codes only, no content.

    ``mac`` covers every column and the mac before it, under a key kept outside the database.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    object = models.CharField(max_length=64, blank=True)
    refused = models.BooleanField(default=False)
    details = models.JSONField(default=dict)
    mac = models.BinaryField(max_length=32)

    objects = AuditRowQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["kind", "object", "-sequence"], name="audit_by_object"),
            models.Index(fields=["actor", "-sequence"], name="audit_by_actor"),
        ]

    @property
    def said(self) -> list[tuple[str, str]]:
        """The details, name by name, in words of ids and numbers."""
        return [(name, _in_words(value)) for name, value in sorted(self.details.items())]


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class AuditHead(models.Model):
    """The latest link of the chain, one row, locked as the last statement of a transaction."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    mac = models.BinaryField(max_length=32, default=bytes(32))

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_audit_head")]
