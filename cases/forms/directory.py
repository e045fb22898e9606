"""Forms of the directory."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.actions.directory import Row
from cases.directory.importing import Problem, read_languages, read_rows
from cases.directory.names import country_choices
from cases.forms.imports import UploadForm
from cases.models import Help, Partner, Service
from cases.papers import Category


class _CountryForm(forms.Form):
    country = forms.ChoiceField(label=_("Country"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Takes what a form takes."""
        super().__init__(*args, **options)
        choices = [("", _("Choose a country")), *country_choices()]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]


class PartnerForm(_CountryForm):
    """An organisation and how it is reached."""

    name = forms.CharField(label=_("Name"), max_length=120)
    website = forms.CharField(label=_("Website"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    hours = forms.CharField(label=_("Hours"), max_length=120, required=False)
    field_order = ("name", "country")

    @classmethod
    def of(cls, partner: Partner) -> "PartnerForm":
        """The form with what is known now."""
        names = (*cls.base_fields, "in_use")
        start = {name: getattr(partner, name, None) for name in names}
        return cls(initial={**start, "in_use": partner.retired_on is None})


class ChangeForm(PartnerForm):
    """The same, and whether it can be chosen."""

    in_use = forms.BooleanField(label=_("It can be chosen for referrals"), required=False)


class ServiceForm(_CountryForm):
    """One thing an organisation offers."""

    kind = forms.ChoiceField(label=_("Help"), choices=Help.choices)
    languages = forms.CharField(
        label=_("Languages"),
        help_text=_("By name, with commas: German, Persian."),
        max_length=400,
        required=False,
    )
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Service.Capacity.choices)
    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("About the service, never about a person."),
        max_length=300,
        required=False,
    )
    field_order = ("kind", "country", "languages", "capacity", "remark")

    def clean_languages(self) -> tuple[str, ...]:
        """Codes of the languages.

        :raises ValidationError: naming those that are not known
        """
        wrong: list[str] = []
        found = read_languages(self.cleaned_data["languages"], wrong)
        if wrong:
            raise ValidationError(" ".join(wrong))
        return found


class AgreementForm(forms.Form):
    """What may be shared with an organisation, until when, and how it was vetted."""

    categories = forms.MultipleChoiceField(
        label=_("What may they be told?"),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    until = DayField(label=_("Until"))
    vetted_how = forms.CharField(
        label=_("How did you check them?"),
        help_text=_("Whom you met, what you read. They may be asked to help people in danger."),
        max_length=300,
    )


class DirectoryFileForm(UploadForm):
    """A spreadsheet of organisations; ``rows`` are what it says, ``problems`` all that is wrong."""

    rows: list[Row]
    problems: list[Problem]
    field_order = ("file",)

    def clean_file(self) -> None:
        """Read the table and every row.

        :raises ValidationError: when the file cannot be read, or a row has a problem
        """
        self.problems = []
        super().clean_file()
        self.rows, self.problems = read_rows(self.table)
        if self.problems:
            raise ValidationError(_now("Nothing was imported. Put these right in the file first."))
