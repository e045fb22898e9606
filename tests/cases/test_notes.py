"""Notes: written, amended, restricted, paged; nothing lost, nothing hinted at."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.conflicts import Overtaken
from cases.actions.notes import (
    amend_note,
    amend_restricted_note,
    write_note,
    write_restricted_note,
)
from cases.differences import differences
from cases.forms.notes import NewNoteForm
from cases.models import Case, CaseContent, Note, RestrictedNote
from cases.notes import PAGE, moment_of, type_label
from cases.papers import NOTE_LIMIT, NoteBody
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import Person, World
from vault.compartments import Opened, open_grant, revoke

LINES = st.text(alphabet="ab \n\r\u200cس", max_size=60)


@given(LINES, LINES)
def test_every_character_of_both_texts_is_in_the_difference(before: str, after: str) -> None:
    parts = differences(before, after)
    assert "".join(part.text for part in parts if part.change != "new") == before
    assert "".join(part.text for part in parts if part.change != "gone") == after


@given(LINES)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {part.change for part in differences(text, text)} <= {"same"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "new", [("new", "new")]),
        (
            "one two three",
            "one four three",
            [("same", "one "), ("gone", "two "), ("new", "four "), ("same", "three")],
        ),
        ("a\nb\nc", "a\nc", [("same", "a\n"), ("gone", "b\n"), ("same", "c")]),
        (
            "حال او بد است",
            "حال او خوب است",
            [("same", "حال او "), ("gone", "بد "), ("new", "خوب "), ("same", "است")],
        ),
    ],
)
def test_words_that_changed_are_named(before: str, after: str, told: list[Any]) -> None:
    assert [(part.change, part.text) for part in differences(before, after)] == told


def test_the_longest_notes_are_compared_by_their_ends() -> None:
    """Word by word it would keep everybody waiting; nothing is hidden by the shortcut."""
    before = "word " * 40_000
    after = "other " * 33_333
    assert [part.change for part in differences(before, after)] == ["gone", "new"]
    lines = "\n".join(f"{number} a" for number in range(20_000))
    assert len(differences(lines, lines.replace(" a", " b"))) >= 2


@pytest.fixture
def fresh_chain() -> None:
    """Begin the chain's file outside the database anew, as the database is."""
    audit.head_file().unlink(missing_ok=True)


def body(opened: Opened[Any], note: Any, version: int) -> str:
    return NoteBody.load(opened.read("note.body", note.pk, version)).text


def page(person: Person, case: Case, where: str = "", **data: str) -> Any:
    response = person.client.get(f"/cases/{case.code}/{where}", data, secure=True)
    assert response.status_code == 200
    return response


def send(person: Person, path: str, **data: Any) -> Any:
    return person.client.post(path, data, secure=True)


def restricted(person: Person, note: RestrictedNote) -> Opened[RestrictedNote]:
    note = RestrictedNote.objects.get(pk=note.pk)
    return open_grant(note.grants.get(user=person.member), note, person.keyring)


def test_a_note_is_read_by_everybody_who_holds_the_case(world: World) -> None:
    opened = a_case(world)
    note = write_note(by=world.mina.actor, opened=opened, type="call", text="Canarynote سلام")
    for person in (world.mina, world.rana, world.dara):
        assert "Canarynote سلام" in page(person, opened.record).content.decode()
    row = AuditRow.objects.filter(act="note.write").get()
    assert row.details == {"note": str(note.pk)}


def test_each_text_runs_in_its_own_direction(world: World) -> None:
    opened = a_case(world)
    write_note(by=world.mina.actor, opened=opened, type="call", text="سلام")
    assert (
        '<div class="note__text" dir="auto">سلام</div>'
        in page(world.mina, opened.record).content.decode()
    )


def test_amending_keeps_every_version(world: World) -> None:
    opened = a_case(world)
    note = write_note(by=world.mina.actor, opened=opened, type="call", text="first")
    amended = amend_note(
        by=world.rana.actor, opened=opened, note=note, version=1, type="visit", text="second"
    )
    assert amended.version == 2
    assert [body(opened, note, version) for version in (1, 2)] == ["first", "second"]
    shown = page(world.dara, opened.record, f"notes/{note.pk}/")
    assert "<del>first</del><ins>second</ins>" in shown.content.decode()
    assert [one.by for one in shown.context["versions"]] == ["Rana Amini", "Mina Karimi"]
    assert "first" not in page(world.dara, opened.record).content.decode()


