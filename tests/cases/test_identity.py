"""Who a case is about: the sealed documents, changing them, and two people who change at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditRow
from cases.actions.conflicts import Overtaken
from cases.actions.files import snapshot
from cases.actions.identity import change_identity
from cases.describing import birth_words, compare, identity_lines
from cases.documents import Document, UnknownFormat
from cases.forms.identity import IdentityForms
from cases.identity import Birth, ContactPoint, Identity, Name, Reach, Safety
from cases.papers import Closing, ConsentTerms, EventWords, NoteBody
from tests.cases.folders import WHO, a_case, opened_by
from tests.cases.together import at_once
from tests.world import World

TEXT = st.text(max_size=40)
DAYS = st.none() | st.dates()
NAMES = st.builds(Name, TEXT, TEXT, TEXT)
BIRTHS = st.builds(Birth, DAYS, st.none() | st.integers(1, 3000), st.booleans())
POINTS = st.builds(ContactPoint, TEXT, TEXT, TEXT, TEXT, st.booleans(), TEXT, TEXT, DAYS)
DOCUMENTS = st.one_of(
    st.builds(
        Identity,
        kind=TEXT,
        names=st.lists(NAMES, max_size=3).map(tuple),
        aliases=st.lists(TEXT, max_size=3).map(tuple),
        birth=BIRTHS,
        sex=TEXT,
        languages=st.lists(TEXT, max_size=3).map(tuple),
        countries=st.lists(TEXT, max_size=2).map(tuple),
        contacts=st.lists(POINTS, max_size=3).map(tuple),
        reference=TEXT,
    ),
    st.builds(Safety, TEXT, TEXT, TEXT, TEXT, DAYS, DAYS, TEXT),
    st.builds(NoteBody, TEXT, TEXT, TEXT, TEXT),
    st.builds(EventWords, TEXT),
    st.builds(ConsentTerms, TEXT, TEXT, st.integers(0, 99), *[TEXT] * 7),
    st.builds(Closing, TEXT, TEXT, TEXT, TEXT, DAYS),
)


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    assert type(document).load(document.dump()) == document


@given(DOCUMENTS)
def test_a_document_does_not_print_itself(document: Document) -> None:
    assert repr(document) == str(document) == f"{document}" == "[sealed]"


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_anything_else_is_refused_with_one_error(text: bytes) -> None:
    with pytest.raises(UnknownFormat):
        Identity.load(text)


@pytest.mark.parametrize(
    "text",
    [
        b"{}",
        b'{"f": 2}',
        b'{"f": 0}',
        b'{"f": true}',
        b'{"f": "1"}',
        b"[]",
        b"null",
        b'{"f": 1, "names": 3}',
        b'{"f": 1, "kind": 3}',
        b'{"f": 1, "birth": {"day": "30.2.1999"}}',
        b'{"f": 1, "names": [{"given": null}]}',
    ],
)
def test_an_unknown_format_is_refused_never_guessed(text: bytes) -> None:
    with pytest.raises(UnknownFormat):
        Identity.load(text)


# What the first release sealed. No migration can open it, so it must stay readable for ever.
FIXTURES: dict[type[Document], tuple[str, Document]] = {
    Identity: (
        (
            '{"f": 1, "kind": "family", "names": [{"given": "Shirin", "family": "R", "full": ""}], '
            '"aliases": ["Sh"], "birth": {"day": null, "year": 1982, "estimated": true}, "sex": "w", '
            '"languages": ["Persian"], "countries": [], "contacts": [{"channel": "phone", "value": '
            '"+49", "safety": "unsafe", "hours": "14-16", "shared_device": true, "pass_phrase": "p", '
            '"cover_identity": "c", "confirmed_on": "2026-01-31"}], "reference": "7"}'
        ),
        Identity(
            "family",
            (Name("Shirin", "R"),),
            ("Sh",),
            Birth(None, 1982, True),
            "w",
            ("Persian",),
            (),
            (ContactPoint("phone", "+49", "unsafe", "14-16", True, "p", "c", date(2026, 1, 31)),),
            "7",
        ),
    ),
    Safety: (
        (
            '{"f": 1, "risk": "high", "decision": "go_on", "conditions": "", "contact_rule": "r", '
            '"review_on": "2026-12-01", "decided_on": null, "decided_by": "x"}'
        ),
        Safety("high", "go_on", "", "r", date(2026, 12, 1), None, "x"),
    ),
    NoteBody: (
        '{"f": 1, "at": "2026-01-31T10:00:00+00:00", "type": "call", "text": "\u0633\u0644\u0627\u0645", "by": "m"}',
        NoteBody("2026-01-31T10:00:00+00:00", "call", "سلام", "m"),
    ),
    EventWords: ('{"f": 1, "text": "because"}', EventWords("because")),
    ConsentTerms: (
        (
            '{"f": 1, "salt": "ab", "text": "t", "text_version": 1, "language": "fa", "interpreter": '
            '"", "how": "oral", "witness": "w", "explained_by": "e", "risks": "", "withheld": ""}'
        ),
        ConsentTerms("ab", "t", 1, "fa", "", "oral", "w", "e"),
    ),
    Closing: (
        '{"f": 1, "reason": "died", "clients_view": "-", "summary": "s", "by": "m", "on": "2026-01-31"}',
        Closing("died", "-", "s", "m", date(2026, 1, 31)),
    ),
}


@pytest.mark.parametrize("kind", FIXTURES, ids=lambda kind: kind.__name__)
def test_what_was_sealed_long_ago_still_opens(kind: type[Document]) -> None:
    text, document = FIXTURES[kind]
    assert kind.load(text.encode()) == document


class Later(EventWords):
    """A document whose format has changed once."""

    FORMAT = 2
    UPGRADES = {1: lambda found: {"text": found["words"]}}


def test_an_older_format_is_upgraded_and_written_in_the_newest() -> None:
    read = Later.load(b'{"f": 1, "words": "because"}')
    assert read == Later("because")
    assert read.dump() == b'{"f": 2, "text": "because"}'


def test_a_contact_point_is_unsafe_until_somebody_says_otherwise() -> None:
    assert ContactPoint(value="+49").is_unsafe
    assert not ContactPoint(value="+49", safety=Reach.SAFE.value).is_unsafe


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (Birth(), ""),
        (Birth(day=date(1982, 3, 25)), "25 March 1982 (\u20661361/1/5\u2069)"),
        (Birth(year=1982), "\u20661982\u2069 (\u20661360/61\u2069)"),
        (Birth(year=1982, estimated=True), "about \u20661982\u2069 (\u20661360/61\u2069)"),
    ],
)
def test_a_birth_is_told_in_both_calendars(birth: Birth, words: str) -> None:
    assert birth_words(birth) == words


def test_changing_writes_a_new_version_and_tells_the_summaries(world: World) -> None:
    opened = a_case(world)
    before = opened.record.summary_version
    changed = replace(WHO, aliases=("Shiri",))
    case = change_identity(by=world.mina.actor, opened=opened, identity=changed, version=1)
    assert (case.identity_version, case.summary_version) == (2, before + 1)
    seen = opened_by(world.rana, case)
    assert snapshot(seen).identity == changed
    assert Identity.load(seen.read("case.identity", case.pk, 1)) == WHO
    assert AuditRow.objects.first().act == "case.identity"


def test_the_second_of_two_at_once_is_told_and_writes_nothing(shared_world: World) -> None:
    world = shared_world
    case = a_case(world).record

    def change(person: Any, name: str) -> None:
        change_identity(
            by=person.actor,
            opened=opened_by(person, case),
            identity=replace(WHO, aliases=(name,)),
            version=1,
        )

    errors = at_once(lambda: change(world.mina, "One"), lambda: change(world.rana, "Two"))
    assert [type(error) for error in errors if error] == [Overtaken]
    case.refresh_from_db()
    assert case.identity_version == 2
    assert snapshot(opened_by(world.dara, case)).identity.aliases in {("One",), ("Two",)}


def typed(identity: Identity, version: int, **more: str) -> dict[str, Any]:
    """What a browser sends for an identity."""
    forms = IdentityForms(None, identity)
    sent: dict[str, Any] = {"version": version}
    sent |= {name: value for name, value in forms.person.initial.items() if value}
    for formset in (forms.names, forms.contacts):
        sent[f"{formset.prefix}-TOTAL_FORMS"] = len(formset.initial)
        sent[f"{formset.prefix}-INITIAL_FORMS"] = len(formset.initial)
        for number, row in enumerate(formset.initial):
            sent |= {
                f"{formset.prefix}-{number}-{name}": value for name, value in row.items() if value
            }
    return sent | more


def test_the_page_changes_what_was_typed_and_nothing_else(world: World) -> None:
    case = a_case(world).record
    url = f"/cases/{case.code}/person/change/"
    response = world.mina.client.post(url, typed(WHO, 1, sex="non-binary"), secure=True)
    assert response.status_code == 302
    assert snapshot(opened_by(world.rana, case)).identity == replace(WHO, sex="non-binary")


def test_who_comes_second_sees_both_and_keeps_what_was_typed(world: World) -> None:
    opened = a_case(world)
    theirs = replace(WHO, sex="theirs")
    change_identity(by=world.rana.actor, opened=opened, identity=theirs, version=1)
    url = f"/cases/{opened.record.code}/person/change/"
    page = world.mina.client.post(url, typed(WHO, 1, sex="mine"), secure=True)
    assert page.status_code == 200
    [line] = [one for one in page.context["compared"] if one.differs]
    assert (line.now, line.yours) == ("theirs", "mine")
    assert 'value="mine"' in page.content.decode()
    assert page.context["version"]["version"].value() == 2
    again = world.mina.client.post(url, typed(WHO, 2, sex="mine"), secure=True)
    assert again.status_code == 302
    assert snapshot(opened_by(world.dara, opened.record)).identity.sex == "mine"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"birth_day": "31.02.1999"}, "birth_day"),
        ({"birth_day": "01.01.2099"}, "birth_day"),
        ({"birth_year": "82"}, "birth_year"),
        ({"birth_year": "2099"}, "birth_year"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_bad_input_is_named_and_given_back(world: World, wrong: dict[str, str], field: str) -> None:
    case = a_case(world).record
    url = f"/cases/{case.code}/person/change/"
    page = world.mina.client.post(url, typed(WHO, 1, **wrong), secure=True)
    assert field in page.context["forms"].person.errors
    assert "Canaryalias" in page.content.decode()
    case.refresh_from_db()
    assert case.identity_version == 1


def test_a_person_without_any_name_is_asked_for_one(world: World) -> None:
    case = a_case(world).record
    url = f"/cases/{case.code}/person/change/"
    page = world.mina.client.post(url, typed(Identity(), 1), secure=True)
    assert "aliases" in page.context["forms"].person.errors


def test_a_jalali_year_is_read(world: World) -> None:
    case = a_case(world).record
    nobody = replace(WHO, birth=Birth())
    sent = typed(nobody, 1, birth_year="۱۳۶۱", birth_estimated="on")
    world.mina.client.post(f"/cases/{case.code}/person/change/", sent, secure=True)
    assert snapshot(opened_by(world.rana, case)).identity.birth == Birth(None, 1982, True)


def test_the_same_identity_compares_without_a_difference() -> None:
    lines = identity_lines(WHO)
    assert not any(one.differs for one in compare(lines, lines))
    assert "dentist" in lines[-1].value


def test_no_word_of_it_lies_in_the_database(world: World) -> None:
    a_case(world, safety=Safety(risk="immediate"), first_note="Canarynote")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names from the database itself
            for row in cursor.fetchall():
                text = b" ".join(
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    for value in row
                )
                for canary in ("Canary", "شیرین", "5550199", "dentist", "OLD-77", "immediate"):
                    assert canary.encode() not in text, (table, canary)
