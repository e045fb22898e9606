"""`make run`: the whole house on one machine, with the demo organisation, until Ctrl-C."""

import errno
import fcntl
import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.supervisor import TICK, Service, Supervisor

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
START_WITHIN = 120.0

BAD_PORT = (
    "HOMEWARD_PORT must be a number from 1024 to 65535, not {port!r}. "
    "Try: make run HOMEWARD_PORT=8001"
)
PORT_TAKEN = (
    "Port {port} is in use by another program. Stop that program, or choose another port: "
    "make run HOMEWARD_PORT={other}"
)
RUNNING = (
    "Homeward is already running at {address}. Open that address, or press Ctrl-C where it was "
    "started before you start it again."
)
NO_DATA = (
    "Homeward cannot keep its data in {data} ({reason}). Make that folder yours, or name another: "
    "make run HOMEWARD_DATA=/a/folder/of/yours"
)
NOT_PREPARED = "The demo could not be prepared. What went wrong is at the end of {log}:\n\n{lines}"
ENDED = (
    "The {name} ended by itself (exit code {code}), so everything was stopped. "
    "Its last words, from {log}:\n\n{lines}"
)
SILENT = (
    "The web server did not answer within {seconds:.0f} seconds. "
    "Its last words, from {log}:\n\n{lines}"
)

READY = """
Homeward is running, with a fictional demo organisation:

    http://localhost:{port}
"""
HINTS = """
`make code`, in another terminal, prints the one-time codes of this moment.
Press Ctrl-C here to stop everything. The data stays in {data}.
"""


class Refusal(Exception):
    """What stands in the way, as one sentence for the person at the terminal."""


def port() -> int:
    """Gives the port to serve at (HOMEWARD_PORT, else 8000)."""
    text = os.environ.get("HOMEWARD_PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535):
        raise Refusal(BAD_PORT.format(port=text))
    return int(text)


def data_folder() -> Path:
    """Gives the folder that holds database, keys, broker and logs; nobody else may read it."""
    data = Path(os.environ.get("HOMEWARD_DATA") or ROOT / "var").resolve()
    try:
        for folder in (data, data / "logs", data / "static"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
    except OSError as error:
        raise Refusal(NO_DATA.format(data=data, reason=error.strerror)) from error
    return data


@contextmanager
def running_alone(data: Path, address: str) -> Iterator[None]:
    """Takes the data folder and our address; holds the folder for one Homeward at a time."""
    with (data / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Refusal(RUNNING.format(address=lock.read() or address)) from error
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def open_doors(number: int) -> list[str]:
    """Takes a port; gives the loopback addresses to bind, or refuses where one is taken.

    A browser tries ::1 first for `localhost`, so a stranger there would answer in our place."""
    return [host for family, host in LOOPBACK if is_free(family, host, number)]


def is_free(family: socket.AddressFamily, host: str, number: int) -> bool:
    """Takes an address; true where it can be bound, false where this machine has no such family."""
    try:
        probe = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return False
    with probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return can_bind(probe, host, number)


def can_bind(probe: socket.socket, host: str, number: int) -> bool:
    """Takes a socket and an address; refuses where another program holds it."""
    try:
        probe.bind((host, number))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refusal(PORT_TAKEN.format(port=number, other=number + 1)) from error
        return False
    return True


def web_command(number: int, hosts: list[str]) -> list[str]:
    """Takes port and addresses; gives the web server's command: two processes, a few threads."""
    binds = [f"--bind={f'[{host}]' if ':' in host else host}:{number}" for host in hosts]
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--workers=2", "--threads=4", "--graceful-timeout=5", "--no-control-socket"),
        *binds,
    ]


def celery_command(*arguments: str) -> list[str]:
    """Takes Celery's own arguments; gives the command."""
    return [sys.executable, "-m", "celery", "--app=config", *arguments]


def prepare(supervisor: Supervisor) -> bool:
    """Takes the supervisor; brings database and demo up to date; false where it was stopped."""
    log = supervisor.logs / "prepare.log"
    code = supervisor.finish([sys.executable, "-m", "config.prepare"], errors=log)
    if code:
        lines = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        raise Refusal(NOT_PREPARED.format(log=log, lines=lines))
    return code == 0


def start_all(supervisor: Supervisor, number: int, hosts: list[str]) -> Service:
    """Takes supervisor, port and addresses; starts web, worker and clock; gives the web server."""
    web = supervisor.start("web server", *web_command(number, hosts))
    supervisor.start(
        "worker",
        *celery_command("worker", "--concurrency=1", "--loglevel=warning"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    )
    schedule = f"--schedule={supervisor.logs.parent / 'beat'}"
    beat = celery_command("beat", schedule, "--pidfile=", "--loglevel=warning")
    supervisor.start("clock", *beat)
    return web


def answers(number: int) -> bool:
    """Takes the port; tells whether the front page comes."""
    with suppress(OSError, http.client.HTTPException):
        door = http.client.HTTPConnection("127.0.0.1", number, timeout=5)
        door.request("GET", "/", headers={"Host": f"localhost:{number}"})
        return door.getresponse().status < 500
    return False


def refuse_ended(service: Service) -> None:
    """Takes a service that ended by itself; says which, and why."""
    code = service.process.returncode
    raise Refusal(
        ENDED.format(name=service.name, code=code, log=service.log, lines=service.last_lines())
    )


def wait_for_front_page(supervisor: Supervisor, web: Service, number: int) -> None:
    """Takes what was started; returns when the front page comes or a stop is asked for."""
    deadline = time.monotonic() + START_WITHIN
    while not supervisor.asked and not answers(number):
        if ended := supervisor.ended():
            refuse_ended(ended)
        if time.monotonic() > deadline:
            lines = web.last_lines()
            raise Refusal(SILENT.format(seconds=START_WITHIN, log=web.log, lines=lines))
        time.sleep(TICK)


def welcome(supervisor: Supervisor, number: int, data: Path) -> None:
    """Takes what runs where; tells the person how to get in, as whom, and how to stop."""
    print(READY.format(port=number), flush=True)
    table = [sys.executable, "manage.py", "demo_accounts", "--table"]
    supervisor.finish(table, errors=supervisor.logs / "people.log")
    print(HINTS.format(data=data), flush=True)


def serve(supervisor: Supervisor, number: int, data: Path) -> None:
    """Takes the supervisor, port and data folder; serves until asked to stop."""
    hosts = open_doors(number)
    if not prepare(supervisor):
        return
    web = start_all(supervisor, number, hosts)
    wait_for_front_page(supervisor, web, number)
    if not supervisor.asked:
        welcome(supervisor, number, data)
    if ended := supervisor.watch():
        refuse_ended(ended)


def run() -> None:
    """Prepares, starts, serves, and ends all it started, however it comes to an end."""
    os.umask(0o077)
    number, data = port(), data_folder()
    here = {"HOMEWARD_MODE": "demo", "HOMEWARD_DATA": str(data), "HOMEWARD_PORT": str(number)}
    supervisor = Supervisor(logs=data / "logs", environment=os.environ | here)
    with running_alone(data, f"http://localhost:{number}"):
        supervisor.listen()
        try:
            serve(supervisor, number, data)
        finally:
            print("\nStopping ...", flush=True)
            supervisor.stop()


def main() -> int:
    """Gives the exit code; what stands in the way is said in one sentence."""
    try:
        run()
    except Refusal as sentence:
        print(f"\n{sentence}\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