def test_two_who_amend_at_once_lose_nothing(fresh_chain: None, shared_world: World) -> None:
    world = shared_world
    opened = a_case(world)
    note = write_note(by=world.mina.actor, opened=opened, type="call", text="first")

    def amend(person: Person) -> None:
        mine = opened_by(person, opened.record)
        name = person.member.username
        amend_note(by=person.actor, opened=mine, note=note, version=1, type="call", text=name)

    errors = at_once(lambda: amend(world.mina), lambda: amend(world.rana))
    assert [type(error) for error in errors if error] == [Overtaken]
    note.refresh_from_db()
    assert note.version == 2
    assert CaseContent.objects.filter(field="note.body", row=note.pk).count() == 2
    assert audit.verify() is None


def test_who_comes_second_sees_both_texts_and_keeps_their_own(world: World) -> None:
    opened = a_case(world)
    note = write_note(by=world.mina.actor, opened=opened, type="call", text="first")
    amend_note(by=world.rana.actor, opened=opened, note=note, version=1, type="call", text="theirs")
    url = f"/cases/{opened.record.code}/notes/{note.pk}/amend/"
    second = send(world.mina, url, type="visit", text="mine", version="1")
    assert second.status_code == 200
    assert second.context["theirs"].text == "theirs"
    assert "<del>theirs</del><ins>mine</ins>" in second.content.decode()
    form = second.context["form"]
    assert (form["text"].value(), form["version"].value()) == ("mine", 2)
    third = send(world.mina, url, type="visit", text="both", version="2")
    assert third.status_code == 302
    assert body(opened, note, 3) == "both"


def test_writing_at_once_gives_each_note_its_number(fresh_chain: None, shared_world: World) -> None:
    world = shared_world
    opened = a_case(world)

    def write(person: Person) -> None:
        mine = opened_by(person, opened.record)
        write_note(by=person.actor, opened=mine, type="call", text=person.member.username)

    people = (world.mina, world.rana, world.dara)
    assert at_once(*(lambda one=one: write(one) for one in people)) == [None] * 3
    assert sorted(opened.record.notes.values_list("number", flat=True)) == [2, 3, 4]
    assert audit.verify() is None


@pytest.mark.parametrize("text", ["x" * NOTE_LIMIT, "پ" * NOTE_LIMIT])
def test_a_note_may_be_long(world: World, text: str) -> None:
    opened = a_case(world)
    url = f"/cases/{opened.record.code}/notes/write/"
    assert send(world.mina, url, type="call", text=text).status_code == 302
    assert body(opened, opened.record.notes.get(), 1) == text


def test_a_longer_one_is_given_back_whole(world: World) -> None:
    opened = a_case(world)
    text = "x" * NOTE_LIMIT + " end"
    shown = send(world.mina, f"/cases/{opened.record.code}/notes/write/", type="call", text=text)
    assert shown.context["form"].errors["text"] == [
        "A note has at most 200,000 characters; this one has 200004."
    ]
    assert " end</textarea>" in shown.content.decode()
    with pytest.raises(NotNow):
        write_note(by=world.mina.actor, opened=opened, type="call", text=text)
    assert not opened.record.notes.exists()


@pytest.mark.parametrize("state", ["closed", "declined"])
def test_an_ended_case_takes_no_note_and_gives_the_text_back(world: World, state: str) -> None:
    opened = a_case(world, first_note="first")
    note = opened.record.notes.get()
    secret = write_restricted_note(
        by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="first"
    )
    Case.objects.update(state=state)
    code = opened.record.code
    typed = {"type": "call", "text": "half-written"}
    for path in (
        f"/cases/{code}/notes/write/",
        f"/cases/{code}/notes/{note.pk}/amend/",
        f"/cases/restricted/{secret.pk}/amend/",
    ):
        shown = send(world.mina, path, **typed, version="1")
        assert "A closed case takes no note." in shown.content.decode()
        assert "half-written</textarea>" in shown.content.decode()
    assert Note.objects.get().version == RestrictedNote.objects.get().version == 1


def test_line_ends_are_one_kind_and_blanks_stay(world: World) -> None:
    opened = a_case(world)
    url = f"/cases/{opened.record.code}/notes/write/"
    send(world.mina, url, type="call", text="  one\r\ntwo\rthree\n\n")
    assert body(opened, opened.record.notes.get(), 1) == "  one\ntwo\nthree"


@pytest.mark.parametrize(
    "data",
    [
        {"type": "call", "text": " \n "},
        {"type": "other?", "text": "x"},
        {"text": "x\0y", "type": "call"},
    ],
)
def test_bad_input_is_refused_with_a_reason(world: World, data: dict[str, str]) -> None:
    opened = a_case(world)
    shown = send(world.mina, f"/cases/{opened.record.code}/notes/write/", **data)
    assert shown.context["form"].errors
    assert not opened.record.notes.exists()


