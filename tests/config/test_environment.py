"""`.venv` is made from the lock alone, and a set-up that was cut off is done again."""

import os
from pathlib import Path

import pytest

from config import environment


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    for kind in ("runtime", "dev"):
        (tmp_path / "requirements" / f"{kind}.txt").write_text("# nothing yet\n")
    return tmp_path


def test_an_interrupted_set_up_is_done_again(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / ".unfinished").touch()
    (checkout / ".venv" / "half").touch()
    environment.ensure(checkout, "runtime")
    assert not (checkout / ".venv" / "half").exists()
    assert os.access(checkout / ".venv" / "bin" / "python", os.X_OK)
    assert environment.is_current(checkout, "runtime")
    assert not environment.is_current(checkout, "dev")


def test_another_lock_or_another_place_makes_the_environment_stale(checkout: Path) -> None:
    before = environment.digest(checkout, "runtime")
    (checkout / "requirements" / "runtime.txt").write_text("# changed\n")
    assert environment.digest(checkout, "runtime") != before
    moved = checkout.rename(checkout.with_name("moved"))
    assert environment.digest(moved, "dev") != environment.digest(environment.ROOT, "dev")


def test_a_lock_without_a_hash_is_refused(checkout: Path) -> None:
    (checkout / "requirements" / "runtime.txt").write_text("six==1.17.0\n")
    with pytest.raises(SystemExit, match="packages could not be installed"):
        environment.ensure(checkout, "runtime")
    assert not environment.is_current(checkout, "runtime")


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 99)])
def test_an_old_python_is_told_what_to_do(version: tuple[int, ...]) -> None:
    with pytest.raises(SystemExit, match=r"3\.11 or newer.*make run PYTHON="):
        environment.refuse_old(version, "run")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_newer_python_will_do(version: tuple[int, ...]) -> None:
    environment.refuse_old(version, "run")
