"""`manage.py verify_audit`: does the audit log still say what was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit


class Command(BaseCommand):
    """Ends with 1, and names the first row that was altered, removed, moved or cut off."""

    help = "Verify the audit log against its chain and against the file outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the chain.

        :raises CommandError: when it does not hold
        """
        walked = audit.walk()
        if walked.broken is not None:
            raise CommandError(
                f"The audit log does not verify. First at row {walked.broken.sequence}: "
                f"{walked.broken.what}."
            )
        self.stdout.write(f"{walked.number} rows, all as they were written.")
