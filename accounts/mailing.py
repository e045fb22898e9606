"""The mail that says "please sign in": prepared, written down as sent, then sent.

A worker reads an address, an interface language, and whether a notice waits unseen. It does not
read what the notice is about, and the mail is the same whatever it is.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions.notices import mail_soon
from accounts.addresses import open_address
from accounts.models import MailAddress
from accounts.smtp import Line, NotTaken, Refused, letter


def send(about: UUID) -> Callable[[], None] | None:
    """Prepare the mail to one member; gives what sends it, or None where nothing is to be sent.

    :raises OSError: when the mail server is away or wants to be asked later
    """
    usable = MailAddress.objects.usable(timezone.localdate()).wanting(timezone.now())
    found = usable.select_related("member").filter(member=about).first()
    if found is None or settings.MAIL is None:
        return None
    address = open_address(found.member, found.sealed_address)
    try:
        line = Line.to(settings.MAIL, address)
    except Refused:
        return lambda: _refused(found.pk)
    message = letter(settings.MAIL, address, found.member.language)
    return lambda: _hand_over(found, line, message)


def _hand_over(found: MailAddress, line: Line, message: bytes) -> None:
    """Write down that it is sent; once that is committed, send it."""
    now = timezone.now()
    unmailed = MailAddress.objects.filter(pk=found.pk, mailed_at=found.mailed_at)
    if unmailed.update(mailed_at=now, refused_on=None):
        transaction.on_commit(lambda: _give(found, line, message, now))


def _give(found: MailAddress, line: Line, message: bytes, at: datetime) -> None:
    try:
        line.give(message)
    except NotTaken as wrong:
        with transaction.atomic():
            MailAddress.objects.filter(pk=found.pk, mailed_at=at).update(mailed_at=None)
            if wrong.later:
                mail_soon(to=[found.member_id])
            else:
                _refused(found.pk)


def _refused(pk: int) -> None:
    MailAddress.objects.filter(pk=pk).update(refused_on=timezone.localdate())


@transaction.atomic
def mail_passed_over() -> None:
    """Have those mailed for whom something waits and nothing else would see to it."""
    waiting = MailAddress.objects.passed_over(timezone.now())
    mail_soon(to=list(waiting.values_list("member", flat=True)))
