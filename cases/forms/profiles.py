"""The form of what a member can do, and when."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.directory.importing import read_languages
from cases.directory.names import language_names
from cases.models import MemberProfile, Skill


class ProfileForm(forms.Form):
    """A member's languages, skills and days."""

    languages = forms.CharField(
        label=_("Languages"),
        help_text=_("By name, with commas: German, Persian."),
        max_length=300,
        required=False,
    )
    skills = forms.MultipleChoiceField(
        label=_("What you can help with"),
        choices=Skill.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("When you have time"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    away_until = DayField(label=_("Away until"), required=False)

    def clean_languages(self) -> tuple[str, ...]:
        """Codes of the languages.

        :raises forms.ValidationError: for a name that is no known language
        """
        wrong: list[str] = []
        found = read_languages(self.cleaned_data["languages"], wrong)
        if wrong:
            raise forms.ValidationError(" ".join(wrong))
        return found


def start_of(profile: MemberProfile) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "languages": ", ".join(language_names(profile.language_codes)),
        "skills": list(profile.skill_codes),
        "weekdays": profile.days,
        "away_until": profile.away_until,
    }
