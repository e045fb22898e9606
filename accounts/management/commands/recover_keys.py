"""`manage.py recover_keys export|import`: when everybody's keys are lost."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import recovery
from accounts.actions.errors import NotNow
from accounts.models import Member
from vault import ceremony_files as files

_NEXT = """\
{count} recovery wraps are in {wraps}. Carry both files to the offline machine, and there:
    python -m vault.ceremony recover {wraps} {key} --out sealed.json
Then, here: manage.py recover_keys import sealed.json"""


class Command(BaseCommand):
    """The server's two parts; the middle one happens offline, with two word lists."""

    help = "Give every record's key to one person by the organisation's recovery key."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Two ways: out and in."""
        ways = parser.add_subparsers(dest="way", required=True)
        out = ways.add_parser("export", help="write recovery wraps for the offline machine")
        out.add_argument("username", help="who is to open everything; has set up an account")
        out.add_argument("--wraps", type=Path, default=Path("wraps.json"))
        out.add_argument("--member", type=Path, default=Path("member.json"))
        out.add_argument("--only", action="append", default=[], help="a kind, such as cases.case")
        into = ways.add_parser("import", help="take in the keys that were sealed there")
        into.add_argument("sealed", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one part.

        :raises CommandError: when a file or a name is wrong
        """
        try:
            said = self._export(options) if options["way"] == "export" else self._import(options)
        except (NotNow, files.WrongFile) as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write(said)

    def _export(self, options: dict[str, Any]) -> str:
        member = Member.objects.filter(username=options["username"]).first()
        if member is None:
            raise CommandError(f"There is no {options['username']!r}.")
        wraps, key = options["wraps"], options["member"]
        count = recovery.export_wraps(member=member, wraps=wraps, key=key, only=options["only"])
        return _NEXT.format(count=count, wraps=wraps, key=key)

    def _import(self, options: dict[str, Any]) -> str:
        found = files.read(options["sealed"], files.SEALED)
        new, other = recovery.import_keys(found=found)
        return f"{new} records open to them now; {other} were theirs already or changed since."
