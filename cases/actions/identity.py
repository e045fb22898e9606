"""Changing who a case is about."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import add_event, settle
from cases.identity import Identity
from cases.models import Case, Event
from vault.compartments import Opened


@transaction.atomic
def change_identity(*, by: Actor, opened: Opened[Case], identity: Identity, version: int) -> Case:
    """Write a new version of the identity; earlier ones stay.

    :param version: the version the change was made from
    :raises Overtaken: when somebody wrote another one meanwhile
    """
    case, today = opened.lock(), timezone.localdate()
    if case.identity_version != version:
        raise Overtaken(case.identity_version)
    opened.write("case.identity", case.pk, version + 1, identity.dump())
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.IDENTITY, today=today)
    settle(
        case,
        today=today,
        identity_version=version + 1,
        summary_version=case.summary_version + 1,
    )
    audit.record("case.identity", actor=by.pk, about=case, version=version + 1)
    return case
