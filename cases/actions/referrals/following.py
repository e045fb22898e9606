"""Following a referral up: what a partner said by another way, and when to ask again."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.events import settle
from cases.actions.referrals.steps import (
    NEXT,
    add_own_step,
    locked,
    move,
    refuse_long,
    refuse_other,
)
from cases.models import Case, Referral
from vault.compartments import Opened


@transaction.atomic
def progress(
    *, by: Actor, opened: Opened[Case], referral: Referral, state: str, words: str = ""
) -> Referral:
    """Write down how a referral goes on, as a member heard it.

    :raises NotNow: when this state cannot follow, or the case has ended
    """
    refuse_long(words)
    case, now = locked(opened, referral)
    refuse_other(now, tuple(one for one in NEXT if state in NEXT[one]))
    if state not in NEXT.get(now.state, ()):
        raise NotNow(_("Choose how it went on."))
    today = timezone.localdate()
    move(now, state, today=today, heard_on=today)
    add_own_step(by=by, opened=opened, case=case, referral=now, today=today, words=words)
    settle(case, today=today)
    audit.record("referral.step", actor=by.pk, about=case, referral=str(now.pk), state=state)
    return now


@transaction.atomic
def remind_on(*, by: Actor, opened: Opened[Case], referral: Referral, on: date) -> Referral:
    """Ask again on a day, if the partner stays silent.

    :raises NotNow: when it is not with the partner, or the day is not to come
    """
    case, now = locked(opened, referral, *Referral.LIVE)
    if on <= timezone.localdate():
        raise NotNow(_("Choose a day to come."))
    now.remind_on = on
    now.save(update_fields=["remind_on"])
    audit.record("referral.remind", actor=by.pk, about=case, referral=str(now.pk))
    return now
