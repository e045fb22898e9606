"""The child that reads a stranger's file can do nothing else: each act is tried inside it."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cases.spreadsheets.cage import CALLS
from cases.spreadsheets.confined import ROOT, ConfinedError, Limits, run_confined

PROBES = "tests.cases.spreadsheets.probes:"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")


def done(probe: str, data: bytes = b"") -> object:
    """Run a probe and give the names of the acts that went through."""
    return json.loads(run_confined(PROBES + probe, data))


def test_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert done("network", str(server.getsockname()[1]).encode()) == []


def test_no_disk(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    (tmp_path / "kept").chmod(0o600)
    assert done("disk", os.fsencode(tmp_path)) == []
    assert done("paths", os.fsencode(tmp_path)) == []
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("kept", "kept")]
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600


def test_no_database(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("create table kept (one)")
    connection.close()
    assert done("database", os.fsencode(path)) == []


def test_no_other_process() -> None:
    assert done("processes", str(os.getpid()).encode()) == []


def test_nothing_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_SECRET", "canary")
    read, write = os.pipe()
    os.set_inheritable(read, True)
    try:
        given = done("inheritance")
    finally:
        os.close(read)
        os.close(write)
    assert isinstance(given, dict)
    # C locale coercion (PEP 538) sets one variable of its own.
    assert set(given["environment"]) <= {"LC_CTYPE"}
    assert given["descriptors"] == []
    assert not given["django"]


def behind(wall: str, probe: str, data: bytes) -> object:
    """Run a probe behind one wall of the cage alone."""
    code = (
        "import ctypes, os, sys; from cases.spreadsheets import cage; "
        "from tests.cases.spreadsheets import probes; libc = ctypes.CDLL(None); "
        f"libc.prctl(cage.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); {wall}; "
        f"os.write(1, probes.{probe}({data!r}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    return json.loads(run.stdout)


def test_the_limits_alone_open_nothing(tmp_path: Path) -> None:
    wall = "cage.limit_resources(memory=1 << 30, seconds=5)"
    assert behind(wall, "network", b"9") == []
    through = behind(wall, "disk", os.fsencode(tmp_path))
    assert isinstance(through, list)
    assert set(through) <= {"status"}


def test_the_filter_alone_stops_every_act(tmp_path: Path) -> None:
    if os.uname().machine not in CALLS:
        pytest.skip("no table of system calls for this processor")
    wall = "cage.filter_calls(libc)"
    assert behind(wall, "network", b"9") == []
    assert behind(wall, "disk", os.fsencode(tmp_path)) == []
    assert behind(wall, "paths", os.fsencode(tmp_path)) == []
    assert behind(wall, "processes", b"1") == []


@pytest.mark.parametrize("size", [0, 1, 1 << 16, (5 << 20) + 7])
def test_bytes_go_through_whole(size: int) -> None:
    data = os.urandom(size)
    assert run_confined(PROBES + "echo", data) == data


@pytest.mark.parametrize(
    ("probe", "limits", "reason"),
    [
        ("spin", Limits(seconds=1), "time"),
        ("spin", Limits(wall=0.5), "time"),
        ("say_and_stay", Limits(wall=0.5), "time"),
        ("swallow_memory", Limits(memory=256 << 20), "memory"),
        ("flood", Limits(answer=1 << 20), "size"),
        ("die", Limits(), "crash"),
        ("fail", Limits(), "crash"),
        ("never_read", Limits(), "crash"),
        ("no_such_probe", Limits(), "crash"),
    ],
)
def test_every_bad_end_has_its_reason(probe: str, limits: Limits, reason: str) -> None:
    with pytest.raises(ConfinedError) as refused:
        run_confined(PROBES + probe, b"canary" * 100_000, limits=limits)
    assert refused.value.reason == reason


def test_an_end_without_a_word_is_an_empty_answer() -> None:
    assert run_confined(PROBES + "leave", b"") == b""


def children() -> set[int]:
    """The processes whose parent is this one, the dead but unburied included."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(stat.parent.name))
    return found


def test_no_child_is_left_behind() -> None:
    before = children()
    for probe in ("spin", "say_and_stay"):
        with pytest.raises(ConfinedError):
            run_confined(PROBES + probe, b"", limits=Limits(wall=0.3))
    assert children() <= before


def test_an_error_says_nothing_of_the_file(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfinedError) as refused:
        run_confined(PROBES + "fail", b"canary")
    assert "canary" not in repr(refused.value) + "".join(capfd.readouterr())
