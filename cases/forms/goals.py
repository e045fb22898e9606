"""The form of a goal, with its steps."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.days import write_day
from accounts.fields import DayField
from cases.actions.goals import MOST_STEPS, STEP_LIMIT
from cases.describing import Line
from cases.planning import CLIENT, GoalState, GoalWords, Step
from cases.questionnaires import Area

People = list[tuple[str, str]]


class StepForm(forms.Form):
    """One step: what, who, by when. One that is a task already keeps its person and its day."""

    id = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What is to be done"), max_length=STEP_LIMIT, required=False)
    who = forms.ChoiceField(
        label=_("Who does it"), help_text=_("A colleague's step becomes a task of theirs.")
    )
    due = DayField(label=_("By when"), required=False)
    done = forms.BooleanField(label=_("It is done"), required=False)

    def __init__(
        self, *args: Any, people: People, tasks: Mapping[str, Step], **options: Any
    ) -> None:
        """Takes who can be given a step besides the client, and the steps that are tasks."""
        super().__init__(*args, **options)
        self.tasks = tasks
        self.fields["who"].choices = [(CLIENT, _now("the client")), *people]  # type: ignore[attr-defined]
        self.fields["who"].initial = CLIENT
        if self.is_task:
            del self.fields["who"], self.fields["due"], self.fields["done"]
            self.fields["text"].help_text = _now("It is a task: the rest is changed there.")

    @property
    def _id(self) -> str:
        known = self.data.get(self.add_prefix("id")) if self.is_bound else self.initial.get("id")
        return str(known or "")

    @property
    def is_task(self) -> bool:
        """Whether it became a task."""
        return self._id in self.tasks

    def has_changed(self) -> bool:
        """A row without a word is none, whoever it names."""
        return bool(self.data.get(self.add_prefix("text"), "").strip())

    def clean(self) -> dict[str, Any]:
        """Ask by when a colleague takes the step."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = data.get("text") and data.get("who", CLIENT) != CLIENT and not data.get("done")
        if given and not data.get("due") and "due" not in self.errors:
            self.add_error("due", _now("Say by when: it becomes a task."))
        return data

    @property
    def step(self) -> Step | None:
        """The step that was typed, or None for an empty row."""
        data = self.cleaned_data
        if not data.get("text"):
            return None
        known = self.tasks.get(self._id)
        return replace(known, text=data["text"]) if known else Step(**data)


class MarkForm(forms.Form):
    """A step of the client's that is done, or is not done after all."""

    step = forms.CharField(max_length=32)
    done = forms.BooleanField(required=False)


StepSet = forms.formset_factory(StepForm, extra=2, max_num=MOST_STEPS, validate_max=True)


class GoalForm(forms.Form):
    """A goal, in the person's own words. ``version`` is 0 for a new one."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What does the person want to reach?"),
        help_text=_("In their own words."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    sign = forms.CharField(
        label=_("How will they know that it is reached?"), max_length=1000, required=False
    )
    state = forms.ChoiceField(
        label=_("Where it stands"),
        choices=GoalState.choices,
        widget=forms.RadioSelect,
        initial=GoalState.OPEN,
    )
    outcome = forms.CharField(
        label=_("How it ended"),
        help_text=_("For a goal that was reached or given up: what the person says to it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask why a goal was given up."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("state") == GoalState.DROPPED and not data.get("outcome"):
            self.add_error("outcome", _now("Say why it was given up."))
        return data


class GoalForms:
    """A goal's form with the rows of its steps, as one."""

    def __init__(
        self,
        data: QueryDict | dict[str, Any] | None = None,
        *,
        people: People,
        words: GoalWords | None = None,
        version: int = 0,
    ) -> None:
        """Takes what was sent, or the goal to start from, and who can be given a step."""
        start = words or GoalWords()
        kept = ("text", "area", "sign", "state", "outcome")
        initial = {name: getattr(start, name) for name in kept}
        self.goal = GoalForm(data, initial={**initial, "version": version})
        if str((data or {}).get("version", version)) == "0":  # a new one is open
            del self.goal.fields["state"], self.goal.fields["outcome"]
        rows = [] if data is not None else [_step_start(one) for one in start.steps]
        given = {"people": people, "tasks": {one.id: one for one in start.steps if one.task}}
        self.steps = StepSet(data, prefix="steps", initial=rows, form_kwargs=given)

    @property
    def is_bound(self) -> bool:
        """Whether it was sent."""
        return self.goal.is_bound

    @property
    def errors(self) -> Any:
        """What is wrong with the goal itself."""
        return self.goal.errors

    def is_valid(self) -> bool:
        """Whether both are; both are asked, so that every mistake is shown at once."""
        steps = self.steps.is_valid()
        return self.goal.is_valid() and steps

    def add_error(self, field: str | None, error: str) -> None:
        """Put a reason on the goal's form."""
        self.goal.add_error(field, error)

    @property
    def version(self) -> int:
        """The version it was made from."""
        return int(self.goal.cleaned_data["version"])

    def words(self) -> GoalWords:
        """The goal that was typed; only of valid forms."""
        kept = {name: value for name, value in self.goal.cleaned_data.items() if name != "version"}
        return GoalWords(steps=tuple(filter(None, (one.step for one in self.steps.forms))), **kept)


def _step_start(step: Step) -> dict[str, Any]:
    names = ("id", "text", "who", "due", "done")
    return {name: getattr(step, name) for name in names}


def goal_lines(words: GoalWords, names: Mapping[str, str]) -> list[Line]:
    """Everything a goal says, always in the same order."""
    steps = [_step_words(one, names) for one in words.steps]
    return [
        Line(_now("Goal"), words.text),
        Line(_now("Area"), words.area_label),
        Line(_now("Known by"), words.sign),
        Line(_now("Where it stands"), words.state_label),
        Line(_now("How it ended"), words.outcome),
        Line(_now("Steps"), "\n".join(steps)),
    ]


def _step_words(step: Step, names: Mapping[str, str]) -> str:
    who = _now("the client") if step.is_clients else names.get(step.who, "")
    due = write_day(step.due, get_language() or "en") if step.due else ""
    done = pgettext("step", "done") if step.done else ""
    return " · ".join(filter(None, (step.text, who, due, done)))
