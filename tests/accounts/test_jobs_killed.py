"""The outbox with a real worker that is killed in the middle, and a broker that forgets."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from accounts import jobs
from accounts.actions import jobs as outbox
from accounts.models import (
    Job,
)
from config.broker import folders
from config.celery import app
from tests.accounts.test_jobs import lease_ran_out, make_due
from tests.server import ROOT, database_url


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts real workers on this test's database and a broker of its own; all end with it."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "celery", "--app=config", "worker", "--concurrency=1"]
        quiet = [
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            "--loglevel=warning",
        ]
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(
                subprocess.Popen(
                    [*command, *quiet, "--include=tests.accounts.slow_job"],
                    env=os.environ
                    | {"HOMEWARD_DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)},
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        return started[-1]

    yield start
    for process in started:
        killed(process)


def killed(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 of the worker and all it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(true: Callable[[], bool]) -> None:
    """Wait for it, a minute at most."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    pytest.fail("it did not come to pass")


def lose_every_message() -> None:
    """The broker's data is gone."""
    with app.connection_for_write() as channel:
        queue = app.amqp.queues[app.conf.task_default_queue](channel.default_channel)
        queue.declare()
        queue.purge()
    if settings.BROKER_URL.startswith("filesystem:"):
        for place in folders(settings.DATA_DIR / "broker").values():
            shutil.rmtree(place, ignore_errors=True)
            Path(place).mkdir(mode=0o700)


@pytest.mark.django_db(transaction=True)
def test_kill_the_worker_and_lose_the_broker(
    worker: Callable[[], "subprocess.Popen[bytes]"],
) -> None:
    """Twelve jobs, three kills in the middle of one, messages lost: each takes effect once."""
    lose_every_message()
    made = [outbox.enqueue("slow_for_tests", about=uuid4()) for _ in range(12)]
    ours = Job.objects.filter(kind="slow_for_tests")
    for kill in range(3):
        process = worker()
        until(lambda: ours.filter(state=Job.State.CLAIMED).exists())
        killed(process)
        if kill == 1:
            lose_every_message()
        for job in ours.filter(state=Job.State.CLAIMED):
            lease_ran_out(job)
        jobs.sweep()
    worker()
    until(lambda: sweep_and_count(ours) == 0)
    assert {job.state for job in ours} == {Job.State.DONE}
    assert sum(job.tries > 1 for job in ours) >= 1
    effects = Job.objects.filter(kind="effect_of_a_test").values_list("about", flat=True)
    assert sorted(effects) == sorted(job.about for job in made)
    lose_every_message()


def sweep_and_count(ours: object) -> int:
    """What the clock does, sooner; gives how many are not done."""
    for job in Job.objects.filter(kind="slow_for_tests", state=Job.State.WAITING, tries__gt=0):
        make_due(job)
    jobs.sweep()
    time.sleep(1)
    return Job.objects.filter(kind="slow_for_tests").exclude(state=Job.State.DONE).count()
