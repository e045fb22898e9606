"""What follows: how a referral goes on, a new link, and what is altered or too late."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction

from accounts.actions.errors import NotNow
from cases.actions import referrals, shared
from cases.actions.referrals import recalling
from cases.actions.referrals.steps import NEXT
from cases.models import Agreement, Case, CaseContent, Event, Referral, ReferralBundle
from cases.referring.papers import Body, Disclosed, Line, Words
from cases.referring.path import path_of
from cases.referring.reading import ReadReferral, ReadStep
from tests.cases.folders import RISKY, a_case, opened_by
from tests.cases.referrals.sharing import TODAY, Sent, a_consent, a_draft, a_partner, begun, send
from tests.world import World

State = Referral.State


def path(sent: Sent, rest: str = "") -> str:
    return f"/cases/{sent.case.code}/referrals/{sent.referral.pk}/{rest}"


def progress(sent: Sent, state: str) -> Referral:
    return referrals.progress(
        by=sent.world.mina.actor, opened=sent.mine(), referral=sent.referral, state=state
    )


@pytest.mark.parametrize("before", State.values)
def test_only_what_the_design_names_follows(world: World, before: str) -> None:
    sent = Sent(world)
    for after in (*State.values, "x", ""):
        Referral.objects.update(state=before)
        if after not in NEXT.get(before, ()):
            with pytest.raises(NotNow):
                progress(sent, after)
            assert sent.now.state == before
            continue
        assert progress(sent, after).state == after
        assert (sent.now.remind_on is not None) == (after in Referral.LIVE)
        if after not in Referral.LIVE:
            assert not ReferralBundle.objects.exists()


@pytest.mark.parametrize("state", State.values)
def test_only_what_is_with_a_partner_is_called_back(world: World, state: str) -> None:
    sent = Sent(world)
    Referral.objects.update(state=state)
    recall: Any = lambda: referrals.recall(  # noqa: E731
        by=world.rana.actor, opened=opened_by(world.rana, sent.case), referral=sent.referral
    )
    if state in Referral.LIVE:
        assert recall().state == "recalled"
        assert not ReferralBundle.objects.exists()
    else:
        with pytest.raises(NotNow):
            recall()


def test_recalling_works_in_a_closed_case_too(world: World) -> None:
    sent = Sent(world)
    Case.objects.update(state="closed")
    with pytest.raises(NotNow, match="closed case"):
        progress(sent, "accepted")
    referrals.recall(by=world.mina.actor, opened=sent.mine(), referral=sent.referral)
    assert sent.now.state == "recalled"


def renew(sent: Sent) -> Any:
    return referrals.renew_link(by=sent.world.mina.actor, opened=sent.mine(), referral=sent.now)


TOO_LATE: dict[str, Any] = {
    "consent withdrawn": lambda s: a_consent(s.world, s.mine(), s.partner, given=False),
    "frozen": lambda s: Case.objects.update(frozen_on=TODAY),
    "agreement ended": lambda s: Agreement.objects.update(ended_on=TODAY),
    "run out": lambda s: Referral.objects.update(until=TODAY - timedelta(1)),
    "declined": lambda s: progress(s, "declined"),
}


@pytest.mark.parametrize("why", TOO_LATE)
def test_a_new_link_needs_all_that_sending_needs(world: World, why: str) -> None:
    sent = Sent(world)
    TOO_LATE[why](sent)
    before = list(ReferralBundle.objects.values_list("locator_hash", flat=True))
    with pytest.raises(NotNow):
        renew(sent)
    assert list(ReferralBundle.objects.values_list("locator_hash", flat=True)) == before
    page = world.mina.client.post(path(sent, "link/"), secure=True)
    assert page.status_code == 200


def test_two_new_links_at_once_are_one(world: World) -> None:
    sent = Sent(world)
    stale = sent.now
    renew(sent)
    with pytest.raises(NotNow, match="made a new link meanwhile"):
        referrals.renew_link(by=world.mina.actor, opened=sent.mine(), referral=stale)


def test_the_pages_make_a_new_link_and_drop_a_draft(world: World) -> None:
    sent = Sent(world)
    made = world.mina.client.post(path(sent, "link/"), {"digits": "on"}, secure=True)
    assert made["Location"] == path(sent, "link/")
    page = world.mina.client.get(path(sent, "link/"), secure=True).content.decode()
    assert sent.handover.locator not in page
    assert page.count("<li>") >= 5
    assert world.mina.client.get(path(sent, "send/"), secure=True)["Location"] == path(sent)
    drop = world.mina.client.post(path(sent, "step/"), {"act": "drop"}, secure=True)
    assert "the referral is “sent”" in drop.content.decode()
    wrong = world.mina.client.post(path(sent, "step/"), {"act": "x"}, secure=True)
    assert wrong.status_code == 404
    none = world.mina.client.post(path(sent, "step/"), {"act": "step"}, secure=True)
    assert none.context["wrong"].errors
    draft = begun(world, sent.mine(), sent.partner)
    url = f"/cases/{sent.case.code}/referrals/"
    gone = world.mina.client.post(f"{url}{draft.pk}/step/", {"act": "drop"}, secure=True)
    assert gone["Location"] == url
    assert str(draft.pk) not in world.mina.client.get(url, secure=True).content.decode()
    assert world.mina.client.get(f"{url}{draft.pk}/change/", secure=True).status_code == 404
    dead = world.mina.client.get(f"{url}{draft.pk}/link/", secure=True)
    assert dead.status_code == 302


def test_a_retired_partner_leads_back_to_the_search(world: World) -> None:
    opened, partner = a_case(world), a_partner(world)
    row = begun(world, opened, partner)
    partner.retired_on = TODAY
    partner.save()
    url = f"/cases/{opened.record.code}/referrals/"
    assert world.mina.client.get(f"{url}{row.pk}/change/", secure=True).status_code == 302
    typed = {"partner": "nonsense", "kind": "housing"}
    assert world.mina.client.post(f"{url}new/", typed, secure=True).status_code == 200


def test_a_withdrawal_leaves_what_was_sent_under_another_consent(world: World) -> None:
    sent = Sent(world)
    partner = a_partner(world, "Others")
    mine = opened_by(world.mina, sent.case)
    a_consent(world, mine, partner)
    other = begun(world, opened_by(world.mina, sent.case), partner)
    send(world, mine, other)
    mine = sent.mine()
    with transaction.atomic():
        case = mine.lock()
        given = {"by": world.mina.actor, "opened": mine, "case": case}
        assert referrals.recall_under(**given, consent=sent.consent) == ["Canarylawyers"]
        case.save()
    assert sent.now.state == "recalled"
    assert Referral.objects.get(pk=other.pk).state == "sent"


@pytest.mark.parametrize("how", ["gone", "altered", "newer"])
def test_what_does_not_open_is_called_back_too(world: World, how: str) -> None:
    """Nobody could say that it may stay."""
    sent = Sent(world)
    kept = CaseContent.objects.filter(field="referral.disclosed")
    mine = sent.mine()
    if how == "gone":
        kept.delete()
    elif how == "altered":
        kept.update(sealed=bytes(kept.get().sealed)[:-1] + b"x")
    else:
        newer = mine.key.seal_field("referral.disclosed", sent.referral.pk, 1, b'{"f": 99}')
        kept.update(sealed=newer)
    with transaction.atomic():
        case = mine.lock()
        given = {"by": world.mina.actor, "opened": mine, "case": case}
        assert referrals.recall_under(**given, consent=sent.consent) == [""]
        case.save()
    assert sent.now.state == "recalled"
    page = world.mina.client.get(path(sent), secure=True).content.decode()
    assert "does not open" in page


def test_two_workers_let_it_run_out_once(world: World) -> None:
    sent = Sent(world)
    assert recalling._expire(sent.case.pk, sent.referral.pk) is False
    assert sent.now.state == "sent"


def test_recall_between_the_words_and_the_page(world: World) -> None:
    """The bundle was found, the words are being stretched, and it is called back meanwhile."""
    sent = Sent(world)
    found = shared._tried(sent.handover.locator)
    assert found is not None
    key = shared._key(found, sent.handover.locator, sent.handover.secret)
    assert key is not None
    referrals.recall(by=world.mina.actor, opened=sent.mine(), referral=sent.referral)
    assert shared._looked(found, key, sent.handover.locator) is None


def test_a_day_that_ends_first_somewhere_else(world: World) -> None:
    """A link is over as soon as its last day is over in any zone."""
    sent = Sent(world)
    Referral.objects.update(until=TODAY)
    ReferralBundle.objects.update(until=TODAY)
    noon = datetime.combine(TODAY, datetime.min.time(), UTC)
    for hours, opens in ((9, True), (11, False)):
        at = noon + timedelta(hours=hours)
        with mock.patch("django.utils.timezone.now", return_value=at):
            found = shared.open_shared(locator=sent.handover.locator, secret=sent.handover.secret)
        assert (found is not None) is opens


def test_nothing_sealed_prints_itself(world: World) -> None:
    sent = Sent(world)
    case = Case.objects.get(pk=sent.case.pk)
    draft = a_draft(sent.partner)
    line = Line("identity", "names", "Canaryname")
    found = shared.open_shared(locator=sent.handover.locator, secret=sent.handover.secret)
    shown = referrals.preview(opened=sent.mine(), case=case, draft=draft)
    step = ReadStep(TODAY, "Canaryname", "", "Canarywords", is_partners=True)
    things = [draft, line, found, shown, step, ReadReferral(sent.now, draft), sent.handover]
    things += [Words("legal", "Canarylegal"), Disclosed(need="Canary"), Body(need="Canary")]
    assert {repr(one) for one in things} == {"[sealed]"}


@pytest.mark.parametrize("rtl", [False, True])
def test_the_path_is_drawn_to_its_end(rtl: bool) -> None:
    stops = path_of([("draft", TODAY), ("sent", TODAY), ("recalled", TODAY)], rtl=rtl)
    assert [one.state for one in stops] == ["draft", "sent", "recalled"]
    assert stops[-1].is_now
    ahead = path_of([("draft", TODAY), ("sent", TODAY)], rtl=rtl)
    assert [one.state for one in ahead][2:] == [
        "acknowledged",
        "accepted",
        "in_service",
        "completed",
    ]
    order = [one.x for one in ahead]
    assert order == sorted(order, reverse=rtl)


def test_every_step_of_a_member_stands_in_the_history(world: World) -> None:
    sent = Sent(world)
    progress(sent, "accepted")
    progress(sent, "in_service")
    progress(sent, "completed")
    assert Event.objects.filter(case=sent.case, kind=Event.Kind.REFERRAL).count() == 5
    page = world.mina.client.get(f"/cases/{sent.case.code}/history/", secure=True)
    assert "referral" in page.content.decode()
    looks = world.rana.client.get(f"/cases/{sent.case.code}/history/looks/", secure=True)
    assert "sent a referral" in looks.content.decode()


def test_a_silent_partner_stands_in_my_day(world: World) -> None:
    sent = Sent(world)
    assert "a partner is silent" not in day(world)
    Referral.objects.update(remind_on=TODAY, heard_on=TODAY - timedelta(8))
    assert "a partner is silent" in day(world)
    a_case(world, safety=RISKY)
    referrals.recall(by=world.mina.actor, opened=sent.mine(), referral=sent.referral)
    assert "a partner is silent" not in day(world)


def day(world: World) -> str:
    return str(world.mina.client.get("/cases/day/", secure=True).content.decode())
