"""The forms that record a consent: to the case file, and to telling somebody else."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.days import write_day
from accounts.fields import DayField
from cases.agreements import About, Proposed
from cases.models import Consent
from cases.papers import Category, ConsentTerms, How, Subject
from cases.texts import Text, all_texts, languages_of, latest_text

PURPOSE = Consent.Purpose.CASE_MANAGEMENT.value
_DAYS = 365
_KEPT = (
    "language",
    "text_version",
    "how",
    "witness",
    "interpreter",
    "explained_by",
    "risks",
    "withheld",
    "subject",
    "assent",
    "guardian",
    "guardian_tied",
)


class ConsentForm(forms.Form):
    """How the consent was given. ``language`` is that of the text the page shows."""

    purpose = PURPOSE

    language = forms.CharField(max_length=10, widget=forms.HiddenInput)
    text_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    until = DayField(label=_("Until"))
    subject = forms.ChoiceField(
        label=_("For whom?"),
        help_text=_("Nobody consents for another adult."),
        choices=Subject.choices,
        initial=Subject.SELF,
        required=False,
        widget=forms.RadioSelect,
    )
    assent = forms.CharField(
        label=_("What the child says, in their own words"), max_length=2000, required=False
    )
    guardian = forms.CharField(label=_("Guardian"), max_length=200, required=False)
    guardian_tied = forms.BooleanField(
        label=_("The guardian is tied to the group"),
        help_text=_("Then two of us decide what is in the child's best interests."),
        required=False,
    )
    best_interests = forms.CharField(
        label=_("Why this is in their best interests"),
        help_text=_("Only for a guardian tied to the group, or an adult who cannot decide."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    how = forms.ChoiceField(
        label=_("How was it given?"), choices=How.choices, widget=forms.RadioSelect
    )
    witness = forms.CharField(label=_("Witness"), max_length=120, required=False)
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("Who interpreted, and into which language. Leave empty if nobody did."),
        max_length=200,
        required=False,
    )
    explained_by = forms.CharField(label=_("Explained by"), max_length=120)
    risks = forms.CharField(
        label=_("Risks that were discussed"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    withheld = forms.CharField(
        label=_("What the client does not agree to"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    since = DayField(label=_("Given on"))

    def __init__(self, *args: Any, today: date | None = None, **options: Any) -> None:
        """Takes the client's day, which is the day a consent is given on."""
        super().__init__(*args, **options)
        self.today = today or timezone.localdate()
        self.fields["since"].initial = self.today
        self.fields["until"].initial = self.today + timedelta(days=_DAYS)

    @property
    def asked(self) -> list[Any]:
        """The fields of what is asked; they stand before the text."""
        names = ("recipient", "recipient_name", "categories", "until")
        return [self[name] for name in names if name in self.fields]

    @property
    def whose(self) -> list[Any]:
        """The fields of whose consent it is."""
        names = ("subject", "assent", "guardian", "guardian_tied", "best_interests")
        return [self[name] for name in names]

    @property
    def course(self) -> list[Any]:
        """The fields of how it was given."""
        names = ("how", "witness", "interpreter", "explained_by", "risks", "withheld", "since")
        return [self[name] for name in names]

    def clean_language(self) -> str:
        """Refuse a language the text does not exist in."""
        language: str = self.cleaned_data["language"]
        if language not in dict(languages_of(self.purpose)):
            raise forms.ValidationError(_now("There is no text in this language."))
        return language

    def clean_subject(self) -> str:
        """An adult for themselves, unless something else was chosen."""
        return self.cleaned_data["subject"] or Subject.SELF.value

    def clean(self) -> dict[str, Any]:
        """Ask for the witness of an oral consent, days in their order, a text that exists."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (self.purpose, data.get("text_version"), data.get("language")) not in all_texts():
            self.add_error(None, _now("Show the text again: this version does not exist."))
        if data.get("how") == How.ORAL and not data.get("witness"):
            self.add_error("witness", _now("An oral consent needs a witness."))
        since, until = data.get("since"), data.get("until")
        if since and since > self.today:
            self.add_error("since", _now("This day has not come yet."))
        if since and until and until < since:
            self.add_error("until", _now("It cannot end before it was given."))
        self._clean_subject(data)
        return data

    def _clean_subject(self, data: dict[str, Any]) -> None:
        """Ask for a child's own words and guardian, and for the reasons where two decide."""
        if data.get("subject") == Subject.CHILD:
            for name in ("assent", "guardian"):
                if not data.get(name):
                    self.add_error(name, _now("This is needed for a child."))
        if self._terms_of(data).needs_two and not data.get("best_interests"):
            self.add_error("best_interests", _now("Write why: a second person decides on it."))

    @staticmethod
    def _terms_of(data: dict[str, Any]) -> ConsentTerms:
        subject = data.get("subject") or Subject.SELF.value
        return ConsentTerms(subject=subject, guardian_tied=bool(data.get("guardian_tied")))

    def terms(self) -> ConsentTerms:
        """The terms as they are sealed."""
        data = self.cleaned_data
        text = all_texts()[self.purpose, data["text_version"], data["language"]]
        return ConsentTerms(
            text=text.name, **{name: data[name] for name in _KEPT}, **self._shared(data)
        )

    def _shared(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def proposed(self) -> Proposed:
        """The same as a decision that a second person is asked for."""
        data = self.cleaned_data
        return Proposed(
            about=About.BEST_INTERESTS.value,
            why=data["best_interests"],
            purpose=self.purpose,
            since=data["since"],
            until=data["until"],
            terms=self.terms(),
        )

    @property
    def text(self) -> Text:
        """The text that the form names, in the version that will be recorded; else the newest."""
        version, language = (str(self[name].value()) for name in ("text_version", "language"))
        number = int(version) if version.isdecimal() else 0
        found = all_texts().get((self.purpose, number, language))
        return found or latest_text(self.purpose, language)

    def fill(self, text: Text) -> Text:
        """The text with what is asked, as far as the form that was sent says it."""
        if self.is_bound:
            self.is_valid()
        data = self.cleaned_data if self.is_bound else {}
        shared, until = self._shared(data), data.get("until")
        return text.filled(
            recipient=shared.get("recipient_name", ""),
            categories=shared.get("categories", ()),
            until=write_day(until, text.language) if until else "",
        )


class SharingForm(ConsentForm):
    """A consent to telling one recipient named data."""

    purpose = Consent.Purpose.SHARING.value

    recipient = forms.ChoiceField(label=_("Who would be told?"), required=False)
    recipient_name = forms.CharField(
        label=_("Or somebody who is not in the directory"),
        help_text=_("The name as the client knows it."),
        max_length=200,
        required=False,
    )
    categories = forms.MultipleChoiceField(
        label=_("What would be told?"),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, partners: Sequence[tuple[str, str]], **options: Any) -> None:
        """Takes the partners of the directory: id and name."""
        super().__init__(*args, **options)
        self.partners = dict(partners)
        recipient = self.fields["recipient"]
        recipient.choices = [("", "—"), *partners]  # type: ignore[attr-defined]
        if not partners:
            del self.fields["recipient"]
            self.fields["recipient_name"].label = _now("Who would be told?")
            self.fields["recipient_name"].required = True

    def clean(self) -> dict[str, Any]:
        """Ask for one recipient."""
        data = super().clean()
        chosen = [name for name in ("recipient", "recipient_name") if data.get(name)]
        if len(chosen) != 1 and "recipient" in self.fields:
            self.add_error("recipient", _now("Say who would be told: one of the two."))
        return data

    def _shared(self, data: dict[str, Any]) -> dict[str, Any]:
        recipient = data.get("recipient") or ""
        return {
            "recipient": recipient,
            "recipient_name": self.partners.get(recipient) or data.get("recipient_name") or "",
            "categories": tuple(data.get("categories") or ()),
        }
