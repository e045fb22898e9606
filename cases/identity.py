"""Who a case is about, how they may be reached, and how safe they are: the sealed documents."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.documents import Document


class Kind(TextChoices):
    """Whose case it is."""

    LEAVER = "leaver", _("leaver")
    FAMILY = "family", _("family")


class Risk(TextChoices):
    """How great the danger is."""

    LOW = "low", pgettext_lazy("risk", "low")
    MEDIUM = "medium", pgettext_lazy("risk", "medium")
    HIGH = "high", pgettext_lazy("risk", "high")
    IMMEDIATE = "immediate", pgettext_lazy("risk", "immediate")


class Channel(TextChoices):
    """By what a person can be reached."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger")
    POST = "post", _("post")
    PERSON = "person", _("through a person")
    OTHER = "other", pgettext_lazy("channel", "other")


class Reach(TextChoices):
    """How safe a contact point is. Unsafe unless somebody said otherwise."""

    # The first is what a form falls back to, so it is the careful one.
    UNSAFE = "unsafe", _("unsafe")
    NO_VOICEMAIL = "no_voicemail", _("safe, but leave no message")
    SAFE = "safe", _("safe")


class Decision(TextChoices):
    """What was decided about the work going on."""

    GO_ON = "go_on", _("safe to go on")
    CONDITIONS = "conditions", _("safe to go on with conditions")
    NOT_YET = "not_yet", _("not safe yet")


@dataclass(frozen=True, repr=False)
class Name:
    """One name in one script: its parts, or the whole where there are no parts."""

    given: str = ""
    family: str = ""
    full: str = ""

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def shown(self) -> str:
        """The name as it is read."""
        return self.full or " ".join(filter(None, (self.given, self.family)))


@dataclass(frozen=True, repr=False)
class Birth:
    """A day of birth, or only a (Gregorian) year, and whether it is an estimate."""

    day: date | None = None
    year: int | None = None
    estimated: bool = False

    def __repr__(self) -> str:
        return "[sealed]"

    def __bool__(self) -> bool:
        return self.day is not None or self.year is not None


@dataclass(frozen=True, repr=False)
class ContactPoint:
    """A way to reach the person, and what must be minded when it is used."""

    channel: str = Channel.PHONE.value
    value: str = ""
    safety: str = Reach.UNSAFE.value
    hours: str = ""
    shared_device: bool = False
    pass_phrase: str = ""
    cover_identity: str = ""
    confirmed_on: date | None = None

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def is_unsafe(self) -> bool:
        """Whether it must not be used."""
        return self.safety == Reach.UNSAFE

    @property
    def channel_label(self) -> str:
        """The channel in words."""
        return _label(Channel, self.channel)

    @property
    def safety_label(self) -> str:
        """Its safety in words."""
        return _label(Reach, self.safety)


@dataclass(frozen=True, repr=False)
class Identity(Document):
    """``case.identity``: who the person is. The first name is the one shown.

    ``zone`` is the time zone the person lives in, by its IANA name; empty: the organisation's.
    """

    kind: str = Kind.LEAVER.value
    names: tuple[Name, ...] = ()
    aliases: tuple[str, ...] = ()
    birth: Birth = field(default_factory=Birth)
    sex: str = ""
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    contacts: tuple[ContactPoint, ...] = ()
    reference: str = ""
    zone: str = ""

    @property
    def name(self) -> str:
        """The name that stands for the person, or an alias, or nothing."""
        return next(iter(self.all_names), "")

    @property
    def all_names(self) -> list[str]:
        """Every name and alias, for the search."""
        return [name.shown for name in self.names if name.shown] + list(self.aliases)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return _label(Kind, self.kind)


@dataclass(frozen=True, repr=False)
class Safety(Document):
    """``case.safety``: the risk, and what was decided. No decision: the risk was only noted."""

    risk: str = ""
    decision: str = ""
    conditions: str = ""
    contact_rule: str = ""
    review_on: date | None = None
    decided_on: date | None = None
    decided_by: str = ""

    @property
    def is_decided(self) -> bool:
        """Whether somebody decided that the work may go on."""
        return self.decision in {Decision.GO_ON, Decision.CONDITIONS}

    @property
    def risk_label(self) -> str:
        """The risk in words."""
        return _label(Risk, self.risk)

    @property
    def decision_label(self) -> str:
        """The decision in words."""
        return _label(Decision, self.decision)


def _label(choices: type[TextChoices], value: str) -> str:
    """The word for a stored value; what a newer version wrote is shown as it stands."""
    return str(choices(value).label) if value in choices.values else value
