"""From state to state: what each step needs, and that closing takes two people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Notice
from cases.actions import states
from cases.actions.consent import record_consent
from cases.actions.safety import decide_safety
from cases.actions.tasks import NewTask, add_task
from cases.identity import Safety
from cases.models import Case, Event
from cases.papers import Closing, ConsentTerms, EventWords
from cases.reading import read_case
from cases.tasks.words import TaskWords
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import World
from vault.compartments import Opened

CLOSING = Closing("goals_met", "Canaryview", "Canarysummary")
TERMS = ConsentTerms(text="case_management-1-en", text_version=1, language="en")


def consent(world: World, opened: Opened[Case], *, given: bool = True) -> None:
    today = timezone.localdate()
    record_consent(
        by=world.mina.actor,
        opened=opened,
        terms=TERMS,
        given=given,
        since=today,
        until=today + timedelta(30),
    )


def decide(world: World, opened: Opened[Case], decision: str = "go_on") -> None:
    version = Case.objects.get(pk=opened.record.pk).safety_version
    safety = Safety("low", decision)
    decide_safety(by=world.mina.actor, opened=opened, safety=safety, version=version)


def active(world: World) -> Opened[Case]:
    """An active case of mina's."""
    opened = a_case(world)
    states.begin_intake(by=world.mina.actor, opened=opened)
    consent(world, opened)
    decide(world, opened)
    states.activate(by=world.mina.actor, opened=opened)
    opened.record.refresh_from_db()
    return opened


def test_the_whole_way_is_told_in_the_events(world: World) -> None:
    opened = active(world)
    states.propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)
    states.approve_closing(by=world.rana.actor, opened=opened_by(world.rana, opened.record))
    case = Case.objects.get()
    assert case.state == Case.State.CLOSED
    assert case.closing_by is None
    moved = case.events.filter(kind=Event.Kind.STATE).order_by("number")
    assert list(moved.values_list("state", flat=True)) == ["intake", "active", "closed"]
    assert AuditRow.objects.first().details == {"state": "closed"}


