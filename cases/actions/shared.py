"""The partner's side: opening a bundle with link and words, and answering. Nobody signs in here.

Whatever does not open answers alike: an unknown link, wrong words, a recalled referral, one whose
time has run out, one closed after too many tries. Each costs the same steps and one derivation.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions import pace
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.models import Notice
from accounts.stretching import Busy, strangers
from cases.actions.referrals.recalling import last_day
from cases.actions.referrals.steps import NEXT, State, add_step, move, refuse_long
from cases.models import Case, Referral, ReferralBundle
from cases.referring.locks import hash_of, key_place, opener
from cases.referring.papers import Body, StepWords
from vault.compartments import touch
from vault.passphrases import SALT_BYTES
from vault.suites import SealError
from vault.symmetric import RecordKey, derive

MOST_TRIES = 10  # wrong words after which the link is closed for good
MOST_ANSWERS = 50
SAYS = (State.ACKNOWLEDGED, State.ACCEPTED, State.DECLINED)  # what a partner may say by itself


class Slow(Exception):
    """Too many tries; somebody has to wait."""


@dataclass(repr=False)
class Shared:
    """An opened bundle."""

    referral: Referral
    key: RecordKey
    body: Body

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def may_say(self) -> list[str]:
        """Which states the partner may bring about now."""
        return [one for one in NEXT.get(self.referral.state, ()) if one in SAYS]


def open_shared(*, locator: str, secret: str) -> Shared | None:
    """Open a bundle; None for whatever does not open.

    :raises Slow: when it was tried too often lately
    :raises Busy: when the server had no turn for it
    """
    found = _tried(locator)
    try:
        key = _key(found, locator, secret)
    except Busy:
        _give_back(found, locator)
        raise
    return _looked(found, key, locator) if found and key else _refused(found)


def _tried(locator: str) -> ReferralBundle | None:
    """Count a try, before it is looked at; the bundle, if one may still be opened."""
    digest = hash_of(locator)
    if not pace.try_slowly(pace.bucket("referral", digest.hex())):
        raise Slow
    with transaction.atomic():
        alive = ReferralBundle.objects.filter(locator_hash=digest, until__gte=last_day())
        counted = alive.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
        return alive.select_related("referral__case").first() if counted else None


def _give_back(found: ReferralBundle | None, locator: str) -> None:
    """Do not count a try that the server had no turn for."""
    pace.give_back(pace.bucket("referral", hash_of(locator).hex()))
    if found:
        counted = ReferralBundle.objects.filter(pk=found.pk, tries__gt=0)  # forgiven meanwhile: 0
        counted.update(tries=F("tries") - 1)


def _key(found: ReferralBundle | None, locator: str, secret: str) -> RecordKey | None:
    """The bundle's key. Where there is no bundle, as much is derived for nothing."""
    salt = bytes(found.salt) if found else _salt_of_nothing(locator)
    wrap = opener(locator, secret, salt, strangers)
    if found is None:
        return None
    referral = found.referral
    try:
        raw = wrap.open_key(bytes(found.sealed_key), key_place(referral.pk, referral.handovers))
    except SealError:
        return None
    return RecordKey(raw, referral.pk, referral.handovers)


def _salt_of_nothing(locator: str) -> bytes:
    secret = derive(settings.KEYS.secret("pepper"), "homeward no bundle")
    return hmac.digest(secret, hash_of(locator), sha256)[:SALT_BYTES]


@transaction.atomic
def _refused(found: ReferralBundle | None) -> None:
    """Write a refused try down; the tenth closes the link."""
    case = found.referral.case if found else None
    if found:
        ReferralBundle.objects.filter(pk=found.pk, tries__gte=MOST_TRIES).delete()
    named = {"referral": str(found.referral_id)} if found else {}
    audit.record("referral.look", actor=None, about=case, refused=True, **named)


@transaction.atomic
def _looked(found: ReferralBundle, key: RecordKey, locator: str) -> Shared | None:
    """Open the bundle as it is now: one that was recalled a moment ago is gone.

    The referral is locked before its bundle, as whoever calls it back does; in the other order the
    two could wait for each other, and the database would refuse one: the withdrawal, perhaps.
    """
    rows = Referral.objects.select_for_update(of=("self",)).select_related("case")
    referral = rows.get(pk=found.referral_id)
    now = ReferralBundle.objects.select_for_update().filter(pk=found.pk).first()
    if now is None or now.tries > MOST_TRIES:
        return _refused(None)
    text = key.open_field("bundle.body", referral.pk, 1, bytes(now.sealed_body))
    now.tries = 0
    now.save(update_fields=["tries"])
    pace.forgive(pace.bucket("referral", hash_of(locator).hex()))
    if referral.opened_on is None:
        referral.opened_on = timezone.localdate()
        referral.save(update_fields=["opened_on"])
    audit.record("referral.look", actor=None, about=referral.case, referral=str(referral.pk))
    return Shared(referral, key, Body.load(text))


@transaction.atomic
def answer(*, shared: Shared, state: str = "", words: str = "") -> Referral:
    """What a partner answers: that they got it, yes or no, or words alone.

    :param shared: what :func:`open_shared` gave in this very request
    :param state: the state they bring about; empty for words alone
    :raises NotNow: when it was recalled meanwhile, the state cannot follow, or nothing is said
    """
    text = words.strip()
    refuse_long(text)
    case = Case.objects.select_for_update().get(pk=shared.referral.case_id)
    now = Referral.objects.get(pk=shared.referral.pk)
    _refuse(now, shared, state, text)
    today = timezone.localdate()
    _write(now, shared, state, text)
    move(now, state or now.state, today=today, heard_on=today)
    touch(case, today=today)
    tell(Notice.Kind.PARTNER_ANSWERED, to=[case.assignee_id or case.owner_id])
    audit.record("referral.answer", actor=None, about=case, referral=str(now.pk), state=state)
    return now


def _refuse(now: Referral, shared: Shared, state: str, text: str) -> None:
    same = ReferralBundle.objects.filter(referral=now, until__gte=last_day())
    if not same.exists() or now.handovers != shared.key.epoch:
        raise NotNow(_("This was called back meanwhile. Nothing was sent."))
    if state and (state not in SAYS or state not in NEXT.get(now.state, ())):
        raise NotNow(_("This was answered meanwhile. Look at it again."))
    if not state and not text:
        raise NotNow(_("Write an answer, or choose one."))
    if now.steps.filter(member=None).count() >= MOST_ANSWERS:
        raise NotNow(_("There are too many answers here. Please ring up."))


def _write(now: Referral, shared: Shared, state: str, text: str) -> None:
    """The partner's step; its words are sealed under the bundle's key."""
    step = add_step(now, state, today=timezone.localdate(), member=None, words=bool(text))
    if text:
        dumped = StepWords(text).dump()
        step.sealed_words = shared.key.seal_field("answer.words", step.pk, 1, dumped)
        step.save(update_fields=["sealed_words"])
