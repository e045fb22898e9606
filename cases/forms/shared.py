"""The partner's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Referral
from cases.referring.papers import TEXT_LIMIT


class WordsForm(forms.Form):
    """The spoken secret. It is never sent back to a page that did not open."""

    secret = forms.CharField(
        label=_("The words you were told"),
        help_text=_("Five words with blanks between them, or twenty digits."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocapitalize": "off", "dir": "ltr", "autocomplete": "off"},
        ),
    )


class AnswerForm(forms.Form):
    """What a partner answers."""

    state = forms.ChoiceField(label=_("Your answer"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What you want to say to us"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, states: list[str]) -> None:
        """Takes the states that may follow."""
        super().__init__(data)
        words = {
            Referral.State.ACKNOWLEDGED: _("We received it, and will answer"),
            Referral.State.ACCEPTED: _("We accept"),
            Referral.State.DECLINED: _("We cannot do this"),
        }
        choices = [(one, words[Referral.State(one)]) for one in states]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]
        if not states:
            del self.fields["state"]
