"""The form of an assessment, made of an organisation's own questions."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.days import localise_digits, plain_digits
from accounts.fields import DayField
from cases.answering import answer_words, said
from cases.planning import Answer, Answers
from cases.questionnaires import SCALE, TEXT_LIMIT, Kind, Question, Questionnaire

_NOT_ASKED = ("", pgettext_lazy("answer", "not answered"))
_PREFIX = "q-"


class NumberField(forms.DecimalField):
    """A number in any digits."""

    def __init__(self, **options: Any) -> None:
        """Takes what a number field takes."""
        box = forms.TextInput(attrs={"class": "short", "dir": "ltr", "inputmode": "decimal"})
        super().__init__(max_digits=16, decimal_places=4, widget=box, **options)

    def to_python(self, value: Any) -> Any:
        """Takes what was typed; gives the number."""
        if isinstance(value, str):
            value = plain_digits(value).replace("٫", ".")
        return super().to_python(value)


class AssessmentForm(forms.Form):
    """Every question of a form, none of which has to be answered, and what stands out.

    ``ask_in`` is the language the questions stand in, which is the client's and not always the
    reader's.
    """

    definition = forms.UUIDField(widget=forms.HiddenInput)
    ask_in = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    stands_out = forms.CharField(
        label=_("What stands out"),
        help_text=_("What you would tell a colleague in two sentences."),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    present = forms.CharField(
        label=_("Who took part"),
        help_text=_("An interpreter, a relative, by telephone ..."),
        max_length=240,
        required=False,
    )
    reassess_on = DayField(label=_("Ask again on"), required=False)

    def __init__(
        self,
        *args: Any,
        asked: Questionnaire,
        before: Answers | None = None,
        **options: Any,
    ) -> None:
        """Takes the questions, and the assessment before, whose answers stand beside them."""
        super().__init__(*args, **options)
        self.asked = asked
        with translation.override(self.language):
            for one in asked.questions:
                self.fields[_PREFIX + one.id] = _field(one, before)

    @property
    def language(self) -> str:
        """The language the questions stand in: the one asked for, if they are written in it."""
        wanted = str(self["ask_in"].value() or "")
        return wanted if wanted in self.asked.languages else translation.get_language() or "en"

    @property
    def is_rtl(self) -> bool:
        """Whether the questions run from right to left."""
        return bool(translation.get_language_info(self.language)["bidi"])

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages the questions are written in, by their own names."""
        return [(code, name) for code, name in settings.LANGUAGES if code in self.asked.languages]

    @property
    def by_area(self) -> list[tuple[str, list[Any]]]:
        """The fields by area, for the page."""
        return [
            (area, [self[_PREFIX + one.id] for one in questions])
            for area, questions in self.asked.areas()
        ]

    def clean_reassess_on(self) -> date | None:
        """Refuse a day that is past."""
        day: date | None = self.cleaned_data["reassess_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_now("Choose a day to come."))
        return day

    def answers(self) -> Answers:
        """What was answered, as it is sealed, but for the questions, the author and the time."""
        given = [
            Answer(one.id, value)
            for one in self.asked.questions
            if (value := _stored(self.cleaned_data.get(_PREFIX + one.id)))
        ]
        kept = ("present", "stands_out", "reassess_on")
        said_in = {name: self.cleaned_data[name] for name in kept}
        return Answers(answers=tuple(given), language=self.language, **said_in)


class AmendAssessmentForm(AssessmentForm):
    """An assessment written anew, made from the version named."""

    definition = None  # type: ignore[assignment]
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_reassess_on(self) -> date | None:
        """Any day; the action asks that it follows the assessment."""
        day: date | None = self.cleaned_data["reassess_on"]
        return day


def beginning(asked: Questionnaire) -> dict[str, Any]:
    """What a new assessment starts with: the day to ask again."""
    return {"reassess_on": timezone.localdate() + timedelta(days=asked.again_after)}


def amending(answers: Answers) -> dict[str, Any]:
    """What an amended assessment starts with."""
    start: dict[str, Any] = {_PREFIX + one.question: one.value for one in answers.answers}
    for one in answers.asked.questions:
        if one.kind == Kind.DAY and (value := answers.value(one.id)):
            start[_PREFIX + one.id] = date.fromisoformat(value)
    kept = ("present", "stands_out", "reassess_on")
    start |= {name: getattr(answers, name) for name in kept}
    return start | {"ask_in": answers.language}


def _stored(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else plain_lines(str(value))


def plain_lines(text: str) -> str:
    """A text with one kind of line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _field(question: Question, before: Answers | None) -> forms.Field:
    common: dict[str, Any] = {
        "label": said(question.words),
        "help_text": _help(question, before),
        "required": False,
    }
    made: forms.Field = _MAKERS[Kind(question.kind)](question, common)
    return made


def _help(question: Question, before: Answers | None) -> str:
    """Its own help, and what was answered the last time it was asked in the same way."""
    parts = [said(question.help)]
    then = before.asked.question(question.id) if before else None
    if before and then and then.kind == question.kind and question.kind != Kind.TEXT:
        last = answer_words(then, before.value(question.id))
        parts += [_now("Last time: %(answer)s.") % {"answer": last}] if last else []
    return " ".join(filter(None, parts))


def _scale(question: Question, common: Mapping[str, Any]) -> forms.Field:
    ends = {"1": said(question.low), "5": said(question.high)}
    offered = [(one, " · ".join(filter(None, (_shown(one), ends.get(one))))) for one in SCALE]
    return _radio([*offered, _NOT_ASKED], common)


def _shown(number: str) -> str:
    return localise_digits(number, translation.get_language() or "en")


def _choice(question: Question, common: Mapping[str, Any]) -> forms.Field:
    return _radio([*((one.id, said(one.words)) for one in question.choices), _NOT_ASKED], common)


def _yes_no(_question: Question, common: Mapping[str, Any]) -> forms.Field:
    offered = [("yes", pgettext_lazy("answer", "yes")), ("no", pgettext_lazy("answer", "no"))]
    return _radio([*offered, _NOT_ASKED], common)


def _radio(choices: Any, common: Mapping[str, Any]) -> forms.Field:
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect(attrs={"class": "across"}), **common
    )


def _text(_question: Question, common: Mapping[str, Any]) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=TEXT_LIMIT, widget=box, **common)


_MAKERS: Mapping[Kind, Any] = {
    Kind.SCALE: _scale,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.TEXT: _text,
    Kind.DAY: lambda _question, common: DayField(**common),
    Kind.NUMBER: lambda _question, common: NumberField(**common),
}
