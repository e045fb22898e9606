"""My day of somebody with 300 open tasks among 1 000 000, beside SQL by hand."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from cases.models import CaseContent, CaseGrant, Task
from cases.tasks.words import FIELD, TaskWords
from tests.bench.figures import Figure, Target, figure
from tests.bench.names import words
from tests.bench.pouring import pour, settle
from tests.bench.scene import Scene
from tests.bench.serving import YARDSTICK
from tests.bench.timing import in_turns
from vault.compartments import open_grant

NAMES = ("my_day",)
NEEDS_CASES = True
OWN, CASES, ALL = 300, 100, 1_000_000
_PATH = "/cases/day/"
_WHO = "nora"
_TASKS = (
    "id", "case_id", "number", "creator_id", "assignee_id", "state", "due", "first_due",
    "priority", "made_on", "ended_on", "ended_by_id",
)  # fmt: skip
_CONTENTS = ("compartment_id", "field", "row", "version", "epoch", "sealed")
_TABLE = "CREATE TABLE bench_words (task {uuid} PRIMARY KEY, title text, name text)"


def measure(scene: Scene) -> Iterator[Figure]:
    """Over HTTP; the limit is the same template after one query by hand, no session, no gate."""
    fill(scene)
    pk = scene.person(_WHO).member.pk
    ours = scene.browser(_WHO)
    bare = scene.browser(_WHO, scene.port("yardstick", application=YARDSTICK))
    bare_path = f"/yardstick/day/{pk}{_PATH}"
    require_same(ours.get(_PATH), bare.get(bare_path))
    steps = (lambda: ours.get(_PATH), lambda: bare.get(bare_path))
    mine, least = in_turns(steps, scene.scaled(200), warm_up=20)
    yield figure(
        "my_day",
        mine.median,
        "ms",
        limit=least.median,
        target=Target("ratio", 1.5),
        database=scene.database,
        worst=mine.worst,
    )


def fill(scene: Scene) -> None:
    """A hundred cases of one caseworker with 300 open tasks, and a million tasks of others."""
    worker, today = scene.person(_WHO), timezone.localdate()
    scene.maker.own(worker, CASES)
    grants = CaseGrant.sets.filter(user=worker.member).select_related("content_object")
    opened = [
        open_grant(one, one.content_object, worker.keyring)
        for one in grants
        if not one.content_object.is_ended
    ]
    tasks, contents, plain = [], [], []
    for number in range(OWN):
        at = opened[number % len(opened)]
        task, title = uuid4(), words(number, 40)
        tasks.append(_row(task, at.record.pk, number, worker.member.pk, today, is_open=True))
        text = TaskWords("call", title, words(number, 300), "", str(worker.member.pk)).dump()
        sealed = at.key.seal_field(FIELD, task, 1, text)
        contents.append((at.record.pk, FIELD, task, 1, 1, sealed))
        plain.append((_uuid(task), title, "Name"))
    pour(Task, _TASKS, tasks)
    pour(CaseContent, _CONTENTS, contents)
    _fill_plain(plain)
    cases = _cases(scene)  # asked before the pouring, which keeps the connection busy
    pour(Task, _TASKS, _others(cases, scene.scaled(ALL), today))
    settle()
    connection.close()


def _cases(scene: Scene) -> list[tuple[UUID, UUID]]:
    """Cases of everybody else, each with one who holds it."""
    held = CaseGrant.sets.exclude(user=scene.person(_WHO).member).order_by("content_object_id")
    return list(held.values_list("content_object_id", "user_id")[: scene.scaled(ALL) // 10])


def _others(cases: Sequence[tuple[UUID, UUID]], count: int, today: date) -> Iterator[Sequence[Any]]:
    """Ten tasks a case, nine of ten of them done."""
    for number in range(count):
        case, member = cases[number % len(cases)]
        place = 1000 + number // len(cases) + (number % 7) * 100_000
        yield _row(uuid4(), case, place, member, today, is_open=number % 10 == 0)


def _row(
    pk: UUID, case: UUID, number: int, member: UUID, today: date, *, is_open: bool
) -> Sequence[Any]:
    due = today + timedelta(days=number * 13 % 40 - 5 if is_open else -(number % 500))
    ended = (None, None) if is_open else (due, member)
    state = "open" if is_open else "done"
    return (pk, case, number, member, member, state, due, due, 1 + number % 4, due, *ended)


def _uuid(pk: UUID) -> Any:
    return pk if connection.vendor == "postgresql" else pk.hex


def _fill_plain(rows: Sequence[Sequence[Any]]) -> None:
    kind = "uuid" if connection.vendor == "postgresql" else "char(32)"
    with connection.cursor() as cursor:
        cursor.execute(_TABLE.format(uuid=kind))
        cursor.executemany("INSERT INTO bench_words VALUES (%s, %s, %s)", rows)


def require_same(ours: bytes, bare: bytes) -> None:
    """Refuses a yardstick that shows something else.

    :raises AssertionError: when the two pages do not list the same tasks
    """
    assert ours.count(b"formaction=") == bare.count(b"formaction=") > 60, (
        ours.count(b"formaction="), bare.count(b"formaction="),
    )  # fmt: skip
