"""`manage.py load_demo`: the fictional organisation, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organisation
from cases.demo.load import load


class Command(BaseCommand):
    """Load the demo, if it is not there yet."""

    help = "Load the fictional demo organisation, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it.

        :raises CommandError: outside the demo
        """
        if not settings.DEMO:
            raise CommandError("The demo is loaded in the demo alone (HOMEWARD_MODE=demo).")
        if Organisation.objects.exists():
            self.stdout.write("The demo is there already.")
            return
        self.stdout.write(f"Loaded the demo with {load()} cases.")
