"""The outbox: jobs as rows. The broker only wakes the worker; the row is the truth."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One thing to do in the background, named by its kind and the id it is about."""

    class State(models.TextChoices):
        """waiting, claimed, done, failed."""

        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("claimed")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["state", "not_before"], name="jobs_to_do"),
            models.Index(fields=["kind", "finished_at"], name="jobs_last_run"),
        ]
