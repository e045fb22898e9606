"""Form fields shared by every page: a day in the member's own calendar."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.days import NotADay, localise_digits, read_day, uses_jalali, write_short


def _language() -> str:
    return get_language() or "en"


def _example() -> str:
    shown = "1405/09/02" if uses_jalali(_language()) else "23.11.2026"
    return localise_digits(shown, _language())


def _how_to_write() -> str:
    return _("Day, month and year, for example %(example)s.") % {"example": _example()}


class DayInput(forms.TextInput):
    """A line of text that shows a day in the calendar of the page's language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Takes attributes that go before the field's own."""
        super().__init__({"class": "short", "dir": "ltr", "inputmode": "text", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Takes a day or what was typed; gives what stands in the field."""
        if isinstance(value, dt.date):
            return write_short(value, _language())
        shown: str | None = super().format_value(value)
        return shown


class DayField(forms.Field):
    """Reads a day in either calendar and any digits; gives a date, or None where none is asked."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        """Takes what any form field takes; says how to write a day unless told otherwise."""
        options.setdefault("help_text", lazy(_how_to_write, str)())
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.date | None:
        """Takes what was typed; gives the day. Raises ValidationError with an example."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        return self._read(str(value))

    def _read(self, text: str) -> dt.date | None:
        if not text.strip():
            return None
        try:
            return read_day(text, _language())
        except NotADay as error:
            message = _("Write a day that exists, for example %(example)s.")
            raise ValidationError(
                message, code="invalid", params={"example": _example()}
            ) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Takes the day before and what was typed; tells whether they name different days."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
