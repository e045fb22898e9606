"""A real web server over the present test's database, to be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """A port nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """The address of the test database itself, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{found['NAME']}"
    user = ":".join(filter(None, (quote(found["USER"]), quote(found["PASSWORD"]))))
    return f"postgresql://{user}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


class Server:
    """gunicorn with two workers, in a process group of its own."""

    def __init__(
        self,
        workers: int = 2,
        *,
        application: str = "config.wsgi",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.workers = workers
        self.application = application
        self.environment = environment or {}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        environment = os.environ | {
            "HOMEWARD_MODE": settings.MODE,
            "HOMEWARD_DATA": str(settings.DATA_DIR),
            "HOMEWARD_DATABASE_URL": database_url(),
            **self.environment,
        }
        command = [sys.executable, "-m", "gunicorn", self.application, "--threads", "4"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers)]
        self.process = subprocess.Popen(
            [*command, "--log-level", "error"], cwd=ROOT, env=environment, start_new_session=True
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(200):
            try:
                self.get("/")
            except (OSError, HTTPException):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server does not answer")

    def get(self, path: str) -> int:
        """The status of one page, for a stranger."""
        link = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request("GET", path, headers={"Host": "localhost"})
            return link.getresponse().status
        finally:
            link.close()

    def kill(self) -> None:
        """kill -9 of every process of it, at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
