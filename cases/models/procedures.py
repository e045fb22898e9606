"""Legal procedures of a person. Which one, where, and every day of it are sealed contents."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.entries import Entry


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Sets of procedures."""

    def running(self) -> Self:
        """Those that have not ended."""
        return self.filter(state=Procedure.State.RUNNING)

    def waiting(self, edition: str) -> Self:
        """Running ones of open cases, whose days were worked out under other rules than these."""
        behind = self.running().exclude(edition=edition)
        return behind.filter(case__epoch__gt=0).exclude(case__state__in=Case.ENDED)


class Procedure(Entry):
    """A legal procedure, running or ended; ``version`` is the latest of its words.

    Sealed as ``procedure.words``: the jurisdiction, the country, all that happened, all days.
    ``edition`` is that of the rules under which its days were last worked out; it is the same for
    every jurisdiction.
    """

    class State(models.TextChoices):
        """running, ended."""

        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")

    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    version = models.PositiveIntegerField(default=1)
    edition = models.CharField(max_length=16)

    objects = ProcedureQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["state", "edition"], name="procedures_by_edition")]
