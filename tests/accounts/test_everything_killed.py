"""kill -9 of web, worker, beat and broker, the broker's data deleted: all is done, and once.

Without a broker's address in the environment the embedded one is tried; with one, RabbitMQ and
Redis, as nodes of the test's own.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from accounts.models import Job, MailAddress, Notice
from accounts.route import Route
from tests.accounts.brokers import Broker, Folders, Rabbit, Redis, running
from tests.accounts.mailbox import Mailbox, mailbox
from tests.accounts.test_jobs import lease_ran_out, make_due
from tests.accounts.test_mail import ADDRESS, SENDER, told, wants
from tests.server import ROOT, Server, database_url
from tests.world import World

EMBEDDED = settings.BROKER_URL.startswith("filesystem:")
BROKERS: list[type[Broker]] = [Folders] if EMBEDDED else [Rabbit, Redis]
VICTIMS = ("worker", "broker", "web", "beat", "broker and data", "everything")
EACH = 8


def celery(*arguments: str) -> list[str]:
    """A process of Celery's own."""
    return [sys.executable, "-m", "celery", "--app=config", *arguments, "--loglevel=error"]


class House:
    """Web, worker and beat as real processes on the test's database and a broker of its own."""

    def __init__(self, broker: Broker, folder: Path, **more: str) -> None:
        self.broker, self.folder = broker, folder
        self.environment = {
            "HOMEWARD_DATABASE_URL": database_url(),
            "HOMEWARD_BROKER_URL": broker.url,
            "HOMEWARD_DATA": str(folder),
            "HOMEWARD_KEYS": str(settings.KEYS.folder),
            "PYTHONPATH": str(ROOT),
            **more,
        }
        (folder / "static").mkdir(exist_ok=True)
        self.web = Server(1, application="tests.accounts.jobs_web", environment=self.environment)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start one of them, or all."""
        if name in {"web", "everything"}:
            self.web.start()
        if name in {"worker", "everything"}:
            quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
            include = "--include=tests.accounts.slow_job"
            self._run("worker", *celery("worker", "--concurrency=1", *quiet, include))
        if name in {"beat", "everything"}:
            schedule = f"--schedule={self.folder / 'beat'}"
            self._run("beat", *celery("beat", schedule, "--pidfile="))

    def _run(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, env=os.environ | self.environment, cwd=ROOT,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """kill -9 of one of them with all it started, or of all; and start it again."""
        if name.startswith("broker") or name == "everything":
            self.broker.kill(lose=name != "broker")
        self._end(name)
        if name.startswith("broker") or name == "everything":
            self.broker.start()
        self.start(name)

    def _end(self, name: str) -> None:
        if name in {"web", "everything"}:
            self.web.kill()
        for one in list(self.processes):
            if name in {one, "everything"}:
                process = self.processes.pop(one)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def end(self) -> None:
        """All of them."""
        self._end("everything")

    def ask(self, about: UUID) -> bool:
        """Business that needs a job; whether it was acknowledged."""
        line = HTTPConnection("127.0.0.1", self.web.port, timeout=20)
        try:
            line.request("POST", f"/{about}")
            return line.getresponse().status == 201
        except (OSError, HTTPException):
            return False
        finally:
            line.close()


@pytest.fixture(params=BROKERS, ids=lambda kind: kind.__name__)
def house(request: Any, transactional_db: None, tmp_path: Path) -> Iterator[House]:
    """A house on each kind of broker."""
    with running(request.param, tmp_path) as broker:
        found = House(broker, tmp_path)
        try:
            found.start("everything")
            yield found
        finally:
            found.end()


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail("it did not come to pass")
        time.sleep(0.1)


def ours() -> Any:
    """The jobs of this test."""
    return Job.objects.filter(kind="counted_for_tests")


def time_passes() -> None:
    """Leases of dead workers run out, and pauses are over."""
    for job in ours().filter(state=Job.State.CLAIMED):
        lease_ran_out(job)
    for job in ours().filter(state=Job.State.WAITING, tries__gt=0):
        make_due(job)


def count_at_rest() -> int:
    """How many are not done, while the clock goes on by itself."""
    time.sleep(1)
    return int(ours().exclude(state=Job.State.DONE).count())


def test_nothing_is_lost_and_nothing_done_twice(house: House) -> None:
    """Six deaths between 48 pieces of business; what was acknowledged takes effect, once."""
    dice, acknowledged = random.Random(11), []
    for victim in VICTIMS:
        moment = dice.randrange(2, EACH)
        for number in range(EACH):
            if number == moment:
                house.kill(victim)
                time_passes()
            about = uuid4()
            if house.ask(about):
                acknowledged.append(about)
    until(lambda: time_passes() or count_at_rest() == 0)  # type: ignore[func-returns-value]
    effects = list(Job.objects.filter(kind="effect_of_a_test").values_list("about", flat=True))
    assert len(acknowledged) > EACH * len(VICTIMS) - 10
    assert set(acknowledged) <= set(effects)
    assert len(effects) == len(set(effects)) == ours().count()


@pytest.fixture
def box(transactional_db: None) -> Iterator[Mailbox]:
    """A mail server that the settings name."""
    with mailbox() as server, override_settings(MAIL=Route.of(server.url, SENDER)):
        yield server


@pytest.mark.parametrize(
    ("moment", "mailed"), [("RCPT", 1), ("DATA", 0), ("END", 1)], ids=["before", "between", "after"]
)
def test_a_worker_killed_while_it_mails_never_mails_twice(
    shared_world: World, box: Mailbox, tmp_path: Path, moment: str, mailed: int
) -> None:
    """Before anything was given, it is mailed after all; from then on, never again that day.

    The one mail that can be lost, to a death between the mark and the message, goes out when the
    member has not looked for three days.
    """
    wants(shared_world.mina)
    told(shared_world.mina)
    mails = {"HOMEWARD_MAIL_URL": box.url, "HOMEWARD_MAIL_FROM": SENDER}
    with running(Folders, tmp_path) as broker:
        house = House(broker, tmp_path, **mails)
        try:
            _killed_at(house, box, moment)
            house.start("worker")
            until(lambda: _mail_due() == 0 and len(box.taken) >= mailed)
            assert box.receivers == [ADDRESS] * mailed
            MailAddress.objects.update(mailed_at=timezone.now() - timedelta(days=4))
            Job.objects.filter(kind="mail_again").delete()
            until(lambda: Job.objects.filter(kind="mail_again", state="done").exists())
            until(lambda: _mail_due() == 0 and len(box.taken) > mailed)
            assert box.receivers == [ADDRESS] * (mailed + 1)
        finally:
            house.end()
    assert Notice.objects.filter(seen=False).count() == 1


def _killed_at(house: House, box: Mailbox, moment: str) -> None:
    """Mail, and die when the mail server hears this command."""
    killed = []

    def kill() -> None:
        if not killed:
            killed.append(moment)
            process = house.processes.pop("worker")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    box.before = {moment: kill}
    for job in Job.objects.filter(kind="mail"):
        make_due(job)
    house.start("worker")
    house.start("beat")
    until(lambda: bool(killed) and "worker" not in house.processes)
    house.kill("beat")
    for job in Job.objects.filter(state=Job.State.CLAIMED):
        lease_ran_out(job)


def _mail_due() -> int:
    """Mail that is still to be sent, all of it due at once."""
    for job in Job.objects.filter(kind="mail", state=Job.State.WAITING):
        make_due(job)
    time.sleep(0.3)
    return Job.objects.filter(kind="mail").exclude(state=Job.State.DONE).count()
