"""Promise: a withdrawal calls back what was sent, at once; sending and withdrawing are never both."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.actions.errors import NotNow
from cases.actions.withdrawing import withdraw
from cases.agreements import Receipt
from cases.models import Case, CaseContent, Consent, Referral, ReferralBundle, Withdrawal
from cases.papers import ConsentTerms
from tests.cases.consenting import share
from tests.cases.folders import a_case, opened_by
from tests.cases.referrals.sharing import TODAY, Sent, a_consent, a_partner, begun, send
from tests.cases.together import at_once
from tests.world import World


def narrowed(sent: Sent, *categories: str) -> None:
    """The client says yes to the same partner again, to other data."""
    world, partner = sent.world, sent.partner
    share(
        world.mina,
        sent.opened,
        recipient=str(partner.pk),
        name=partner.name,
        categories=categories,
    )


def test_what_was_sent_is_called_back_and_the_link_is_dead(world: World) -> None:
    sent = Sent(world)
    assert sent.now.is_live
    row = Consent.objects.latest("number")
    before = Client().get(sent.path, secure=True)
    done = withdraw(by=world.rana.actor, opened=opened_by(world.rana, sent.case), consent=row)
    assert sent.now.state == Referral.State.RECALLED
    told = Receipt.load(sent.mine().read("withdrawal.receipt", done.pk, 1))
    assert told.recalled == (sent.partner.name,)
    after, nobody = (
        Client().get(path, secure=True)
        for path in (sent.path, f"/shared/{'x' * len(sent.handover.locator)}/")
    )
    assert after.status_code == nobody.status_code
    assert before.status_code == after.status_code  # whoever asks learns nothing
    assert not ReferralBundle.objects.filter(referral=sent.referral).exists()


def test_everything_calls_back_what_does_not_even_open(world: World) -> None:
    sent = Sent(world)
    CaseContent.objects.filter(field="referral.disclosed").update(sealed=b"\1" * 80)
    withdraw(by=world.mina.actor, opened=sent.mine())
    assert sent.now.state == Referral.State.RECALLED
    row = Withdrawal.objects.get()
    told = Receipt.load(sent.mine().read("withdrawal.receipt", row.pk, 1))
    assert told.recalled == ("a referral that does not open",)


def test_a_no_on_the_form_calls_back_too(world: World) -> None:
    sent = Sent(world)
    partner = sent.partner
    share(world.mina, sent.opened, given=False, recipient=str(partner.pk), name=partner.name)
    assert sent.now.state == Referral.State.RECALLED


def test_a_narrower_yes_calls_back_what_goes_beyond_it(world: World) -> None:
    sent = Sent(world)
    narrowed(sent, "housing")
    assert sent.now.state == Referral.State.RECALLED


def test_a_wider_yes_leaves_what_is_under_way(world: World) -> None:
    sent = Sent(world)
    [row] = Consent.objects.filter(purpose="sharing")
    terms = ConsentTerms.load(sent.mine().read("consent.terms", row.pk, 1))
    narrowed(sent, *terms.categories, "work")
    assert sent.now.is_live


def test_a_yes_that_ends_sooner_ends_what_is_under_way_then(world: World) -> None:
    """Sent until day 30 under a yes until day 60; asked again, the client says until day 5."""
    sent = Sent(world)
    other = a_partner(world, "Canaryothers")
    a_consent(world, sent.mine(), other, days=2)
    assert sent.now.until == TODAY + timedelta(30), "another partner's day is not this one's"
    a_consent(world, sent.mine(), sent.partner, days=5)
    assert sent.now.is_live
    assert sent.now.until == TODAY + timedelta(5)
    assert ReferralBundle.objects.get().until == TODAY + timedelta(5)
    a_consent(world, sent.mine(), sent.partner, days=50)
    assert sent.now.until == TODAY + timedelta(5), "a later yes makes nothing longer by itself"


def test_what_does_not_open_ends_with_the_sooner_yes_too(world: World) -> None:
    sent = Sent(world)
    CaseContent.objects.filter(field="referral.disclosed").update(sealed=b"\1" * 80)
    a_consent(world, sent.mine(), sent.partner, days=5)
    assert not sent.now.is_live or sent.now.until == TODAY + timedelta(5)


def test_a_yes_to_another_partner_leaves_it_too(world: World) -> None:
    sent = Sent(world)
    share(world.mina, sent.opened, recipient="", name="somebody else")
    assert sent.now.is_live


def test_a_draft_stays_and_cannot_be_sent(world: World) -> None:
    opened = a_case(world)
    partner = a_partner(world)
    a_consent(world, opened, partner)
    referral = begun(world, opened, partner)
    withdraw(by=world.mina.actor, opened=opened_by(world.mina, opened.record))
    with pytest.raises(NotNow):
        send(world, opened, referral)
    assert Referral.objects.get().is_draft


@pytest.mark.parametrize("all_of_it", [True, False])
def test_withdrawing_and_sending_at_the_same_moment(shared_world: World, all_of_it: bool) -> None:
    """In threads: whichever comes first, nothing is with the partner when both are over."""
    world = shared_world
    seen = set()
    for _round in range(6):
        opened = a_case(world)
        partner = a_partner(world, name=f"Partner {_round} {all_of_it}")
        a_consent(world, opened, partner)
        referral = begun(world, opened, partner)
        row = Consent.objects.filter(case=opened.record).latest("number")

        def stop(case: Case = opened.record, row: Any = row) -> None:
            mine = opened_by(world.rana, case)
            withdraw(by=world.rana.actor, opened=mine, consent=None if all_of_it else row)

        errors = at_once(stop, lambda o=opened, r=referral: send(world, o, r))  # type: ignore[misc]
        assert errors[0] is None, "a withdrawal is never refused"
        assert errors[1] is None or isinstance(errors[1], NotNow)
        now = Referral.objects.get(pk=referral.pk)
        assert not now.is_live
        assert now.state == (Referral.State.DRAFT if errors[1] else Referral.State.RECALLED)
        seen.add(now.state)
    assert seen <= {Referral.State.DRAFT, Referral.State.RECALLED}
