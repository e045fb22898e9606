"""The forms of the safety plan: writing it, and choosing what a sheet of paper may show."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases.describing import Line
from cases.forms.assessments import plain_lines
from cases.planning import Carried, SafetyPlan

_LIMIT = 5000

# field, what the team asks, what may be asked to find it
PARTS: tuple[tuple[str, Any, Any], ...] = (
    ("signs", _("Signs that it becomes dangerous"), _("What they see, hear or feel first.")),
    ("first", _("What they do first"), _("The one thing that helps at once.")),
    ("people", _("People they can call"), _("Only who agreed to it. First names or initials.")),
    ("places", _("Places they can go"), _("Open at night? How do they get there?")),
    ("take", _("What they take along"), _("Medicine, money, keys, a charger.")),
    ("papers", _("Papers, and where copies are"), ""),
    ("phone", _("Telephone and internet"), _("A safe device, locations off, new passwords.")),
    ("children", _("Children and others they care for"), ""),
    ("word", _("Word that means: help me"), _("And what whoever hears it does.")),
    ("other", _("Anything else"), ""),
)
#: what the parts are called on a sheet that anybody may find
NEUTRAL: dict[str, Any] = {
    "first": _("First"),
    "people": _("To call"),
    "places": _("Addresses"),
    "take": _("To pack"),
    "papers": _("Papers"),
    "other": _("Also"),
}


class SafetyPlanForm(forms.Form):
    """What the person does when it becomes dangerous, part by part; none of them is asked for."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I went through it with the person, and these are their words."), required=False
    )
    carried = forms.ChoiceField(
        label=_("How do they keep it?"),
        choices=Carried.choices,
        widget=forms.RadioSelect,
        initial=Carried.NOTHING,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Takes what a form takes."""
        super().__init__(*args, **options)
        for name, label, help_text in PARTS:
            box = forms.Textarea(attrs={"rows": 2})
            self.fields[name] = forms.CharField(
                label=label, help_text=help_text, max_length=_LIMIT, required=False, widget=box
            )
        self.order_fields(["version", *(name for name, _label, _help in PARTS)])

    def plan(self) -> SafetyPlan:
        """The plan as it is sealed, but for who wrote it and when."""
        kept: dict[str, Any] = {
            name: plain_lines(value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }
        return SafetyPlan(**kept)


def safety_plan_start(plan: SafetyPlan, version: int) -> dict[str, Any]:
    """What the form starts with."""
    names = [*(name for name, _label, _help in PARTS), "agreed", "carried"]
    return {**{name: getattr(plan, name) for name in names}, "version": version}


def safety_plan_lines(plan: SafetyPlan) -> list[Line]:
    """Everything a safety plan says, always in the same order."""
    agreed = _("yes, in their words") if plan.agreed else _("not yet")
    return [
        *(Line(str(label), getattr(plan, name)) for name, label, _help in PARTS),
        Line(str(_("Gone through with the person")), str(agreed)),
        Line(str(_("How they keep it")), plan.carried_label),
    ]


class SheetForm(forms.Form):
    """What a sheet of paper shows, and in which language."""

    language = forms.ChoiceField(label=_("Language of the sheet"), choices=settings.LANGUAGES)
    parts = forms.MultipleChoiceField(
        label=_("What stands on it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what stands on it.")},
    )

    def __init__(self, *args: Any, plan: SafetyPlan, **options: Any) -> None:
        """Takes the plan; only what it says, and what may be found, is offered."""
        super().__init__(*args, **options)
        self.plan = plan
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            (name, label) for name, label, _help in PARTS if name in NEUTRAL and getattr(plan, name)
        ]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that could stand on a sheet."""
        return not self.fields["parts"].choices  # type: ignore[attr-defined]

    def lines(self) -> list[Line]:
        """The chosen parts under neutral headings."""
        chosen = self.cleaned_data["parts"]
        return [
            Line(str(label), getattr(self.plan, name))
            for name, label in NEUTRAL.items()
            if name in chosen
        ]
