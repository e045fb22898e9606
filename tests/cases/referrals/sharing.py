"""A partner, an agreement, a consent and a referral, for the tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.actions import referrals
from cases.actions.consent import record_consent
from cases.actions.referrals.sending import read_draft
from cases.models import Agreement, Case, Consent, Partner, Referral
from cases.models.directory import listed
from cases.papers import ConsentTerms
from cases.referring.papers import Draft, Handover, Words
from tests.cases.folders import RISKY, a_case, opened_by
from tests.world import World
from vault.compartments import Opened

TODAY = timezone.localdate()
NAMED = ("identity", "contact", "legal", "safety")


def a_partner(
    world: World, name: str = "Canarylawyers", *, named: tuple[str, ...] = NAMED
) -> Partner:
    """An organisation that may be told these data for a year."""
    partner = Partner.objects.create(name=name, country="DE")
    Agreement.objects.create(
        partner=partner,
        categories=listed(named),
        since=TODAY,
        until=TODAY + timedelta(365),
        vetted_by=world.rana.member,
        vetted_how="visited",
    )
    return partner


def a_consent(
    world: World, opened: Opened[Case], partner: Partner, *, given: bool = True, days: int = 60,
    named: tuple[str, ...] = NAMED,
) -> Consent:  # fmt: skip
    """What the client says to telling this partner these data."""
    terms = ConsentTerms(
        explained_by="Mina",
        recipient=str(partner.pk),
        recipient_name=partner.name,
        categories=named,
    )
    return record_consent(
        by=world.mina.actor, opened=opened, terms=terms, given=given, since=TODAY,
        until=TODAY + timedelta(days), purpose=Consent.Purpose.SHARING,
    )  # fmt: skip


def a_draft(partner: Partner, **more: Any) -> Draft:
    """Legal aid, with a name, a contact point and words about the law."""
    given: dict[str, Any] = {
        "partner": str(partner.pk),
        "partner_name": partner.name,
        "kind": "legal_aid",
        "need": "Canaryneed: lodge the appeal",
        "fields": ("names", "contacts"),
        "texts": (Words("legal", "Canarylegal: refused on Monday"),),
    }
    return Draft(**{**given, **more})


def begun(world: World, opened: Opened[Case], partner: Partner, **more: Any) -> Referral:
    """A draft of Mina's."""
    return referrals.begin(by=world.mina.actor, opened=opened, draft=a_draft(partner, **more))


def send(
    world: World, opened: Opened[Case], referral: Referral, *, days: int = 30, **more: Any
) -> Handover:
    """Look at what would leave, and send it."""
    case = Case.objects.get(pk=opened.record.pk)
    opened = opened_by(world.mina, case)
    draft = read_draft(opened=opened, referral=Referral.objects.get(pk=referral.pk))
    seen = referrals.preview(opened=opened, case=case, draft=draft).seen
    given: dict[str, Any] = {"seen": seen, "until": TODAY + timedelta(days)}
    return referrals.send(by=world.mina.actor, opened=opened, referral=referral, **given | more)


class Sent:
    """A case of Mina's with one referral that was sent."""

    def __init__(self, world: World, **more: Any) -> None:
        self.world = world
        self.opened = a_case(world, safety=RISKY)
        self.case = self.opened.record
        self.partner = a_partner(world)
        self.consent = a_consent(world, self.opened, self.partner)
        self.referral = begun(world, self.opened, self.partner)
        self.handover = send(world, self.opened, self.referral, **more)

    @property
    def now(self) -> Referral:
        """The referral as it is now."""
        return Referral.objects.get(pk=self.referral.pk)

    @property
    def path(self) -> str:
        """The partner's link."""
        return f"/shared/{self.handover.locator}/"

    def mine(self) -> Opened[Case]:
        """The case as Mina opens it now."""
        return opened_by(self.world.mina, self.case)
