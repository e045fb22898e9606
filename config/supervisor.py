"""Processes that live and die together: each in a session of its own, all ended as one."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO

TICK = 0.1
PATIENCE = 8.0
PR_SET_PDEATHSIG = 1  # prctl(2)


class Service:
    """One running program: its name, its log and its process group."""

    def __init__(
        self, name: str, command: Sequence[str], *, log: Path, environment: Mapping[str, str]
    ) -> None:
        self.name, self.log = name, log
        with log.open("wb") as errors:
            self.process = start(command, output=errors, errors=errors, environment=environment)

    def last_lines(self, count: int = 12) -> str:
        """Takes how many; gives the end of what the program wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def start(
    command: Sequence[str],
    *,
    output: IO[bytes] | None = None,
    errors: IO[bytes] | None = None,
    environment: Mapping[str, str],
) -> "subprocess.Popen[bytes]":
    """Takes a command and where its words go; gives the process, leader of its own session."""
    return subprocess.Popen(  # noqa: S603 (commands are our own, never typed by anybody)
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        env=environment,
        start_new_session=True,
        # Safe: the supervisor has one thread.
        preexec_fn=end_with_parent() if sys.platform == "linux" else None,  # noqa: PLW1509
    )


def end_with_parent() -> Callable[[], object]:
    """Gives what a child runs first: it is told to end when its supervisor is killed outright."""
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts services, notices when one ends or the person wants to stop, and ends them all."""

    def __init__(
        self, *, logs: Path, environment: Mapping[str, str], patience: float = PATIENCE
    ) -> None:
        self.logs, self.environment, self.patience = logs, environment, patience
        self.services: list[Service] = []
        self.asked = 0

    def listen(self) -> None:
        """From here on Ctrl-C, a plain kill and a closed terminal are requests to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, number: int, frame: FrameType | None) -> None:
        """A signal handler; it only counts, so that it can never interrupt a start half-way."""
        self.asked += 1

    def start(self, name: str, *command: str) -> Service:
        """Takes a name and a command; gives the service, started, its log emptied."""
        log = self.logs / f"{name.replace(' ', '-')}.log"
        service = Service(name, command, log=log, environment=self.environment)
        self.services.append(service)
        return service

    def ended(self) -> Service | None:
        """Gives the first service that is no longer running, if any."""
        return next((s for s in self.services if s.process.poll() is not None), None)

    def watch(self) -> Service | None:
        """Waits until a stop is asked for (gives None) or a service ends (gives it)."""
        while not self.asked:
            if service := self.ended():
                return service
            time.sleep(TICK)
        return None

    def finish(self, command: Sequence[str], *, errors: Path) -> int | None:
        """Takes a command that ends by itself; gives its exit code, None where a stop came first.

        It speaks to the terminal; its errors go to the file."""
        with errors.open("wb") as file:
            process = start(command, errors=file, environment=self.environment)
        while (code := process.poll()) is None and not self.asked:
            time.sleep(TICK)
        if code is None:
            end([process], patience=self.patience, hurry=lambda: self.asked > 1)
        return code

    def stop(self) -> None:
        """Ends every service and whatever it started; a second Ctrl-C makes it immediate."""
        asked = self.asked
        processes = [service.process for service in reversed(self.services)]
        end(processes, patience=self.patience, hurry=lambda: self.asked > asked)


def end(
    processes: Sequence["subprocess.Popen[bytes]"], *, patience: float, hurry: Callable[[], bool]
) -> None:
    """Takes session leaders; asks each to end, waits, then ends by force what is left of them.

    Only the leader is asked: it ends its own children in its own order."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + patience
    while any(p.poll() is None for p in processes) and time.monotonic() < deadline and not hurry():
        time.sleep(TICK)
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
