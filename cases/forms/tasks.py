"""Forms of tasks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.models import Task
from cases.tasks.repeating import MOST
from cases.tasks.words import DETAILS_LIMIT, TITLE_LIMIT, TaskKind, TaskWords

Choices = Sequence[tuple[str, str]]
_SHORT = {"class": "short"}


def in_a_week() -> Any:
    """Where nobody says otherwise."""
    return timezone.localdate() + timedelta(days=7)


class TaskForm(forms.Form):
    """What is to be done, by when, by whom; and what it waits for."""

    title = forms.CharField(label=_("What is to be done"), max_length=TITLE_LIMIT)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=TaskKind.choices, widget=forms.Select(attrs=_SHORT)
    )
    due = DayField(label=_("Due on"), initial=in_a_week)
    priority = forms.TypedChoiceField(
        label=_("How pressing"),
        coerce=int,
        choices=Task.Priority.choices,
        initial=Task.Priority.NORMAL,
        widget=forms.Select(attrs=_SHORT),
    )
    to = forms.TypedChoiceField(
        label=_("Who does it"), coerce=UUID, widget=forms.Select(attrs=_SHORT)
    )
    details = forms.CharField(
        label=_("Details"),
        max_length=DETAILS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    blocked_by = forms.TypedChoiceField(
        label=_("Waits for"), coerce=UUID, required=False, empty_value=None
    )
    repeat_every = forms.IntegerField(
        label=_("Comes again after"),
        help_text=_("A number of days or months; empty when it does not come again."),
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    repeat_unit = forms.ChoiceField(
        label=_("counted in"),
        choices=Task.Unit.choices,
        initial=Task.Unit.DAYS,
        required=False,
        widget=forms.Select(attrs=_SHORT),
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    MORE = ("details", "blocked_by", "repeat_every", "repeat_unit")

    def __init__(
        self, data: Any = None, *, holders: Choices = (), others: Choices = (), **options: Any
    ) -> None:
        """Takes who holds the case (none where nobody is to be named), and its open tasks."""
        super().__init__(data, **options)
        self.fields["to"].choices = holders  # type: ignore[attr-defined]
        self.fields["blocked_by"].choices = [("", _("nothing")), *others]  # type: ignore[attr-defined]
        if not holders:
            del self.fields["to"]
        if not others:
            del self.fields["blocked_by"]

    def clean_title(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        """Check that it comes again at some time."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        every, unit = data.get("repeat_every"), data.get("repeat_unit") or Task.Unit.DAYS
        if every and every > MOST.get(unit, 0):
            words = _now("A task comes again after at most 366 days, or 24 months.")
            self.add_error("repeat_every", words)
        return data

    def words(self) -> TaskWords:
        """What is sealed of it."""
        data = self.cleaned_data
        return TaskWords(data["kind"], data["title"], data["details"])

    def repetition(self) -> dict[str, Any]:
        """After how long it comes again."""
        every = self.cleaned_data.get("repeat_every") or 0
        unit = self.cleaned_data.get("repeat_unit") or Task.Unit.DAYS.value
        return {"repeat_every": every, "repeat_unit": unit if every else ""}

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that are always asked."""
        return [field for field in self if field.name not in (*self.MORE, "version")]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that wait behind a fold."""
        return [field for field in self if field.name in self.MORE]

    @property
    def shows_more(self) -> bool:
        """Whether something stands behind the fold that must be seen."""
        return any(
            field.errors or (field.name != "repeat_unit" and field.value()) for field in self.more
        )


class CancelTaskForm(forms.Form):
    """Why a task is cancelled."""

    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DoForm(forms.Form):
    """One step of a task, and the page to go back to."""

    ACTS = ("finish", "undo", "take", "hand_back", "give")
    BACK = ("day", "tasks", "plan", "my_tasks", "team_tasks")

    act = forms.ChoiceField(choices=[(one, one) for one in ACTS])
    back = forms.ChoiceField(choices=[(one, one) for one in BACK], required=False)
    to = forms.UUIDField(label=_("Who does it"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask to whom it is given."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("act") == "give" and not data.get("to"):
            self.add_error("to", _now("Choose who does it."))
        return data


class TeamTasksForm(forms.Form):
    """What the team's tasks are narrowed to."""

    DUE = (
        ("", _("any day")),
        ("overdue", _("overdue")),
        ("today", _("today")),
        ("week", _("within a week")),
    )
    assignee = forms.ChoiceField(label=_("Whose"), required=False)
    due = forms.ChoiceField(label=_("Due"), choices=DUE, required=False)

    def __init__(self, data: Any = None, *, members: Choices) -> None:
        """Takes the members to choose from."""
        super().__init__(data)
        self.fields["assignee"].choices = [("", _("everybody")), *members]  # type: ignore[attr-defined]


class GiveTasksForm(forms.Form):
    """Ticked tasks, and who gets them."""

    MOST = 100
    task = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    to = forms.TypedChoiceField(
        label=_("Give them to"), coerce=UUID, required=False, empty_value=None
    )

    def __init__(self, data: Any = None, *, members: Choices) -> None:
        """Takes the members to choose from. Tasks are looked up among those of held cases."""
        super().__init__(data)
        self.fields["to"].choices = [("", _("Choose a member")), *members]  # type: ignore[attr-defined]
        sent = [one for one in (data.getlist("task") if data is not None else []) if _is_id(one)]
        self.fields["task"].choices = [(one, one) for one in sent[: self.MOST]]  # type: ignore[attr-defined]


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
