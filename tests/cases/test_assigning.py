"""Giving, handing over and taking: who may, who can, and what stays true."""

import pytest

from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Member, MemberKey, Notice
from cases.actions.assigning import (
    CannotHold,
    CaseEnded,
    HeldAlready,
    assign,
    change_owner,
    give_access,
    take_access,
)
from cases.actions.notes import write_note
from cases.models import Case, CaseContent, CaseGrant, Event
from cases.papers import EventWords
from tests.cases.folders import a_case, opened_by
from tests.world import Person, World
from vault.compartments import StaleKey


def holders(case: Case) -> set[str]:
    keys = CaseGrant.sets.filter(content_object=case)
    return set(keys.values_list("user__username", flat=True))


def events(case: Case) -> list[tuple[str, str]]:
    rows = Event.objects.filter(case=case).order_by("number")
    return [(kind, name or "") for kind, name in rows.values_list("kind", "member__username")]


def post(person: Person, address: str, **data: object) -> int:
    return person.client.post(address, data, secure=True).status_code


def nobodys(world: World) -> Case:
    case = a_case(world).record
    Case.objects.filter(pk=case.pk).update(assignee=None)
    return case


def test_a_case_is_given_in_three_keystrokes(world: World) -> None:
    case = nobodys(world)
    page = world.rana.client.get("/cases/team/", secure=True).content.decode()
    assert f'action="/cases/{case.code}/people/"' in page
    assert post(world.rana, f"/cases/{case.code}/people/", to=world.omid.member.pk) == 302
    case.refresh_from_db()
    assert case.assignee == world.omid.member
    assert events(case)[-1] == ("given", "omid")
    assert opened_by(world.omid, case)
    kinds = Notice.objects.filter(member=world.omid.member).values_list("kind", flat=True)
    assert list(kinds) == [Notice.Kind.CASE_GIVEN]
    row = AuditRow.objects.filter(act="case.assign", details__to=str(world.omid.member.pk)).get()
    assert (row.actor, row.object) == (world.rana.member.pk, str(case.pk))


def test_whoever_takes_a_case_themselves_gets_no_notice(world: World) -> None:
    case = nobodys(world)
    assert post(world.rana, f"/cases/{case.code}/people/", to=world.rana.member.pk) == 302
    assert not Notice.objects.filter(member=world.rana.member).exists()


def test_a_hand_over_says_why_and_takes_access(world: World) -> None:
    case = a_case(world).record
    address = f"/cases/{case.code}/people/"
    assert post(world.rana, address, to=world.omid.member.pk) == 200
    assert holders(case) == {"mina", "rana", "dara"}
    reason = "Mina is away until January."
    assert post(world.rana, address, to=world.omid.member.pk, reason=reason) == 302
    case.refresh_from_db()
    assert (case.assignee, case.rotation_due) == (world.omid.member, True)
    assert holders(case) == {"omid", "rana", "dara"}
    assert events(case)[-2:] == [("handed_over", "omid"), ("taken", "mina")]
    event = Event.objects.get(case=case, kind=Event.Kind.HANDED_OVER)
    words = opened_by(world.omid, case).read("event.words", event.pk, 1)
    assert EventWords.load(words).text == reason
    assert world.mina.client.get(f"/cases/{case.code}/", secure=True).status_code == 404
    assert world.omid.client.get(f"/cases/{case.code}/", secure=True).status_code == 200


def test_the_one_before_may_keep_access(world: World) -> None:
    case = a_case(world).record
    data = {"to": world.omid.member.pk, "reason": "Both work on it.", "keeps_access": "on"}
    assert post(world.rana, f"/cases/{case.code}/people/", **data) == 302
    case.refresh_from_db()
    assert not case.rotation_due
    assert holders(case) == {"mina", "omid", "rana", "dara"}


def test_whoever_has_a_case_without_a_key_is_handed_over_from_too(world: World) -> None:
    case = a_case(world).record
    CaseGrant.sets.filter(content_object=case, user=world.mina.member).delete()
    data = {"to": world.omid.member.pk, "reason": "Mina lost her keys."}
    assert post(world.rana, f"/cases/{case.code}/people/", **data) == 302
    assert events(case)[-1] == ("handed_over", "omid")
    assert holders(case) == {"omid", "rana", "dara"}


def test_nobody_but_the_one_before_loses_access_by_a_hand_over(world: World) -> None:
    case = a_case(world).record
    for to, taken in ((world.omid, world.dara), (world.sara, world.sara)):
        assign(
            by=world.rana.actor,
            opened=opened_by(world.rana, case),
            to=to.member,
            reason="x",
            take_from=taken.member,
        )
    assert holders(case) == {"mina", "rana", "dara", "omid", "sara"}