ACTS: dict[str, Callable[..., Any]] = {
    "intake": lambda by, opened: states.begin_intake(by=by, opened=opened),
    "activate": lambda by, opened: states.activate(by=by, opened=opened, reason="again"),
    "decline": lambda by, opened: states.decline(by=by, opened=opened, reason="why"),
    "propose": lambda by, opened: states.propose_closing(by=by, opened=opened, closing=CLOSING),
}
ALLOWED = {
    "intake": {"enquiry"},
    "activate": {"intake", "closed"},
    "decline": {"enquiry", "intake"},
    "propose": {"active"},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", Case.State.values)
def test_each_step_is_possible_from_its_states_alone(world: World, act: str, state: str) -> None:
    opened = a_case(world)
    consent(world, opened)
    decide(world, opened)
    Case.objects.update(state=state)
    if state in ALLOWED[act]:
        ACTS[act](world.mina.actor, opened)
        return
    with pytest.raises(NotNow):
        ACTS[act](world.mina.actor, opened)
    assert Case.objects.get().state == state


@pytest.mark.parametrize("with_consent", [True, False])
@pytest.mark.parametrize("decision", ["", "go_on", "conditions", "not_yet"])
@pytest.mark.parametrize("start", ["intake", "closed"])
def test_active_needs_a_live_consent_and_a_decision_to_go_on(
    world: World, with_consent: bool, decision: str, start: str
) -> None:
    opened = a_case(world)
    if with_consent:
        consent(world, opened)
    if decision:
        decide(world, opened, decision)
    Case.objects.update(state=start)
    if with_consent and decision in {"go_on", "conditions"}:
        assert states.activate(by=world.mina.actor, opened=opened).state == "active"
        return
    with pytest.raises(NotNow):
        states.activate(by=world.mina.actor, opened=opened)
    assert Case.objects.get().state == start


def test_a_consent_taken_back_keeps_a_case_from_becoming_active(world: World) -> None:
    opened = a_case(world)
    decide(world, opened)
    consent(world, opened)
    consent(world, opened, given=False)
    Case.objects.update(state="intake")
    with pytest.raises(NotNow, match="consent"):
        states.activate(by=world.mina.actor, opened=opened)


def test_an_imported_case_says_when_its_consent_is_to_be_confirmed(world: World) -> None:
    opened = a_case(world, state="active", consent_by=timezone.localdate() + timedelta(3))
    page = world.mina.client.get(f"/cases/{opened.record.code}/", secure=True).content.decode()
    assert "to be confirmed by: in 3 days" in page


def test_reasons_are_sealed_and_told(world: World) -> None:
    opened = a_case(world)
    states.decline(by=world.mina.actor, opened=opened, reason=" Canaryreason ")
    event = Event.objects.get(kind=Event.Kind.STATE)
    assert EventWords.load(opened.read("event.words", event.pk, 1)).text == "Canaryreason"
    history = world.rana.client.get(f"/cases/{opened.record.code}/history/", secure=True)
    assert "Canaryreason" in history.content.decode()
    with pytest.raises(NotNow):
        states.decline(by=world.mina.actor, opened=a_case(world), reason=" ")


def test_a_closing_is_approved_by_somebody_else_who_coordinates(world: World) -> None:
    opened = active(world)
    states.propose_closing(by=world.rana.actor, opened=opened, closing=CLOSING)
    for person in (world.rana, world.mina):
        with pytest.raises(NotNow):
            states.approve_closing(by=person.actor, opened=opened)
    states.approve_closing(by=world.dara.actor, opened=opened)
    assert Case.objects.get().state == "closed"


def test_coordinators_who_hold_the_case_are_told(world: World) -> None:
    opened = active(world)
    Notice.objects.all().delete()
    states.propose_closing(by=world.rana.actor, opened=opened, closing=CLOSING)
    told = Notice.objects.values_list("member__username", "kind")
    assert list(told) == [("dara", Notice.Kind.CLOSING)]


def test_a_proposal_is_made_once_and_can_be_taken_back(world: World) -> None:
    opened = active(world)
    states.propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)
    with pytest.raises(NotNow):
        states.propose_closing(by=world.rana.actor, opened=opened, closing=CLOSING)
    states.withdraw_closing(by=world.mina.actor, opened=opened)
    for act in (states.withdraw_closing, states.approve_closing):
        with pytest.raises(NotNow):
            act(by=world.rana.actor, opened=opened)
    again = Closing("clients_wish", "second", "second")
    states.propose_closing(by=world.mina.actor, opened=opened, closing=again)
    page = read_case(opened_by(world.rana, opened.record), world.rana.member)
    assert page.closing is not None
    assert (page.closing.reason, page.closing.summary) == ("clients_wish", "second")
    assert page.closing.by == str(world.mina.member.pk)


def test_two_who_approve_at_once_close_it_once(shared_world: World) -> None:
    world = shared_world
    opened = active(world)
    states.propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)

    def approve(person: Any) -> None:
        mine = opened_by(person, opened.record)
        states.approve_closing(by=person.actor, opened=mine)

    errors = at_once(lambda: approve(world.rana), lambda: approve(world.dara))
    assert [type(error) for error in errors if error] == [NotNow]
    assert Event.objects.filter(kind=Event.Kind.STATE, state="closed").count() == 1


def path(opened: Opened[Case], where: str) -> str:
    return f"/cases/{opened.record.code}/{where}/"


