"""Forms that give a case to somebody, or take it away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

Members = Sequence[tuple[str, str]]


class _ReasonForm(forms.Form):
    """Why; sealed with the event."""

    reason = forms.CharField(
        label=_("Why"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MemberForm(_ReasonForm):
    """A member, and why."""

    to = forms.TypedChoiceField(label=_("Member"), coerce=UUID)
    field_order = ("to", "reason")

    def __init__(self, data: Any = None, *, members: Members, **options: Any) -> None:
        """Takes the members to choose from, as ids and what is shown."""
        super().__init__(data, **options)
        choices = [("", _("Choose a member")), *members]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class AssignForm(MemberForm):
    """Who is responsible from now on, and whether the one before keeps access."""

    keeps_access = forms.BooleanField(required=False)

    def __init__(
        self, data: Any = None, *, members: Members, before: str = "", owns: bool = False
    ) -> None:
        """Takes the members, and the name of whoever has the case now.

        :param owns: whether that one owns the case, and so keeps access in any case
        """
        super().__init__(data, members=members)
        self.fields["to"].label = _("Give the case to")
        if not before or owns:
            del self.fields["keeps_access"]
        if not before:
            return
        self.fields["reason"].required = True
        self.fields["reason"].label = _("Why it is handed over")
        if not owns:
            keeps = self.fields["keeps_access"]
            keeps.label = _("%(name)s keeps access") % {"name": before}
            keeps.help_text = _("Otherwise %(name)s cannot open the case from that moment on.") % {
                "name": before
            }


class TakeForm(_ReasonForm):
    """Why access is taken."""


class OwnerForm(MemberForm):
    """Which coordinator answers for the case from now on."""

    def __init__(self, data: Any = None, *, members: Members) -> None:
        """Takes the coordinators to choose from."""
        super().__init__(data, members=members, auto_id="owner-%s")
        self.fields["to"].label = _("New owner")
        self.fields["reason"].required = True


class ShareForm(MemberForm):
    """Who may open the case too."""

    def __init__(self, data: Any = None, *, members: Members) -> None:
        """Takes the members who cannot open it yet."""
        super().__init__(data, members=members, auto_id="share-%s")
        self.fields["to"].label = _("Let also open the case")


class ChosenForm(forms.Form):
    """Cases chosen on the list: ticked ones, or all that a filter shows; and who gets them."""

    case = forms.MultipleChoiceField(required=False)
    all = forms.BooleanField(required=False)
    filter = forms.CharField(max_length=500, required=False)
    to = forms.TypedChoiceField(
        label=_("Give them to"), coerce=UUID, required=False, empty_value=None
    )
    reason = forms.CharField(
        label=_("Why"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, members: Members) -> None:
        """Takes the members to choose from. Codes are looked up among the giver's own cases."""
        super().__init__(data)
        self.fields["to"].choices = [("", _("Choose a member")), *members]  # type: ignore[attr-defined]
        sent = data.getlist("case") if data is not None else []
        self.fields["case"].choices = [(code, code) for code in sent]  # type: ignore[attr-defined]
