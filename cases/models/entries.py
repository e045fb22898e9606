"""What happens in a case, in order: notes, events, consents. Their words are sealed contents."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from cases.models.case import Case


class Entry(models.Model):
    """A numbered entry of a case: who and on which day. The time of day is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="%(class)ss")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="%(class)s_numbers"),
        ]


class Note(Entry):
    """A note of the case team. ``version`` is the latest; earlier ones stay in the contents.

    Sealed as ``note.body``: time, type, text, and by whom each version was written.
    """

    version = models.PositiveIntegerField(default=1)


class Event(Entry):
    """Something that happened to the case: a state, a key given or taken, a decision.

    ``event.words`` holds the reason, where one was given.
    """

    class Kind(models.TextChoices):
        """What may happen."""

        OPENED = "opened", _("opened")
        IMPORTED = "imported", _("imported")
        STATE = "state", _("new state")
        IDENTITY = "identity", _("identity changed")
        SAFETY = "safety", _("safety decision")
        CONSENT = "consent", _("consent recorded")
        GIVEN = "given", _("access given")
        TAKEN = "taken", _("access taken")
        HANDED_OVER = "handed_over", _("handed over")
        OWNER = "owner", _("new owner")
        CLOSING = "closing", _("closing proposed")
        REFERRAL = "referral", _("referral")
        PROCEDURE = "procedure", _("procedure changed")
        WITHDRAWAL = "withdrawal", _("consent withdrawn")
        DECISION = "decision", _("decision by two people")
        ASSESSED = "assessed", _("assessed")
        SAFETY_PLAN = "safety_plan", _("safety plan written")
        GOAL = "goal", _("goal set or changed")
        BRIEF_GIVEN = "brief_given", _("brief given to a volunteer")
        BRIEF_BACK = "brief_back", _("a volunteer reported back")
        BRIEF_RECALLED = "brief_recall", _("brief called back")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=Case.State.choices, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    has_words = models.BooleanField(default=False)


class Consent(models.Model):
    """One consent, append-only: a purpose, from a day until a day, yes or no.

    ``consent.terms`` holds the rest sealed (recipient and data, text and version, language,
    interpreter, how it was given, by whom explained, risks discussed, what was withheld).
    ``after`` is the row whose place this one takes: the answer before, for the same purpose and
    recipient. ``mac`` is an HMAC over all of it, the clear columns included.
    """

    class Purpose(models.TextChoices):
        """What a consent may be for; others come with tracing."""

        CASE_MANAGEMENT = "case_management", _("case management")
        SHARING = "sharing", _("telling somebody else")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given = models.BooleanField()
    since = models.DateField()
    until = models.DateField()
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    after = models.UUIDField(null=True)
    mac = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="consent_numbers"),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")),
                name="consent_ends_after_it_begins",
            ),
        ]
