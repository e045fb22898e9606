"""One's own calendar feed: off until it is switched on; its address is shown once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import keeping
from accounts.actions import calendar as actions
from accounts.gate import GateRequest, gate
from accounts.models import CalendarFeed


@gate("account.calendar")
def calendar(request: GateRequest) -> HttpResponse:
    """Whether there is a feed; switch it on, give it a new address, or switch it off."""
    member, address = request.actor.member, ""
    if keeping.is_sent(request):
        if request.POST.get("act") == "off":
            actions.turn_off(by=member)
            return redirect("accounts:calendar")
        path = reverse("calendar_feed", kwargs={"token": actions.turn_on(by=member)})
        address = request.build_absolute_uri(path)
    feed = CalendarFeed.objects.filter(member=member).first()
    return render(request, "accounts/calendar.html", {"feed": feed, "address": address})
