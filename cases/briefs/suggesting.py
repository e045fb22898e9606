"""Who could take a brief: volunteers by the languages, skills and days they wrote down.

What the task and the person need is read in the case and compared here; it is asked of nobody, and
stands in no address.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.days import write_day
from accounts.models import Member, Role
from cases.directory.names import language_names, languages_by_name, plain
from cases.models import Brief, MemberProfile, Skill
from cases.tasks.words import TaskKind

# What helps with a task of each kind.
_HELPING: dict[str, tuple[Skill, ...]] = {
    TaskKind.CALL: (Skill.INTERPRET, Skill.COMPANY),
    TaskKind.VISIT: (Skill.COMPANY, Skill.ALONG, Skill.CHILDREN),
    TaskKind.APPOINTMENT: (Skill.ALONG, Skill.INTERPRET, Skill.DRIVE),
    TaskKind.DEADLINE: (Skill.FORMS, Skill.TRANSLATE),
    TaskKind.PAPERS: (Skill.FORMS, Skill.TRANSLATE),
}


@dataclass(frozen=True, repr=False)
class Wanted:
    """What a brief asks of whoever takes it: codes of languages, skills, and a day."""

    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    day: date | None = None

    def __repr__(self) -> str:
        return "[sealed]"


def wanted(languages: Iterable[str], kind: str, day: date | None) -> Wanted:
    """What a task asks for.

    :param languages: as they were written of the person, such as “some German”
    :param kind: of the task
    """
    skills = (str(one.value) for one in _HELPING.get(kind, ()))
    return Wanted(frozenset(_codes(languages)), frozenset(skills), day)


def _codes(languages: Iterable[str]) -> Iterable[str]:
    known = languages_by_name()
    for written in languages:
        for word in (written, *re.findall(r"\w+", written)):
            if plain(word) in known and len(word) > 2:  # "no" and "it" are codes
                yield known[plain(word)]


@dataclass(frozen=True, repr=False)
class Suggested:
    """A volunteer, and what speaks for and against asking them."""

    member: Member
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    has_time: bool
    away_until: date | None
    busy: int

    @property
    def for_it(self) -> int:
        """How many of the wishes they meet."""
        return bool(self.languages) * 2 + len(self.skills) + self.has_time

    @property
    def why(self) -> list[str]:
        """What speaks for and against, in words."""
        told = [
            ", ".join(language_names(self.languages)),
            ", ".join(str(Skill(one).label) for one in self.skills),
            _("has time on that day of the week") if self.has_time else "",
            self._away,
            ngettext("%(n)d brief now", "%(n)d briefs now", self.busy) % {"n": self.busy}
            if self.busy
            else "",
        ]
        return [one for one in told if one]

    @property
    def _away(self) -> str:
        if self.away_until is None:
            return ""
        day = write_day(self.away_until, get_language() or "en")
        return _("away until %(day)s") % {"day": day}


def suggested(what: Wanted, today: date) -> list[Suggested]:
    """All volunteers, who fits best first; who is away on the day comes last. One query."""
    live = Count("briefs", filter=Q(briefs__state=Brief.State.GIVEN))
    found = Member.objects.admitted().having(Role.VOLUNTEER).select_related("profile")
    weighed = [_weighed(one, what, today) for one in found.annotate(busy=live)]
    return sorted(weighed, key=_order)


def _order(one: Suggested) -> tuple[bool, int, int, str]:
    return bool(one.away_until), -one.for_it, one.busy, one.member.display_name


def _weighed(member: Member, what: Wanted, today: date) -> Suggested:
    profile: MemberProfile = getattr(member, "profile", None) or MemberProfile()
    day = max(what.day or today, today)
    away = profile.away_until if profile.away_until and profile.away_until >= day else None
    return Suggested(
        member,
        _both(what.languages, profile.language_codes),
        _both(what.skills, profile.skill_codes),
        profile.has_time_on(day),
        away,
        member.busy,  # type: ignore[attr-defined]
    )


def _both(asked: Collection[str], offered: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in offered if one in asked)