def test_nothing_new_is_sealed_under_a_key_that_was_taken(world: World) -> None:
    opened = a_case(world)
    take_access(
        by=world.rana.actor, opened=opened_by(world.rana, opened.record), member=world.mina.member
    )
    before = CaseContent.objects.count()
    for person, note in ((world.rana, "a"), (world.dara, "b")):
        with pytest.raises(StaleKey):
            write_note(
                by=person.actor, opened=opened_by(person, opened.record), type="call", text=note
            )
    assert CaseContent.objects.count() == before
    assert post(world.rana, f"/cases/{opened.record.code}/key/") == 302
    case = Case.objects.get()
    assert (case.rotation_due, case.epoch) == (False, 2)


def test_a_reader_of_the_old_key_reads_nothing_new(world: World) -> None:
    """Whoever kept the key itself, and a copy of the database, reads what they could read before."""
    opened = a_case(world)
    take_access(
        by=world.rana.actor, opened=opened_by(world.rana, opened.record), member=world.mina.member
    )
    address = f"/cases/{opened.record.code}/people/"
    assert post(world.rana, address, to=world.omid.member.pk) == 302
    assert not CaseContent.objects.filter(epoch=1).exists()
    assert {row.epoch for row in CaseContent.objects.all()} == {2}


@pytest.mark.parametrize("name", ["mina", "omid", "vida", "edit", "adam", "aida"])
def test_only_coordinators_assign(world: World, name: str) -> None:
    case = a_case(world).record
    person = world.people[name]
    for address in ("", "let/", "owner/", f"take/{world.mina.member.pk}/"):
        found = post(
            person, f"/cases/{case.code}/people/{address}", to=world.omid.member.pk, reason="x"
        )
        assert found == 404
    assert events(case) == [("opened", "")]


def test_a_coordinator_of_another_case_cannot_assign(world: World) -> None:
    case = a_case(world).record
    CaseGrant.sets.filter(content_object=case, user=world.dara.member).delete()
    for address in ("", "let/", "owner/", f"take/{world.mina.member.pk}/"):
        at = f"/cases/{case.code}/people/{address}"
        assert post(world.dara, at, to=world.dara.member.pk, reason="x") == 404
        assert world.dara.client.get(at, secure=True).status_code == 404
    assert post(world.dara, f"/cases/{case.code}/key/") == 404
    assert holders(case) == {"mina", "rana"}


def test_a_step_up_is_asked_for(world: World) -> None:
    case = nobodys(world)
    world.rana.sign_in(stepped_up=False)
    post(world.rana, f"/cases/{case.code}/people/", to=world.omid.member.pk)
    case.refresh_from_db()
    assert case.assignee is None


@pytest.mark.parametrize("name", ["vida", "edit", "adam", "aida"])
def test_nobody_else_can_hold_a_case(world: World, name: str) -> None:
    case = nobodys(world)
    for act in (assign, give_access):
        with pytest.raises(CannotHold):
            act(
                by=world.rana.actor,
                opened=opened_by(world.rana, case),
                to=world.people[name].member,
            )
    assert post(world.rana, f"/cases/{case.code}/people/", to=world.people[name].member.pk) == 200
    assert name not in holders(case)


@pytest.mark.parametrize("change", ["removed", "waiting", "uncertified", "swapped"])
def test_a_key_goes_to_admitted_and_certified_members_alone(world: World, change: str) -> None:
    case, omid = nobodys(world), world.omid.member
    if change in {"removed", "waiting"}:
        Member.objects.filter(pk=omid.pk).update(state=change)
    elif change == "uncertified":
        MemberKey.objects.filter(member=omid).update(certificate=None)
    else:
        theirs = MemberKey.objects.get(member=world.sara.member).public
        MemberKey.objects.filter(member=omid).update(public=theirs)
    omid.refresh_from_db()
    with pytest.raises(CannotHold):
        assign(by=world.rana.actor, opened=opened_by(world.rana, case), to=omid)
    assert holders(case) == {"mina", "rana", "dara"}
    assert str(omid.pk) not in world.rana.client.get("/cases/team/", secure=True).content.decode()


def test_a_closed_case_is_given_to_nobody_and_access_to_it_can_be_taken(world: World) -> None:
    case = nobodys(world)
    Case.objects.filter(pk=case.pk).update(state=Case.State.DECLINED)
    for act in (assign, give_access):
        with pytest.raises(CaseEnded):
            act(by=world.rana.actor, opened=opened_by(world.rana, case), to=world.omid.member)
    take_access(by=world.rana.actor, opened=opened_by(world.rana, case), member=world.mina.member)
    assert holders(case) == {"rana", "dara"}


