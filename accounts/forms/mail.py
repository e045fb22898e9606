"""The form of a member's mail address."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """Where to be mailed."""

    address = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        help_text=_("Take one that nobody else reads. Your work address may be the best."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )

    def clean_address(self) -> str:
        """The address as mail servers write it, in ASCII."""
        name, _at, domain = str(self.cleaned_data["address"]).rpartition("@")
        try:
            written = f"{name}@{domain.encode('idna').decode()}"
            written.encode("ascii")
        except UnicodeError:
            raise forms.ValidationError(_("Our mail cannot reach this address.")) from None
        return written
