"""Sending: only with consent and agreement, only what was seen, and only once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions import referrals, shared
from cases.actions.conflicts import Overtaken
from cases.actions.files import snapshot
from cases.actions.identity import change_identity
from cases.actions.referrals.sending import read_draft
from cases.actions.safety import decide_safety
from cases.identity import Safety
from cases.models import Agreement, Case, Consent, Event, Referral, ReferralBundle
from cases.referring.papers import Disclosed, Handover, Words
from tests.cases.folders import RISKY, a_case, opened_by
from tests.cases.referrals.sharing import (
    TODAY,
    Sent,
    a_consent,
    a_draft,
    a_partner,
    begun,
    send,
)
from tests.cases.together import at_once
from tests.world import World


def test_what_is_sent_is_what_was_picked_and_stays_readable(world: World) -> None:
    sent = Sent(world)
    told = Disclosed.load(sent.mine().read("referral.disclosed", sent.referral.pk, 1))
    assert [(line.category, line.field) for line in told.lines] == [
        ("identity", "names"),
        ("contact", "contacts"),
        ("contact", "rule"),
        ("legal", ""),
    ]
    assert told.consent == str(sent.consent.pk)
    assert told.partner == str(sent.partner.pk)
    assert (sent.now.state, sent.now.sent_on) == ("sent", TODAY)
    assert sent.now.remind_on > TODAY
    assert [row.act for row in AuditRow.objects.order_by("-sequence")[:1]] == ["referral.send"]
    assert Event.objects.filter(case=sent.case, kind=Event.Kind.REFERRAL).count() == 2


def test_an_unsafe_contact_point_never_leaves(world: World) -> None:
    """Whoever is asked to help would use it."""
    opened = a_case(world, safety=RISKY)
    partner = a_partner(world)
    case = opened.record
    draft = a_draft(partner)
    lines = referrals.preview(opened=opened, case=case, draft=draft).lines
    assert any("5550199" in line.value for line in lines)
    identity = snapshot(opened).identity
    unsafe = replace(identity, contacts=(replace(identity.contacts[0], safety="unsafe"),))
    change_identity(by=world.mina.actor, opened=opened, identity=unsafe, version=1)
    case = Case.objects.get(pk=case.pk)
    lines = referrals.preview(opened=opened_by(world.mina, case), case=case, draft=draft).lines
    assert not any("5550199" in line.value for line in lines)


REFUSED: dict[str, Any] = {
    "no consent": lambda w, o, p: Consent.objects.none(),
    "a no": lambda w, o, p: a_consent(w, o, p, given=False),
    "another partner": lambda w, o, p: a_consent(w, o, a_partner(w, "Another")),
    "too few data": lambda w, o, p: a_consent(w, o, p, named=("identity",)),
    "no after yes": lambda w, o, p: (a_consent(w, o, p), a_consent(w, o, p, given=False)),
    "less later": lambda w, o, p: (a_consent(w, o, p), a_consent(w, o, p, named=("legal",))),
}


@pytest.mark.parametrize("why", REFUSED)
def test_without_the_consent_that_names_it_nothing_leaves(world: World, why: str) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    REFUSED[why](world, opened, partner)
    referral = begun(world, opened, partner)
    with pytest.raises(NotNow, match="A consent is needed that names Canarylawyers"):
        send(world, opened, referral)
    assert not ReferralBundle.objects.exists()
    assert Referral.objects.get(pk=referral.pk).state == "draft"


def _end(agreements: Any) -> None:
    agreements.update(ended_on=TODAY)


AGREEMENTS: dict[str, Any] = {
    "ended": _end,
    "over": lambda found: found.update(since=TODAY - timedelta(9), until=TODAY - timedelta(1)),
    "not begun": lambda found: found.update(since=TODAY + timedelta(1)),
    "fewer data": lambda found: found.update(categories=",identity,contact,"),
    "none": lambda found: found.delete(),
}


@pytest.mark.parametrize("why", AGREEMENTS)
def test_without_an_agreement_nothing_leaves(world: World, why: str) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    AGREEMENTS[why](Agreement.objects.all())
    with pytest.raises(NotNow, match="A sharing agreement with Canarylawyers is needed"):
        send(world, opened, begun(world, opened, partner))
    assert not ReferralBundle.objects.exists()


def test_a_frozen_or_ended_case_sends_nothing(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    referral = begun(world, opened, partner)
    Case.objects.update(frozen_on=TODAY)
    with pytest.raises(NotNow, match="nothing leaves this case"):
        send(world, opened, referral)
    Case.objects.update(frozen_on=None, state="closed")
    with pytest.raises(NotNow, match="closed case"):
        send(world, opened, referral)
    assert not ReferralBundle.objects.exists()


def test_a_consent_one_byte_altered_sends_nothing(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    consent = a_consent(world, opened, partner)
    referral = begun(world, opened, partner)
    on = "" if connection.vendor == "sqlite" else " ON cases_consent"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if on else "SELECT 1")
        cursor.execute("DROP TRIGGER IF EXISTS consent_is_append_only" + on)
    mac = bytearray(consent.mac)
    mac[0] ^= 1
    Consent.objects.filter(pk=consent.pk).update(mac=bytes(mac))
    with pytest.raises(NotNow, match="A consent is needed"):
        send(world, opened, referral)


@pytest.mark.parametrize("days", [-1, 61, 400])
def test_the_link_works_no_longer_than_the_consent(world: World, days: int) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    with pytest.raises(NotNow, match="no longer than"):
        send(world, opened, begun(world, opened, partner), days=days)


def test_what_was_not_seen_does_not_leave(world: World) -> None:
    """Also where the person's name or the rule changed while somebody read the preview."""
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    referral = begun(world, opened, partner)
    case = Case.objects.get(pk=opened.record.pk)
    seen = referrals.preview(opened=opened, case=case, draft=a_draft(partner)).seen
    changed = Safety("high", "go_on", "", "write only")
    decide_safety(by=world.rana.actor, opened=opened, safety=changed, version=1)
    for forged in (seen, "", "0" * 64):
        with pytest.raises(NotNow, match="changed meanwhile"):
            send(world, opened, referral, seen=forged)
    assert not ReferralBundle.objects.exists()
    send(world, opened, referral)
    assert ReferralBundle.objects.count() == 1


