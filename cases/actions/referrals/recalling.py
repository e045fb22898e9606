"""Calling a referral back, and letting it run out. The link is dead when the transaction ends."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.gate import Actor
from cases.actions.events import settle
from cases.actions.referrals.steps import (
    State,
    add_own_step,
    add_step,
    move,
    refuse_long,
    refuse_other,
)
from cases.documents import UnknownFormat
from cases.models import Case, Consent, Referral, ReferralBundle
from cases.referring.papers import Disclosed
from vault.compartments import Opened, touch

_AHEAD = timedelta(hours=14)  # the zone where a day begins first


@transaction.atomic
def recall(*, by: Actor, opened: Opened[Case], referral: Referral, reason: str = "") -> Referral:
    """Call a referral back. The case's state does not matter.

    :raises NotNow: when it is not with the partner
    """
    refuse_long(reason)
    case, today = opened.lock(), timezone.localdate()
    now = Referral.objects.get(pk=referral.pk, case=case)
    refuse_other(now, Referral.LIVE)
    _recall(by, opened, case, now, today, reason)
    settle(case, today=today)
    audit.record("referral.recall", actor=by.pk, about=case, referral=str(now.pk))
    return now


def recall_under(
    *, by: Actor, opened: Opened[Case], case: Case, consent: Consent | None
) -> list[str]:
    """Call back every live referral that was sent under a consent, in the caller's transaction.

    A referral whose record does not open is called back too: nobody could say that it may stay.
    The caller holds the lock of the case, settles it and writes the audit row.

    :param consent: the consent that is withdrawn; None when all of them are
    :returns: the names of the organisations, in the order the referrals were made
    """
    found = list(case.referrals.live().order_by("number"))
    told, today = _disclosures(opened, found), timezone.localdate()
    names = []
    for referral in found:
        disclosed = told.get(referral)
        if consent is None or disclosed is None or disclosed.consent == str(consent.pk):
            _recall(by, opened, case, referral, today, "")
            names.append(disclosed.partner_name if disclosed else "")
    return names


def shorten_under(
    *, opened: Opened[Case], case: Case, consents: Iterable[Consent], until: date
) -> None:
    """Let what was sent under these consents end no later than a day: a newer yes ends then.

    One whose record does not open ends then too. The caller holds the lock of the case.
    """
    named = {str(one.pk) for one in consents}
    longer = list(case.referrals.live().filter(until__gt=until)) if named else []
    told = _disclosures(opened, longer)
    for referral in longer:
        disclosed = told.get(referral)
        if disclosed is None or disclosed.consent in named:
            referral.until = until
            referral.save(update_fields=["until"])
            ReferralBundle.objects.filter(referral=referral).update(until=until)


def _recall(
    by: Actor, opened: Opened[Case], case: Case, referral: Referral, today: date, reason: str
) -> None:
    move(referral, State.RECALLED, today=today)
    add_own_step(by=by, opened=opened, case=case, referral=referral, today=today, words=reason)


def _disclosures(opened: Opened[Case], found: Iterable[Referral]) -> dict[Referral, Disclosed]:
    """What was disclosed by each referral, as far as it opens."""
    places = {("referral.disclosed", one.pk, 1): one for one in found}
    told = {}
    for place, text in opened.read_many(places).items():
        try:
            told[places[place]] = Disclosed.load(text)
        except UnknownFormat:
            continue
    return told


def last_day() -> date:
    """The day by which a link's last day is judged: over as soon as it is over anywhere.

    So a consent never lasts longer than in the client's own zone, which is not written in clear.
    """
    return (timezone.now() + _AHEAD).date()


def expire_over(*, most: int = 200) -> int:
    """Let referrals run out whose last day is past, each in a transaction of its own.

    :returns: how many
    """
    over = Referral.objects.over(last_day()).values_list("pk", "case_id")[:most]
    return sum(_expire(case, referral) for referral, case in list(over))


@transaction.atomic
def _expire(case: UUID, referral: UUID) -> bool:
    held = Case.objects.select_for_update().get(pk=case)
    now = Referral.objects.over(last_day()).filter(pk=referral).first()
    if now is None:
        return False
    today = timezone.localdate()
    move(now, State.EXPIRED, today=today)
    add_step(now, State.EXPIRED, today=today, member=None)
    touch(held, today=today)
    audit.record("referral.expire", actor=None, about=held, referral=str(now.pk))
    return True
