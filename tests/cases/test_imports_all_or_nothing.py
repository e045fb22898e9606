"""An import is stopped at every statement, by another tab, or for good: no case is half there."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.jobs import DAY, KINDS
from accounts.models import Member
from cases.actions import imports
from cases.actions.files import snapshot
from cases.actions.imports.discarding import ABANDONED_DAYS
from cases.jobs import clear_imports
from cases.models import (
    Case,
    CaseContent,
    CaseGrant,
    CaseRecovery,
    Event,
    ImportRun,
    Note,
)
from cases.models.case import new_code
from tests.cases.folders import a_case, opened_by
from tests.cases.importing import Import, csv_file, people
from tests.world import World

# In a test's own transaction these stand for BEGIN, COMMIT and what follows a failure.
SAVEPOINTS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
TABLES = (Case, CaseContent, CaseGrant, CaseRecovery, Event, Note)


class Crash(Exception):
    """The power went."""


@contextmanager
def crash_at(statement: int) -> Iterator[None]:
    """Die before the statement of this number, counted from 0."""
    seen = iter(range(10**6))

    def execute(run: Any, sql: str, *rest: Any) -> Any:
        if not sql.startswith(SAVEPOINTS) and next(seen) == statement:
            raise Crash
        return run(sql, *rest)

    with connection.execute_wrapper(execute):
        yield


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {model.__name__: model.objects.count() for model in TABLES if model is not CaseGrant} | {
        "CaseGrant": CaseGrant.sets.count()
    }


def steps(act: Any) -> int:
    """How many statements an act takes when it is let."""
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def assert_complete(world: World, run: ImportRun, count: int) -> None:
    """Every row is one case, whole and openable by all who should."""
    cases = list(Case.objects.published().filter(import_run=run))
    references = Counter(snapshot(opened_by(world.rana, case)).identity.reference for case in cases)
    assert references == Counter(f"REF-{n}" for n in range(1, count + 1))
    assert counts() == {
        "Case": count,
        "CaseContent": 3 * count,
        "CaseGrant": 2 * count,
        "CaseRecovery": count,
        "Event": count,
        "Note": count,
    }
    assert audit.verify() is None


def test_a_crash_at_any_statement_of_a_step_loses_and_doubles_nothing(world: World) -> None:
    one, count = Import(world.rana).started(csv_file(people(60))), 60
    for statement in range(60):
        before, done = counts(), one.run.done
        run = one.run
        try:
            with crash_at(statement):
                imports.stage_next(by=world.rana.actor, run=run)
            break
        except Crash:
            done_now = one.run.done
            assert done_now in {done, done + 25, done + 50}
            assert counts()["Case"] == done_now
            assert counts() == before or done_now > done
        assert not Case.objects.published().exists()
    assert statement > 10
    one.finished()
    assert_complete(world, one.run, count)


def test_a_crash_at_any_statement_of_publishing_publishes_nothing(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(3, caseworker="")))
    one.go_on()
    for statement in range(40):
        try:
            with crash_at(statement):
                imports.publish(by=world.rana.actor, run=one.run)
            break
        except Crash:
            assert one.run.state == ImportRun.State.STAGING
            assert one.run.sealed_source is not None
            assert not Case.objects.published().exists()
    assert statement > 5
    assert_complete(world, one.run, 3)


def test_two_tabs_that_go_on_at_once_double_nothing(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(120)))
    first, second = one.run, one.run
    imports.stage_next(by=world.rana.actor, run=first)
    imports.stage_next(by=world.rana.actor, run=second)  # it read the row before the other wrote
    assert (first.done, second.done, one.run.done) == (100, 0, 100)
    one.finished()
    assert_complete(world, one.run, 120)


def test_tabs_that_work_side_by_side_double_nothing(shared_world: World) -> None:
    one = Import(shared_world.rana).started(csv_file(people(130)))
    begun = Barrier(3)

    def tab() -> None:
        begun.wait(20)
        try:
            while (run := one.run).done < run.rows:
                imports.stage_next(by=shared_world.rana.actor, run=run)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as tabs:
        for done in [tabs.submit(tab) for _ in range(3)]:
            done.result(120)
    one.finished()
    assert_complete(shared_world, one.run, 130)


def test_two_tabs_that_publish_at_once_publish_once(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(2)))
    one.go_on()
    late = one.run
    imports.publish(by=world.rana.actor, run=one.run)
    with pytest.raises(NotNow, match="another tab"):
        imports.publish(by=world.rana.actor, run=late)
    assert_complete(world, one.run, 2)


def test_two_tabs_that_begin_at_once_begin_once(world: World) -> None:
    one = Import(world.rana)
    one.upload(csv_file(people(2)))
    one.choose()
    late = one.run
    imports.begin(by=world.rana.actor, run=one.run)
    with pytest.raises(NotNow, match="another tab"):
        imports.begin(by=world.rana.actor, run=late)
    plan = imports.opened_plan(by=world.rana.actor, run=one.run)
    with pytest.raises(NotNow, match="begun already"):
        imports.choose_columns(by=world.rana.actor, run=late, plan=plan)


def test_it_is_left_and_resumed_by_another_session(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(120)))
    one.go_on()
    one.client = world.rana.sign_in()
    assert b"100 of 120" in one.get().content.replace(b"<strong>", b"")
    one.finished()
    assert_complete(world, one.run, 120)


def test_a_case_that_vanished_stops_the_publishing(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(3)))
    one.go_on()
    last = Case.objects.order_by("pk")[0]
    imports.clear_some(run=one.run)  # does nothing: it was not discarded
    Event.objects.filter(case=last).delete()
    Note.objects.filter(case=last).delete()
    last.delete()
    assert "Some cases are missing" in one.go_on().content.decode()
    assert (one.run.state, Case.objects.published().count()) == (ImportRun.State.STAGING, 0)


def test_a_discarded_import_leaves_no_row(world: World) -> None:
    kept = a_case(world).record
    before = counts()
    one = Import(world.rana).started(csv_file(people(250)))
    one.go_on()
    one.go_on()
    late = one.run
    assert one.client.post(one.url("import_discard")).status_code == 302
    assert (one.run.state, one.run.sealed_source, one.run.sealed_plan) == ("discarded", None, None)
    with pytest.raises(NotNow):
        imports.stage_next(by=world.rana.actor, run=one.run)
    imports.stage_next(by=world.rana.actor, run=late)  # a step that had read everything before
    assert one.run.done == 200
    assert one.go_on().status_code == 302  # 200 rows, in four batches
    assert counts() == before
    assert one.run.done == 0
    assert "Nothing of the file is kept." in one.get().content.decode()
    assert Case.objects.get() == kept
    assert audit.verify() is None


def test_a_published_import_cannot_be_discarded(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(2))).finished()
    assert one.client.post(one.url("import_discard"))["Location"] == one.url()
    with pytest.raises(NotNow):
        imports.discard(by=world.rana.actor, run=one.run)
    assert imports.clear_some(run=one.run) == 0
    assert_complete(world, one.run, 2)


def test_clearing_stops_where_rows_are_gone_already(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(2)))
    ImportRun.objects.filter(pk=one.pk).update(done=7)
    imports.discard(by=world.rana.actor, run=one.run)
    assert imports.clear_some(run=one.run) == 0
    assert one.run.done == 0


def test_abandoned_imports_and_those_of_removed_members_are_discarded(world: World) -> None:
    today = timezone.localdate()
    old, fresh = Import(world.rana).started(csv_file(people(2))), Import(world.rana)
    old.go_on()
    fresh.upload(csv_file(people(2)))
    orphan = Import(world.dara)
    orphan.upload(csv_file(people(2)))
    ImportRun.objects.filter(pk=old.pk).update(on=today - timedelta(days=ABANDONED_DAYS + 1))
    Member.objects.filter(username="dara").update(state=Member.State.REMOVED)
    assert imports.discard_abandoned(today=today) == 2
    assert imports.discard_abandoned(today=today) == 0
    assert [one.run.state for one in (old, fresh, orphan)] == ["discarded", "mapping", "discarded"]
    assert Case.objects.count() == 2
    for _twice in range(2):
        clear_imports()
        assert not any(counts().values())
    assert KINDS["clear_imports"].every == DAY
    assert audit.verify() is None


def test_statements_do_not_grow_with_the_rows(world: World) -> None:
    first, few, many = (
        Import(world.rana).started(csv_file(people(count, caseworker="mina"))).run
        for count in (2, 5, 25)
    )
    imports.stage_next(by=world.rana.actor, run=first)  # fills what is cached
    staged = [steps(lambda run=run: stage(world, run)) for run in (few, many)]
    assert staged[0] == staged[1]
    published = [steps(lambda run=run: publish(world, run)) for run in (few, many)]
    assert published[0] == published[1]


@pytest.mark.parametrize("page", ["import_columns", "import_check"])
def test_pages_ask_as_much_for_many_rows_as_for_few(world: World, page: str) -> None:
    asked = []
    for count in (1, 1, 50):
        one = Import(world.rana)
        one.upload(csv_file(people(count, caseworker="mina")))
        one.choose()
        asked.append(steps(lambda one=one: one.get(page)))
    assert asked[1] == asked[2]


def stage(world: World, run: ImportRun) -> None:
    """One step."""
    imports.stage_next(by=world.rana.actor, run=run)


def publish(world: World, run: ImportRun) -> None:
    """The last step."""
    imports.publish(by=world.rana.actor, run=run)


def test_a_code_that_is_taken_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = a_case(world).record.code
    drawn = iter([taken, taken, new_code()])
    monkeypatch.setattr("cases.actions.imports.batches.new_code", lambda: next(drawn))
    one = Import(world.rana).started(csv_file(people(1))).finished()
    assert Case.objects.get(import_run=one.run).code != taken
