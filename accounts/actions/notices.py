"""Notices: the one place where they are made, and with them the mail that says "please sign in".

What a member should know is a row with a kind. Whoever left a mail address also gets a mail with
fixed words, some random minutes later, so that who watches the mail cannot tell what caused it.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions.jobs import enqueue
from accounts.models import Job, MailAddress, Member, Notice, Role, Told

MAIL_DELAY = (60, 600)  # seconds, drawn at random for each mail
_AT_ONCE = 500
_MARKS = UUID("5f0f5b3e-6d1c-4c55-9a3e-3f6d1b1f6a10")


def tell(kind: Notice.Kind, *, to: Iterable[UUID]) -> None:
    """Put a notice before some members, and have those mailed who want it."""
    told, at = sorted(set(to)), timezone.now()
    Notice.objects.bulk_create([Notice(member_id=one, kind=kind, at=at) for one in told])
    mail_soon(to=told)


def tell_role(kind: Notice.Kind, *roles: Role) -> None:
    """Put a notice before everybody with one of these roles."""
    tell(kind, to=_having(roles))


def tell_role_once(kind: Notice.Kind, *roles: Role) -> None:
    """The same, but for those who have not seen the last one yet."""
    tell(kind, to=_without_unseen(kind, _having(roles)))


def _having(roles: Collection[Role]) -> set[UUID]:
    sets = [Member.objects.admitted().having(role).values_list("pk", flat=True) for role in roles]
    return {pk for found in sets for pk in found}


def _without_unseen(kind: Notice.Kind, members: Collection[UUID]) -> set[UUID]:
    unseen = Notice.objects.filter(kind=kind, seen=False, member__in=members)
    return set(members) - set(unseen.values_list("member", flat=True))


def mail_soon(*, to: Collection[UUID]) -> None:
    """Write down a mail for each of these who left an address and for whom none waits yet."""
    if settings.MAIL is None:
        return
    waiting = Job.objects.filter(kind="mail", state=Job.State.WAITING, about__in=to)
    usable = MailAddress.objects.usable(timezone.localdate()).filter(member__in=to)
    for pk in usable.exclude(member__in=waiting.values("about")).values_list("member", flat=True):
        enqueue("mail", about=pk, not_before=timezone.now() + _some_minutes())


def _some_minutes() -> timedelta:
    least, most = MAIL_DELAY
    return timedelta(seconds=least + secrets.randbelow(most - least + 1))


@dataclass(frozen=True)
class Due:
    """Somebody is to be reminded of something.

    :param about: the id of what it is
    :param since: what made it due, such as a day; with another, it is due anew
    :param to: the member's id
    """

    about: UUID
    since: str
    to: UUID

    def mark(self, kind: Notice.Kind) -> UUID:
        """The id under which it is remembered that this was told."""
        return uuid5(_MARKS, f"{kind} {self.about} {self.since} {self.to}")


def remind(*, kind: Notice.Kind, due: Iterable[Due], today: date) -> None:
    """Tell of each thing that is due once, in short transactions; may be done again at any time.

    Who has not seen the last notice of this kind needs no second one.
    """
    waiting = iter(due)
    while some := list(islice(waiting, _AT_ONCE)):
        _remind_some(kind, some, today)


@transaction.atomic
def _remind_some(kind: Notice.Kind, due: Collection[Due], today: date) -> None:
    marks = {one.mark(kind): one.to for one in due}
    known = set(Told.objects.filter(pk__in=marks).values_list("pk", flat=True))
    fresh = {mark: to for mark, to in marks.items() if mark not in known}
    Told.objects.bulk_create(Told(pk=mark, on=today) for mark in fresh)
    here = Member.objects.admitted().filter(pk__in=set(fresh.values()))
    tell(kind, to=_without_unseen(kind, set(here.values_list("pk", flat=True))))


@transaction.atomic
def forget_told(*, before: date) -> None:
    """Forget reminders told before a day."""
    Told.objects.filter(on__lt=before).delete()
