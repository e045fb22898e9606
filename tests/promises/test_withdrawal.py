"""Promise: withdrawing always succeeds, stops at once, gives a receipt, and destroys nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.assigning import give_access, take_access
from cases.actions.consent import record_consent
from cases.actions.decisions import agree, propose_decision
from cases.actions.notes import write_note
from cases.actions.withdrawing import ERASE_AFTER, withdraw
from cases.agreements import About, Proposed, Receipt
from cases.consents import consents_of
from cases.models import Case, CaseContent, Consent, Decision, Event, Note, Withdrawal
from cases.papers import ConsentTerms
from tests.cases.consenting import CASE, OTHER, agree_to_case, allowed, share
from tests.cases.folders import a_case, opened_by
from tests.cases.test_consent import alter
from tests.world import World
from vault.compartments import Opened

TODAY = timezone.localdate()


def receipt(opened: Opened[Case]) -> Receipt:
    row = Withdrawal.objects.latest("number")
    return Receipt.load(opened.read("withdrawal.receipt", row.pk, 1))


def page(code: str) -> str:
    return reverse("cases:withdraw", kwargs={"code": code})


@pytest.mark.parametrize("state", Case.State.values)
def test_in_every_state(world: World, state: str) -> None:
    opened = a_case(world)
    row = share(world.mina, opened)
    Case.objects.update(state=state)
    withdraw(by=world.mina.actor, opened=opened, consent=row)
    assert not allowed(world.mina, opened)
    assert Case.objects.get().state == state


def test_one_leaves_the_others_and_freezes_nothing(world: World) -> None:
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    row = share(world.mina, opened)
    share(world.mina, opened, recipient=OTHER, name="Other")
    withdraw(by=world.mina.actor, opened=opened, consent=row)
    assert not allowed(world.mina, opened)
    assert allowed(world.mina, opened, recipient=OTHER)
    assert not Case.objects.get().is_frozen
    told = receipt(opened)
    assert [one.recipient_name for one in told.ended] == ["Canarypartner"]
    assert not told.everything


def test_everything_freezes_and_ends_everything(world: World) -> None:
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    share(world.mina, opened)
    share(world.mina, opened, recipient=OTHER, name="Other")
    withdraw(by=world.rana.actor, opened=opened_by(world.rana, opened.record), way="call")
    case = Case.objects.get()
    assert case.frozen_on == TODAY
    assert not allowed(world.mina, opened)
    assert not allowed(world.mina, opened, recipient=OTHER)
    assert not allowed(world.mina, opened, purpose=CASE, recipient="", categories=())
    told = receipt(opened)
    assert told.everything
    assert sorted(one.purpose for one in told.ended) == ["case_management", "sharing", "sharing"]
    assert Event.objects.filter(kind=Event.Kind.WITHDRAWAL).count() == 1
    assert AuditRow.objects.first().act == "consent.withdraw"


def test_taking_back_the_case_file_takes_back_everything(world: World) -> None:
    """A file without consent cannot go on telling others."""
    opened = a_case(world)
    row = agree_to_case(world.mina, opened)
    share(world.mina, opened)
    withdraw(by=world.mina.actor, opened=opened, consent=row)
    assert Case.objects.get().is_frozen
    assert not allowed(world.mina, opened)


def test_a_no_to_the_case_file_freezes_it_too(world: World) -> None:
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    row = share(world.mina, opened)
    agree_to_case(world.mina, opened, given=False)
    assert Case.objects.get().is_frozen
    assert Consent.objects.filter(after=row.pk, given=False).exists()
    assert not allowed(world.mina, opened)
    agree_to_case(world.mina, opened)
    assert not allowed(world.mina, opened), "what was shared is asked for again"


def test_a_first_no_freezes_nothing(world: World) -> None:
    agree_to_case(world.mina, a_case(world), given=False)
    assert not Case.objects.get().is_frozen


@pytest.mark.parametrize("times", [1, 2, 3])
def test_again_and_again(world: World, times: int) -> None:
    """Of what is gone already, of what never was, twice: it succeeds and says so each time."""
    opened = a_case(world)
    for _time in range(times):
        withdraw(by=world.mina.actor, opened=opened)
    assert Withdrawal.objects.count() == times
    assert Case.objects.get().frozen_on == TODAY
    assert all(one.verifies for one in consents_of(opened_by(world.mina, opened.record)))


def test_of_a_consent_that_does_not_open_or_verify(world: World) -> None:
    opened = a_case(world)
    row, other = share(world.mina, opened), share(world.mina, opened, recipient=OTHER, name="O")
    CaseContent.objects.filter(row=row.pk).update(sealed=b"\1" * 60)
    alter(other, number=77)
    withdraw(by=world.mina.actor, opened=opened, consent=row)
    withdraw(by=world.mina.actor, opened=opened, consent=other)
    withdraw(by=world.mina.actor, opened=opened)
    assert Withdrawal.objects.count() == 3
    assert not allowed(world.mina, opened)
    assert not allowed(world.mina, opened, recipient=OTHER)


def test_a_row_of_another_case_takes_back_everything_here_and_nothing_there(world: World) -> None:
    opened, other = a_case(world), a_case(world)
    share(world.mina, opened)
    theirs = share(world.mina, other)
    withdraw(by=world.mina.actor, opened=opened, consent=theirs)
    assert not allowed(world.mina, opened)
    assert allowed(world.mina, other)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"way": "no such way", "words": "x" * 200_000, "erase": "maybe"},
        {"words": "\0 \u202e"},
        {"next": "/", "answer": "no", "until": "never"},
    ],
)
def test_nothing_that_is_sent_stands_in_its_way(world: World, sent: dict[str, str]) -> None:
    opened = a_case(world)
    row = share(world.mina, opened)
    answer = world.mina.client.post(
        page(opened.record.code), {"consent": str(row.pk), **sent}, secure=True
    )
    assert answer.status_code == 302
    assert not allowed(world.mina, opened)
    shown = world.mina.client.get(answer["Location"], secure=True)
    assert shown.status_code == 200
    assert "Canarypartner" in shown.content.decode()


def test_two_clicks_from_every_page_of_the_case(world: World) -> None:
    """The link stands in the identity bar; the button on the page it leads to."""
    opened = a_case(world)
    row = share(world.mina, opened)
    code = opened.record.code
    for name in ("case", "notes", "plan", "person", "consents", "history", "safety", "state"):
        text = world.mina.client.get(reverse(f"cases:{name}", args=[code]), secure=True)
        assert f'href="{page(code)}"' in text.content.decode(), name
    form = world.mina.client.get(page(code), secure=True).content.decode()
    assert f'name="consent" value="{row.pk}"' in form
    assert 'name="consent" value=""' in form
    assert " required" not in form[form.index("<main") : form.index("</main")]


@pytest.mark.parametrize("forged", ["not-an-id", str(uuid4())])
def test_a_forged_row_is_not_there(world: World, forged: str) -> None:
    opened = a_case(world)
    answer = world.mina.client.post(page(opened.record.code), {"consent": forged}, secure=True)
    assert answer.status_code == 404
    assert not Withdrawal.objects.exists()


def test_after_access_was_taken_the_next_holder_still_withdraws(world: World) -> None:
    """The key is due to change: the same request changes it, and withdraws."""
    opened = a_case(world)
    row = share(world.mina, opened)
    case = opened.record
    give_access(by=world.rana.actor, opened=opened_by(world.rana, case), to=world.omid.member)
    take_access(
        by=world.rana.actor,
        opened=opened_by(world.rana, case),
        member=world.omid.member,
        reason="left",
    )
    assert Case.objects.get().rotation_due
    sent = {"consent": str(row.pk)}
    assert world.mina.client.post(page(case.code), sent, secure=True).status_code == 302
    assert not allowed(world.mina, opened)


def test_it_erases_nothing_and_says_when(world: World) -> None:
    """So a forged withdrawal can be taken up again by the person."""
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    write_note(by=world.mina.actor, opened=opened, type="call", text="stays")
    kept = set(CaseContent.objects.values_list("pk", flat=True))
    withdraw(by=world.mina.actor, opened=opened, erase=True, words="I want to be forgotten")
    assert kept <= set(CaseContent.objects.values_list("pk", flat=True))
    assert Note.objects.count() == 1
    case, told = Case.objects.get(), receipt(opened)
    assert case.erase_on == told.erase_on == TODAY + ERASE_AFTER
    assert timedelta(days=14) == ERASE_AFTER


def test_a_freeze_is_lifted_by_their_own_yes_alone(world: World) -> None:
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    withdraw(by=world.mina.actor, opened=opened, erase=True)
    with pytest.raises(NotNow):
        share(world.mina, opened)
    unable = ConsentTerms(text="case_management-1-en", subject="unable")
    wanted = Proposed(
        about=About.BEST_INTERESTS.value,
        why="we think so",
        purpose=CASE,
        since=TODAY,
        until=TODAY + timedelta(30),
        terms=unable,
    )
    with pytest.raises(NotNow):
        propose_decision(by=world.mina.actor, opened=opened, proposed=wanted)
    assert Case.objects.get().is_frozen
    agree_to_case(world.mina, opened)
    case = Case.objects.get()
    assert (case.frozen_on, case.erase_on) == (None, None)
    assert not allowed(world.mina, opened), "what was shared is asked for again"


def test_a_decision_that_waited_is_stopped_before_it_could_lift_the_freeze(world: World) -> None:
    opened = a_case(world)
    wanted = Proposed(
        about=About.BEST_INTERESTS.value,
        why="they cannot decide",
        purpose=CASE,
        since=TODAY,
        until=TODAY + timedelta(30),
        terms=ConsentTerms(text="case_management-1-en", subject="unable"),
    )
    made = propose_decision(by=world.mina.actor, opened=opened, proposed=wanted)
    withdraw(by=world.mina.actor, opened=opened)
    assert len(receipt(opened).stopped) == 1
    with pytest.raises(NotNow):
        agree(by=world.rana.actor, opened=opened_by(world.rana, opened.record), decision=made)
    assert Decision.objects.get().state == Decision.State.TAKEN_BACK
    assert Case.objects.get().is_frozen


def test_a_failing_audit_row_withdraws_nothing_half(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = a_case(world)
    row = share(world.mina, opened)
    before = Consent.objects.count()

    def breaks(*_args: Any, **_named: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("accounts.audit.record", breaks)
        with pytest.raises(RuntimeError), transaction.atomic():
            withdraw(by=world.mina.actor, opened=opened, consent=row)
    assert Consent.objects.count() == before
    assert not Withdrawal.objects.exists()


def test_the_words_of_a_withdrawal_lie_nowhere_in_the_clear(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened)
    withdraw(by=world.mina.actor, opened=opened, words="Canarywords", way="others")
    tables = [Withdrawal, Consent, Event, AuditRow]
    clear = "".join(str(list(one.objects.values())) for one in tables)
    for word in ("Canarywords", "Canarypartner", "others"):
        assert word not in clear


@pytest.mark.parametrize("rows", [1, 12])
def test_it_is_one_transaction_however_much_it_touches(world: World, rows: int) -> None:
    opened = a_case(world)
    for number in range(rows):
        share(world.mina, opened, recipient=str(uuid4()), name=f"P{number}")
    withdraw(by=world.mina.actor, opened=opened)
    assert len(receipt(opened).ended) == rows + 1
    assert AuditRow.objects.filter(act="consent.withdraw").count() == 1
    assert connection.in_atomic_block  # the test's own


def test_a_yes_after_a_withdrawal_counts_again(world: World) -> None:
    opened = a_case(world)
    row = share(world.mina, opened)
    withdraw(by=world.mina.actor, opened=opened, consent=row)
    share(world.mina, opened)
    assert allowed(world.mina, opened)


def test_record_consent_takes_no_yes_without_end(world: World) -> None:
    opened = a_case(world)
    with pytest.raises(NotNow):
        record_consent(
            by=world.mina.actor,
            opened=opened,
            terms=ConsentTerms(),
            given=True,
            since=TODAY,
            until=TODAY + timedelta(366 * 7),
        )
