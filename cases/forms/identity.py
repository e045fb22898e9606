"""Forms of who a case is about: names, birth, languages, and the contact points."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import jdatetime
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.days import GREGORIAN_YEARS, JALALI_YEARS, plain_digits
from accounts.fields import DayField
from cases.identity import Birth, Channel, ContactPoint, Identity, Kind, Name, Reach

_MOST = 20  # names or contact points of one person


class NameForm(forms.Form):
    """A name in one script."""

    given = forms.CharField(label=_("Given name"), max_length=120, required=False)
    family = forms.CharField(label=_("Family name"), max_length=120, required=False)
    full = forms.CharField(
        label=_("Whole name, where it has no parts"), max_length=240, required=False
    )


class ContactForm(forms.Form):
    """A way to reach the person. It is unsafe until somebody says otherwise."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.PHONE)
    value = forms.CharField(label=_("Number, address or name"), max_length=240, required=False)
    safety = forms.ChoiceField(label=_("Is it safe?"), choices=Reach.choices, initial=Reach.UNSAFE)
    hours = forms.CharField(label=_("Hours"), max_length=120, required=False)
    shared_device = forms.BooleanField(label=_("Others use this device"), required=False)
    pass_phrase = forms.CharField(
        label=_("Pass-phrase"),
        help_text=_("What they say so that we know it is them."),
        max_length=120,
        required=False,
    )
    cover_identity = forms.CharField(
        label=_("Who we say we are"),
        help_text=_("If somebody else answers."),
        max_length=120,
        required=False,
    )
    confirmed_on = DayField(label=_("Last confirmed"), required=False)


class YearField(forms.CharField):
    """A year of either calendar, in any digits; gives the Gregorian year."""

    def clean(self, value: Any) -> int | None:
        """Takes what was typed; gives a year, or None. Raises ValidationError for no year."""
        text = plain_digits(str(super().clean(value))).strip()
        if not text:
            return None
        year = int(text) if text.isdecimal() and len(text) == 4 else 0
        if year in JALALI_YEARS:
            year = jdatetime.date(year, 1, 1).togregorian().year
        if year not in GREGORIAN_YEARS or year > timezone.localdate().year:
            raise forms.ValidationError(
                _now("Write a year of four digits, for example 1982 or 1361.")
            )
        return year


class ZoneField(forms.CharField):
    """A time zone, by its name (Asia/Tehran) or by the city alone (Tehran)."""

    def clean(self, value: Any) -> str:
        """Takes what was typed; gives the zone's name, or nothing. Raises for an unknown one."""
        typed: str = super().clean(value)
        wanted = "_".join(typed.split()).casefold()
        known = sorted(available_timezones())
        found = [zone for zone in known if wanted in {zone.casefold(), _city(zone)}]
        if typed and not found:
            raise forms.ValidationError(_now("Write a larger city nearby, for example Tehran."))
        return found[0] if typed else ""


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].casefold()


class PersonForm(forms.Form):
    """What is known of the person besides names and contact points."""

    kind = forms.ChoiceField(
        label=_("Whose case is it?"), choices=Kind.choices, initial=Kind.LEAVER
    )
    aliases = forms.CharField(
        label=_("Other names"),
        help_text=_("One a line: nicknames, names inside the group, names before."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    birth_day = DayField(label=_("Day of birth"), required=False)
    birth_year = YearField(
        label=_("Or only the year"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "dir": "ltr"}),
    )
    birth_estimated = forms.BooleanField(label=_("It is an estimate"), required=False)
    sex = forms.CharField(label=_("Sex, as the person states it"), max_length=60, required=False)
    languages = forms.CharField(
        label=_("Languages"),
        help_text=_("The best one first, with commas."),
        max_length=240,
        required=False,
    )
    countries = forms.CharField(
        label=_("Countries"), help_text=_("With commas."), max_length=240, required=False
    )
    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("The city whose clock they live by, for example Tehran. A consent ends there."),
        max_length=60,
        required=False,
    )
    reference = forms.CharField(label=_("Your own reference"), max_length=60, required=False)

    def clean_birth_day(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data["birth_day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day


class VersionForm(forms.Form):
    """Which version of the identity a change was made from."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


NameSet = forms.formset_factory(NameForm, extra=1, max_num=_MOST, validate_max=True)
ContactSet = forms.formset_factory(ContactForm, extra=1, max_num=_MOST, validate_max=True)


class IdentityForms:
    """The person's form with the rows of names and of contact points, as one."""

    def __init__(self, data: QueryDict | None = None, identity: Identity | None = None) -> None:
        """Takes what was sent, or the identity to start from."""
        start = identity or Identity()
        self.person = PersonForm(data, initial=_person_initial(start))
        self.names = NameSet(data, prefix="names", initial=[asdict(one) for one in start.names])
        self.contacts = ContactSet(
            data, prefix="contacts", initial=[asdict(one) for one in start.contacts]
        )

    @property
    def parts(self) -> Sequence[Any]:
        """The form and the two formsets."""
        return self.person, self.names, self.contacts

    @property
    def has_errors(self) -> bool:
        """Whether something sent must be looked at again."""
        rows = self.names.total_error_count() + self.contacts.total_error_count()
        return bool(self.person.errors) or rows > 0

    def is_valid(self) -> bool:
        """Whether all of it is; a person without any name is told so."""
        found = [part.is_valid() for part in self.parts]  # each, so that all mistakes are shown
        fine = all(found)
        if fine and not self.identity().name:
            self.person.add_error("aliases", _now("Write at least one name, or an alias."))
            return False
        return fine

    def identity(self) -> Identity:
        """The identity that was typed; only of valid forms."""
        data = self.person.cleaned_data
        return Identity(
            kind=data["kind"],
            names=tuple(filter(_is_named, (Name(**row) for row in _rows(self.names)))),
            aliases=_split(data["aliases"], "\n"),
            birth=_birth(data),
            sex=data["sex"],
            languages=_split(data["languages"], ","),
            countries=_split(data["countries"], ","),
            contacts=tuple(
                filter(_has_value, (ContactPoint(**row) for row in _rows(self.contacts)))
            ),
            reference=data["reference"],
            zone=data["zone"],
        )


def _rows(formset: Any) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in formset.forms if form.cleaned_data]


def _is_named(name: Name) -> bool:
    return bool(name.shown)


def _has_value(contact: ContactPoint) -> bool:
    return bool(contact.value)


def _birth(data: dict[str, Any]) -> Birth:
    day, year = data["birth_day"], data["birth_year"]
    known = bool(day or year)
    return Birth(day, None if day else year, known and data["birth_estimated"])


def _split(text: str, mark: str) -> tuple[str, ...]:
    parts = text.replace("،", ",").split(mark) if mark == "," else text.splitlines()
    return tuple(part.strip() for part in parts if part.strip())


def _person_initial(identity: Identity) -> dict[str, Any]:
    return {
        "kind": identity.kind,
        "aliases": "\n".join(identity.aliases),
        "birth_day": identity.birth.day,
        "birth_year": identity.birth.year,
        "birth_estimated": identity.birth.estimated,
        "sex": identity.sex,
        "languages": ", ".join(identity.languages),
        "countries": ", ".join(identity.countries),
        "reference": identity.reference,
        "zone": identity.zone,
    }
