"""Promise: every URL is public by mark or passes the gate; forbidden looks like non-existent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter
from django.views.decorators.http import require_safe

from accounts.gate import POLICY, GateMiddleware, gate, is_marked
from accounts.models import AuditRow, Member
from cases.actions.files import NewCase, open_case
from cases.identity import Identity, Name
from cases.models import Case
from tests.world import PERSONAS, World

NAMES = [persona.username for persona in PERSONAS]
CANARY = "Canaryname"


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, its view, and what it takes."""

    name: str
    view: Any
    takes: tuple[tuple[str, bool], ...]  # (keyword, whether a UUID)

    def path(self, code: str) -> str:
        """An address that names this case, and rows that do not exist."""
        values = {"code": code, "token": "x" * 43, "language": "en"}
        named = {
            word: uuid4() if is_uuid else values.get(word, "1") for word, is_uuid in self.takes
        }
        return reverse(self.name, kwargs=named)

    @property
    def act(self) -> str:
        """What the gate checks, or ``public``."""
        return str(getattr(self.view, "passes", "unmarked"))


def addresses() -> list[Address]:
    """Every address of the URLconf."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, space: str) -> Iterator[Address]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, inner)
        elif isinstance(one, URLPattern):
            takes = one.pattern.converters.items()
            kinds = tuple((word, isinstance(kind, UUIDConverter)) for word, kind in takes)
            yield Address(f"{space}{one.name}", one.callback, kinds)


ALL = addresses()
GATED = [one for one in ALL if one.act != "public"]


@pytest.fixture
def case(world: World) -> Case:
    """A case that Mina, Rana and Dara hold."""
    new = NewCase(identity=Identity(names=(Name(CANARY),)), first_note=CANARY)
    return open_case(
        by=world.mina.actor, new=new, owner=world.rana.member, second=world.dara.member
    ).record


def test_every_address_is_marked() -> None:
    """Nobody can forget the gate: an unmarked view is found here, and refused when called."""
    assert [one.name for one in ALL if not is_marked(one.view)] == []
    assert {one.act for one in GATED} <= set(POLICY)
    assert len(GATED) > 30


def test_every_act_of_the_policy_guards_something() -> None:
    """The table holds no dead rule."""
    assert set(POLICY) - {one.act for one in GATED} == set()


def test_an_unmarked_view_is_refused(rf: Any) -> None:
    """The middleware refuses a view that says nothing of itself."""
    middleware = GateMiddleware(lambda request: HttpResponse("body"))
    with pytest.raises(Http404):
        middleware.process_view(rf.get("/"), lambda request: HttpResponse("body"))


def test_nothing_may_answer_before_the_gate() -> None:
    """A decorator around the gate could answer 405 to somebody the gate would not let in."""
    gated = gate("case.list")(lambda request: HttpResponse("body"))
    assert is_marked(gated)
    assert not is_marked(require_safe(gated))
    assert not is_marked(lambda request: HttpResponse("body"))


def nowhere(client: Client) -> bytes:
    """The body of what does not exist."""
    response = client.get("/nowhere/at/all/")
    assert response.status_code == 404
    return response.content


def role_allows(member: Member, act: str) -> bool:
    """What the table says of a member's roles."""
    return bool(member.roles & POLICY[act].roles)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_for_every_persona(world: World, case: Case, name: str, method: str) -> None:
    """Who the table does not name gets the 404 of what does not exist, byte for byte."""
    person = world.people[name]
    wrong = []
    for address in GATED:
        person.sign_in()
        response = getattr(person.client, method)(address.path(case.code))
        allowed = role_allows(person.member, address.act)
        hidden = response.status_code == 404 and response.content == nowhere(person.client)
        if allowed is False and not hidden:
            wrong.append((address.name, response.status_code))
        if response.status_code in {403, 500}:
            wrong.append((address.name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("name", ["omid", "sara"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_case_of_others_does_not_exist(world: World, case: Case, name: str, method: str) -> None:
    """Right role, no key: the same 404 as for a code nobody has, in body and in steps."""
    person = world.people[name]
    for address in GATED:
        if "code" not in dict(address.takes):
            continue
        person.sign_in()
        before = AuditRow.objects.count()
        theirs = getattr(person.client, method)(address.path(case.code))
        between = AuditRow.objects.count()
        nobodys = getattr(person.client, method)(address.path("AA-AAAA"))
        after = AuditRow.objects.count()
        assert theirs.status_code == nobodys.status_code == 404, address.name
        assert theirs.content == nobodys.content == nowhere(person.client), address.name
        assert between - before == after - between == 1, address.name


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(world: World, case: Case, method: str) -> None:
    """No gated address tells a stranger anything, whether a case exists or not."""
    for address in GATED:
        path = address.path(case.code)  # a page that waits for a sign-in names where it leads
        theirs = getattr(Client(), method)(path)
        assert theirs.status_code in {200, 302}, address.name
        assert CANARY.encode() not in theirs.content
        assert case.code.encode() not in theirs.content.replace(path.encode(), b""), address.name


def test_a_locked_vault_shows_nothing(world: World, case: Case) -> None:
    """With the vault locked, no address that needs it shows a word of a case."""
    for address in GATED:
        world.mina.sign_in(unlocked=False)
        response = world.mina.client.get(address.path(case.code))
        assert CANARY.encode() not in response.content, address.name


@pytest.mark.parametrize("state", [Member.State.WAITING, Member.State.REMOVED])
def test_not_admitted_means_no_case(world: World, case: Case, state: str) -> None:
    """A member who waits or was removed reaches nothing but their own account."""
    Member.objects.filter(pk=world.mina.member.pk).update(state=state)
    for address in GATED:
        world.mina.sign_in()
        response = world.mina.client.get(address.path(case.code))
        assert CANARY.encode() not in response.content, address.name
        if state == Member.State.WAITING and not POLICY[address.act].waiting:
            assert response.content == nowhere(world.mina.client), address.name


def test_grants_need_a_fresh_second_factor(world: World, case: Case) -> None:
    """Without a recent second factor, no address that needs one acts or shows."""
    for address in GATED:
        if not POLICY[address.act].step_up:
            continue
        for person in world.people.values():
            if not role_allows(person.member, address.act):
                continue
            person.sign_in(stepped_up=False)
            before = AuditRow.objects.count()
            response = person.client.post(address.path(case.code))
            assert AuditRow.objects.count() == before, address.name
            assert response.status_code in {200, 302}, address.name
