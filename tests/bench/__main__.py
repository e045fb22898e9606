"""`python -m tests.bench [--postgres] [--only NAME] [--small]`."""

import argparse
import os
import subprocess
import sys

from config.run import ROOT
from tests.bench.databases import server

NO_SERVER = "No PostgreSQL server answers on this machine: only SQLite is measured."


def asked() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL alone")
    parser.add_argument("--sqlite", action="store_true", help="SQLite alone")
    parser.add_argument("--only", metavar="NAME", default="", help="figures whose name has this")
    parser.add_argument("--small", action="store_true", help="a tenth of the cases and rounds")
    return parser.parse_args()


def main() -> int:
    """Measures on each database in a process of its own; gives the exit code."""
    wanted = asked()
    code = 0
    if wanted.sqlite or not wanted.postgres:
        code |= run("", wanted)
    if wanted.postgres or not wanted.sqlite:
        code |= on_postgresql(wanted)
    return code


def on_postgresql(wanted: argparse.Namespace) -> int:
    """Measures on a server, if there is one; says so if not."""
    url = server()
    if url is None:
        print(NO_SERVER, file=sys.stderr)
        return int(wanted.postgres)
    return run(url, wanted)


def run(url: str, wanted: argparse.Namespace) -> int:
    """Measures on one database: a PostgreSQL server's address, or nothing for SQLite."""
    more = ["--small"] * wanted.small + ["--only", wanted.only] * bool(wanted.only)
    command = [sys.executable, "-m", "tests.bench.inside", "--server", url, *more]
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