def test_a_restricted_note_is_for_two_people(world: World) -> None:
    opened = a_case(world)
    case = opened.record
    sent = send(
        world.mina,
        f"/cases/{case.code}/notes/write/",
        type="internal",
        text="Canarysecret",
        restricted="on",
        reader=str(world.rana.member.pk),
    )
    assert sent.status_code == 302
    note = RestrictedNote.objects.get()
    assert {grant.user.username for grant in note.grants.all()} == {"mina", "rana"}
    assert note.recovery.epoch == 1
    for person in (world.mina, world.rana):
        assert "Canarysecret" in page(person, case).content.decode()
        assert person.client.get(f"/cases/restricted/{note.pk}/", secure=True).status_code == 200
    assert "Canarysecret" not in page(world.dara, case).content.decode()


def test_nobody_else_can_tell_that_it_exists(world: World) -> None:
    """The other holder sees the same bytes, in every page, as before it was written."""
    opened = a_case(world, first_note="first")
    case = opened.record
    ranks = list(case.grants.order_by("pk").values_list("rank", flat=True))
    places = ("", "notes/", "history/", "person/")

    def seen() -> list[bytes]:
        bodies = []
        for place in places:
            response = page(world.dara, case, place)
            bodies.append(without_tokens(response.content))
        return bodies

    before = [seen(), seen()][1]
    for _ in range(3):
        write_restricted_note(
            by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="x"
        )
    note = RestrictedNote.objects.first()
    page(world.mina, case)
    page(world.dara, case)  # so that the latest look is one's own again
    assert seen() == before
    assert list(case.grants.order_by("pk").values_list("rank", flat=True)) == ranks
    missing = world.dara.client.get(f"/cases/restricted/{uuid4()}/", secure=True)
    hidden = world.dara.client.get(f"/cases/restricted/{note.pk}/", secure=True)
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert hidden.status_code == 404


def without_tokens(content: bytes) -> bytes:
    """A page without what differs at every look: form tokens and the clock."""
    text = re.sub(rb'value="[A-Za-z0-9]{64}"|name="kept_for" value="[^"]*"', b"", content)
    return re.sub(rb"\d\d?:\d\d|data-vault-seconds=.\d+|\d+ min", b"", text)


def test_who_lost_the_case_does_not_open_its_restricted_notes(world: World) -> None:
    opened = a_case(world)
    note = write_restricted_note(
        by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="x"
    )
    revoke(opened.record, world.mina.member.pk)
    for where in ("", "amend/"):
        path = f"/cases/restricted/{note.pk}/{where}"
        assert world.mina.client.get(path, secure=True).status_code == 404


@pytest.mark.parametrize("reader", ["mina", "omid", "vida"])
def test_its_reader_is_another_coordinator_who_holds_the_case(world: World, reader: str) -> None:
    opened = a_case(world)
    member = world.people[reader].member
    with pytest.raises(NotNow):
        write_restricted_note(
            by=world.mina.actor, opened=opened, reader=member, type="call", text="x"
        )
    shown = send(
        world.mina,
        f"/cases/{opened.record.code}/notes/write/",
        type="call",
        text="kept",
        restricted="on",
        reader=str(member.pk),
    )
    assert "reader" in shown.context["form"].errors
    assert "kept</textarea>" in shown.content.decode()
    assert not RestrictedNote.objects.exists()


def test_a_restricted_note_asks_who_else_reads_it(world: World) -> None:
    opened = a_case(world)
    path = f"/cases/{opened.record.code}/notes/write/"
    shown = send(world.mina, path, type="call", text="kept", restricted="on")
    assert "reader" in shown.context["form"].errors


def test_a_restricted_note_is_amended_by_versions_too(world: World) -> None:
    opened = a_case(world)
    note = write_restricted_note(
        by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="first"
    )
    path = f"/cases/restricted/{note.pk}/amend/"
    assert send(world.rana, path, type="call", text="second", version="1").status_code == 302
    late = send(world.mina, path, type="call", text="mine", version="1")
    assert late.context["theirs"].text == "second"
    assert body(restricted(world.mina, note), note, 2) == "second"
    with pytest.raises(Overtaken):
        amend_restricted_note(
            by=world.mina.actor,
            opened=restricted(world.mina, note),
            version=1,
            type="call",
            text="x",
        )
    assert "second" in page(world.mina, opened.record).content.decode()


def test_fifty_a_page_newest_first_open_and_restricted_in_one_order(world: World) -> None:
    opened = a_case(world)
    texts = [f"text {number:03}." for number in range(PAGE + 20)]
    for number, text in enumerate(texts):
        if number % 10:
            write_note(by=world.mina.actor, opened=opened, type="call", text=text)
        else:
            write_restricted_note(
                by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text=text
            )
    first = page(world.mina, opened.record, "notes/")
    entries = first.context["notes"]
    assert [one.body.text for one in entries] == texts[:-51:-1]
    second = page(world.mina, opened.record, "notes/", after=str(first.context["older"]))
    assert [one.body.text for one in second.context["notes"]] == texts[19::-1]
    assert second.context["older"] is None
    others = page(world.dara, opened.record, "notes/").context["notes"]
    assert len(others) == PAGE
    assert not any(one.restricted for one in others)


