"""`manage.py ceremony`: the same as `python -m vault.ceremony`, which needs no settings."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from vault.ceremony_cli import main


class Command(BaseCommand):
    """Hands everything on to :mod:`vault.ceremony_cli`."""

    help = "Make, use or recover the organisation's keys, on a machine that is offline."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Take the arguments as they are, since they are the ceremony's own."""
        sys.exit(main(argv[2:]))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one step."""
        main(list(args))
