"""The safety decision: sealed, versioned, and told to the summaries."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.actions.conflicts import Overtaken
from cases.actions.files import snapshot
from cases.actions.safety import decide_safety
from cases.identity import Safety
from cases.models import Case, Event
from tests.cases.folders import RISKY, a_case, opened_by
from tests.cases.together import at_once
from tests.world import World

GO_ON = Safety("medium", "go_on", "", "message only")


def path(case: Case) -> str:
    return f"/cases/{case.code}/safety/"


def typed(**more: Any) -> dict[str, Any]:
    review = (timezone.localdate() + timedelta(7)).isoformat()
    return {"risk": "high", "decision": "go_on", "review_on": review, "version": "0"} | more


def test_a_decision_says_who_and_when_and_reaches_the_summaries(world: World) -> None:
    opened = a_case(world)
    before = opened.record.summary_version
    case = decide_safety(by=world.rana.actor, opened=opened, safety=GO_ON, version=0)
    safety = snapshot(opened_by(world.mina, case)).safety
    assert (safety.risk, safety.decision, safety.contact_rule) == (
        "medium",
        "go_on",
        "message only",
    )
    assert (safety.decided_on, safety.decided_by) == (
        timezone.localdate(),
        str(world.rana.member.pk),
    )
    assert case.summary_version == before + 1
    assert case.events.filter(kind=Event.Kind.SAFETY).count() == 1


@pytest.mark.parametrize(
    ("decision", "decided"),
    [("go_on", True), ("conditions", True), ("not_yet", False), ("", False)],
)
def test_only_to_go_on_is_a_decision_to_work(decision: str, decided: bool) -> None:
    assert Safety(decision=decision).is_decided is decided


def test_the_page_records_it_and_the_rule_stands_by_every_contact(world: World) -> None:
    case = a_case(world).record
    sent = typed(decision="conditions", conditions="Never at home", contact_rule="call 14-16 only")
    assert world.mina.client.post(path(case), sent, secure=True).status_code == 302
    for where in ("", "person/", "notes/write/", "history/"):
        page = world.mina.client.get(f"/cases/{case.code}/{where}", secure=True).content.decode()
        assert "call 14-16 only" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"risk": ""}, "risk"),
        ({"risk": "extreme"}, "risk"),
        ({"decision": ""}, "decision"),
        ({"decision": "conditions"}, "conditions"),
        ({"review_on": ""}, "review_on"),
        ({"review_on": "01.01.2001"}, "review_on"),
        ({"contact_rule": "x" * 121}, "contact_rule"),
        ({"version": "-1"}, "version"),
    ],
)
def test_bad_input_is_named_and_kept(world: World, wrong: dict[str, str], field: str) -> None:
    case = a_case(world).record
    sent = typed(contact_rule="kept rule") | wrong
    page = world.mina.client.post(path(case), sent, secure=True)
    assert list(page.context["form"].errors) == [field]
    assert sent["contact_rule"] in page.content.decode()
    case.refresh_from_db()
    assert case.safety_version == 0


def test_the_second_of_two_at_once_is_told(shared_world: World) -> None:
    world = shared_world
    case = a_case(world, safety=RISKY).record

    def decide(person: Any) -> None:
        mine = opened_by(person, case)
        decide_safety(by=person.actor, opened=mine, safety=GO_ON, version=1)

    errors = at_once(lambda: decide(world.mina), lambda: decide(world.dara))
    assert [type(error) for error in errors if error] == [Overtaken]


def test_who_comes_second_sees_both_decisions(world: World) -> None:
    opened = a_case(world)
    decide_safety(by=world.rana.actor, opened=opened, safety=GO_ON, version=0)
    page = world.mina.client.post(path(opened.record), typed(contact_rule="mine"), secure=True)
    differing = {one.label: (one.now, one.yours) for one in page.context["compared"] if one.differs}
    assert differing["Danger"] == ("medium", "high")
    assert differing["Rule for contact"] == ("message only", "mine")
    assert page.context["form"]["version"].value() == 1
    again = world.mina.client.post(path(opened.record), typed(version="1"), secure=True)
    assert again.status_code == 302


def test_the_form_begins_with_what_was_decided(world: World) -> None:
    case = a_case(world, safety=RISKY).record
    page = world.mina.client.get(path(case), secure=True)
    assert page.context["form"].initial["contact_rule"] == "call 14-16 only"
    assert page.context["form"].initial["version"] == 1
