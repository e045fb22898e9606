"""Forms of what two people decide."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.agreements import WORDS_LIMIT, About, Ground, Proposed
from cases.papers import Category

_TELL_WITHIN = timedelta(days=30)


def _in_a_month() -> date:
    return timezone.localdate() + _TELL_WITHIN


class DisclosureForm(forms.Form):
    """An exceptional disclosure, as one person proposes it."""

    ground = forms.ChoiceField(
        label=_("On what ground?"), choices=Ground.choices, widget=forms.RadioSelect
    )
    legal_basis = forms.CharField(
        label=_("The law or order"),
        help_text=_("The article, or the court with its file number."),
        max_length=500,
    )
    recipient_name = forms.CharField(
        label=_("Who is told"), help_text=_("Office and person."), max_length=200
    )
    categories = forms.MultipleChoiceField(
        label=_("What kind of data"),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    told = forms.CharField(
        label=_("What exactly is told"),
        help_text=_("Word for word, and no more than the ground asks for."),
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    why = forms.CharField(
        label=_("Why their consent cannot be asked for"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tell_by = DayField(label=_("The person is told by"), initial=_in_a_month)

    def clean_tell_by(self) -> Any:
        """Refuse a day that is past."""
        day = self.cleaned_data["tell_by"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_now("Choose a day to come."))
        return day

    def proposed(self) -> Proposed:
        """The proposal as it is sealed."""
        data = self.cleaned_data | {"categories": tuple(self.cleaned_data["categories"])}
        return Proposed(about=About.DISCLOSURE.value, **data)


class ErasureForm(forms.Form):
    """That the client's wish is carried out; before its day, how they confirmed it."""

    why = forms.CharField(
        label=_("How they confirmed it"),
        help_text=_("Through which safe contact point, and when. Needed before the day has come."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def proposed(self) -> Proposed:
        """The proposal as it is sealed."""
        return Proposed(about=About.ERASURE.value, why=self.cleaned_data["why"])


class AnswerForm(forms.Form):
    """The second person's words; a reason is asked for where they do not agree."""

    words = forms.CharField(
        label=_("Your reason"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ToldForm(forms.Form):
    """How the person was told."""

    words = forms.CharField(
        label=_("How they were told, and what they said"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
