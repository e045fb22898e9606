"""Sending a referral: the one place where data about a person leaves for a partner."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.events import settle
from cases.actions.files import snapshot
from cases.actions.referrals.recalling import last_day
from cases.actions.referrals.steps import State, add_own_step, locked, move
from cases.consents import ReadConsent, client_day, consents_of, permits
from cases.models import Agreement, Case, Consent, Partner, Referral, ReferralBundle, SharedBlob
from cases.papers import Category
from cases.referring.attaching import attach, discard, document_lines, fields_of
from cases.referring.locks import Lock, new_lock
from cases.referring.papers import (
    Attached,
    Disclosed,
    Draft,
    Handover,
    Line,
    body_of,
    categories_of,
)
from cases.referring.picking import fingerprint, lines_of
from cases.sealed_files.pictures import NotDrawn
from vault.compartments import Opened


@dataclass(frozen=True, repr=False)
class Preview:
    """Exactly what would leave, and what is still missing for it."""

    draft: Draft
    lines: tuple[Line, ...]
    consent: ReadConsent | None
    agreement: Agreement | None
    today: date
    missing: list[str]

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def seen(self) -> str:
        """What the page that shows this sends back."""
        return fingerprint(self.draft, self.lines)

    @property
    def latest(self) -> date | None:
        """The last day on which the link may work."""
        if self.consent is None or self.agreement is None:
            return None
        return min(self.consent.row.until, self.agreement.until)

    @property
    def categories(self) -> list[str]:
        """The codes of the data that would leave."""
        return categories_of(self.lines)


def preview(*, opened: Opened[Case], case: Case, draft: Draft) -> Preview:
    """What would leave now. To send, it is asked again in the transaction that sends."""
    view = snapshot(opened)
    lines = lines_of(view, draft) + document_lines(opened, draft.documents)
    today = client_day(view.identity.zone)
    wanted = categories_of(lines)
    consent = permits(
        consents_of(opened),
        today,
        purpose=Consent.Purpose.SHARING,
        recipient=draft.partner,
        categories=wanted,
    )
    agreement = _agreement(draft.partner, wanted, timezone.localdate())
    missing = _missing(case, draft, lines, consent, agreement)
    return Preview(draft, lines, consent, agreement, today, missing)


def _agreement(partner: str, wanted: Collection[str], today: date) -> Agreement | None:
    """The agreement of a partner that covers these data and lasts longest."""
    live = Agreement.objects.live(today).filter(partner__pk=partner, partner__retired_on=None)
    covering = [one for one in live.order_by("-until") if set(wanted) <= set(one.category_codes)]
    return covering[0] if covering else None


def _missing(
    case: Case,
    draft: Draft,
    lines: tuple[Line, ...],
    consent: ReadConsent | None,
    agreement: Agreement | None,
) -> list[str]:
    """What stands in the way, in sentences that say what to do."""
    told = ", ".join(str(Category(code).label) for code in categories_of(lines))
    asked = {"name": draft.partner_name, "data": told}
    reasons = [
        (case.is_ended, _("A closed case takes nothing new.")),
        (bool(case.frozen_on), _("The person withdrew their consent: nothing leaves this case.")),
        (not lines, _("Pick at least one thing that they would be told.")),
        (
            bool(lines) and consent is None,
            _("A consent is needed that names %(name)s and these data: %(data)s.") % asked,
        ),
        (
            bool(lines) and agreement is None,
            _("A sharing agreement with %(name)s is needed that covers: %(data)s.") % asked,
        ),
    ]
    return [words for stands, words in reasons if stands]


def send(
    *,
    by: Actor,
    opened: Opened[Case],
    referral: Referral,
    seen: str,
    until: date,
    digits: bool = False,
) -> Handover:
    """Send a draft: seal the bundle, and give the link and the words to be handed over.

    The lock is stretched before the transaction, which checks everything else.

    :param seen: the fingerprint of the preview that was looked at
    :param until: the last day on which the link works
    :param digits: twenty digits instead of five words
    :raises NotNow: without a live consent that names this partner and these data, without an
        agreement, on a wrong day, or when what would leave is not what was seen
    """
    lock, papers = new_lock(referral.pk, 1, digits=digits), _papers(opened, referral)
    try:
        return _send(
            by=by, opened=opened, referral=referral, seen=seen, until=until, lock=lock,
            papers=papers,
        )  # fmt: skip
    except BaseException:
        discard(papers)
        raise


def _papers(opened: Opened[Case], referral: Referral) -> tuple[Attached, ...]:
    """The copies of the documents that would leave, made before anything is locked.

    :raises NotNow: when there is no copy of one
    """
    now = Referral.objects.get(pk=referral.pk, case=opened.record)
    picked = read_draft(opened=opened, referral=now).documents
    try:
        return attach(opened, document_lines(opened, picked))
    except NotDrawn as why:
        raise NotNow(str(why)) from None


@transaction.atomic
def _send(
    *,
    by: Actor,
    opened: Opened[Case],
    referral: Referral,
    seen: str,
    until: date,
    lock: Lock,
    papers: tuple[Attached, ...],
) -> Handover:
    case, now = locked(opened, referral, State.DRAFT)
    opened = Opened(case, opened.key)  # what is read from here on is as locked
    today, draft = timezone.localdate(), read_draft(opened=opened, referral=now)
    found = preview(opened=opened, case=case, draft=draft)
    _refuse(found, seen=seen, until=until)
    if [one.field for one in papers] != fields_of(found.lines):
        raise NotNow(_("What would leave was changed meanwhile. Read it again, then send."))
    disclosed = replace(_disclosed(by, found, today=today, until=until), papers=papers)
    SharedBlob.objects.bulk_create(SharedBlob(pk=one.blob, referral=now) for one in papers)
    opened.write("referral.disclosed", now.pk, 1, disclosed.dump())
    days = {"sent_on": today, "heard_on": today, "until": until}
    move(now, State.SENT, today=today, handovers=1, **days)
    _place_bundle(opened, now, lock, disclosed, until)
    add_own_step(by=by, opened=opened, case=case, referral=now, today=today)
    settle(case, today=today)
    audit.record(
        "referral.send", actor=by.pk, about=case, referral=str(now.pk), consent=disclosed.consent
    )
    return lock.handover


def read_draft(*, opened: Opened[Case], referral: Referral) -> Draft:
    """A draft in its latest version, with the partner's name as it is now.

    :raises NotNow: when the partner is not in use any more
    """
    draft = Draft.load(opened.read("referral.draft", referral.pk, referral.version))
    partner = Partner.objects.in_use().filter(pk=draft.partner).first()
    if partner is None:
        raise NotNow(_("This organisation is not in the directory any more. Choose another."))
    return replace(draft, partner_name=partner.name)


def _refuse(found: Preview, *, seen: str, until: date) -> None:
    if found.missing:
        raise NotNow(" ".join(found.missing))
    if found.seen != seen:
        raise NotNow(_("What would leave was changed meanwhile. Read it again, then send."))
    if found.latest is None or not found.today <= until <= found.latest:
        raise NotNow(_("The link can work no longer than the consent and the agreement."))


def _disclosed(by: Actor, found: Preview, *, today: date, until: date) -> Disclosed:
    assert found.consent is not None  # noqa: S101  refused before
    draft = found.draft
    return Disclosed(
        partner=draft.partner,
        partner_name=draft.partner_name,
        kind=draft.kind,
        need=draft.need,
        lines=found.lines,
        consent=str(found.consent.row.pk),
        consent_since=found.consent.row.since,
        by=str(by.pk),
        on=today,
        until=until,
    )


def _place_bundle(
    opened: Opened[Case], referral: Referral, lock: Lock, disclosed: Disclosed, until: date
) -> None:
    """Put the bundle in the place of any before, and keep what is handed over with the case."""
    ReferralBundle.objects.filter(referral=referral).delete()
    ReferralBundle.objects.create(
        referral=referral,
        locator_hash=lock.locator_hash,
        salt=lock.salt,
        sealed_key=lock.sealed_key,
        sealed_body=lock.key.seal_field("bundle.body", referral.pk, 1, body_of(disclosed).dump()),
        until=until,
    )
    opened.write("referral.handover", referral.pk, lock.key.epoch, lock.handover.dump())


def renew_link(
    *, by: Actor, opened: Opened[Case], referral: Referral, digits: bool = False
) -> Handover:
    """A new link and new words for the same data; the ones before open nothing any more.

    :raises NotNow: when it is not with the partner, or the consent is not live any more
    """
    lock = new_lock(referral.pk, referral.handovers + 1, digits=digits)
    return _renew(by=by, opened=opened, referral=referral, lock=lock)


@transaction.atomic
def _renew(*, by: Actor, opened: Opened[Case], referral: Referral, lock: Lock) -> Handover:
    case, now = locked(opened, referral, *Referral.LIVE)
    opened = Opened(case, opened.key)
    if now.until is None or now.until < last_day():
        raise NotNow(_("Its time has run out. Send a new referral."))
    if now.handovers + 1 != lock.key.epoch:
        raise NotNow(_("Somebody made a new link meanwhile. Look at the referral again."))
    disclosed = Disclosed.load(opened.read("referral.disclosed", now.pk, 1))
    _refuse_ended(opened, case, disclosed)
    _place_bundle(opened, now, lock, disclosed, now.until)
    now.handovers = lock.key.epoch
    now.save(update_fields=["handovers"])
    settle(case, today=timezone.localdate())
    audit.record("referral.renew", actor=by.pk, about=case, referral=str(now.pk))
    return lock.handover


def _refuse_ended(opened: Opened[Case], case: Case, disclosed: Disclosed) -> None:
    """Refuse where the data could not be sent today."""
    today = client_day(snapshot(opened).identity.zone)
    wanted = categories_of(disclosed.lines)
    consent = permits(
        consents_of(opened),
        today,
        purpose=Consent.Purpose.SHARING,
        recipient=disclosed.partner,
        categories=wanted,
    )
    if case.frozen_on or consent is None:
        raise NotNow(_("The consent to this has ended. Take a new one, and send a new referral."))
    if _agreement(disclosed.partner, wanted, timezone.localdate()) is None:
        raise NotNow(_("The sharing agreement with this organisation has ended."))
