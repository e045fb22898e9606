"""The sealed documents of withdrawals and of what two people decide together."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.documents import Document
from cases.papers import Category, ConsentTerms

WORDS_LIMIT = 10_000  # characters


class Way(TextChoices):
    """By what a withdrawal came. Any will do."""

    SAID = "said", _("said to one of us")
    CALL = "call", _("by telephone")
    WRITTEN = "written", _("in writing")
    OTHERS = "others", _("through somebody else")
    OTHER = "other", pgettext_lazy("channel", "other")


class About(TextChoices):
    """What two people decide."""

    BEST_INTERESTS = "best_interests", _("what is in the person's best interests")
    DISCLOSURE = "disclosure", _("exceptional disclosure")
    ERASURE = "erasure", _("erasing the case at the client's wish")


class Ground(TextChoices):
    """Why something is told without consent."""

    DANGER = "danger", _("imminent danger to life or health")
    CHILD = "child", _("protection of a child")
    COURT = "court", _("order of a court")
    INCAPACITY = "incapacity", _("the person cannot decide, and it cannot wait")


@dataclass(frozen=True, repr=False)
class Ended:
    """One consent that a withdrawal ended."""

    purpose: str = ""
    recipient_name: str = ""
    categories: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def category_labels(self) -> list[str]:
        """What may no longer be told, in words."""
        return _labels(self.categories)


@dataclass(frozen=True, repr=False)
class Receipt(Document):
    """``withdrawal.receipt``: what was taken back, and what that did."""

    at: str = ""
    by: str = ""
    way: str = Way.SAID.value
    words: str = ""
    everything: bool = False
    ended: tuple[Ended, ...] = ()
    recalled: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    erase_on: date | None = None

    @property
    def way_label(self) -> str:
        """By what it came, in words."""
        return str(Way(self.way).label)


@dataclass(frozen=True, repr=False)
class Proposed(Document):
    """``decision.words`` 1: what one person proposes to another.

    For a disclosure: the ground, who is told what exactly, and by when the person is to be told.
    For best interests: the consent that would be recorded, and why. For erasure: how the client
    confirmed it, where the day for it has not come.
    """

    about: str = About.DISCLOSURE.value
    why: str = ""
    ground: str = ""
    legal_basis: str = ""
    recipient_name: str = ""
    categories: tuple[str, ...] = ()
    told: str = ""
    tell_by: date | None = None
    purpose: str = ""
    since: date | None = None
    until: date | None = None
    terms: ConsentTerms = field(default_factory=ConsentTerms)

    @property
    def is_disclosure(self) -> bool:
        """Whether it is about telling something without consent."""
        return self.about == About.DISCLOSURE

    @property
    def is_erasure(self) -> bool:
        """Whether it is about destroying all that the case holds."""
        return self.about == About.ERASURE

    @property
    def about_label(self) -> str:
        """What it is about, in words."""
        return str(About(self.about).label)

    @property
    def ground_label(self) -> str:
        """The ground in words."""
        return str(Ground(self.ground).label) if self.ground else ""

    @property
    def category_labels(self) -> list[str]:
        """The data in words."""
        return _labels(self.categories)


@dataclass(frozen=True, repr=False)
class Answer(Document):
    """``decision.words`` 2 and 3: the second person's answer; how the person was told."""

    text: str = ""
    by: str = ""


def _labels(values: tuple[str, ...]) -> list[str]:
    return [str(one.label) for one in Category if one.value in values]
