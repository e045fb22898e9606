"""What a list is narrowed to, what is searched for, and the way back from a step in between."""

from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from cases.identity import Risk
from cases.listing import NOBODY, Wanted
from cases.models import Case
from cases.searching import LONGEST

_KEPT = [one for one in Case.State.choices if one[0] != Case.State.ERASED]
STATES = [("", _("any state")), ("open", _("all that are open")), *_KEPT]
DUES = [
    ("", _("any day")),
    ("overdue", _("overdue")),
    ("today", _("today")),
    ("week", _("within 7 days")),
]


class FilterForm(forms.Form):
    """Narrows the list of one's own cases; sent in the address, so it says nothing of a person."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    assignee = forms.ChoiceField(label=_("Responsible"), required=False)
    risk = forms.ChoiceField(
        label=_("Risk"), choices=[("", _("any risk")), *Risk.choices], required=False
    )
    due = forms.ChoiceField(label=_("Review due"), choices=DUES, required=False)
    language = forms.CharField(label=_("Language"), max_length=40, required=False)

    def __init__(self, data: Any = None, *, members: list[tuple[str, str]] | None = None) -> None:
        """Takes the address's parts, and who may be responsible; None where that is not asked."""
        super().__init__(data, auto_id="filter-%s")
        if members is None:
            del self.fields["assignee"]
        else:
            choices = [("", _("anybody")), (NOBODY, _("nobody")), *members]
            self.fields["assignee"].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was asked for; a part that says nothing sensible is passed over."""
        self.is_valid()
        return Wanted(**{name: str(value) for name, value in self.cleaned_data.items()})


class SearchForm(forms.Form):
    """A name in any script, or a case code."""

    q = forms.CharField(
        label=_("Name or code"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )


class BackForm(forms.Form):
    """Where a step in between leads back to: a page of this portal."""

    back = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def clean_back(self) -> str:
        """The path; a foreign address is refused."""
        back = str(self.cleaned_data["back"])
        if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return back
        raise forms.ValidationError(_("That is no page of this portal."))
