"""Drafting a referral: whom to ask, for what, and what they would be told. Nothing leaves yet."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import next_number, settle
from cases.actions.referrals.steps import State, add_own_step, locked, move, refuse_long
from cases.models import Case, Help, Partner, Referral
from cases.papers import Category
from cases.referring.attaching import MOST, too_many
from cases.referring.papers import Draft
from cases.referring.picking import FIELDS
from vault.compartments import Opened


def _checked(draft: Draft) -> bytes:
    """The draft, ready to be sealed.

    :raises NotNow: for a partner, a help, a field or a category that does not exist
    """
    partner = Partner.objects.in_use().filter(pk=draft.partner).first()
    if partner is None:
        raise NotNow(_("Choose an organisation of the directory."))
    known = draft.kind in Help.values and set(draft.fields) <= set(FIELDS)
    if not known or not {one.category for one in draft.texts} <= set(Category.values):
        raise NotNow(_("Choose what they would be told from the list."))
    if len(draft.documents) > MOST:
        raise NotNow(too_many())
    for text in (draft.need, *(one.text for one in draft.texts)):
        refuse_long(text)
    return replace(draft, partner_name=partner.name).dump()


@transaction.atomic
def begin(*, by: Actor, opened: Opened[Case], draft: Draft) -> Referral:
    """Begin a referral as a draft.

    :raises NotNow: when the case has ended, or the draft names what does not exist
    """
    case, today, sealed = opened.lock(), timezone.localdate(), _checked(draft)
    if case.is_ended:
        raise NotNow(_("A closed case takes nothing new."))
    referral = Referral(case=case, number=next_number(case), author=by.member, on=today)
    referral.save(force_insert=True)
    opened.write("referral.draft", referral.pk, 1, sealed)
    add_own_step(by=by, opened=opened, case=case, referral=referral, today=today)
    settle(case, today=today)
    audit.record("referral.draft", actor=by.pk, about=case, referral=str(referral.pk))
    return referral


@transaction.atomic
def change_draft(
    *, by: Actor, opened: Opened[Case], referral: Referral, version: int, draft: Draft
) -> Referral:
    """Write a newer version of a draft.

    :param version: the version it was made from
    :raises Overtaken: when somebody changed it meanwhile
    :raises NotNow: when it was sent, or names what does not exist
    """
    case, now = locked(opened, referral, State.DRAFT)
    if now.version != version:
        raise Overtaken(now.version)
    now.version = version + 1
    now.save(update_fields=["version"])
    opened.write("referral.draft", now.pk, now.version, _checked(draft))
    settle(case, today=timezone.localdate())
    audit.record("referral.draft", actor=by.pk, about=case, referral=str(now.pk))
    return now


@transaction.atomic
def drop_draft(*, by: Actor, opened: Opened[Case], referral: Referral) -> Referral:
    """Throw a draft away; that it was there stays in the history.

    :raises NotNow: when it was sent
    """
    case, now = locked(opened, referral, State.DRAFT)
    today = timezone.localdate()
    move(now, State.DROPPED, today=today)
    add_own_step(by=by, opened=opened, case=case, referral=now, today=today)
    settle(case, today=today)
    audit.record("referral.drop", actor=by.pk, about=case, referral=str(now.pk))
    return now
