"""The calendar feed of a member, found by the secret in its address."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts.actions.calendar import member_of
from accounts.gate import public
from cases.tasks.feed import written
from cases.tasks.mine import days_due


@public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The days on which something is due, as a calendar; an unknown address is as any other."""
    today = timezone.localdate()
    member = member_of(secret=token, today=today)
    if member is None:
        raise Http404
    with override(member.language):
        text = _calendar(token, days_due(member, today), today)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _calendar(token: str, days: list[dt.date], today: dt.date) -> str:
    return written(days, title=_("Reminder"), salt=token.encode(), today=today)
