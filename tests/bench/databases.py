"""Throw-away databases: a folder with a SQLite file, or a database on a PostgreSQL server."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

LOCAL = tuple(f"postgresql://{user}@127.0.0.1:5432/postgres" for user in ("postgres", "root"))


@dataclass
class House:
    """Where one organisation of the bench lives: its data folder, and its database's address."""

    folder: Path
    url: str = ""
    copies: list["House"] = field(default_factory=list)

    @property
    def database(self) -> str:
        """The kind of database, as the figures name it."""
        return "postgresql" if self.url else "sqlite"

    @property
    def environment(self) -> Mapping[str, str]:
        """What the settings read."""
        return {
            "HOMEWARD_MODE": "demo",
            "HOMEWARD_DATA": str(self.folder),
            "HOMEWARD_DATABASE_URL": self.url,
            "HOMEWARD_KEYS": str(self.folder / "keys"),
        }

    def copy(self, name: str) -> "House":
        """The same organisation once more, as it is now. Nobody may be connected to it."""
        folder = self.folder.with_name(name)
        shutil.copytree(self.folder, folder)
        twin = House(folder, _copied(self.url, name) if self.url else "")
        self.copies.append(twin)
        return twin


def server() -> str | None:
    """The address of a PostgreSQL server to make databases on, if one answers."""
    given = os.environ.get("HOMEWARD_DATABASE_URL", "")
    for url in (given,) if given else LOCAL:
        with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=3):
            return url
    return None


@contextmanager
def throw_away(url: str = "") -> Iterator[House]:
    """A house for the length of a run; with a server's address, its database is made there."""
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as above:
        folder = Path(above) / "main"
        folder.mkdir(mode=0o700)
        house = House(folder, _made(url) if url else "")
        try:
            yield house
        finally:
            for one in (house, *house.copies):
                _dropped(one.url)


def _made(server_url: str) -> str:
    name = f"homeward_bench_{os.getpid()}_{secrets.token_hex(3)}"
    _on(server_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def _copied(url: str, name: str) -> str:
    old = urlsplit(url).path.lstrip("/")
    new = f"{old}_{name}"
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _on(_beside(url), command.format(sql.Identifier(new), sql.Identifier(old)))
    return urlunsplit(urlsplit(url)._replace(path=f"/{new}"))


def _dropped(url: str) -> None:
    if url:
        name = urlsplit(url).path.lstrip("/")
        _on(
            _beside(url),
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)),
        )


def _beside(url: str) -> str:
    """The server's own database, from which others are made and dropped."""
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


def _on(url: str, command: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(command)
