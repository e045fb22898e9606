"""The sealed words of a task. What kind of task it is tells of the person, so it is sealed too."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.documents import Document
from cases.models import Task
from vault.compartments import Place

FIELD = "task.words"
TITLE_LIMIT = 200  # characters
DETAILS_LIMIT = 20_000


class TaskKind(TextChoices):
    """What is to be done."""

    CALL = "call", _("phone call")
    VISIT = "visit", _("visit")
    APPOINTMENT = "appointment", _("appointment to go along to")
    DEADLINE = "deadline", _("legal deadline")
    PAPERS = "papers", _("papers and forms")
    ASK = "ask", _("ask somebody")
    REVIEW = "review", _("review")
    OTHER = "other", pgettext_lazy("task", "other")


@dataclass(frozen=True, repr=False)
class TaskWords(Document):
    """``task.words``: one version of what a task says. ``by`` and ``at``: who wrote it, when."""

    kind: str = TaskKind.OTHER.value
    title: str = ""
    details: str = ""
    reason: str = ""  # why it was cancelled
    by: str = ""
    at: str = ""

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(TaskKind(self.kind).label)


def words_place(task: Task) -> Place:
    """Where the latest words of a task are kept."""
    return FIELD, task.pk, task.version
