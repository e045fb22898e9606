"""The locks name versions and hashes, never a place; every dependency has its reason."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = [ROOT / "requirements" / name for name in ("runtime.txt", "dev.txt")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(), flags=re.M))


def name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert found
    return found.group().lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_place(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"https?:|file:|--index|--extra-index|--find-links|@ |/opt|/home", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.M)[1:]
    assert len(blocks) == len(pins(lock)) > 20
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_locks_cover_what_the_project_asks_for_and_agree() -> None:
    runtime, dev = (pins(lock) for lock in LOCKS)
    assert {name(line) for line in PROJECT["dependencies"]} <= set(runtime)
    assert {name(line) for line in PROJECT["optional-dependencies"]["dev"]} <= set(dev)
    assert runtime.items() <= dev.items()


def test_dependencies_are_few_and_each_says_why() -> None:
    assert len(PROJECT["dependencies"]) <= 26
    listed = re.search(
        r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S
    )
    assert listed
    assert all(re.search(r'",\s+# \w+', line) for line in listed.group(1).splitlines())
