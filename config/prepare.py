"""What `make run` does before it starts anything: catalogues, database, demo organisation.

Everything here may be done again at any time; what is there already is left as it is.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

DAMAGED = (
    "The database {path} is damaged ({reason}). Put a good copy in its place; or, to begin again "
    "with a fresh demo, move its folder away (mv {folder} {folder}.damaged) and run make run."
)
AGAIN = "The first set-up was interrupted before anybody could sign in; it is done again."


def say(sentence: str) -> None:
    """Takes a sentence; prints it at once."""
    print(sentence, flush=True)


def sqlite_path() -> Path | None:
    """Gives the database file, None where the database is a server's."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    embedded = database["ENGINE"].endswith("sqlite3")
    return Path(database["NAME"]) if embedded else None


def damage(path: Path) -> str:
    """Takes a database file; gives what SQLite finds wrong with it, or nothing."""
    try:
        with closing(sqlite3.connect(path, timeout=20)) as database:
            verdict = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if verdict == "ok" else verdict


def refuse_damaged(path: Path) -> None:
    """Takes a database file; leaves with a sentence where it is there and cannot be read."""
    if path.exists() and (reason := damage(path)):
        raise SystemExit(DAMAGED.format(path=path, folder=path.parent, reason=reason))


def clear(path: Path, head: Path) -> None:
    """Takes the database file and the audit head's copy; removes both, and SQLite's own beside."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    head.unlink(missing_ok=True)


def begin(path: Path, *, marker: Path, head: Path) -> None:
    """Takes the database file, the mark of an unfinished first set-up and the audit head's copy.

    The mark is only ever made where there is no database, and goes before anybody can sign in, so
    what is removed here is never anybody's work."""
    if marker.exists():
        say(AGAIN)
        clear(path, head)
    refuse_damaged(path)
    if not path.exists():
        marker.touch()


def fill() -> None:
    """Compiles catalogues, migrates, loads the demo."""
    from django.core.management import call_command

    say("Preparing translations, database and demo organisation ...")
    call_command("compile_catalogues", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo")


def main() -> None:
    """Prepares what `make run` needs; ends with a sentence where that cannot be done."""
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    marker = settings.DATA_DIR / "first-setup"
    if path := sqlite_path():
        begin(path, marker=marker, head=settings.AUDIT_HEAD_FILE)
    fill()
    marker.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
