"""Whether a member is mailed when something waits, and where."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import keeping
from accounts.actions import mail as actions
from accounts.actions.errors import NotNow
from accounts.forms.mail import AddressForm
from accounts.gate import GateRequest, gate
from accounts.models import MailAddress


@gate("account.mail")
def mail(request: GateRequest) -> HttpResponse:
    """The member's own address, to be set or changed."""
    member, sent = request.actor.member, keeping.is_sent(request)
    address = actions.address_of(by=member)
    form = AddressForm(request.POST if sent else None, initial={"address": address})
    try:
        if form.is_valid():
            actions.set_address(by=member, address=form.cleaned_data["address"])
            return redirect("accounts:mail")
    except NotNow as wrong:
        form.add_error(None, str(wrong))
    shown = {"form": form, "sends": settings.MAIL is not None, "address": address}
    refused = MailAddress.objects.filter(member=member).exclude(refused_on=None).first()
    return render(request, "accounts/mail.html", {**shown, "refused": refused})


@gate("account.mail")
@require_POST
def stop_mail(request: GateRequest) -> HttpResponse:
    """Forget the member's address."""
    actions.forget_address(by=request.actor.member)
    return redirect("accounts:mail")
