"""The form of a safety decision."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.identity import Decision, Risk, Safety


class SafetyForm(forms.Form):
    """Risk, decision, conditions, the rule for contact, and the day to look again."""

    risk = forms.ChoiceField(
        label=_("How great is the danger?"), choices=Risk.choices, widget=forms.RadioSelect
    )
    decision = forms.ChoiceField(
        label=_("May the work go on?"), choices=Decision.choices, widget=forms.RadioSelect
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        help_text=_("What must be so, or must be avoided, while the work goes on."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact_rule = forms.CharField(
        label=_("Rule for contact"),
        help_text=_("Short, as it stands beside every contact: “call 14-16 only”."),
        max_length=120,
        required=False,
    )
    review_on = DayField(label=_("Look at it again on"))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_review_on(self) -> Any:
        """Refuse a day that is past."""
        day = self.cleaned_data["review_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_now("Choose a day to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the conditions where the decision names them."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("decision") == Decision.CONDITIONS and not data.get("conditions"):
            self.add_error("conditions", _now("Say what the conditions are."))
        return data

    def safety(self) -> Safety:
        """The decision as it is sealed, but for who decided and when."""
        return Safety(
            **{name: value for name, value in self.cleaned_data.items() if name != "version"}
        )
