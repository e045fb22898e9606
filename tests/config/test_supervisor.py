"""What is started together ends together, also what it started itself."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from config.supervisor import Supervisor

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    return Supervisor(logs=tmp_path, environment=dict(os.environ), patience=0.5)


def written(log: Path) -> str:
    for _ in range(200):
        if text := log.read_text().strip():
            return text
        time.sleep(0.05)
    raise AssertionError(f"{log.name} stayed empty")


def is_gone(pid: int) -> bool:
    """An orphan stays a zombie until its new parent looks, which in a container may be never."""
    for _ in range(100):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_stopping_ends_children_of_children(supervisor: Supervisor) -> None:
    service = supervisor.start("parent", sys.executable, "-c", PARENT)
    grandchild = int(written(service.log))
    supervisor.stop()
    assert service.process.returncode == -signal.SIGTERM
    assert is_gone(grandchild)


def test_one_that_does_not_listen_is_ended_by_force(supervisor: Supervisor) -> None:
    service = supervisor.start("deaf", sys.executable, "-c", STUBBORN)
    written(service.log)
    supervisor.stop()
    assert service.process.returncode == -signal.SIGKILL


def test_the_first_to_end_by_itself_is_named(supervisor: Supervisor) -> None:
    supervisor.start("parent", sys.executable, "-c", PARENT)
    ill = supervisor.start("ill", sys.executable, "-c", "raise SystemExit('no more paper')")
    assert supervisor.watch() is ill
    assert ill.last_lines() == "no more paper"
    supervisor.stop()


def test_a_request_to_stop_ends_the_watch_and_what_runs_in_front(supervisor: Supervisor) -> None:
    supervisor.ask(signal.SIGINT, None)
    assert supervisor.watch() is None
    command = [sys.executable, "-c", PARENT]
    assert supervisor.finish(command, errors=supervisor.logs / "front.log") is None
