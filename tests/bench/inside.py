"""The measuring on one database, in a process whose settings are that database's."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module

from tests.bench.databases import House, throw_away
from tests.bench.figures import Figure, say, table

MODULES = (
    "sealing",
    "opening_a_case",
    "listing",
    "my_day",
    "searching",
    "signing_in",
    "rotating",
    "importing",
    "documents",
    "deadlines",
    "outbox",
)


def measured(house: House, only: str, share: float) -> Iterator[Figure]:
    """All figures whose module's or own name has ``only`` in it."""
    from django.core.management import call_command

    from tests.bench.scene import set_up

    told("preparing the database")
    call_command("compile_catalogues", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)
    modules = [import_module(f"tests.bench.{name}") for name in MODULES]
    wanted = [one for one in modules if only in one.__name__ or any(only in n for n in one.NAMES)]
    with set_up(house, share) as scene:
        if any(one.NEEDS_CASES for one in wanted):
            told(f"making {scene.scaled(100_000)} cases")
            scene.make()
        for one in wanted:
            told(one.__doc__.splitlines()[0])
            yield from one.measure(scene)


def told(what: str) -> None:
    """Says on the error output what is done now, and how much else the machine does."""
    load, cores = os.getloadavg()[0], os.cpu_count()
    now = f"{time.strftime('%H:%M:%S')}, load {load:.1f} on {cores} cores"
    print(f"[{now}] {what}", file=sys.stderr, flush=True)


def main() -> int:
    """Measures; gives 0 where every figure meets its target."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and databases end with us
    with throw_away(given.server) as house:
        os.environ.update(house.environment, DJANGO_SETTINGS_MODULE="config.settings")
        (house.folder / "static").mkdir()
        import django

        django.setup()
        figures = []
        for one in measured(house, given.only, 0.1 if given.small else 1):
            say(one)
            figures.append(one)
    table(figures)
    return int(not all(one.meets for one in figures))


if __name__ == "__main__":
    sys.exit(main())
