"""The other sealed documents of a case: notes, reasons, consent terms, a proposed closing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.documents import Document

NOTE_LIMIT = 200_000  # characters


class NoteType(TextChoices):
    """What a note tells of."""

    CALL = "call", _("phone call")
    VISIT = "visit", _("visit")
    MESSAGE = "message", pgettext_lazy("note", "message")
    MEETING = "meeting", _("meeting")
    INTERNAL = "internal", _("internal")
    OTHER = "other", pgettext_lazy("note", "other")


class How(TextChoices):
    """How a consent was given."""

    WRITTEN = "written", _("in writing")
    ORAL = "oral", _("orally, with a witness")
    OWN_PAGE = "own_page", _("by the person, on the page")


class Reason(TextChoices):
    """Why a case is closed."""

    GOALS = "goals_met", _("goals met")
    WISH = "clients_wish", _("the client's wish")
    TRANSFERRED = "transferred", _("transferred")
    LOST = "lost_contact", _("lost contact")
    NOT_ELIGIBLE = "not_eligible", _("not eligible")
    UNSAFE = "unsafe", _("unsafe to continue")
    DIED = "died", _("died")


@dataclass(frozen=True, repr=False)
class NoteBody(Document):
    """``note.body``: one version of a note."""

    at: str = ""
    type: str = NoteType.INTERNAL.value
    text: str = ""
    by: str = ""


@dataclass(frozen=True, repr=False)
class EventWords(Document):
    """``event.words``: the reason given for what happened."""

    text: str = ""


@dataclass(frozen=True, repr=False)
class ConsentTerms(Document):
    """``consent.terms``: all of a consent that is not a clear column.

    ``salt`` is random, so the consent's HMAC confirms no guess at the other words.
    """

    salt: str = ""
    text: str = ""
    text_version: int = 0
    language: str = ""
    interpreter: str = ""
    how: str = How.WRITTEN.value
    witness: str = ""
    explained_by: str = ""
    risks: str = ""
    withheld: str = ""

    @property
    def how_label(self) -> str:
        """How it was given, in words."""
        return str(How(self.how).label)


@dataclass(frozen=True, repr=False)
class Closing(Document):
    """``case.closing``: why a case is to be closed."""

    reason: str = Reason.GOALS.value
    clients_view: str = ""
    summary: str = ""
    by: str = ""
    on: date | None = None

    @property
    def reason_label(self) -> str:
        """The reason in words."""
        return str(Reason(self.reason).label)
