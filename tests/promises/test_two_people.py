"""Promise: what cannot be undone, or is done without consent, takes a second person."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Notice
from cases.actions import decisions
from cases.actions.assigning import give_access
from cases.agreements import About, Answer, Proposed
from cases.consents import consents_of
from cases.models import Case, Consent, Decision
from cases.papers import ConsentTerms
from tests.cases.consenting import CASE, PARTNER, SHARING, allowed
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import World

TODAY = timezone.localdate()
TOLD = Proposed(
    ground="danger",
    legal_basis="Canarylaw § 34",
    recipient_name="Canarypolice",
    categories=("safety", "contact"),
    told="Canarytold: the address",
    why="Canarywhy",
    tell_by=TODAY + timedelta(30),
)
BEST = Proposed(
    about=About.BEST_INTERESTS.value,
    why="Canarybest",
    purpose=SHARING,
    since=TODAY,
    until=TODAY + timedelta(30),
    terms=ConsentTerms(
        text="sharing-1-en",
        text_version=1,
        language="en",
        recipient=PARTNER,
        recipient_name="Canarypartner",
        categories=("health",),
        subject="child",
        assent="yes",
        guardian="father",
        guardian_tied=True,
    ),
)


def propose(world: World, proposed: Proposed = TOLD) -> tuple[Any, Decision]:
    opened = a_case(world)
    return opened, decisions.propose_decision(by=world.mina.actor, opened=opened, proposed=proposed)


@pytest.mark.parametrize("proposed", [TOLD, BEST], ids=["disclosure", "best interests"])
def test_the_same_person_is_not_two(world: World, proposed: Proposed) -> None:
    opened, made = propose(world, proposed)
    for act in (decisions.agree, decisions.refuse):
        with pytest.raises(NotNow):
            act(by=world.mina.actor, opened=opened, decision=made, words="twice")
    assert Decision.objects.get().state == Decision.State.WAITING
    assert not Consent.objects.exists()


def test_nor_in_the_database(world: World) -> None:
    _opened, made = propose(world)
    wrong = [
        {"second": world.mina.member, "state": "agreed"},
        {"second": None, "state": "agreed"},
        {"second": world.rana.member, "state": "waiting"},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=made.pk).update(**values)


@pytest.mark.parametrize("proposed", [TOLD, BEST], ids=["disclosure", "best interests"])
def test_one_of_the_two_is_a_coordinator(world: World, proposed: Proposed) -> None:
    opened, made = propose(world, proposed)
    give_access(
        by=world.rana.actor,
        opened=opened_by(world.rana, opened.record),
        to=world.omid.member,
    )
    omid = opened_by(world.omid, opened.record)
    with pytest.raises(NotNow):
        decisions.agree(by=world.omid.actor, opened=omid, decision=made)
    rana = opened_by(world.rana, opened.record)
    done = decisions.agree(by=world.rana.actor, opened=rana, decision=made, words="yes")
    assert done.state == Decision.State.AGREED


def test_best_interests_record_the_consent_with_both_names(world: World) -> None:
    opened, made = propose(world, BEST)
    assert not allowed(world.mina, opened, categories=("health",))
    rana = opened_by(world.rana, opened.record)
    decisions.agree(by=world.rana.actor, opened=rana, decision=made)
    assert allowed(world.mina, opened, categories=("health",))
    [one] = consents_of(rana)
    assert one.terms.decided_by == (str(world.mina.member.pk), str(world.rana.member.pk))
    assert one.terms.best_interests == "Canarybest"
    assert one.terms.guardian_tied


def test_who_decides_for_themselves_is_not_decided_for(world: World) -> None:
    """Nobody consents for another adult, not even two of us."""
    adult = replace(BEST, terms=replace(BEST.terms, subject="self"))
    with pytest.raises(NotNow):
        propose(world, adult)
    free = replace(BEST, terms=replace(BEST.terms, guardian_tied=False))
    with pytest.raises(NotNow):
        propose(world, free)


@pytest.mark.parametrize(
    "missing",
    [
        {"ground": ""},
        {"ground": "because"},
        {"legal_basis": " "},
        {"recipient_name": ""},
        {"categories": ()},
        {"categories": ("all",)},
        {"told": ""},
        {"why": ""},
        {"tell_by": None},
        {"tell_by": TODAY - timedelta(1)},
    ],
)
def test_a_disclosure_names_everything_or_is_not_proposed(
    world: World, missing: dict[str, Any]
) -> None:
    with pytest.raises(NotNow):
        propose(world, replace(TOLD, **missing))
    assert not Decision.objects.exists()


def test_a_disclosure_is_no_consent(world: World) -> None:
    """There is no override: agreed or not, it lets no referral out."""
    opened, made = propose(world)
    rana = opened_by(world.rana, opened.record)
    decisions.agree(by=world.rana.actor, opened=rana, decision=made)
    assert not Consent.objects.exists()
    assert not allowed(world.mina, opened, categories=("safety",))
    assert Decision.objects.untold().get().due_on == TOLD.tell_by


@pytest.mark.parametrize("state", Case.State.values)
def test_a_court_may_ask_in_any_state(world: World, state: str) -> None:
    opened = a_case(world)
    Case.objects.update(state=state)
    made = decisions.propose_decision(by=world.mina.actor, opened=opened, proposed=TOLD)
    rana = opened_by(world.rana, opened.record)
    decisions.agree(by=world.rana.actor, opened=rana, decision=made)
    assert Decision.objects.untold().exists()


def test_it_is_answered_once(world: World) -> None:
    opened, made = propose(world)
    rana, dara = (opened_by(one, opened.record) for one in (world.rana, world.dara))
    with pytest.raises(NotNow):
        decisions.refuse(by=world.rana.actor, opened=rana, decision=made, words=" ")
    decisions.refuse(by=world.rana.actor, opened=rana, decision=made, words="not danger enough")
    for act in (decisions.agree, decisions.refuse):
        with pytest.raises(NotNow):
            act(by=world.dara.actor, opened=dara, decision=made, words="late")
    with pytest.raises(NotNow):
        decisions.take_back(by=world.mina.actor, opened=opened, decision=made)
    text = Answer.load(opened.read("decision.words", made.pk, 2)).text
    assert text == "not danger enough"


def test_two_answers_at_once_one_counts(shared_world: World) -> None:
    world = shared_world
    opened, made = propose(world)
    rana, dara = (opened_by(one, opened.record) for one in (world.rana, world.dara))
    errors = at_once(
        lambda: decisions.agree(by=world.rana.actor, opened=rana, decision=made),
        lambda: decisions.refuse(by=world.dara.actor, opened=dara, decision=made, words="no"),
    )
    assert sorted(type(one).__name__ for one in errors) == ["NoneType", "NotNow"]


def test_only_the_proposer_takes_it_back(world: World) -> None:
    opened, made = propose(world)
    rana = opened_by(world.rana, opened.record)
    with pytest.raises(NotNow):
        decisions.take_back(by=world.rana.actor, opened=rana, decision=made)
    decisions.take_back(by=world.mina.actor, opened=opened, decision=made)
    with pytest.raises(NotNow):
        decisions.agree(by=world.rana.actor, opened=rana, decision=made)


def test_a_decision_of_another_case_is_not_there(world: World) -> None:
    _opened, made = propose(world)
    other = a_case(world)
    with pytest.raises(NotNow):
        decisions.agree(
            by=world.rana.actor, opened=opened_by(world.rana, other.record), decision=made
        )
    for name in ("decision", "notice"):
        path = reverse(f"cases:{name}", args=[other.record.code, made.pk])
        assert world.rana.client.get(path, secure=True).status_code == 404


def test_the_person_is_told_later_and_how(world: World) -> None:
    opened, made = propose(world)
    rana = opened_by(world.rana, opened.record)
    with pytest.raises(NotNow):
        decisions.tell(by=world.rana.actor, opened=rana, decision=made, words="early")
    path = reverse("cases:notice", args=[opened.record.code, made.pk])
    assert world.rana.client.get(path, secure=True).status_code == 404
    decisions.agree(by=world.rana.actor, opened=rana, decision=made)
    text = world.mina.client.get(path + "?language=fa", secure=True).content.decode()
    assert 'dir="rtl"' in text
    for word in ("Canarypolice", "Canarytold", "Canarywhy", "Canarylaw"):
        assert word in text
    empty = world.mina.client.post(path, {"words": " "}, secure=True)
    assert "words" in empty.context["form"].errors
    assert world.mina.client.post(path, {"words": "on the phone"}, secure=True).status_code == 302
    assert not Decision.objects.untold().exists()
    with pytest.raises(NotNow):
        decisions.tell(by=world.mina.actor, opened=opened, decision=made, words="again")


def test_through_the_pages(world: World) -> None:
    """One proposes, is not offered the buttons; the other reads the same and agrees."""
    opened = a_case(world)
    code = opened.record.code
    path = reverse("cases:disclose", args=[code])
    sent = {
        "ground": "court",
        "legal_basis": "file 7",
        "recipient_name": "the court",
        "categories": ["legal"],
        "told": "keptword",
        "why": "ordered",
        "tell_by": (TODAY + timedelta(9)).isoformat(),
    }
    wrong = world.mina.client.post(path, {**sent, "ground": ""}, secure=True)
    assert "ground" in wrong.context["form"].errors
    assert "keptword" in wrong.content.decode()
    made = world.mina.client.post(path, sent, secure=True)
    assert made.status_code == 302
    mine = world.mina.client.get(made["Location"], secure=True).content.decode()
    assert 'value="agree"' not in mine
    assert 'value="take_back"' in mine
    forged = world.mina.client.post(made["Location"], {"act": "agree"}, secure=True)
    assert "Somebody else must decide" in forged.content.decode()
    hers = world.rana.client.get(made["Location"], secure=True).content.decode()
    assert "keptword" in hers
    done = world.rana.client.post(made["Location"], {"act": "agree", "words": ""}, secure=True)
    assert done.status_code == 302
    assert Decision.objects.get().state == Decision.State.AGREED
    told = Notice.objects.filter(kind=Notice.Kind.APPROVAL).values_list(
        "member__username", flat=True
    )
    assert set(told) == {"rana", "dara"}


def test_a_guardian_tied_to_the_group_goes_to_a_second_person(world: World) -> None:
    """The page that takes a consent makes a proposal of it, and no consent."""
    opened = a_case(world)
    sent = {
        "language": "en",
        "text_version": "1",
        "how": "written",
        "explained_by": "Mina",
        "since": TODAY.isoformat(),
        "until": (TODAY + timedelta(9)).isoformat(),
        "subject": "child",
        "assent": "yes",
        "guardian": "father",
        "guardian_tied": "on",
        "answer": "yes",
    }
    path = reverse("cases:take_consent", args=[opened.record.code])
    first = world.mina.client.post(path, sent, secure=True)
    assert "best_interests" in first.context["form"].errors
    second = world.mina.client.post(path, {**sent, "best_interests": "school"}, secure=True)
    assert second.status_code == 302
    assert not Consent.objects.exists()
    made = Decision.objects.get()
    page = world.rana.client.get(second["Location"], secure=True).content.decode()
    assert "tied to the group" in page
    rana = opened_by(world.rana, opened.record)
    decisions.agree(by=world.rana.actor, opened=rana, decision=made)
    assert allowed(world.mina, opened, purpose=CASE, recipient="", categories=())


def test_nothing_of_it_lies_in_the_clear(world: World) -> None:
    opened, made = propose(world)
    rana = opened_by(world.rana, opened.record)
    decisions.agree(by=world.rana.actor, opened=rana, decision=made, words="Canaryanswer")
    clear = str(list(Decision.objects.values())) + str(list(AuditRow.objects.values()))
    for word in ("Canary", "danger", "disclosure", "safety"):
        assert word not in clear
