"""Forms of an import: the file, and what its columns hold."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from accounts.models import Member
from cases.actions.imports import Plan
from cases.spreadsheets.columns import FIELDS
from cases.spreadsheets.columns.checking import letter_of
from cases.spreadsheets.columns.fields import NAME_FIELDS
from cases.spreadsheets.limits import MAX_BYTES
from cases.spreadsheets.tables import Table, TableRefused, read_table

CONFIRM_DAYS, LONGEST_CONFIRM_DAYS = 30, 366
EXAMPLES, LONGEST_EXAMPLE = 3, 60
ORDER_LABELS = [
    ("", _("Each day says it itself")),
    ("dmy", _("Day, month, year: 31.12.1990")),
    ("mdy", _("Month, day, year: 12/31/1990")),
    ("ymd", _("Year, month, day: 90/12/31")),
]


class UploadForm(forms.Form):
    """The file, read in memory by a confined child; `table` is what it holds."""

    table: Table
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("CSV or XLSX, up to 20 MB and 20,000 rows. The first row holds the headings."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        allow_empty_file=True,  # the reader has its own words for it
        error_messages={
            "required": _("Choose a CSV or XLSX file. It may have 20 MB at most."),
            "invalid": _("Choose a CSV or XLSX file. It may have 20 MB at most."),
        },
    )

    def clean_file(self) -> None:
        """Read the table; the file itself is let go.

        :raises ValidationError: with the reason as a sentence
        """
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            # Of a longer one the upload handler keeps nothing but its size.
            if (upload.size or 0) > MAX_BYTES:
                raise TableRefused("bytes")
            self.table = read_table(upload.read())
        except TableRefused as refused:
            raise ValidationError(str(refused)) from None


class GoOnForm(forms.Form):
    """Nothing but the press of a button, and what keeps it from being done."""


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member, by the name colleagues use."""

    def label_from_instance(self, member: Any) -> str:
        """The display name."""
        return str(member.display_name)


class ColumnsForm(forms.Form):
    """One select for each column, and who is responsible for what comes of the rows."""

    order = forms.ChoiceField(
        label=_("How days are written in this file"),
        help_text=_("Only needed where a day could be read in two ways, like 03/04/1990."),
        choices=ORDER_LABELS,
        required=False,
    )
    owner = MemberChoice(
        label=_("Coordinator who owns these cases"),
        queryset=Member.objects.none(),
        blank=True,
    )
    second = MemberChoice(
        label=_("Second coordinator who can open them"),
        help_text=_("So that no case depends on one person."),
        queryset=Member.objects.none(),
        blank=True,
    )
    consent_by = DayField(
        label=_("Consent to be confirmed by"),
        help_text=_("Active cases come without a consent of ours. Until this day it is asked for."),
    )

    def __init__(self, *args: Any, table: Table, coordinators: Any, **options: Any) -> None:
        """Takes the first rows of the file, and who may own cases."""
        super().__init__(*args, **options)
        self.table = table
        for name in ("owner", "second"):
            self.fields[name].queryset = coordinators  # type: ignore[attr-defined]
        choices = [("", _("Do not import")), *((name, f.label) for name, f in FIELDS.items())]
        for index, heading in enumerate(table.headers):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=heading or letter_of(index), choices=choices, required=False
            )

    def rows(self) -> list[tuple[str, Any, list[str]]]:
        """For each column its letter, its select, and how its first cells begin."""
        columns = range(len(self.table.headers))
        return [(letter_of(i), self[f"column_{i}"], self._examples(i)) for i in columns]

    def settings(self) -> list[Any]:
        """The fields besides the columns."""
        return [self[name] for name in ("order", "owner", "second", "consent_by")]

    def _examples(self, index: int) -> list[str]:
        cells = (row[index].strip() for row in self.table.rows)
        found = [cell for _number, cell in zip(range(EXAMPLES), filter(None, cells), strict=False)]
        return [c if len(c) <= LONGEST_EXAMPLE else c[:LONGEST_EXAMPLE] + "…" for c in found]

    def clean_consent_by(self) -> date:
        """A day from today on, within a year."""
        day: date = self.cleaned_data["consent_by"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_CONFIRM_DAYS):
            raise ValidationError(_now("Choose a day from today on, within a year."))
        return day

    def clean(self) -> dict[str, Any]:
        """Two different coordinators, a name, and no field twice that takes one column."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("owner") and data.get("owner") == data.get("second"):
            self.add_error("second", _now("Choose another coordinator than the owner."))
        columns = self.columns()
        if not set(columns) & set(NAME_FIELDS):
            self.add_error(None, _now("Say which column holds the name."))
        for index, name in enumerate(columns):
            if name and name in columns[:index] and not FIELDS[name].repeats:
                message = _now("Another column is chosen as “%(field)s” already.")
                self.add_error(f"column_{index}", message % {"field": FIELDS[name].label})
        return data

    def columns(self) -> tuple[str, ...]:
        """The field of each column, in order; empty for those that are not imported."""
        columns = range(len(self.table.headers))
        return tuple(self.cleaned_data.get(f"column_{index}") or "" for index in columns)

    def plan(self) -> Plan:
        """What was decided."""
        data = self.cleaned_data
        return Plan(
            headers=tuple(self.table.headers),
            columns=self.columns(),
            order=data["order"],
            owner=str(data["owner"].pk),
            second=str(data["second"].pk),
            consent_by=data["consent_by"],
        )
