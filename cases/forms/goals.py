"""The form of a goal, with its steps."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.describing import Line
from cases.planning import CLIENT, GoalState, GoalWords, Step
from cases.questionnaires import Area

People = list[tuple[str, str]]
_MOST = 30


class StepForm(forms.Form):
    """One step: what, who, by when."""

    id = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What is to be done"), max_length=200, required=False)
    who = forms.ChoiceField(label=_("Who does it"))
    due = DayField(label=_("By when"), required=False)
    done = forms.BooleanField(label=_("It is done"), required=False)

    def __init__(self, *args: Any, people: People = (), **options: Any) -> None:  # type: ignore[assignment]
        """Takes who can be given a step besides the client."""
        super().__init__(*args, **options)
        self.fields["who"].choices = [(CLIENT, _now("the client")), *people]  # type: ignore[attr-defined]
        self.fields["who"].initial = CLIENT

    def has_changed(self) -> bool:
        """A row without a word is none, whoever it names."""
        return bool(self.data.get(self.add_prefix("text"), "").strip())


StepSet = forms.formset_factory(StepForm, extra=2, max_num=_MOST, validate_max=True)


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
        rows = [_step_start(one) for one in start.steps]
        self.steps = StepSet(data, prefix="steps", initial=rows, form_kwargs={"people": people})

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
        rows = [form.cleaned_data for form in self.steps.forms]
        return GoalWords(steps=tuple(Step(**row) for row in rows if row.get("text")), **kept)


def _step_start(step: Step) -> dict[str, Any]:
    names = ("id", "text", "who", "due", "done")
    return {name: getattr(step, name) for name in names}


def goal_lines(words: GoalWords, names: dict[str, str]) -> list[Line]:
    """Everything a goal says, always in the same order."""
    steps = [
        " · ".join(filter(None, (one.text, names.get(one.who, ""), one.due and str(one.due))))
        for one in words.steps
    ]
    return [
        Line(_now("Goal"), words.text),
        Line(_now("Area"), words.area_label),
        Line(_now("Known by"), words.sign),
        Line(_now("Where it stands"), words.state_label),
        Line(_now("How it ended"), words.outcome),
        Line(_now("Steps"), "\n".join(steps)),
    ]
