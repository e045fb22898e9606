"""Promise: what a client wants erased is erased by two people, not before its day, and wholly."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions import decisions
from cases.actions.notes import write_note, write_restricted_note
from cases.actions.tasks import cancel_task
from cases.actions.withdrawing import ERASE_AFTER, withdraw
from cases.agreements import About, Proposed
from cases.models import (
    Case,
    CaseContent,
    Decision,
    RestrictedNoteContent,
    SealedBlob,
    SealedFile,
)
from tests.cases.consenting import agree_to_case, share
from tests.cases.folders import a_case, opened_by
from tests.cases.test_briefs import a_brief
from tests.cases.test_states import CLOSING, active
from tests.world import World
from vault.compartments import Opened
from vault.models import Content, Grant, ParentWrap, RecoveryWrap

WISH = Proposed(about=About.ERASURE.value, why="called back from the number marked safe")
EARLY = Proposed(about=About.ERASURE.value)
TODAY = timezone.localdate()


def wished(world: World, *, state: str = "closed", erase: bool = True) -> Opened[Case]:
    """A case whose client withdrew everything, and which has ended."""
    opened = a_case(world, first_note="Canarynote")
    share(world.mina, opened)
    write_restricted_note(
        by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="Canary"
    )
    agree_to_case(world.mina, opened)
    task = a_brief(world, opened).task  # called back with its task; its keys are left
    cancel_task(by=world.mina.actor, opened=opened, task=task, reason="closed")
    withdraw(by=world.mina.actor, opened=opened, erase=erase)
    Case.objects.filter(pk=opened.record.pk).update(state=state)
    return opened


def erased(world: World, opened: Opened[Case], wish: Proposed = WISH) -> Decision:
    made = decisions.propose_decision(by=world.mina.actor, opened=opened, proposed=wish)
    rana = opened_by(world.rana, opened.record)
    return decisions.agree(by=world.rana.actor, opened=rana, decision=made)


_SEALED = Grant | RecoveryWrap | ParentWrap | Content


def sealed_rows() -> list[Any]:
    """Every key and every sealed content in the database that belongs to no organisation."""
    kinds = [kind for kind in apps.get_models() if issubclass(kind, _SEALED)]
    return [
        row for kind in kinds if kind._meta.app_label == "cases" for row in kind._base_manager.all()
    ]


def test_nothing_opens_any_more_and_nothing_is_left_to_open(world: World) -> None:
    opened = wished(world)
    assert sealed_rows()
    erased(world, opened)
    assert sealed_rows() == []
    case = Case.objects.get()
    assert (case.state, case.assignee, case.erase_on) == ("erased", None, None)
    for person in (world.mina, world.rana, world.dara):
        path = reverse("cases:case", args=[case.code])
        assert person.client.get(path, secure=True).status_code == 404
        assert case.code not in person.client.get("/cases/", secure=True).content.decode()
    assert AuditRow.objects.filter(act="case.erase", object=str(case.pk)).count() == 1


def test_its_documents_are_named_by_no_row_any_more(world: World) -> None:
    """Their keys lay in the contents; a sweep then takes the files, which are noise."""
    opened = wished(world)
    file = SealedFile.objects.create(
        case=opened.record, number=90, author=world.mina.member, on=TODAY
    )
    SealedBlob.objects.create(file=file, version=1)
    erased(world, opened)
    assert not SealedBlob.objects.exists()


def test_another_case_keeps_everything(world: World) -> None:
    opened, other = wished(world), a_case(world, first_note="stays")
    before = CaseContent.objects.filter(compartment=other.record).count()
    erased(world, opened)
    assert CaseContent.objects.filter(compartment=other.record).count() == before
    assert opened_by(world.mina, other.record).read("case.identity", other.record.pk, 1)
    assert not RestrictedNoteContent.objects.exists()


def test_not_before_its_day_unless_they_confirmed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = wished(world)
    with pytest.raises(NotNow):
        erased(world, opened, EARLY)
    later = timezone.now() + ERASE_AFTER
    monkeypatch.setattr(timezone, "now", lambda: later - timedelta(days=1))
    with pytest.raises(NotNow):
        erased(world, opened, EARLY)
    monkeypatch.setattr(timezone, "now", lambda: later)
    erased(world, opened, EARLY)
    assert sealed_rows() == []


@pytest.mark.parametrize("state", ["enquiry", "intake", "active"])
def test_not_while_the_case_is_open(world: World, state: str) -> None:
    opened = wished(world, state=state)
    with pytest.raises(NotNow):
        erased(world, opened)


def test_not_without_their_wish(world: World) -> None:
    opened = wished(world, erase=False)
    with pytest.raises(NotNow):
        erased(world, opened)


def test_not_after_they_took_it_back(world: World) -> None:
    """Their yes between the two people's acts stops it: what was proposed is not carried out."""
    opened = wished(world)
    made = decisions.propose_decision(by=world.mina.actor, opened=opened, proposed=WISH)
    agree_to_case(world.mina, opened)
    with pytest.raises(NotNow):
        decisions.agree(
            by=world.rana.actor, opened=opened_by(world.rana, opened.record), decision=made
        )
    assert sealed_rows()


