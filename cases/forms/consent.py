"""The form that records a consent, on the page that shows its text."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.models import Consent
from cases.papers import ConsentTerms, How
from cases.texts import all_texts, languages_of

PURPOSE = Consent.Purpose.CASE_MANAGEMENT.value
_DAYS = 365


def _in_a_year() -> date:
    return timezone.localdate() + timedelta(days=_DAYS)


class ConsentForm(forms.Form):
    """How the consent was given. ``language`` is that of the text the page shows."""

    language = forms.CharField(max_length=10, widget=forms.HiddenInput)
    text_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("How was it given?"), choices=How.choices, widget=forms.RadioSelect
    )
    witness = forms.CharField(label=_("Witness"), max_length=120, required=False)
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("Who interpreted, and into which language. Leave empty if nobody did."),
        max_length=200,
        required=False,
    )
    explained_by = forms.CharField(label=_("Explained by"), max_length=120)
    risks = forms.CharField(
        label=_("Risks that were discussed"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    withheld = forms.CharField(
        label=_("What the client does not agree to"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    since = DayField(label=_("Given on"), initial=timezone.localdate)
    until = DayField(label=_("Until"), initial=_in_a_year)

    def clean_language(self) -> str:
        """Refuse a language the text does not exist in."""
        language: str = self.cleaned_data["language"]
        if language not in dict(languages_of(PURPOSE)):
            raise forms.ValidationError(_now("There is no text in this language."))
        return language

    def clean(self) -> dict[str, Any]:
        """Ask for the witness of an oral consent, days in their order, a text that exists."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (PURPOSE, data.get("text_version"), data.get("language")) not in all_texts():
            self.add_error(None, _now("Show the text again: this version does not exist."))
        if data.get("how") == How.ORAL and not data.get("witness"):
            self.add_error("witness", _now("An oral consent needs a witness."))
        since, until = data.get("since"), data.get("until")
        if since and since > timezone.localdate():
            self.add_error("since", _now("This day has not come yet."))
        if since and until and until < since:
            self.add_error("until", _now("It cannot end before it was given."))
        return data

    def terms(self) -> ConsentTerms:
        """The terms as they are sealed."""
        data = self.cleaned_data
        kept = ("language", "text_version", "how", "witness", "interpreter", "explained_by")
        return ConsentTerms(
            text=all_texts()[PURPOSE, data["text_version"], data["language"]].name,
            risks=data["risks"],
            withheld=data["withheld"],
            **{name: data[name] for name in kept},
        )
