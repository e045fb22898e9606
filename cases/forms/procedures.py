"""Forms of legal procedures. Each names the version it was made from."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from cases.procedures.labels import place_label, say
from cases.procedures.rules import Pack, packs

_NO_PLACE = "-"


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every pack with its countries, as one list of choices."""
    return [
        (
            say(pack.title),
            sorted(
                [
                    (f"{pack.id}:{place}", f"{place_label(place)} · {say(pack.title)}")
                    for place in pack.places
                ]
                or [(f"{pack.id}:{_NO_PLACE}", say(pack.title))],
                key=lambda one: one[1],
            ),
        )
        for pack in packs().values()
    ]


class BeginForm(forms.Form):
    """Which procedure begins, and where."""

    which = forms.ChoiceField(label=_("Which procedure, and in which country?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Takes what any form takes."""
        super().__init__(*args, **options)
        self.fields["which"].choices = [("", "—"), *_places()]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The pack and the place."""
        pack, _, place = self.cleaned_data["which"].partition(":")
        return {"pack": pack, "place": "" if place == _NO_PLACE else place}


class VersionedForm(forms.Form):
    """A change of a procedure, made from a version of it."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pack: Pack | None = None, **options: Any) -> None:
        """Takes the pack whose words the form shows."""
        super().__init__(*args, **options)
        self.pack = pack


class StepForm(VersionedForm):
    """Something that happened."""

    what = forms.ChoiceField(label=_("What happened?"))
    on = DayField(label=_("On which day?"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Where it is written, who told it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offers what the pack knows."""
        super().__init__(*args, **options)
        known = self.pack.happenings if self.pack else ()
        choices = [("", "—"), *((one.id, say(one.title)) for one in known)]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


class StopForm(VersionedForm):
    """A clock that stands still."""

    since = DayField(label=_("From which day does it stand still?"), initial=timezone.localdate)
    until = DayField(
        label=_("From which day does it run again?"),
        help_text=_("Leave it empty while nobody knows."),
        required=False,
    )
    reason = forms.CharField(label=_("Why?"), max_length=500)

    def clean(self) -> dict[str, Any]:
        """Ask for days in their order."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until <= since:
            self.add_error("until", _now("The clock runs again after the day it stopped."))
        return data


class StartForm(VersionedForm):
    """A clock that runs again."""

    on = DayField(label=_("From which day does it run again?"), initial=timezone.localdate)


class OwnDayForm(VersionedForm):
    """A day of one's own."""

    title = forms.CharField(
        label=_("What must be done, or will happen?"),
        help_text=_("“Appeal must be lodged”, “hearing”. It stands in lists."),
        max_length=100,
    )
    on = DayField(label=_("On which day?"))
    source = forms.CharField(
        label=_("Where does the day stand?"),
        help_text=_("“Decision of 3 March, page 5”, “summons”."),
        max_length=300,
    )


class ConfirmForm(VersionedForm):
    """Who confirmed a day."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    lawyer = forms.CharField(label=_("Which lawyer confirmed this day?"), max_length=120)


class EndForm(VersionedForm):
    """How a procedure ended."""

    how = forms.CharField(
        label=_("How did it end?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
