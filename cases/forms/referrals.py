"""Forms of referrals."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.models import Help, Referral
from cases.papers import Category
from cases.referring.papers import TEXT_LIMIT, Draft, Words

_DAYS = 60


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FindForm(forms.Form):
    """What is looked for in the directory, in one line."""

    q = forms.CharField(
        label=_("What help, where, in which language?"),
        help_text=_("For example: housing, Germany, Persian-speaking."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )


class DraftForm(forms.Form):
    """Whom a referral asks for what, and what they would be told."""

    partner = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What help is asked for?"), choices=Help.choices)
    need = forms.CharField(
        label=_("What do you ask them to do?"),
        help_text=_("It leaves with the rest. Name nobody here; pick that below."),
        max_length=TEXT_LIMIT,
        widget=_area(3),
    )
    fields_ = forms.MultipleChoiceField(
        label=_("From the file"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    documents = forms.MultipleChoiceField(
        label=_("Documents"),
        help_text=_("A copy leaves that shows the same, without anything hidden in the file."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[str, str]],
        documents: list[tuple[str, str]],
        **options: Any,
    ) -> None:
        """Takes the fields that say something, with what they say, and the case's documents."""
        super().__init__(*args, **options)
        self.fields["documents"].choices = documents  # type: ignore[attr-defined]
        if not documents:
            del self.fields["documents"]
        self.fields["fields_"].choices = choices  # type: ignore[attr-defined]
        for category in Category:
            self.fields[f"text_{category.value}"] = forms.CharField(
                label=category.label, required=False, max_length=TEXT_LIMIT, widget=_area(2)
            )

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields in which something is written of a category."""
        return [self[f"text_{category.value}"] for category in Category]

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked before them."""
        asked = ("kind", "need", "fields_", "documents")
        return [self[name] for name in asked if name in self.fields]

    def draft(self) -> Draft:
        """The draft as it is sealed."""
        data = self.cleaned_data
        written = ((code, data[f"text_{code}"].strip()) for code in Category.values)
        return Draft(
            partner=str(data["partner"]),
            kind=data["kind"],
            need=data["need"],
            fields=tuple(data["fields_"]),
            texts=tuple(Words(code, text) for code, text in written if text),
            documents=tuple(data.get("documents", ())),
        )


def initial_of(draft: Draft, version: int) -> dict[str, Any]:
    """What a form begins with, from a draft that is there."""
    return {
        "partner": draft.partner,
        "version": version,
        "kind": draft.kind,
        "need": draft.need,
        "fields_": list(draft.fields),
        "documents": list(draft.documents),
        **{f"text_{one.category}": one.text for one in draft.texts},
    }


class SendForm(forms.Form):
    """The last look before it leaves."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    until = DayField(label=_("The link works until"))
    digits = forms.BooleanField(
        label=_("Twenty digits instead of five English words"), required=False
    )

    @classmethod
    def beginning(cls, seen: str, latest: date | None, today: date) -> "SendForm":
        """The form with the day it would end, unless something is still missing."""
        until = min(latest, today + timedelta(_DAYS)) if latest else None
        return cls(initial={"seen": seen, "until": until})


class StepForm(forms.Form):
    """How a referral goes on, as a member heard it."""

    state = forms.ChoiceField(label=_("How does it go on?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What they said"), required=False, max_length=TEXT_LIMIT, widget=_area(2)
    )

    def __init__(self, data: Any = None, *, states: tuple[str, ...]) -> None:
        """Takes the states that may follow."""
        super().__init__(data, prefix="step")
        choices = [(one, Referral.State(one).label) for one in states]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]


class RemindForm(forms.Form):
    """When to ask again."""

    on = DayField(label=_("Remind me on"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        """Takes what was sent."""
        super().__init__(data, prefix="remind", **options)


class RecallForm(forms.Form):
    """Why it is called back."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=TEXT_LIMIT, widget=_area(2))

    def __init__(self, data: Any = None) -> None:
        """Takes what was sent."""
        super().__init__(data, prefix="recall")
