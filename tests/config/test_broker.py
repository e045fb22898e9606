"""What travels to a worker, through the broker these tests run with: ids, as JSON, and no more."""

import importlib
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from kombu.simple import SimpleQueue

from config import broker
from config.celery import app


@pytest.fixture
def queue() -> Iterator[SimpleQueue]:
    with app.connection_for_read() as connection:
        queue = SimpleQueue(connection, f"homeward-test-{uuid4().hex}")
        yield queue
        queue.close()
        queue.queue.delete()


def test_a_message_carries_the_id_it_was_given_and_nothing_else(queue: SimpleQueue) -> None:
    row = str(uuid4())
    with app.connection_for_write() as connection:
        app.send_task("accounts.jobs.run", [row], queue=queue.queue.name, connection=connection)
    message = queue.get(timeout=10)
    message.ack()
    assert message.content_type == "application/json"
    arguments, keywords, _ = message.payload
    assert (arguments, keywords) == ([row], {})
    assert json.loads(message.body)[0] == [row]


def test_nothing_but_json_is_read_or_written() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.result_backend is None


def test_a_job_is_acknowledged_only_when_it_is_done() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_every_entry_of_the_clock_names_a_task_that_is_there() -> None:
    importlib.import_module("accounts.jobs")
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_the_embedded_broker_is_for_its_owner(tmp_path: Path) -> None:
    options = broker.folders(tmp_path / "broker")
    for folder in (tmp_path / "broker", *map(Path, options.values())):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