def test_not_by_one_person(world: World) -> None:
    opened = wished(world)
    made = decisions.propose_decision(by=world.mina.actor, opened=opened, proposed=WISH)
    with pytest.raises(NotNow):
        decisions.agree(by=world.mina.actor, opened=opened, decision=made)
    assert sealed_rows()


def test_not_while_somebody_is_still_to_be_told(world: World) -> None:
    from tests.promises.test_two_people import TOLD

    opened = wished(world)
    made = decisions.propose_decision(by=world.mina.actor, opened=opened, proposed=TOLD)
    rana = opened_by(world.rana, opened.record)
    decisions.agree(by=world.rana.actor, opened=rana, decision=made)
    with pytest.raises(NotNow):
        erased(world, opened)


def test_a_forged_withdrawal_and_one_forged_wish_destroy_nothing(world: World) -> None:
    """One person alone, whatever they send, on any page, in any order."""
    opened = active(world)
    write_note(by=world.mina.actor, opened=opened, type="call", text="stays")
    code, kept = opened.record.code, CaseContent.objects.count()
    client = world.mina.client
    client.post(reverse("cases:withdraw", args=[code]), {"erase": "on"}, secure=True)
    closing = {name: getattr(CLOSING, name) for name in ("reason", "clients_view", "summary")}
    client.post(reverse("cases:close", args=[code]), closing, secure=True)
    client.post(reverse("cases:erasure", args=[code]), {"why": "they said so"}, secure=True)
    for made in Decision.objects.all():
        path = reverse("cases:decision", args=[code, made.pk])
        client.post(path, {"act": "agree", "words": "me"}, secure=True)
    assert CaseContent.objects.count() >= kept
    assert Case.objects.get().state == Case.State.ACTIVE


def test_through_the_pages(world: World) -> None:
    opened = wished(world)
    code = opened.record.code
    path = reverse("cases:erasure", args=[code])
    shown = world.mina.client.get(reverse("cases:consents", args=[code]), secure=True)
    assert f'href="{path}"' in shown.content.decode()
    early = world.mina.client.post(path, {"why": ""}, secure=True)
    assert early.context["form"].errors
    made = world.mina.client.post(path, {"why": "Canaryway"}, secure=True)
    page = world.rana.client.get(made["Location"], secure=True).content.decode()
    assert "Canaryway" in page
    assert "Nobody can bring it back" in page
    done = world.rana.client.post(made["Location"], {"act": "agree", "words": ""}, secure=True)
    assert done["Location"] == reverse("cases:list")
    assert sealed_rows() == []
    assert world.rana.client.get(done["Location"], secure=True).status_code == 200
    assert world.rana.client.get(reverse("cases:team"), secure=True).status_code == 200
