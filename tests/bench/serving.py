"""The real web server, as `make run` starts it: two processes, a few threads each."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from config.run import ROOT, web_command
from tests.bench.databases import House

APPLICATION = "config.wsgi:application"
YARDSTICK = "tests.bench.yardstick.wsgi:application"
_START_WITHIN = 60


@contextmanager
def served(house: House, application: str = APPLICATION) -> Iterator[int]:
    """Serves a house for a while; gives the port."""
    port = _free_port()
    command = [
        application if part == APPLICATION else part for part in web_command(port, ["127.0.0.1"])
    ]
    log = house.folder / f"web-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | house.environment, stdout=out, stderr=out
        )
    try:
        _wait(process, port, log.read_text)
        yield port
    except BaseException:
        print(log.read_text()[-4000:], file=sys.stderr)  # why it did not go well
        raise
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int, words: "object") -> None:
    deadline = time.monotonic() + _START_WITHIN
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the web server did not start: {words()}")  # type: ignore[operator]
        time.sleep(0.1)


def _answers(port: int) -> bool:
    door = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        door.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return door.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        door.close()
