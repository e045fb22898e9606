"""Forms of notes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.papers import NOTE_LIMIT, NoteType

TOO_LONG = _("A note has at most 200,000 characters; this one has %(show_value)d.")


class NoteText(forms.CharField):
    """The text of a note, in one kind of line ending, with its blanks as they were typed."""

    def __init__(self, **options: Any) -> None:
        """Takes what a text field takes."""
        options.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(strip=False, label=_("Note"), **options)

    def to_python(self, value: Any) -> str:
        """Takes what was sent; gives it with plain line ends."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()

    def validate(self, value: str) -> None:
        """Refuse an empty or a far too long one; what was typed stays in the form."""
        super().validate(value)
        if len(value) > NOTE_LIMIT:
            raise forms.ValidationError(TOO_LONG, params={"show_value": len(value)})


class NoteForm(forms.Form):
    """One text, one type."""

    type = forms.ChoiceField(
        label=_("What it tells of"),
        choices=NoteType.choices,
        initial=NoteType.CALL,
        widget=forms.Select(attrs={"class": "short"}),
    )
    text = NoteText()


class NewNoteForm(NoteForm):
    """A note with the switch "restricted", and the coordinator who then reads it."""

    restricted = forms.BooleanField(
        label=_("Restricted: only you and one coordinator can open it"), required=False
    )
    reader = forms.ChoiceField(label=_("Coordinator who can open it"), required=False)

    def __init__(self, *args: Any, readers: list[tuple[str, str]], **options: Any) -> None:
        """Takes the coordinators who hold the case, besides its author."""
        super().__init__(*args, **options)
        self.fields["reader"].choices = readers  # type: ignore[attr-defined]
        if not readers:
            del self.fields["restricted"], self.fields["reader"]

    def clean(self) -> dict[str, Any]:
        """Ask who else reads a restricted note."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("restricted") and not data.get("reader") and "reader" not in self.errors:
            self.add_error("reader", _now("Choose who can open it besides you."))
        return data

    @property
    def is_restricted(self) -> bool:
        """Whether the switch is on."""
        return bool(self.cleaned_data.get("restricted"))


class AmendForm(NoteForm):
    """A newer version of a note, made from the one named."""

    text = NoteText(widget=forms.Textarea(attrs={"class": "long"}))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
