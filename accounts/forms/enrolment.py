"""Forms of setting up an account: a first code, and two words of the printed sheet."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Organisation
from vault.words import RECOVERY_WORDS


def what_others_know(member: Member) -> list[str]:
    """The words a passphrase must not be made of."""
    names = Organisation.objects.values_list("name", flat=True)
    return [member.username, member.display_name, *names]


class FirstCodeForm(forms.Form):
    """The first code of an authenticator app that has just read the QR code."""

    code = forms.CharField(
        label=gettext_lazy("The six digits your app shows now"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "dir": "ltr",
                "class": "short",
            }
        ),
    )


def two_positions() -> list[int]:
    """Which two words of the sheet are asked for, counted from 0."""
    return sorted(secrets.SystemRandom().sample(range(RECOVERY_WORDS), 2))


class SheetWordsForm(forms.Form):
    """Two words of the printed recovery code, to be sure that it was printed.

    :param code: the seven words
    :param asked: two positions, counted from 0
    """

    def __init__(self, *args: Any, code: str, asked: list[int], **named: Any) -> None:
        super().__init__(*args, **named)
        self._words = code.split()
        for position in asked:
            # The name ends in one that is never carried from page to page (accounts.keeping).
            self.fields[self._name(position)] = forms.CharField(
                label=_("Word %(number)d of your sheet") % {"number": position + 1},
                max_length=40,
                widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "off"}),
            )
        self._asked = asked

    @staticmethod
    def _name(position: int) -> str:
        return f"word{position}-recovery_code"

    def clean(self) -> dict[str, Any]:
        """Each must be the word of the sheet."""
        cleaned = super().clean() or {}
        for position in self._asked:
            typed = cleaned.get(self._name(position))
            if typed is not None and typed.strip().casefold() != self._words[position]:
                self.add_error(self._name(position), _("This is another word on your sheet."))
        return cleaned
