"""Promise: background jobs receive ids, never keys or plaintext."""

import ast
import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import models
from kombu import Queue, pools

from accounts import jobs
from accounts.actions import jobs as outbox
from accounts.logs import BareFormatter
from accounts.models import Job
from config.celery import app
from tests.promises.thief import CANARIES, spellings, told
from tests.world import World
from vault.fields import SealedField

ROOT = Path(__file__).parents[2]
APPS = ("vault", "accounts", "cases", "contacts", "info")


@pytest.fixture
def queue() -> Iterator[Queue]:
    """The workers' own queue, emptied before and after."""
    with app.connection_for_write() as connection:
        queue = app.amqp.queues[app.conf.task_default_queue](connection.default_channel)
        queue.declare()
        queue.purge()
        yield queue
        queue.purge()


def all_sent() -> None:
    """A broker across a network is told by threads, which no request waits for."""
    for one in threading.enumerate():
        if one.name.endswith("(_send_and_release)"):
            one.join(20)
    pools.reset()  # its connections closed
    app._after_fork()  # and a new pool for the next test


def messages(queue: Queue) -> list[bytes]:
    """Everything of each message that waits: headers, properties and body."""
    found = []
    while message := queue.get(no_ack=True):
        parts = [message.headers, message.properties, message.payload]
        found.append(json.dumps(parts, default=str, ensure_ascii=False).encode())
    return found


def test_a_message_is_one_id(transactional_db: None, queue: Queue) -> None:
    """No name of a kind, and not what the job is about: only the row to look at."""
    job = outbox.enqueue("verify_chain", about=uuid4())
    all_sent()
    message = queue.get(no_ack=True)
    arguments, keywords, _ = message.payload
    assert (arguments, keywords) == ([str(job.pk)], {})
    assert queue.get(no_ack=True) is None
    assert "verify_chain" not in json.dumps(message.headers)
    assert str(job.about) not in json.dumps([message.headers, message.payload])


def test_a_day_of_work_sends_no_word(
    shared_world: World, queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    """Canaries in every field, all housekeeping asked for and done: none in message, row or log."""
    caplog.set_level(logging.DEBUG)
    told(shared_world)
    jobs.sweep()
    for job in Job.objects.all():
        jobs.run(str(job.pk))
    all_sent()
    rows = [repr(row).encode() for row in Job.objects.values_list()]
    everything = b"\n".join([*messages(queue), *rows, caplog.text.encode()])
    assert rows
    assert b"clear_expired" in everything
    assert {c for c in CANARIES for spelling in spellings(c) if spelling in everything} == set()


def test_a_job_row_has_no_room_for_words() -> None:
    """Ids, times, numbers, a state, and the name of a kind; no text, no bytes, no JSON."""
    room = {column.name: type(column) for column in Job._meta.concrete_fields}
    held = (models.UUIDField, models.DateTimeField, models.PositiveSmallIntegerField)
    assert {name for name, kind in room.items() if not issubclass(kind, held)} == {"kind", "state"}
    assert not any(issubclass(kind, SealedField) for kind in room.values())


def test_jobs_are_enqueued_with_a_name_in_the_code() -> None:
    """What is put down as a kind is a constant, so no word can travel as one."""
    loose = [
        (str(path.relative_to(ROOT)), node.lineno)
        for path, node in calls("enqueue")
        if not (node.args and isinstance(node.args[0], ast.Constant))
    ]
    assert loose == []


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function of that name in the code."""
    for app_name in APPS:
        for path in (ROOT / app_name).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and called(node) == name:
                    yield path, node


def called(node: ast.Call) -> str:
    """The last part of a called name."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


@pytest.mark.parametrize("way", ["delay", "apply_async", "send_task", "signature", "s"])
def test_nobody_sends_a_message_past_the_outbox(way: str) -> None:
    """One place sends, and it sends an id."""
    places = {str(path.relative_to(ROOT)) for path, _ in calls(way)}
    assert places <= {"accounts/actions/jobs.py"}


def test_a_worker_is_given_ids_alone() -> None:
    """The tasks there are, and what they take."""
    tasks = {name for name in app.tasks if not name.startswith("celery.")}
    assert tasks == {"accounts.jobs.run", "accounts.jobs.sweep"}
    assert jobs.run.run.__annotations__ == {"job_id": str, "return": None}
    assert jobs.sweep.run.__annotations__ == {"return": None}
    assert outbox.enqueue.__annotations__ == {
        "kind": str,
        "about": UUID | None,
        "not_before": datetime | None,
        "return": Job,
    }


def test_a_failing_job_logs_no_word_of_its_error(
    transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    """An error of a parser or a database quotes what it choked on. The log does not."""

    def chokes(about: UUID | None) -> jobs.Effect:
        raise ValueError("Canaryshirin")

    known = dict(jobs.KINDS)
    jobs.job("chokes")(chokes)
    try:
        jobs.run(str(outbox.enqueue("chokes").pk))
    finally:
        jobs.KINDS.clear()
        jobs.KINDS.update(known)
    [record] = [one for one in caplog.records if one.name == "accounts.jobs"]
    written = BareFormatter().format(record)
    assert "ValueError" in written
    assert "Canaryshirin" not in written
    assert app.conf.worker_hijack_root_logger is False
