"""The sealed documents of a referral."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.documents import Document
from cases.models import Help
from cases.papers import Category

TEXT_LIMIT = 5000  # characters a text


@dataclass(frozen=True, repr=False)
class Words:
    """What is written of one category of data."""

    category: str = ""
    text: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Attached:
    """A document's copy that leaves: which document, what it is called, and what opens the copy."""

    field: str = ""
    title: str = ""
    name: str = ""
    size: int = 0
    blob: str = ""
    key: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Draft(Document):
    """``referral.draft``: whom to ask for what, and what they would be told."""

    partner: str = ""
    partner_name: str = ""
    kind: str = ""
    need: str = ""
    fields: tuple[str, ...] = ()
    texts: tuple[Words, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def kind_label(self) -> str:
        """The help asked for, in words."""
        return help_label(self.kind)


@dataclass(frozen=True, repr=False)
class Line:
    """One thing a partner is told: its category, which field it is, and what it says."""

    category: str = ""
    field: str = ""
    value: str = ""

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def category_label(self) -> str:
        """The category in words."""
        known = self.category in Category.values
        return str(Category(self.category).label) if known else self.category

    @property
    def label(self) -> str:
        """The field in words; what is written of a category bears the category's name."""
        if self.field.startswith("document:"):
            return _("Document")
        return field_labels().get(self.field, self.category_label)


def field_labels() -> dict[str, str]:
    """The fields a referral picks from, in words."""
    return {
        "names": _("Names"),
        "aliases": _("Other names"),
        "birth": _("Born"),
        "sex": _("Sex, as stated"),
        "languages": _("Languages"),
        "countries": _("Countries"),
        "contacts": _("Contact points that are safe"),
        "rule": _("Rule for contact"),
        "risk": _("Danger"),
    }


def help_label(kind: str) -> str:
    """A kind of help in words."""
    return str(Help(kind).label) if kind in Help.values else kind


@dataclass(frozen=True, repr=False)
class Disclosed(Document):
    """``referral.disclosed``: exactly what left, to whom, and under which consent."""

    partner: str = ""
    partner_name: str = ""
    kind: str = ""
    need: str = ""
    lines: tuple[Line, ...] = ()
    consent: str = ""
    consent_since: date | None = None
    by: str = ""
    on: date | None = None
    until: date | None = None
    papers: tuple[Attached, ...] = ()

    @property
    def kind_label(self) -> str:
        """The help asked for, in words."""
        return help_label(self.kind)

    @property
    def categories(self) -> list[str]:
        """The categories in words, each once."""
        return list(dict.fromkeys(line.category_label for line in self.lines))


@dataclass(frozen=True, repr=False)
class Body(Document):
    """``bundle.body``: what the partner reads."""

    kind: str = ""
    need: str = ""
    lines: tuple[Line, ...] = ()
    consent_since: date | None = None
    on: date | None = None
    until: date | None = None
    papers: tuple[Attached, ...] = ()

    @property
    def kind_label(self) -> str:
        """The help asked for, in words."""
        return help_label(self.kind)


@dataclass(frozen=True, repr=False)
class Handover(Document):
    """``referral.handover``: the link's locator, the spoken secret, and the key behind them."""

    locator: str = ""
    secret: str = ""
    key: str = ""


@dataclass(frozen=True, repr=False)
class StepWords(Document):
    """``referral.words`` of a member, and what a partner answers."""

    text: str = ""


def body_of(disclosed: Disclosed) -> Body:
    """What of a disclosure the partner reads: nothing of who else knows."""
    kept = ("kind", "need", "lines", "consent_since", "on", "until", "papers")
    return Body(**{name: getattr(disclosed, name) for name in kept})


def categories_of(lines: Iterable[Line]) -> list[str]:
    """The codes of the categories, in their order."""
    found = {line.category for line in lines}
    return [code for code in Category.values if code in found]
