"""Forms of signing in and of one's own account."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import passphrase_rules


def _secret(hint: str) -> forms.PasswordInput:
    """An input for a passphrase: hidden signs, never filled in by the server, paste allowed."""
    return forms.PasswordInput(attrs={"autocomplete": hint, "dir": "auto", "autocapitalize": "off"})


class CodeInput(forms.TextInput):
    """A line for a code, which is never sent back."""

    def __init__(self) -> None:
        given = {"inputmode": "numeric", "dir": "ltr", "class": "short", "autocapitalize": "off"}
        super().__init__({**given, "autocomplete": "one-time-code"})

    def format_value(self, value: Any) -> None:
        """Nothing: a code is typed afresh."""


class FactorForm(forms.Form):
    """The first page: who, and a code from the phone or the printed sheet."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "off", "dir": "ltr"}
        ),
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("Six digits from your phone, or one of your printed backup codes."),
        widget=CodeInput(),
    )


class CodeForm(forms.Form):
    """A fresh code alone."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("Six digits from your phone, or one of your printed backup codes."),
        widget=CodeInput(),
    )


class PassphraseForm(forms.Form):
    """The second page, and unlocking."""

    passphrase = forms.CharField(
        label=_("Passphrase"), max_length=1000, strip=False, widget=_secret("current-password")
    )


class NewPassphraseForm(forms.Form):
    """A new passphrase, twice.

    :param context: words that others know of the member, which a passphrase must not be made of
    """

    new_passphrase = forms.CharField(
        label=_("New passphrase"),
        max_length=1000,
        strip=False,
        help_text=_("15 characters or more. Six words that do not belong together are good."),
        widget=_secret("new-password"),
    )
    new_passphrase_again = forms.CharField(
        label=_("The same once more"), max_length=1000, strip=False, widget=_secret("new-password")
    )

    def __init__(self, *args: Any, context: Iterable[str] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        self.context = tuple(context)

    def clean_new_passphrase(self) -> str:
        """Check it against the rules."""
        typed = str(self.cleaned_data["new_passphrase"])
        passphrase_rules.check(typed, self.context)
        return typed

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = super().clean() or {}
        first, again = cleaned.get("new_passphrase"), cleaned.get("new_passphrase_again")
        if first is not None and again is not None and first != again:
            self.add_error("new_passphrase_again", _("The two are not the same."))
        return cleaned


class ChangePassphraseForm(NewPassphraseForm):
    """The present passphrase, then the new one twice."""

    passphrase = forms.CharField(
        label=_("Present passphrase"),
        max_length=1000,
        strip=False,
        widget=_secret("current-password"),
    )
    field_order = ("passphrase", "new_passphrase", "new_passphrase_again")


class RecoverForm(NewPassphraseForm):
    """The printed recovery code, then a new passphrase twice."""

    recovery_code = forms.CharField(
        label=_("Recovery code"),
        max_length=200,
        help_text=_("The seven words of your printed sheet, with blanks between them."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "off"}),
    )
    field_order = ("recovery_code", "new_passphrase", "new_passphrase_again")


class AccountForm(forms.Form):
    """What a member chooses for themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    lock_minutes = forms.IntegerField(
        label=_("Lock the vault after so many minutes without typing"),
        min_value=5,
        max_value=60,
        help_text=_("From 5 to 60. Shorter is safer where others pass by."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


class PasskeyForm(forms.Form):
    """What an authenticator answered, and how the member calls it."""

    name = forms.CharField(
        label=_("A name for it"),
        max_length=60,
        help_text=_("For example: blue key, or my laptop."),
    )
    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput(attrs={"id": "answer"}))
