"""The other sealed documents of a case: notes, reasons, consent terms, a proposed closing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

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


class Category(TextChoices):
    """What somebody may be told of a person. A consent names them; a referral picks from them."""

    IDENTITY = "identity", _("names, birth and languages")
    CONTACT = "contact", _("how to reach them")
    FAMILY = "family", _("family")
    HEALTH = "health", _("health")
    LEGAL = "legal", _("legal situation")
    HOUSING = "housing", _("housing")
    SAFETY = "safety", _("safety")
    WORK = "work", _("work and education")
    DOCUMENTS = "documents", _("documents")
    STORY = "story", _("what happened to them")


class Subject(TextChoices):
    """For whom a consent is given. Nobody consents for another adult."""

    SELF = "self", _("an adult, for themselves")
    CHILD = "child", _("a child, with a guardian")
    UNABLE = "unable", _("an adult who cannot decide now")


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

    ``salt`` is random, so the consent's HMAC confirms no guess at the other words. ``recipient``
    is a partner's id as text, or empty for one that is only named. ``decided_by`` are the two
    members who recorded the best-interests decision in ``best_interests``.
    """

    FORMAT: ClassVar[int] = 2
    UPGRADES: ClassVar[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
        1: lambda found: found | {"recipient": "", "categories": [], "subject": "self"}
    }

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
    recipient: str = ""
    recipient_name: str = ""
    categories: tuple[str, ...] = ()
    subject: str = Subject.SELF.value
    assent: str = ""
    guardian: str = ""
    guardian_tied: bool = False
    best_interests: str = ""
    decided_by: tuple[str, ...] = ()

    @property
    def how_label(self) -> str:
        """How it was given, in words; empty for a withdrawal, which needs no form."""
        return str(How(self.how).label) if self.how else ""

    @property
    def subject_label(self) -> str:
        """For whom it was given, in words."""
        return str(Subject(self.subject).label)

    @property
    def category_labels(self) -> list[str]:
        """What may be told, in words, always in the same order."""
        return [str(one.label) for one in Category if one.value in self.categories]

    @property
    def needs_two(self) -> bool:
        """Whether two people must decide what is in the person's best interests."""
        tied = self.subject == Subject.CHILD and self.guardian_tied
        return tied or self.subject == Subject.UNABLE


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
