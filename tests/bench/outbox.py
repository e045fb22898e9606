"""The outbox: jobs asked for and done in a second, and how soon a worker wakes up."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from accounts.models import Job
from config.run import ROOT
from tests.accounts.brokers import Folders, Rabbit, running
from tests.bench.figures import Figure, Target, figure
from tests.bench.scene import Scene

NAMES = ("outbox_jobs", "outbox_wake_up")
NEEDS_CASES = False
KIND = "nothing_for_bench"
_AT_LEAST = {"postgresql": 200, "sqlite": 15}
_WITHIN = 120
ASKERS = 4  # web processes that ask at the same time


def measure(scene: Scene) -> Iterator[Figure]:
    """Jobs a second, from asking to done, beside writing the same three rows by hand; and the
    median time from asking to done of single jobs."""
    embedded = scene.database == "sqlite"
    with tempfile.TemporaryDirectory(prefix="homeward-broker-") as folder:
        kind = Folders if embedded else Rabbit
        with running(kind, Path(folder)) as broker:
            here = os.environ | scene.house.environment | {"HOMEWARD_BROKER_URL": broker.url}
            with _worker(here, Path(folder)):
                yield from _figures(scene, here)


def _figures(scene: Scene, here: dict[str, str]) -> Iterator[Figure]:
    _asked_and_done(here, 20, 0.0)
    count = scene.scaled(300 if scene.database == "sqlite" else 3000, 50)
    _asked_and_done(here, count, 0.0)
    ends = Job.objects.filter(kind=KIND).aggregate(first=Min("made_at"), last=Max("finished_at"))
    yield figure(
        "outbox_jobs",
        Job.objects.filter(kind=KIND).count() / (ends["last"] - ends["first"]).total_seconds(),
        "jobs/s",
        limit=_by_hand(scene.scaled(500, 50)),
        target=Target("value", _AT_LEAST[scene.database], at_least=True),
        database=scene.database,
    )
    _asked_and_done(here, scene.scaled(30, 10), 0.4)
    waits = [done - made for made, done in _times()]
    seconds = [wait / timedelta(seconds=1) for wait in waits]
    yield figure(
        "outbox_wake_up",
        statistics.median(seconds),
        "s",
        limit=min(seconds),
        target=Target("value", 1),
        database=scene.database,
        worst=max(seconds),
    )


def _times() -> list[tuple[object, object]]:
    return list(Job.objects.filter(kind=KIND).values_list("made_at", "finished_at"))


def _asked_and_done(here: dict[str, str], count: int, pause: float) -> None:
    """Has so many jobs asked for by another process, and waits until all are done."""
    Job.objects.all().delete()
    askers = 1 if pause or here["HOMEWARD_BROKER_URL"].startswith("filesystem") else ASKERS
    command = [sys.executable, "-m", "tests.bench.outbox_jobs", str(count // askers), str(pause)]
    asking = [subprocess.Popen(command, cwd=ROOT, env=here) for _ in range(askers)]
    if any(one.wait(_WITHIN) for one in asking):
        raise RuntimeError("the jobs could not be asked for")
    count = count // askers * askers
    deadline = time.monotonic() + _WITHIN
    while Job.objects.filter(kind=KIND, state=Job.State.DONE).count() < count:
        if time.monotonic() > deadline:
            raise RuntimeError("the jobs were not done in time")
        time.sleep(0.05)


def _by_hand(count: int) -> float:
    """Jobs a second of one process that writes, claims and ends each by hand, with no broker."""
    started, now = time.perf_counter(), timezone.now()
    for _ in range(count):
        pk = uuid4()
        with transaction.atomic():
            Job.objects.bulk_create([Job(pk=pk, kind="by_hand", made_at=now, not_before=now)])
        Job.objects.filter(pk=pk, state="waiting").update(state="claimed")
        with transaction.atomic():
            Job.objects.filter(pk=pk, state="claimed").update(state="done")
    return count / (time.perf_counter() - started)


@contextmanager
def _worker(here: dict[str, str], folder: Path) -> Iterator[None]:
    """A worker as `make run` starts it on this machine, with four processes beside a server."""
    several = "1" if here["HOMEWARD_BROKER_URL"].startswith("filesystem") else "4"
    command = [sys.executable, "-m", "celery", "--app=config", "worker"]
    command += [f"--concurrency={several}", "--without-gossip", "--without-mingle"]
    command += ["--without-heartbeat", "--loglevel=error", "--include=tests.bench.outbox_jobs"]
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=here, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)
