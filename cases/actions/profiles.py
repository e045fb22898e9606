"""What a member can do and when, as they write it down themselves."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.directory.names import language_choices
from cases.models import MemberProfile, Skill
from cases.models.directory import listed

MOST_LANGUAGES = 12


@transaction.atomic
def write_profile(
    *,
    by: Actor,
    languages: Collection[str],
    skills: Collection[str],
    weekdays: Collection[int],
    away_until: date | None,
) -> MemberProfile:
    """Write down one's own languages, skills and days.

    :param weekdays: 0 is Monday
    :raises NotNow: for a language, a skill or a day that is none, or too many languages
    """
    known = {code for code, _name in language_choices()}
    if not set(languages) <= known or not set(skills) <= set(Skill.values):
        raise NotNow(_("Choose from the list."))
    if len(set(languages)) > MOST_LANGUAGES:
        raise NotNow(_("Choose the languages you speak best, at most 12."))
    if not set(weekdays) <= set(range(7)):
        raise NotNow(_("Choose from the list."))
    written = {
        "languages": listed(list(languages)),
        "skills": listed(list(skills)),
        "weekdays": sum(1 << day for day in set(weekdays)),
        "away_until": away_until,
    }
    profile, _new = MemberProfile.objects.update_or_create(member=by.member, defaults=written)
    audit.record("account.profile", actor=by.pk, about=by.member)
    return profile
