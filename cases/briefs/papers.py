"""The sealed documents of a brief."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.documents import Document
from cases.models import Brief
from vault.compartments import Place

WORDS, REPORT = "brief.words", "brief.report"
TITLE_LIMIT = 200  # characters
TEXT_LIMIT = 20_000


@dataclass(frozen=True, repr=False)
class BriefWords(Document):
    """``brief.words``: what is to be done, what must be known for it, whom to reach, by when."""

    title: str = ""
    text: str = ""
    reach: str = ""
    due: date | None = None


@dataclass(frozen=True, repr=False)
class BriefReport(Document):
    """``brief.report``: what the volunteer says of it."""

    done: bool = True
    text: str = ""
    at: str = ""

    @property
    def moment(self) -> datetime | None:
        """When it was written."""
        try:
            return datetime.fromisoformat(self.at)
        except ValueError:
            return None


def words_place(brief: Brief) -> Place:
    """Where the words of a brief are kept."""
    return WORDS, brief.pk, 1


def report_place(brief: Brief) -> Place:
    """Where its report is kept."""
    return REPORT, brief.pk, 1
