"""Brokers of a test's own, to be killed with their data: folders, a RabbitMQ node, a Redis server."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.server import free_port

RABBIT = "/usr/lib/rabbitmq/bin/rabbitmq-server"


class Folders:
    """The embedded broker: there is nothing to kill, but its folders can be lost."""

    url = "filesystem://"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self) -> None:
        """Workers and web make the folders; between two starts they are there again."""
        for place in ("messages", "control"):
            (self.folder / "broker" / place).mkdir(mode=0o700, parents=True, exist_ok=True)

    def kill(self, *, lose: bool) -> None:
        """Lose every message."""
        if lose:
            shutil.rmtree(self.folder / "broker", ignore_errors=True)


class _Served:
    """A broker that is a program with a port and a data folder."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "broker-data", free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.data.mkdir(exist_ok=True)
        with (self.data.parent / "broker.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=os.environ | self.environment, cwd=self.data,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        for _ in range(600):
            if self._answers():
                return
            time.sleep(0.1)
        raise RuntimeError("the broker does not answer")

    def kill(self, *, lose: bool) -> None:
        """kill -9, and with it all that it had kept, if wished."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        if lose:
            shutil.rmtree(self.data, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(self.hello)
                return bool(line.recv(1))
        except OSError:
            return False

    command: list[str]
    environment: Mapping[str, str] = {}
    hello: bytes


class Redis(_Served):
    """A Redis server that writes down every message."""

    hello = b"PING\r\n"

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def command(self) -> list[str]:  # type: ignore[override]
        """How it is started."""
        return [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--appendonly",
            "yes",
        ]


class Rabbit(_Served):
    """A RabbitMQ node, beside any other on this machine."""

    hello = b"AMQP\x00\x00\x09\x01"
    command = [RABBIT]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @property
    def environment(self) -> Mapping[str, str]:  # type: ignore[override]
        """What keeps it apart from other nodes."""
        return {
            "HOME": str(self.data),
            "RABBITMQ_NODENAME": f"homeward{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.data),
            "RABBITMQ_LOG_BASE": str(self.data),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.data / "plugins"),
            "RABBITMQ_PID_FILE": str(self.data / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self.data / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(self.data / "none"),
        }


Broker = Folders | Redis | Rabbit


@contextmanager
def running(kind: type[Broker], folder: Path) -> Iterator[Broker]:
    """A broker for the length of a test."""
    broker = kind(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill(lose=True)