def test_it_is_sent_once(world: World) -> None:
    sent = Sent(world)
    with pytest.raises(NotNow, match="the referral is “sent”"):
        send(world, sent.opened, sent.referral)
    with pytest.raises(NotNow):
        referrals.drop_draft(by=world.mina.actor, opened=sent.mine(), referral=sent.referral)


def test_a_draft_is_changed_by_one_at_a_time(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    referral = begun(world, opened, partner)
    change = {"by": world.mina.actor, "opened": opened, "referral": referral, "version": 1}
    referrals.change_draft(**change, draft=a_draft(partner, need="newer"))
    with pytest.raises(Overtaken):
        referrals.change_draft(**change, draft=a_draft(partner, need="lost"))
    now = Referral.objects.get(pk=referral.pk)
    assert read_draft(opened=opened, referral=now).need == "newer"


@pytest.mark.parametrize(
    "wrong",
    [
        {"partner": "00000000-0000-0000-0000-000000000000"},
        {"kind": "spying"},
        {"fields": ("notes",)},
        {"texts": (Words("everything", "x"),)},
        {"need": "x" * 5001},
        {"texts": (Words("legal", "x" * 5001),)},
    ],
)
def test_a_draft_names_only_what_exists(world: World, wrong: dict[str, Any]) -> None:
    opened, partner = a_case(world), a_partner(world)
    draft = replace(a_draft(partner), **wrong)
    with pytest.raises(NotNow):
        referrals.begin(by=world.mina.actor, opened=opened, draft=draft)
    assert not Referral.objects.exists()


def test_a_partner_that_left_the_directory_gets_nothing(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    referral = begun(world, opened, partner)
    partner.retired_on = TODAY
    partner.save()
    with pytest.raises(NotNow, match="not in the directory any more"):
        send(world, opened, referral)


def test_a_dropped_draft_stays_dropped(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    referral = begun(world, opened, partner)
    referrals.drop_draft(by=world.mina.actor, opened=opened, referral=referral)
    with pytest.raises(NotNow):
        send(world, opened, Referral.objects.get(pk=referral.pk))


def test_no_after_a_yes_at_the_same_moment(shared_world: World) -> None:
    """Withdrawing and sending at once: afterwards never a bundle that was sent under a later no."""
    world = shared_world
    for _round in range(4):
        opened, partner = a_case(world, safety=RISKY), a_partner(world, f"P{_round}")
        consent = a_consent(world, opened, partner)
        referral = begun(world, opened, partner)
        case = opened.record

        def withdraw(case: Case = case, partner: Any = partner, consent: Consent = consent) -> None:
            mine = opened_by(world.rana, case)
            with transaction.atomic():
                a_consent(world, mine, partner, given=False)
                locked = mine.lock()
                referrals.recall_under(
                    by=world.rana.actor, opened=mine, case=locked, consent=consent
                )
                locked.save(update_fields=["last_number"])

        errors = at_once(withdraw, lambda o=opened, r=referral: send(world, o, r))
        assert errors[0] is None
        assert errors[1] is None or isinstance(errors[1], NotNow)
        assert not ReferralBundle.objects.exists()
        assert Referral.objects.get(pk=referral.pk).state in {"draft", "recalled"}


def test_two_cannot_send_the_same_draft(shared_world: World) -> None:
    world = shared_world
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    referral = begun(world, opened, partner)
    given: list[Handover] = []
    act = lambda: given.append(send(world, opened, referral))  # noqa: E731
    errors = [error for error in at_once(act, act) if error]
    assert [type(error) for error in errors] == [NotNow]
    assert ReferralBundle.objects.count() == len(given) == 1
    assert shared.open_shared(locator=given[0].locator, secret=given[0].secret) is not None
