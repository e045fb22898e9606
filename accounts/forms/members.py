"""Forms about members: an invitation, roles, and what was compared aloud."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.actions.errors import NotNow
from accounts.actions.invitations import require_fitting
from accounts.models import Member, Role


class RolesForm(forms.Form):
    """What a member may do."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An administrator opens no case and has no other role that does."),
        error_messages={"required": _("Choose at least one role.")},
    )

    def clean_roles(self) -> frozenset[Role]:
        """The roles, if they go together."""
        chosen = frozenset(map(Role, self.cleaned_data["roles"]))
        try:
            require_fitting(chosen)
        except NotNow as wrong:
            raise forms.ValidationError(str(wrong)) from None
        return chosen


class InviteForm(RolesForm, forms.ModelForm):  # type: ignore[type-arg]
    """Who is invited."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order: Iterable[str] = ("display_name", "username", "language", "roles")

    class Meta:
        model = Member
        fields = ("display_name", "username", "language")
        labels = {"display_name": _("Name, as colleagues know them"), "username": _("User name")}
        help_texts = {"username": _("For signing in: small letters, digits, dot, hyphen.")}
        widgets = {"username": forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "off"})}

    @property
    def answers(self) -> dict[str, Any]:
        """What the invitation takes."""
        return {name: self.cleaned_data[name] for name in self.field_order}


class AdmitForm(forms.Form):
    """That the fingerprint was compared, and which one it was."""

    said = forms.CharField(widget=forms.HiddenInput, max_length=200)
    compared = forms.BooleanField(
        label=_("I heard these words from the person themselves, face to face or by telephone."),
        error_messages={"required": _("Compare the words with the person first.")},
    )


class RemoveForm(forms.Form):
    """That the consequence was read."""

    sure = forms.BooleanField(
        label=_("I have read what happens."),
        error_messages={"required": _("Tick this to go on.")},
    )


class TotalForm(forms.Form):
    """How much there was at the beginning of a long work."""

    total = forms.IntegerField(
        required=False, min_value=0, max_value=10**7, widget=forms.HiddenInput
    )