def test_two_people_always_hold_a_case(world: World) -> None:
    case = a_case(world).record
    CaseGrant.sets.filter(content_object=case, user=world.dara.member).delete()
    address = f"/cases/{case.code}/people/take/{world.mina.member.pk}/"
    answer = world.rana.client.post(address, {"reason": "x"}, secure=True)
    assert "At least two people" in answer.content.decode()
    assert holders(case) == {"mina", "rana"}
    assert events(case) == [("opened", "")]


def test_the_owner_keeps_access_until_there_is_another(world: World) -> None:
    case = a_case(world).record
    with pytest.raises(NotNow):
        take_access(
            by=world.dara.actor, opened=opened_by(world.dara, case), member=world.rana.member
        )
    address = f"/cases/{case.code}/people/owner/"
    assert post(world.rana, address, to=world.omid.member.pk, reason="x") == 200
    assert post(world.rana, address, to=world.dara.member.pk) == 200
    assert post(world.rana, address, to=world.dara.member.pk, reason="Rana moves.") == 302
    case.refresh_from_db()
    assert (case.owner, events(case)[-1]) == (world.dara.member, ("owner", "dara"))
    take_access(by=world.dara.actor, opened=opened_by(world.dara, case), member=world.rana.member)
    assert holders(case) == {"mina", "dara"}


def test_an_owner_is_a_coordinator_and_another_one(world: World) -> None:
    case = a_case(world).record
    by, opened = world.rana.actor, opened_by(world.rana, case)
    with pytest.raises(CannotHold):
        change_owner(by=by, opened=opened, to=world.omid.member, reason="x")
    with pytest.raises(HeldAlready):
        change_owner(by=by, opened=opened, to=world.rana.member, reason="x")


def test_taking_says_what_it_means_before_it_does(world: World) -> None:
    case = a_case(world).record
    address = f"/cases/{case.code}/people/take/{world.mina.member.pk}/"
    page = world.rana.client.get(address, secure=True).content.decode()
    assert "cannot open this case from that moment on" in page
    assert "Nobody is responsible for it then" in page
    assert "mina" in holders(case)
    assert post(world.rana, address, reason="") == 302
    case.refresh_from_db()
    assert case.assignee is None
    assert world.rana.client.get(address, secure=True).status_code == 404


def test_whoever_takes_their_own_access_ends_on_the_list(world: World) -> None:
    case = a_case(world).record
    address = f"/cases/{case.code}/people/take/{world.dara.member.pk}/"
    answer = world.dara.client.post(address, {"reason": ""}, secure=True)
    assert answer.headers["Location"] == "/cases/"


def test_one_more_may_open_it_and_only_once(world: World) -> None:
    case = a_case(world).record
    address = f"/cases/{case.code}/people/let/"
    assert post(world.rana, address, to=world.omid.member.pk) == 302
    assert post(world.rana, address, to=world.omid.member.pk) == 200
    case.refresh_from_db()
    assert (case.assignee, holders(case)) == (world.mina.member, {"mina", "rana", "dara", "omid"})
    assert events(case) == [("opened", ""), ("given", "omid")]


def test_giving_to_whoever_has_it_says_so(world: World) -> None:
    case = a_case(world).record
    with pytest.raises(HeldAlready):
        assign(by=world.rana.actor, opened=opened_by(world.rana, case), to=world.mina.member)


def test_taking_from_somebody_without_access_changes_nothing(world: World) -> None:
    case = a_case(world).record
    with pytest.raises(NotNow):
        take_access(
            by=world.rana.actor, opened=opened_by(world.rana, case), member=world.omid.member
        )
    assert events(case) == [("opened", "")]


def test_a_failed_audit_row_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case(world).record

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cases.actions.assigning.audit.record", fails)
    opened = opened_by(world.rana, case)
    with pytest.raises(RuntimeError):
        assign(
            by=world.rana.actor,
            opened=opened,
            to=world.omid.member,
            reason="x",
            take_from=world.mina.member,
        )
    case.refresh_from_db()
    assert (case.assignee, case.rotation_due) == (world.mina.member, False)
    assert (holders(case), events(case)) == ({"mina", "rana", "dara"}, [("opened", "")])
    assert not Notice.objects.filter(member=world.omid.member).exists()


def test_a_given_case_is_on_top_of_both_lists(world: World) -> None:
    first = a_case(world).record
    a_case(world)
    assign(
        by=world.rana.actor, opened=opened_by(world.rana, first), to=world.omid.member, reason="x"
    )
    for person in (world.rana, world.omid, world.mina):
        top = CaseGrant.sets.filter(user=person.member).in_list_order().first()
        assert top
        assert top.content_object == first
