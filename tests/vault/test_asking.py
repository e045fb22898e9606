"""Queries compiled once: they give what Django's own would, whoever asks and however often."""

from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Job, Session
from cases.models import Case, Note
from tests.cases.folders import a_case
from tests.world import World
from vault.asking import Asked, AskedModel, Digits, bare_rows, number_slot, text_slot, uuid_slot
from vault.compartments.opening import _padded

COLUMNS = (
    "pk",
    "number",
    "version",
    "on",
    "author_id",
    "case__import_run_id",
    "case__rotation_due",
)
NOTES = Asked(
    lambda: (
        Note.objects.filter(case_id=uuid_slot(0), number__lt=number_slot(1))
        .order_by("-number")
        .values_list(*COLUMNS)[:3]
    )
)


def plainly(case: object, below: int) -> list[list[object]]:
    found = Note.objects.filter(case=case, number__lt=below).order_by("-number")
    return [list(row) for row in found.values_list(*COLUMNS)[:3]]


def test_it_gives_what_django_gives_with_every_value(world: World) -> None:
    cases = [a_case(world, first_note="one").record, a_case(world).record]
    for case in cases:
        for below in (1, 2, 3, 99):
            assert [list(row) for row in NOTES.rows(case.pk, below)] == plainly(case, below)
    assert NOTES.rows(uuid4(), 99) == []


def test_it_is_one_query_that_others_can_count(world: World) -> None:
    with CaptureQueriesContext(connection) as counted:
        NOTES.rows(uuid4(), 1)
    assert len(counted) == 1


@pytest.mark.parametrize("text", ["x' OR '1'='1", "%s", "\u06cc", ""])
def test_a_value_is_a_value_and_never_sql(db: None, text: str) -> None:
    jobs = Asked(lambda: Job.objects.filter(kind=text_slot(0)).values_list("kind"))
    assert jobs.rows(text) == []


def test_each_thread_asks_over_its_own_connection(shared_world: World) -> None:
    case = a_case(shared_world, first_note="one").record
    seen = []

    def ask() -> None:
        seen.append([list(row) for row in NOTES.rows(case.pk, 99)])
        connection.close()

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [plainly(case, 99)] * 3


LATEST = AskedModel(lambda: Note.objects.filter(case_id=uuid_slot(0)).order_by("number"), "author")


def test_a_row_comes_with_the_row_it_points_to_in_one_question(world: World) -> None:
    case = a_case(world, first_note="one").record
    with CaptureQueriesContext(connection) as counted:
        found = LATEST.first(case.pk)
        author = found.author
    assert len(counted) == 1
    plain = Note.objects.get(case=case)
    assert (model_to_dict(found), found.pk) == (model_to_dict(plain), plain.pk)
    assert model_to_dict(author) == model_to_dict(world.mina.member)
    assert LATEST.first(uuid4()) is None


def test_a_row_that_points_to_nothing_has_nothing_there(db: None) -> None:
    session = Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())
    asked = AskedModel(lambda: Session.objects.filter(session_key=text_slot(0)), "member")
    found = asked.first("k")
    assert found.member is None
    assert found.public_id == session.public_id


def test_bare_rows_have_ids_as_digits_on_every_database(world: World) -> None:
    cases = [a_case(world).record for _ in range(3)]
    rows = bare_rows(Case.objects.order_by("code").values_list("code", Digits("id")))
    assert list(rows) == sorted((case.code, case.pk.hex) for case in cases)


@given(st.sets(st.integers(), min_size=1, max_size=70))
def test_a_list_is_padded_with_what_it_holds(values: set[int]) -> None:
    padded = _padded(values)
    assert set(padded) == values
    assert len(padded).bit_count() == 1
    assert len(padded) < 2 * len(values) or len(values) == 1
