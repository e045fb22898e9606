"""The forms with which an administrator writes what the organisation asks."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.questionnaires import (
    MOST_CHOICES,
    Area,
    Better,
    Choice,
    Kind,
    Question,
    Questionnaire,
    Texts,
    Words,
    texts,
)

_LINE, _HELP = 300, 500  # characters
_RATED = (Kind.SCALE, Kind.NUMBER)


def _in_each(label: Any, **options: Any) -> dict[str, forms.CharField]:
    """A field for each language of the interface, named by its code."""
    return {
        code: forms.CharField(label=f"{label} · {name}", required=False, **options)
        for code, name in settings.LANGUAGES
    }


class _Worded(forms.Form):
    """A form whose texts are asked for in every language."""

    def _add(self, prefix: str, fields: dict[str, forms.CharField]) -> None:
        self.fields.update({f"{prefix}_{code}": field for code, field in fields.items()})

    def _texts(self, prefix: str) -> Texts:
        names = {code: f"{prefix}_{code}" for code, _name in settings.LANGUAGES}
        return texts({code: self.cleaned_data.get(name, "") for code, name in names.items()})

    def _require(self, prefix: str, message: str) -> None:
        if not self._texts(prefix):
            self.add_error(f"{prefix}_{settings.LANGUAGES[0][0]}", message)


def _start(prefix: str, found: Iterable[Words]) -> dict[str, str]:
    return {f"{prefix}_{one.language}": one.text for one in found}


class FormTitleForm(_Worded):
    """What a form is called, and when it is asked again."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    again_after = forms.IntegerField(
        label=_("Ask again after so many days"),
        min_value=1,
        max_value=700,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Takes what a form takes."""
        super().__init__(*args, **options)
        self._add("title", _in_each(_("Name of the form"), max_length=_LINE))
        self.order_fields(["version", *(f"title_{code}" for code, _name in settings.LANGUAGES)])

    def clean(self) -> dict[str, Any]:
        """Ask for a name."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._require("title", _now("Give the form a name in at least one language."))
        return data

    def applied_to(self, form: Questionnaire) -> Questionnaire:
        """The form with this name."""
        return replace(
            form, title=self._texts("title"), again_after=self.cleaned_data["again_after"]
        )


def title_start(form: Questionnaire, version: int) -> dict[str, Any]:
    """What the name's form starts with."""
    return {
        **_start("title", form.title),
        "again_after": form.again_after,
        "version": version,
    }


class QuestionForm(_Worded):
    """One question, in each language; what is asked of it follows from its kind."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)

    def __init__(self, *args: Any, kind: Kind, **options: Any) -> None:
        """Takes how the question is answered, which does not change any more."""
        super().__init__(*args, **options)
        self.kind = kind
        self._add("words", _in_each(_("Question"), max_length=_LINE))
        self._add("help", _in_each(_("Help"), max_length=_HELP))
        if kind == Kind.CHOICE:
            box = forms.Textarea(attrs={"rows": 5})
            help_text = _("One answer a line, in the same order in each language.")
            self._add("choices", _in_each(_("Answers"), widget=box, help_text=help_text))
        if kind == Kind.SCALE:
            self._add("low", _in_each(_("What 1 means"), max_length=_LINE))
            self._add("high", _in_each(_("What 5 means"), max_length=_LINE))
        if kind in _RATED:
            self.fields["better"] = forms.ChoiceField(
                label=_("What is better?"),
                choices=Better.choices,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the question, and for as many answers in each language as in the others."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._require("words", _now("Write the question in at least one language."))
        if self.kind == Kind.CHOICE:
            self._check_choices()
        return data

    def _check_choices(self) -> None:
        counts = {one.language: len(_lines(one.text)) for one in self._texts("choices")}
        low, high = min(counts.values(), default=0), max(counts.values(), default=0)
        name = min(counts, key=lambda code: counts[code], default=settings.LANGUAGES[0][0])
        if low < high:
            self.add_error(
                f"choices_{name}", _now("Write as many answers as in the other language.")
            )
        elif not 2 <= high <= MOST_CHOICES:
            self.add_error(f"choices_{name}", _now("Offer between 2 and 30 answers."))

    def question(self, id: str = "") -> Question:
        """The question that was written; a new one gets an id."""
        return Question(
            id=id or secrets.token_hex(4),
            area=self.cleaned_data["area"],
            kind=self.kind.value,
            words=self._texts("words"),
            help=self._texts("help"),
            choices=_choices(self._texts("choices")),
            low=self._texts("low"),
            high=self._texts("high"),
            better=self.cleaned_data.get("better", ""),
        )


def question_start(question: Question, version: int) -> dict[str, Any]:
    """What a question's form starts with."""
    lines: dict[str, list[str]] = {}
    for choice in question.choices:
        for one in choice.words:
            lines.setdefault(f"choices_{one.language}", []).append(one.text)
    return {
        **{name: "\n".join(each) for name, each in lines.items()},
        **_start("words", question.words),
        **_start("help", question.help),
        **_start("low", question.low),
        **_start("high", question.high),
        "area": question.area,
        "better": question.better,
        "version": version,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _choices(found: Texts) -> tuple[Choice, ...]:
    lines = {one.language: _lines(one.text) for one in found}
    count = max(map(len, lines.values()), default=0)
    return tuple(
        Choice(str(place + 1), texts({code: each[place] for code, each in lines.items()}))
        for place in range(count)
    )


class KindForm(forms.Form):
    """How a new question is answered."""

    kind = forms.ChoiceField(label=_("How is it answered?"), choices=Kind.choices)


class FormActForm(forms.Form):
    """A question moved or removed, the form offered or withdrawn, an earlier version taken up."""

    UP, DOWN, REMOVE, OFFER, WITHDRAW, RESTORE = (
        "up", "down", "remove", "offer", "withdraw", "restore",
    )  # fmt: skip

    act = forms.ChoiceField(
        choices=[(one, one) for one in (UP, DOWN, REMOVE, OFFER, WITHDRAW, RESTORE)],
        widget=forms.HiddenInput,
    )
    question = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    earlier = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def applied_to(self, form: Questionnaire, earlier: Questionnaire | None) -> Questionnaire:
        """The form after the act; what is gone already changes nothing.

        :param earlier: the version that is to be taken up again, if there is one
        """
        act, question = self.cleaned_data["act"], self.cleaned_data["question"]
        if act == self.RESTORE:
            return earlier or form
        if act in {self.OFFER, self.WITHDRAW}:
            return replace(form, offered=act == self.OFFER)
        if form.question(question) is None:
            return form
        if act == self.REMOVE:
            return form.without_question(question)
        return form.moved(question, -1 if act == self.UP else 1)
