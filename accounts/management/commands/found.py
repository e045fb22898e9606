"""`manage.py found`: found a real organisation. Stop whenever you like; it goes on from there."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.actions import founding, invitations, members
from accounts.actions.errors import NotNow
from accounts.models import Member, Organisation, Role
from vault import ceremony_files as files
from vault.ceremony import THRESHOLD

_CEREMONY = """\
The organisation's own keys are made on a machine that is offline and stays so:
    python -m vault.ceremony make --out public.json
It prints three word lists. Only public.json comes here; then run this command again."""
_REQUESTED = """\
Both coordinators have made their keys. Carry {path} to the offline machine, and there:
    python -m vault.ceremony certify {name} --out certificates.json
Call both coordinators meanwhile: each reads six words aloud. Then run this command again with
    --certificates certificates.json"""
_FOUNDED = """\
{name} is founded. Both coordinators can sign in now. Next, one of them admits the first
administrator under Members; the administrator then invites everybody else."""


class Stop(Exception):
    """Something must happen elsewhere first; the message says what."""


class Command(BaseCommand):
    """Looks at what is there, and takes the next steps."""

    help = "Found a real organisation, step by step. Run it again at any time."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Every question can be answered by a flag."""
        parser.add_argument("--name", help="the organisation's name")
        parser.add_argument("--languages", help="its languages with commas, such as en,fa")
        parser.add_argument("--public", type=Path, help="public.json of the ceremony")
        parser.add_argument("--administrator", help="username:Display Name")
        parser.add_argument(
            "--coordinator", action="append", default=[], help="username:Display Name; twice"
        )
        parser.add_argument("--new-link", help="user name of a founder who needs a new link")
        parser.add_argument("--requests", type=Path, default=Path("requests.json"))
        parser.add_argument("--certificates", type=Path, help="certificates.json of the ceremony")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take every step that can be taken now.

        :raises CommandError: when an answer or a file is wrong
        """
        self._options = options
        try:
            for step in (self._secrets, self._public, self._name, self._people, self._finish):
                step()
        except Stop as stop:
            self.stdout.write(str(stop))
        except (NotNow, files.WrongFile) as wrong:
            raise CommandError(str(wrong)) from None

    def _answer(self, flag: str, question: str) -> str:
        given = str(self._options[flag] or "")
        if given or self._options["no_input"]:
            return given.strip()
        try:
            return input(f"{question}: ").strip()
        except (EOFError, KeyboardInterrupt):
            raise Stop("\nStopped. Nothing is lost; run this command again to go on.") from None

    def _secrets(self) -> None:
        """The server's secrets and its tables. A secret that was lost is not quietly replaced."""
        missing = settings.KEYS.missing()
        tables = connection.introspection.table_names()
        if missing and "accounts_member" in tables and Member.objects.exists():
            raise CommandError(
                f"{', '.join(missing)} of this organisation is missing from {settings.KEYS.folder}."
                " Put it back: a new one would open nothing."
            )
        for name in missing:
            settings.KEYS.secret(name)
        call_command("migrate", verbosity=0, interactive=False)

    def _public(self) -> None:
        pinned = settings.KEYS.has("recovery.pub") and settings.KEYS.has("registrar.pub")
        path = self._options["public"]
        if pinned and path is None:
            return
        answer = self._answer("public", f"{_CEREMONY}\nPath of public.json, if you have it")
        if not answer:
            raise Stop(_CEREMONY)
        founding.pin_public_keys(found=files.read(Path(answer), files.PUBLIC))

    def _name(self) -> None:
        if Organisation.objects.exists():
            return
        name = self._answer("name", "The organisation's name")
        if not name:
            raise Stop("Run this command again with the organisation's name.")
        known = {code for code, _ in settings.LANGUAGES}
        asked = self._answer("languages", f"Its languages, of {', '.join(sorted(known))}")
        chosen = [one.strip() for one in (asked or "en").split(",")]
        if not set(chosen) <= known:
            raise CommandError(f"The languages are some of {', '.join(sorted(known))}.")
        founding.name_organisation(name=name, languages=chosen)

    def _people(self) -> None:
        self._link_again()
        there = Member.objects.exclude(state=Member.State.REMOVED)
        if not there.having(Role.ADMINISTRATOR).exists():
            given = self._answer("administrator", "First administrator (username:Display Name)")
            self._invite(given, Role.ADMINISTRATOR)
        flags = list(self._options["coordinator"])
        while len(founding.founders()) < THRESHOLD:
            self._options["coordinator"] = flags.pop(0) if flags else ""
            given = self._answer("coordinator", "Founding coordinator (username:Display Name)")
            self._invite(given, Role.COORDINATOR)

    def _invite(self, given: str, role: Role) -> None:
        username, _, name = given.partition(":")
        if not username or not name.strip():
            raise Stop(f"Run this command again with the {role.label}: username:Display Name.")
        try:
            Member._meta.get_field("username").run_validators(username)
        except ValidationError as wrong:
            raise CommandError(f"User name {username!r}: {wrong.messages[0]}") from None
        token = invitations.invite(
            by=None, username=username, display_name=name.strip(), roles=[role]
        )
        self._show(name.strip(), token)

    def _link_again(self) -> None:
        username = self._options["new_link"]
        if not username:
            return
        self._require_unfounded()
        member = Member.objects.filter(username=username).first()
        if member is None:
            raise CommandError(f"There is no {username!r}.")
        if member.state == Member.State.INVITED:
            token = invitations.invite_again(by=None, member=member)
        else:
            token = members.restore_login(by=None, member=member)
        self._show(member.display_name, token)

    def _require_unfounded(self) -> None:
        if Organisation.objects.get().epoch:
            raise CommandError("The organisation is founded; an administrator makes new links.")

    def _show(self, name: str, token: str) -> None:
        host = (settings.ALLOWED_HOSTS or ["localhost"])[0].lstrip(".")
        base = f"https://{host}" if settings.DEPLOYMENT else f"http://localhost:{settings.PORT}"
        self.stdout.write(f"{name}, within 7 days, once: {base}/staff/join/{token}/")

    def _finish(self) -> None:
        organisation = Organisation.objects.get()
        if organisation.epoch:
            raise Stop(_FOUNDED.format(name=organisation.name))
        waiting = [one for one in founding.founders() if one.state != Member.State.WAITING]
        if waiting:
            names = ", ".join(one.display_name for one in waiting)
            raise Stop(
                f"Waiting for {names} to set up their accounts. Run this command again then; "
                "--new-link USERNAME makes a new link."
            )
        self._exchange()

    def _exchange(self) -> None:
        path = self._options["requests"]
        if self._options["certificates"] is None:
            founding.write_requests(path)
            raise Stop(_REQUESTED.format(path=path, name=path.name))
        read = files.read(self._options["certificates"], files.CERTIFICATES)
        self.stdout.write(_FOUNDED.format(name=founding.found(found=read).name))