@pytest.mark.parametrize("after", ["", "x", str(uuid4())])
def test_a_page_that_is_none_begins_at_the_newest(world: World, after: str) -> None:
    opened = a_case(world, first_note="first")
    shown = page(world.mina, opened.record, "notes/", after=after)
    assert len(shown.context["notes"]) == 1


def test_a_note_of_another_case_does_not_exist(world: World) -> None:
    one, other = a_case(world, first_note="one"), a_case(world, first_note="other")
    note = other.record.notes.get()
    for where in ("", "amend/"):
        path = f"/cases/{one.record.code}/notes/{note.pk}/{where}"
        assert world.mina.client.get(path, secure=True).status_code == 404


@pytest.mark.parametrize("where", ["", "notes/", "history/", "consent/"])
def test_fifty_notes_cost_as_many_queries_as_one(world: World, where: str) -> None:
    opened = a_case(world, first_note="first")
    case = opened.record
    write_restricted_note(
        by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="x"
    )

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            page(world.rana, case, where)
        return len(counted)

    queries()
    few = queries()
    for number in range(55):
        text = f"{number}"
        if number % 5:
            note = write_note(by=world.mina.actor, opened=opened, type="call", text=text)
            amend_note(
                by=world.rana.actor, opened=opened, note=note, version=1, type="call", text=text
            )
        else:
            write_restricted_note(
                by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text=text
            )
    assert queries() == few <= 24


def test_an_altered_note_says_so_and_the_others_are_read(world: World) -> None:
    opened = a_case(world, first_note="first")
    note = write_note(by=world.mina.actor, opened=opened, type="call", text="second")
    row = CaseContent.objects.get(field="note.body", row=note.pk)
    row.sealed = bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1])
    row.save()
    shown = page(world.mina, opened.record).content.decode()
    assert "This note does not open" in shown
    assert "first" in shown


def test_a_look_is_written_down_with_what_it_showed(world: World) -> None:
    opened = a_case(world, first_note="first")
    secret = write_restricted_note(
        by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="x"
    )
    page(world.mina, opened.record)
    row = AuditRow.objects.first()
    assert (row.act, row.object) == ("case.read", str(opened.record.pk))
    assert row.details == {
        "notes": [str(opened.record.notes.get().pk)],
        "restricted": [str(secret.pk)],
    }
    looks = page(world.dara, opened.record, "history/looks/").content.decode()
    assert str(secret.pk) not in looks


def test_the_form_that_amends_begins_with_the_newest_version(world: World) -> None:
    opened = a_case(world, first_note="first")
    note = opened.record.notes.get()
    amend_note(by=world.mina.actor, opened=opened, note=note, version=1, type="visit", text="now")
    form = page(world.rana, opened.record, f"notes/{note.pk}/amend/").context["form"]
    assert form.initial == {"type": "visit", "text": "now", "version": 2}


def test_a_type_or_moment_of_a_newer_version_is_shown_as_it_stands() -> None:
    strange = NoteBody(at="some day", type="telepathy")
    assert (moment_of(strange), type_label(strange), type_label(None)) == (None, "telepathy", "")


def test_a_body_of_an_unknown_format_says_so(world: World) -> None:
    opened = a_case(world)
    note = write_note(by=world.mina.actor, opened=opened, type="call", text="second")
    opened.record.contents.filter(row=note.pk).delete()
    opened.write("note.body", note.pk, 1, b'{"f": 99}')
    assert "This note does not open" in page(world.mina, opened.record).content.decode()


def test_a_cached_key_opens_a_restricted_note_too(world: World) -> None:
    opened = a_case(world)
    note = write_restricted_note(
        by=world.mina.actor, opened=opened, reader=world.rana.member, type="call", text="cached"
    )
    page_of = world.mina.client.get(f"/cases/restricted/{note.pk}/", secure=True)
    assert page_of.status_code == 200
    assert note.grants.get(user=world.mina.member).cached_key is not None
    assert "cached" in page(world.mina, opened.record).content.decode()


def test_without_another_coordinator_there_is_no_switch(world: World) -> None:
    assert list(NewNoteForm(readers=[]).fields) == ["type", "text"]
    opened = a_case(world)
    revoke(opened.record, world.dara.member.pk)
    shown = world.rana.client.get(f"/cases/{opened.record.code}/notes/write/", secure=True)
    assert "restricted" not in shown.context["form"].fields


def test_nothing_of_a_note_prints_itself(world: World) -> None:
    opened = a_case(world, first_note="first")
    [entry] = page(world.mina, opened.record).context["notes"]
    assert repr(entry) == "[sealed]"
    assert "first" not in repr(differences("first", "second"))
