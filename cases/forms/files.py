"""The form that opens a case file, besides the identity."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.forms.notes import NoteText
from cases.identity import Risk, Safety

People = list[tuple[str, str]]


class OpeningForm(forms.Form):
    """The first note, the danger as it seems, and who is responsible."""

    risk = forms.ChoiceField(
        label=_("Danger, as it seems now"),
        choices=[("", _("not assessed")), *Risk.choices],
        required=False,
    )
    contact_rule = forms.CharField(
        label=_("Rule for contact"),
        help_text=_("Short, as it stands beside every contact: “call 14-16 only”."),
        max_length=120,
        required=False,
    )
    note = NoteText(required=False)
    owner = forms.ChoiceField(label=_("Coordinator who owns the case"))
    second = forms.ChoiceField(label=_("Second coordinator"))
    mine = forms.BooleanField(label=_("I work on this case"), required=False, initial=True)

    def __init__(self, *args: Any, coordinators: People, works: bool, **options: Any) -> None:
        """Takes the coordinators there are, and whether the author is a caseworker."""
        super().__init__(*args, **options)
        self.fields["note"].label = _("What happened so far")
        for name in ("owner", "second"):
            self.fields[name].choices = [("", "—"), *coordinators]  # type: ignore[attr-defined]
        if not works:
            del self.fields["mine"]

    def clean(self) -> dict[str, Any]:
        """Ask for two different coordinators."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("owner") and data.get("owner") == data.get("second"):
            self.add_error("second", _now("Choose another coordinator than the owner."))
        return data

    def safety(self) -> Safety | None:
        """What was noted of the danger, or None."""
        risk, rule = self.cleaned_data["risk"], self.cleaned_data["contact_rule"]
        return Safety(risk=risk, contact_rule=rule) if risk or rule else None
