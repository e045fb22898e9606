"""What a hostile parser would try; run inside the confined child by `test_confinement`.

Everything is imported here, before the rights are gone, so that only the act itself can fail.
"""

import ctypes
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SECRET = Path("/etc/passwd")


def tried(*acts: Callable[[], object]) -> bytes:
    """Name each act that went through."""
    done = []
    for act in acts:
        try:
            act()
        except (OSError, sqlite3.Error):
            continue
        done.append(act.__name__)
    return json.dumps(done).encode()


def network(data: bytes) -> bytes:
    def connect() -> None:
        socket.socket().connect(("127.0.0.1", int(data)))

    def tcp() -> None:
        socket.socket()

    def unix() -> None:
        socket.socket(socket.AF_UNIX)

    def netlink() -> None:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)

    def pair() -> None:
        socket.socketpair()

    return tried(connect, tcp, unix, netlink, pair)


def disk(data: bytes) -> bytes:
    folder = Path(os.fsdecode(data))

    def read() -> None:
        SECRET.read_bytes()

    def listing() -> None:
        next(os.scandir("/"))

    def status() -> None:
        SECRET.stat()

    def write() -> None:
        (folder / "leak").write_bytes(b"leak")

    def memory_file() -> None:
        os.memfd_create("leak")

    return tried(read, listing, status, write, memory_file)


def paths(data: bytes) -> bytes:
    """What needs no open file: a path alone."""
    folder = Path(os.fsdecode(data))

    def make_folder() -> None:
        (folder / "folder").mkdir()

    def link() -> None:
        (folder / "link").symlink_to(SECRET)

    def remove() -> None:
        (folder / "kept").unlink()

    def rename() -> None:
        (folder / "kept").rename(folder / "moved")

    def mode() -> None:
        (folder / "kept").chmod(0o777)

    return tried(make_folder, link, remove, rename, mode)


def database(data: bytes) -> bytes:
    def open_file() -> None:
        sqlite3.connect(os.fsdecode(data)).execute("select * from kept")

    def attach() -> None:
        sqlite3.connect(":memory:").execute("attach ? as other", [os.fsdecode(data)]).execute(
            "select * from other.kept"
        )

    return tried(open_file, attach)


def processes(data: bytes) -> bytes:
    def fork() -> None:
        if os.fork() == 0:
            os._exit(0)

    def execute() -> None:
        os.execv(sys.executable, [sys.executable, "-c", ""])

    def run() -> None:
        subprocess.run(["/bin/true"], check=False)

    def kill_parent() -> None:
        os.kill(int(data), signal.SIGTERM)

    def look_at_parent() -> None:
        if ctypes.CDLL(None).ptrace(16, int(data), 0, 0) != 0:
            raise PermissionError

    return tried(fork, execute, run, kill_parent, look_at_parent)


def inheritance(_data: bytes) -> bytes:
    """What the child was given: environment, arguments, modules; descriptors that answer."""
    alive = []
    for number in range(3, 256):
        try:
            os.lseek(number, 0, os.SEEK_CUR)
        except OSError as error:
            # ESPIPE is an open pipe or socket; EBADF is nothing at all.
            alive += [number] if error.errno != 9 else []
        else:
            alive.append(number)
    return json.dumps(
        {
            "environment": dict(os.environ),
            "descriptors": alive,
            "django": "django" in sys.modules,
        }
    ).encode()


def echo(data: bytes) -> bytes:
    return data


def spin(_data: bytes) -> bytes:
    while True:
        pass


def swallow_memory(_data: bytes) -> bytes:
    hoard = []
    while True:
        hoard.append(bytearray(16 << 20))


def flood(_data: bytes) -> bytes:
    return bytes(10 << 20)


def say_and_stay(_data: bytes) -> bytes:
    os.write(1, b"half an answer")
    while True:
        pass


def die(_data: bytes) -> bytes:
    ctypes.string_at(0)
    return b"alive"


def leave(_data: bytes) -> bytes:
    os._exit(0)


def fail(data: bytes) -> bytes:
    raise RuntimeError(data.decode())


def never_read() -> None:
    """Not a probe: takes no data, so the child fails on calling it."""
