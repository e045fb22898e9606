"""What members are reminded of about members: who has not finished joining, which keys wait.

Each function gives what is due as far as a worker can tell: from states, days and ids.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.actions.admission import waiting_keys
from accounts.actions.notices import Due
from accounts.models import Invitation, Member, Role
from vault.compartments import kinds

ADMITTED_WITHIN = timedelta(days=2)
JOINED_BEFORE = timedelta(days=3)  # so long before a link ends, its idleness is told
_WEEK = timedelta(days=7)


def admissions(now: datetime) -> Iterator[Due]:
    """Keys that wait for a certificate for days: every coordinator, then again each week."""
    today, coordinators = timezone.localdate(now), _having(Role.COORDINATOR)
    for key in waiting_keys().filter(made_on__lte=today - ADMITTED_WITHIN):
        since = str((today - key.made_on - ADMITTED_WITHIN) // _WEEK)
        yield from (Due(key.pk, since, to) for to in coordinators)


def unfinished(now: datetime) -> Iterator[Due]:
    """Invitations about to end, or ended, unused: every administrator, once each."""
    administrators = _having(Role.ADMINISTRATOR)
    invited = Member.objects.filter(state=Member.State.INVITED)
    ending = Invitation.objects.filter(expires_at__lt=now + JOINED_BEFORE, member__in=invited)
    told = [(one.member_id, f"{one.expires_at:%Y-%m-%d}") for one in ending]
    told += [(pk, "over") for pk in invited.filter(invitation=None).values_list("pk", flat=True)]
    for about, since in told:
        yield from (Due(about, since, to) for to in administrators)


def keys(today: date) -> Iterator[Due]:
    """Records whose key is to be changed: the coordinators who hold them, once a week."""
    week = today.strftime("%G-%V")
    holders = {to for kind in kinds() for to in _coordinators_of_due(kind)}
    yield from (Due(to, week, to) for to in holders)


def _coordinators_of_due(kind: Any) -> set[UUID]:
    due, holding = kind._default_manager.rotation_due(), kind
    if kind.parent_field:  # its key is changed by who holds the record around it
        due, holding = due.values(kind.parent_field), _outer(kind)
    keys = holding.grant_model._default_manager.filter(
        content_object__in=due, user__is_coordinator=True
    )
    return set(keys.values_list("user", flat=True))


def _outer(kind: Any) -> Any:
    return kind._meta.get_field(kind.parent_field).related_model


def _having(role: Role) -> list[UUID]:
    return list(Member.objects.admitted().having(role).values_list("pk", flat=True))