def test_the_pages_go_the_whole_way(world: World) -> None:
    opened = a_case(world)
    mina, rana = world.mina.client, world.rana.client
    assert mina.post(path(opened, "state"), {"act": "intake"}, secure=True).status_code == 302
    early = mina.post(path(opened, "state"), {"act": "activate"}, secure=True)
    assert "consent to case management is needed" in early.content.decode()
    consent(world, opened)
    decide(world, opened)
    assert mina.post(path(opened, "state"), {"act": "activate"}, secure=True).status_code == 302
    typed = {"reason": "goals_met", "clients_view": "Canaryview", "summary": "Canarysummary"}
    assert mina.post(path(opened, "close"), typed, secure=True).status_code == 302
    proposal = rana.get(path(opened, "close/approve"), secure=True).content.decode()
    assert "Canaryview" in proposal
    assert "Mina Karimi" in proposal
    assert mina.get(path(opened, "close/approve"), secure=True).status_code == 404
    latest = {"proposal": states.proposal_of(case=opened.record)}
    assert rana.post(path(opened, "close/approve"), latest, secure=True).status_code == 302
    assert Case.objects.get().state == "closed"
    reopened = {"act": "reopen", "reason": "She came back."}
    assert mina.post(path(opened, "state"), reopened, secure=True).status_code == 302
    assert Case.objects.get().state == "active"


def test_what_was_typed_is_given_back(world: World) -> None:
    opened = a_case(world)
    typed = {"reason": "goals_met", "clients_view": "half-written", "summary": "also"}
    page = world.mina.client.post(path(opened, "close"), typed, secure=True)
    assert "half-written" in page.content.decode()
    assert "not possible now" in page.content.decode()
    page = world.mina.client.post(path(opened, "close"), {"clients_view": "half"}, secure=True)
    assert set(page.context["form"].errors) == {"reason", "summary"}
    page = world.mina.client.post(path(opened, "state"), {"act": "decline"}, secure=True)
    assert "reason" in page.context["form"].errors


def test_a_coordinator_s_own_proposal_is_not_theirs_to_approve(world: World) -> None:
    opened = active(world)
    states.propose_closing(by=world.rana.actor, opened=opened, closing=CLOSING)
    latest = {"proposal": states.proposal_of(case=opened.record)}
    page = world.rana.client.post(path(opened, "close/approve"), latest, secure=True)
    assert "Somebody else must approve" in page.content.decode()
    kept = world.dara.client.post(path(opened, "state"), {"act": "withdraw"}, secure=True)
    assert kept.status_code == 302
    assert (
        "Nothing is proposed"
        in world.dara.client.get(path(opened, "close/approve"), secure=True).content.decode()
    )


def test_no_word_of_it_lies_in_the_clear(world: World) -> None:
    opened = active(world)
    states.propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)
    columns = {
        str(value)
        for row in [*Case.objects.values_list(), *Event.objects.values_list()]
        for value in row
    }
    assert not any("Canary" in value or "goals" in value for value in columns)


def test_what_is_approved_is_what_was_read(world: World) -> None:
    """A proposal taken back and made anew between reading and approving is read again."""
    opened = active(world)
    mina = opened_by(world.mina, opened.record)
    states.propose_closing(by=world.mina.actor, opened=mina, closing=CLOSING)
    was_read = {"proposal": states.proposal_of(case=opened.record)}
    states.withdraw_closing(by=world.mina.actor, opened=mina)
    states.propose_closing(by=world.mina.actor, opened=mina, closing=CLOSING)
    for sent in (was_read, {}):
        page = world.rana.client.post(path(opened, "close/approve"), sent, secure=True)
        assert page.status_code == 200
        assert Case.objects.get().state == "active"
    now = {"proposal": states.proposal_of(case=opened.record)}
    assert (
        world.rana.client.post(path(opened, "close/approve"), now, secure=True).status_code == 302
    )


def test_what_is_left_open_is_counted_in_the_digits_of_the_page(world: World) -> None:
    opened, new = active(world), NewTask(TaskWords(title="Call"), timezone.localdate())
    add_task(by=world.mina.actor, opened=opened, new=new)
    with translation.override("fa"), pytest.raises(NotNow, match="۱") as refused:
        states.propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)
    assert "1" not in str(refused.value)
