"""`make run`, really started: it answers, it refuses with a sentence, it leaves nothing behind."""

import fcntl
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from config import prepare

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = [sys.executable, "-m", "config.run"]
WITHIN = 180


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(data: Path, port: int | str) -> dict[str, str]:
    """The demo's own database and broker, also where the tests run on a server's."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HOMEWARD_")}
    return clean | {"HOMEWARD_DATA": str(data), "HOMEWARD_PORT": str(port)}


def run(data: Path, port: int | str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        COMMAND,
        cwd=ROOT,
        env=surroundings(data, port),
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )


@pytest.fixture
def house(data: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=surroundings(data, port),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    yield process
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


def words_until_running(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    words = ""
    for line in process.stdout:
        words += line
        if "Press Ctrl-C" in line:
            return words
    raise AssertionError(words)


def front_page(port: int) -> int:
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    door.request("GET", "/", headers={"Host": f"localhost:{port}"})
    with closing(door):
        return door.getresponse().status


def whose_data(data: Path) -> set[int]:
    """Every living process that was started with this data folder."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"HOMEWARD_DATA={data}".encode() in (place / "environ").read_bytes():
                found.add(int(place.name))
    return found


def wait_until_nobody(data: Path) -> set[int]:
    deadline = time.monotonic() + 60
    while (left := whose_data(data)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def test_it_answers_says_who_can_sign_in_and_leaves_nothing_running(
    house: "subprocess.Popen[str]", data: Path, port: int
) -> None:
    words = words_until_running(house)
    assert f"http://localhost:{port}" in words
    assert "coordinator" in words
    assert front_page(port) == 200
    assert len(whose_data(data)) >= 6  # supervisor, web and its two, worker, clock
    house.send_signal(signal.SIGINT)
    house.communicate(timeout=60)
    assert house.returncode == 0
    assert wait_until_nobody(data) == set()


def test_a_second_run_keeps_the_data_and_a_third_says_it_is_running(
    house: "subprocess.Popen[str]", data: Path, port: int
) -> None:
    database = data / "homeward.sqlite3"
    birth = database.stat().st_ino
    words_until_running(house)
    assert database.stat().st_ino == birth
    again = run(data, port)
    assert again.returncode == 1
    assert f"already running at http://localhost:{port}" in again.stderr


def test_a_part_that_dies_is_named_and_takes_the_rest_with_it(
    house: "subprocess.Popen[str]", data: Path
) -> None:
    words_until_running(house)
    for pid in whose_data(data):
        with suppress(OSError):
            if b"\0beat\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
    words, _ = house.communicate(timeout=60)
    assert house.returncode == 1
    assert "The clock ended by itself" in words
    assert "clock.log" in words
    assert wait_until_nobody(data) == set()


def test_nothing_outlives_a_supervisor_that_is_killed(
    house: "subprocess.Popen[str]", data: Path
) -> None:
    words_until_running(house)
    house.kill()
    house.wait(timeout=20)
    assert wait_until_nobody(data) == set()


def test_what_it_keeps_is_for_its_owner(data: Path) -> None:
    kept = [data, *data.rglob("*")]
    assert len(kept) > 5
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


def test_a_port_in_use_gets_a_sentence(tmp_path: Path, port: int) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        refused = run(tmp_path, port)
    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr
    assert f"make run HOMEWARD_PORT={port + 1}" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("wrong", ["eighty", "80", "70000", "-1"])
def test_a_port_that_is_none_gets_a_sentence(tmp_path: Path, wrong: str) -> None:
    refused = run(tmp_path, wrong)
    assert refused.returncode == 1
    assert "HOMEWARD_PORT must be a number" in refused.stderr


def test_a_folder_that_cannot_be_had_gets_a_sentence(tmp_path: Path, port: int) -> None:
    (tmp_path / "file").touch()
    refused = run(tmp_path / "file" / "data", port)
    assert refused.returncode == 1
    assert "cannot keep its data" in refused.stderr


def test_a_damaged_database_is_left_alone_and_named(tmp_path: Path, port: int) -> None:
    database = tmp_path / "homeward.sqlite3"
    database.write_bytes(b"this was a database once" * 400)
    refused = run(tmp_path, port)
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    assert f"mv {tmp_path} {tmp_path}.damaged" in refused.stderr
    assert database.read_bytes() == b"this was a database once" * 400


def test_two_at_once_cannot_share_a_folder(tmp_path: Path, port: int) -> None:
    (tmp_path / "run.lock").write_text("http://localhost:1234")
    with (tmp_path / "run.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = run(tmp_path, port)
    assert refused.returncode == 1
    assert "already running at http://localhost:1234" in refused.stderr


def test_a_first_set_up_that_was_cut_off_is_cleared_away(tmp_path: Path) -> None:
    database, marker, head = (tmp_path / name for name in ("house.sqlite3", "mark", "head"))
    for path in (database, marker, head):
        path.write_text("half of it")
    prepare.begin(database, marker=marker, head=head)
    assert not database.exists()
    assert not head.exists()
    assert marker.exists()


def test_a_database_that_is_there_is_never_taken_for_half_a_set_up(tmp_path: Path) -> None:
    database, marker, head = (tmp_path / name for name in ("house.sqlite3", "mark", "head"))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("create table kept (word text)")
    prepare.begin(database, marker=marker, head=head)
    assert database.exists()
    assert not marker.exists()
