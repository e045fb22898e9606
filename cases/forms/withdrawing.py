"""The form of a withdrawal: everything may stay empty, and nothing in it can be wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.agreements import Way


class WithdrawalForm(forms.Form):
    """What may be said about a withdrawal. It is never asked whether this is valid."""

    erase = forms.BooleanField(
        label=_("They want what we keep about them to be erased"), required=False
    )
    way = forms.ChoiceField(label=_("How did it reach us?"), choices=Way.choices, required=False)
    words = forms.CharField(
        label=_("What they said"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self) -> dict[str, Any]:
        """What was sent, as it is."""
        return {
            "erase": bool(self.data.get("erase")),
            "way": str(self.data.get("way", "")),
            "words": str(self.data.get("words", "")),
        }
