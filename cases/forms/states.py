"""Forms that move a case from state to state."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.papers import Closing, Reason


class ReasonForm(forms.Form):
    """A reason in words, sealed with the event."""

    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(ReasonForm):
    """Why a closed case is taken up again."""


class ClosingForm(forms.Form):
    """Why a case is to be closed, what the client says to it, and what was done."""

    reason = forms.ChoiceField(
        label=_("Why is it closed?"), choices=Reason.choices, widget=forms.RadioSelect
    )
    clients_view = forms.CharField(
        label=_("What the client says"),
        help_text=_("In their own words if you can. If they could not be asked, say why."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_("What was done, what is left open, who goes on."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def closing(self) -> Closing:
        """The proposal as it is sealed, but for who proposed it and when."""
        return Closing(**self.cleaned_data)


class ApproveForm(forms.Form):
    """Which proposal was read."""

    proposal = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
