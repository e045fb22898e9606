"""Forms of briefs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.briefs.papers import TEXT_LIMIT, TITLE_LIMIT, BriefWords

_SHORT = {"class": "short"}


class BriefForm(forms.Form):
    """What a volunteer is given for one task."""

    to = forms.TypedChoiceField(
        label=_("Which volunteer"), coerce=UUID, widget=forms.Select(attrs=_SHORT)
    )
    title = forms.CharField(
        label=_("What is to be done"),
        help_text=_("In words that tell no more than needed."),
        max_length=TITLE_LIMIT,
    )
    text = forms.CharField(
        label=_("What they must know for it"),
        max_length=TEXT_LIMIT // 2,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reach = forms.CharField(
        label=_("Whom they meet or call, and how it is safe"),
        help_text=_("Only if the task needs it. Mind the hours and the numbers that are safe."),
        max_length=TEXT_LIMIT // 2,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due = DayField(label=_("By when"), required=False)

    def __init__(
        self, data: Any = None, *, volunteers: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        """Takes the volunteers to choose from."""
        super().__init__(data, **options)
        self.fields["to"].choices = [("", _("Choose a volunteer")), *volunteers]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["title"].split())

    def words(self) -> BriefWords:
        """What is sealed of it."""
        data = self.cleaned_data
        return BriefWords(data["title"], data["text"], data["reach"], data["due"])


class DoBriefForm(forms.Form):
    """One step of a brief, on the side of the case."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("recall", "file")])


class ReportForm(forms.Form):
    """What a volunteer reports back."""

    DONE = (("yes", _("It is done")), ("no", _("I could not do it")))

    done = forms.ChoiceField(label=_("How did it go?"), choices=DONE, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What the team should know"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def is_done(self) -> bool:
        """Whether the task was done."""
        return bool(self.cleaned_data["done"] == "yes")
