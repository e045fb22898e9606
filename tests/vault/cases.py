"""A case for the tests of compartments: made, opened and rotated without an audit row."""

from datetime import date

from django.db import transaction

from accounts.gate import open_for
from accounts.recipients import for_rotation, recipients, recovery_key
from cases.models import Case
from tests.world import Person, World
from vault import compartments
from vault.compartments import Opened
from vault.rotation import rotate

TODAY = date(2026, 3, 1)


def made(world: World, *names: str, **columns: object) -> Opened[Case]:
    """A new case that these people hold."""
    holders = recipients(world.people[name].member.pk for name in names)
    with transaction.atomic():
        [opened] = compartments.create(
            [Case(opened_on=TODAY, owner=world.rana.member, **columns)],
            holders=holders,
            recovery=recovery_key(),
            today=TODAY,
        )
    return opened


def opens(person: Person, case: Case) -> Opened[Case] | None:
    """The case, opened by that person, or None."""
    return open_for(person.actor, Case, pk=case.pk)


def renew(opened: Opened[Case]) -> Opened[Case]:
    """Rotate without an audit row."""
    return rotate(opened, recipients=for_rotation, recovery=recovery_key(), last=lambda fresh: None)
