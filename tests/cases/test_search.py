"""Finding a case again, by any name or by its code, and leaving no trace of what was looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditRow, Session
from accounts.sessions import SessionStore
from cases import asked
from cases.actions.summarising import ready
from cases.identity import Identity, Name
from cases.models.case import CODE_ALPHABET, Case
from cases.searching import begun_code, search
from tests.cases.folders import a_case
from tests.world import Person, World


def someone(*names: str) -> Identity:
    return Identity(names=tuple(Name(full=name) for name in names))


def found(person: Person, text: str) -> list[str]:
    """The codes of the cases that a search shows on its page, in order."""
    answer = person.client.post("/cases/search/", {"q": text}, secure=True)
    assert answer.status_code == 302
    assert answer.content == b""
    page = person.client.get(answer.headers["Location"], secure=True).content.decode()
    places = {
        code: page.find(f">{code}</a>") for code in Case.objects.values_list("code", flat=True)
    }
    return sorted((code for code in places if places[code] > 0), key=lambda code: places[code])


@pytest.mark.parametrize(
    "text", ["Mohammad", "Muhammad", "محمد", "mohamad hoseini", "حسینی", "محمد حسيني", "Hosseini"]
)
def test_every_spelling_finds_the_person(world: World, text: str) -> None:
    case = a_case(world, who=someone("محمد حسینی")).record
    a_case(world, who=someone("Laleh Novak"))
    assert found(world.mina, text) == [case.code]


def test_a_code_is_found_however_it_is_written(world: World) -> None:
    case, other = a_case(world).record, a_case(world).record
    Case.objects.filter(pk=case.pk).update(code="K7-QFMA")
    Case.objects.filter(pk=other.pk).update(code="M2-TXAA".replace("2", "3"))
    for text in ("K7-QFMA", "k7qfma", " k7 qfma ", "K7–QFMA", "k۷qfma", "k7-qf"):
        assert found(world.mina, text) == ["K7-QFMA"], text


@given(st.text(alphabet=CODE_ALPHABET, min_size=6, max_size=6), st.booleans(), st.booleans())
def test_any_code_is_read_as_itself(signs: str, small: bool, hyphen: bool) -> None:
    typed = f"{signs[:2]}-{signs[2:]}" if hyphen else signs
    assert begun_code(typed.lower() if small else typed) == f"{signs[:2]}-{signs[2:]}"


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    assert set(begun_code(text)) <= set(CODE_ALPHABET) | {"-"}


def test_the_better_hit_stands_first(world: World) -> None:
    sounds = a_case(world, who=someone("Mohamed Ali")).record
    exact = a_case(world, who=someone("Mohammad Ali")).record
    a_case(world, who=someone("Sara Ali"))
    assert found(world.mina, "Mohammad")[0] == exact.code
    assert sounds.code in found(world.mina, "Mohammad")


def test_a_slip_is_forgiven_when_nothing_else_is_found(world: World) -> None:
    case = a_case(world, who=someone("Dariush Parvizi")).record
    assert found(world.mina, "Dariuhs Parvizi") == [case.code]
    held = ready(by=world.mina.actor)
    assert search(held, "Dariuhs Parvizi").forgiven
    assert not search(held, "Dariush").forgiven


def test_a_stranger_finds_nothing(world: World) -> None:
    a_case(world)
    assert found(world.omid, "Canaryname") == []
    assert found(world.omid, Case.objects.get().code) == []
    assert found(world.rana, "Canaryname") == [Case.objects.get().code]


def test_nothing_is_found_and_the_page_says_what_to_try(world: World) -> None:
    answer = world.mina.client.post("/cases/search/", {"q": "Nobody Known"}, secure=True)
    page = world.mina.client.get(answer.headers["Location"], secure=True).content.decode()
    assert "Nothing found among the cases you can open" in page


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_search_asks_again(world: World, text: str) -> None:
    answer = world.mina.client.post("/cases/search/", {"q": text}, secure=True)
    assert answer.status_code == 200
    assert "Search by any name" in answer.content.decode()


def test_what_was_typed_stands_in_no_address_no_session_and_no_log(world: World) -> None:
    a_case(world)
    answer = world.mina.client.post("/cases/search/", {"q": "Canaryname"}, secure=True)
    world.mina.client.get(answer.headers["Location"], secure=True)
    assert "Canary" not in answer.headers["Location"]
    session = SessionStore()
    for row in Session.objects.all():
        assert "Canary" not in row.session_data
        assert "Canary" not in repr(session.decode(row.session_data))
    assert not any("Canary" in repr(row.details) for row in AuditRow.objects.all())


def test_a_search_of_another_session_shows_nothing(world: World) -> None:
    a_case(world)
    address = world.mina.client.post("/cases/search/", {"q": "Canaryname"}, secure=True).headers[
        "Location"
    ]
    page = world.rana.client.get(address, secure=True).content.decode()
    assert "Canaryname" not in page
    assert "Search by any name" in page


def test_the_last_five_searches_are_kept_and_only_for_their_reader(world: World) -> None:
    session: dict[str, object] = {}
    keys = world.mina.keyring
    tokens = [asked.keep(session, keys, f"name {n}") for n in range(6)]
    assert [asked.recall(session, keys, token) for token in tokens] == [
        "", *(f"name {n}" for n in range(1, 6))
    ]  # fmt: skip
    assert asked.recall(session, world.rana.keyring, tokens[-1]) == ""


def test_very_long_input_is_refused_calmly(world: World) -> None:
    answer = world.mina.client.post("/cases/search/", {"q": "a" * 5000}, secure=True)
    assert answer.status_code == 200


def test_a_person_found_is_written_down_as_shown(world: World) -> None:
    case = a_case(world).record
    found(world.mina, "Canaryname")
    row = AuditRow.objects.filter(act="case.list", actor=world.mina.member.pk).latest("sequence")
    assert row.details["cases"] == [str(case.pk)]
