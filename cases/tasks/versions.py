"""The earlier words of a task."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Task
from cases.reading import CasePage
from cases.tasks.words import FIELD, TaskWords
from vault.compartments import Opened


@dataclass(frozen=True, repr=False)
class TaskVersion:
    """One version of what a task said: by whom, when."""

    number: int
    words: TaskWords
    by: str
    at: datetime | None


def read_task_versions(opened: Opened[Case], task: Task, page: CasePage) -> list[TaskVersion]:
    """All versions of a task's words that open, newest first."""
    found = opened.read_many((FIELD, task.pk, number) for number in range(1, task.version + 1))
    read = {place[2]: TaskWords.load(text) for place, text in found.items()}
    names = page.names({words.by for words in read.values()})
    return [
        TaskVersion(number, words, names.get(words.by, ""), _moment(words.at))
        for number, words in sorted(read.items(), reverse=True)
    ]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
