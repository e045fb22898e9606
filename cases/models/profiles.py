"""What a member can do and when: by this, somebody who could take a brief is suggested."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from cases.models.directory import unlisted


class Skill(models.TextChoices):
    """What a member can do for people. A fixed list, so that nothing else ends up here."""

    ALONG = "along", _("going along to appointments")
    INTERPRET = "interpret", _("interpreting")
    TRANSLATE = "translate", _("translating papers")
    FORMS = "forms", _("filling in forms")
    DRIVE = "drive", _("driving")
    CHILDREN = "children", _("looking after children")
    LANGUAGE = "language", _("practising a language")
    COMPUTER = "computer", _("computers and phones")
    HOUSING = "housing", _("looking for a home, moving")
    WORK = "work", _("looking for work")
    COMPANY = "company", _("keeping company")


class MemberProfile(models.Model):
    """A member's languages, skills and days, as they wrote them down themselves.

    ``languages`` and ``skills`` are codes with commas between; ``weekdays`` has a bit for each day
    of the week, Monday the lowest.
    """

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    languages = models.CharField(max_length=200, blank=True)
    skills = models.CharField(max_length=200, blank=True)
    weekdays = models.PositiveSmallIntegerField(default=0)
    away_until = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(weekdays__lte=127), name="seven_weekdays")
        ]

    @property
    def language_codes(self) -> tuple[str, ...]:
        """The languages, as ISO 639 codes."""
        return unlisted(self.languages)

    @property
    def skill_codes(self) -> tuple[str, ...]:
        """The skills, as values of :class:`Skill`."""
        return unlisted(self.skills)

    @property
    def days(self) -> list[int]:
        """The days of the week with time, 0 is Monday."""
        return [day for day in range(7) if self.weekdays >> day & 1]

    def has_time_on(self, day: date) -> bool:
        """Whether they have time on that day of the week."""
        return day.weekday() in self.days
