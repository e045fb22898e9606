"""Makes `.venv` from a lock with hashes: `python3 -I config/environment.py runtime|dev`.

Plain standard library, and plain enough that an old Python can still read it and say it is old.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
from typing import List, Sequence

ROOT = pathlib.Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
TOO_OLD = (
    "Homeward needs Python 3.11 or newer; this is {found}. Install a newer one and name it: "
    "make {target} PYTHON=python3.11"
)
NO_VENV = (
    "The environment could not be made (see above). On Debian and Ubuntu, install the package "
    "python3-venv; then run make again."
)
NO_PACKAGES = (
    "The packages could not be installed (see above). If the network was away, run make again: "
    "it goes on from here."
)


def digest(root: pathlib.Path, kind: str) -> str:
    """Takes the checkout and a lock's name; gives a hash of the lock and of the place it serves.

    The place counts because the programs in an environment name their Python by its full path.
    """
    lock = (root / "requirements" / (kind + ".txt")).read_bytes()
    return hashlib.sha256(lock + os.fsencode(str(root))).hexdigest()


def is_current(root: pathlib.Path, kind: str) -> bool:
    """Takes the checkout and a lock's name; tells whether `.venv` holds just that lock."""
    stamp = root / ".venv" / (".installed-" + kind)
    return stamp.is_file() and stamp.read_text() == digest(root, kind)


def run(arguments: List[str], sentence: str) -> None:
    """Takes a command and a sentence; leaves with the sentence where the command fails."""
    if subprocess.call(arguments, stdin=subprocess.DEVNULL) != 0:
        raise SystemExit(sentence)


def make_venv(root: pathlib.Path) -> None:
    """Takes the checkout; makes `.venv`, afresh where an earlier attempt was interrupted."""
    venv, unfinished = root / ".venv", root / ".venv" / ".unfinished"
    broken = unfinished.exists() or fails([str(venv / "bin" / "python"), "-c", ""])
    if not broken:
        return
    print("Making the Python environment in .venv ...", flush=True)
    shutil.rmtree(str(venv), ignore_errors=True)
    venv.mkdir()
    unfinished.touch()
    run([sys.executable, "-m", "venv", str(venv)], NO_VENV)
    unfinished.unlink()


def fails(arguments: List[str]) -> bool:
    """Takes a command; tells whether it is missing or ends badly."""
    try:
        return subprocess.call(arguments, stderr=subprocess.DEVNULL) != 0
    except OSError:
        return True


def install(root: pathlib.Path, kind: str) -> None:
    """Takes the checkout and a lock's name; installs it, and stamps what it covers last."""
    make_venv(root)
    for stamp in (root / ".venv").glob(".installed-*"):
        stamp.unlink()
    print("Installing requirements/" + kind + ".txt, which takes a minute ...", flush=True)
    lock = str(root / "requirements" / (kind + ".txt"))
    pip = [str(root / ".venv" / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--require-hashes", "-r", lock], NO_PACKAGES)
    for covered in ("runtime",) if kind == "runtime" else ("runtime", "dev"):
        (root / ".venv" / (".installed-" + covered)).write_text(digest(root, covered))


def ensure(root: pathlib.Path, kind: str) -> None:
    """Takes the checkout and a lock's name; leaves `.venv` holding it, one maker at a time."""
    import fcntl  # not at the top: a Python without it shall still be told its version is too old

    with (root / "requirements" / "runtime.txt").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current(root, kind):
            install(root, kind)


def refuse_old(version: Sequence[int], target: str) -> None:
    """Takes a Python's version and the make target; leaves with a sentence where it is too old."""
    if tuple(version[:2]) < OLDEST:
        found = ".".join(str(part) for part in version[:3])
        raise SystemExit(TOO_OLD.format(found=found, target=target))


def main(arguments: List[str]) -> None:
    """Takes the lock's name and the make target; ends with a sentence where it cannot be done."""
    kind, target = arguments
    refuse_old(sys.version_info[:3], target)
    ensure(ROOT, kind)


if __name__ == "__main__":
    main(sys.argv[1:])
