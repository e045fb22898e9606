"""`manage.py demo_accounts`: how to sign in as each of the demo's people. Only in the demo."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import TOTP

from accounts.demo import known_people, secret_bytes


class Command(BaseCommand):
    """Print the demo's people, one JSON line each, or as a table, or their present codes."""

    help = "Print how to sign in as each of the demo's people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--table`` for people to read, ``--codes`` for the one-time codes of this moment."""
        parser.add_argument("--table", action="store_true")
        parser.add_argument("--codes", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them.

        :raises CommandError: outside the demo, or before it was loaded
        """
        if not settings.DEMO:
            raise CommandError("The demo's people exist in the demo alone (HOMEWARD_MODE=demo).")
        people = known_people()
        if not people:
            raise CommandError("There is no demo yet. Say: make run")
        write = _codes if options["codes"] else _table if options["table"] else _lines
        self.stdout.write(write(people))


def _lines(people: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(person, ensure_ascii=False) for person in people)


def _table(people: list[dict[str, Any]]) -> str:
    rows = [
        f"  {one['username']:<8}{', '.join(one['roles']):<24}{code_of(one)}    {one['passphrase']}"
        for one in people
    ]
    return "\n".join([f"  {'name':<8}{'who':<24}{'code':<10}passphrase", *rows])


def _codes(people: list[dict[str, Any]]) -> str:
    left = 30 - int(time.time()) % 30
    rows = [f"  {one['username']:<8}{code_of(one)}" for one in people]
    return "\n".join([f"One-time codes, for {left} more seconds:", *rows])


def code_of(person: dict[str, Any]) -> str:
    """The one-time code of this moment (RFC 6238), six digits."""
    return f"{TOTP(secret_bytes(person)).token():06d}"
