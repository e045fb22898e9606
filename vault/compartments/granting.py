"""Who may open a compartment: keys are given and taken here, and each holder's list is ordered."""

import hmac
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max

from vault.attesting import attest
from vault.binding import grant_place
from vault.certificates import Recipient
from vault.compartments.opening import Opened
from vault.models import Compartment, Grant

FEWEST_HOLDERS = 2
_DAY = 1 << 20  # how many ranks a day has


class TooFewHolders(Exception):
    """The act would leave a compartment with fewer than two people who can open it."""


@cache
def _permission_id(model: type[Compartment]) -> int:
    kind = ContentType.objects.get_for_model(model)
    return Permission.objects.get(content_type=kind, codename=f"open_{kind.model}").pk


def forget_permissions() -> None:
    """Forget the cached permission ids (a new database has new ones)."""
    _permission_id.cache_clear()


def new_rank(day: date) -> int:
    """The first rank of ``day``: days since 1970 times 2**20."""
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * _DAY


def tag_of(kind: type[Compartment], member: UUID, compartment: UUID, epoch: int) -> bytes:
    """What shows that the server itself wrote a grant: an HMAC under a key outside the database."""
    statement = grant_place(member, compartment, epoch) + kind._meta.label_lower.encode()
    return attest(settings.KEYS.secret("audit.key"), "grant", statement)


def is_tagged(held: Grant, record: Compartment) -> bool:
    """Whether a grant of this record bears its own tag."""
    own = tag_of(type(record), held.user_id, record.pk, held.epoch)
    return hmac.compare_digest(own, bytes(held.tag))


def grant(opened: Opened[Any], to: Recipient, rank: int) -> Grant:
    """A grant row, sealed to a certified person and not yet saved."""
    kind: type[Compartment] = type(opened.record)
    made: Grant = kind.grant_model(
        permission_id=_permission_id(kind),
        user_id=to.member,
        content_object=opened.record,
        sealed_key=opened.key.sealed_for(to),
        epoch=opened.key.epoch,
        tag=tag_of(kind, to.member, opened.record.pk, opened.key.epoch),
        key_serial=to.serial,
        rank=rank,
    )
    return made


def give(opened: Opened[Any], to: Recipient, *, today: date) -> bool:
    """Give a certified person the key, in the granter's own session and transaction.

    :returns: whether it is new; an existing grant is left as it is
    :raises StaleKey: when the key changed meanwhile
    """
    record = opened.lock()
    grants = record.grant_model._default_manager
    if grants.filter(content_object=record, user_id=to.member).exists():
        return False
    latest = grants.filter(user_id=to.member).aggregate(latest=Max("rank"))["latest"] or 0
    grant(opened, to, max(latest + 1, new_rank(today))).save(force_insert=True)
    return True


def revoke(record: Compartment, member: UUID, *, last_resort: bool = False) -> bool:
    """Take a person's key away at once; the compartment is rotation due from now on.

    :param last_resort: for a member who leaves the organisation: also below two holders
    :returns: whether there was a grant
    :raises TooFewHolders: when fewer than two people would be left
    """
    kind = type(record)
    kind._default_manager.select_for_update().get(pk=record.pk)
    grants = kind.grant_model._default_manager.filter(content_object=record)
    if not grants.filter(user_id=member).exists():
        return False
    if not last_resort and grants.exclude(user_id=member).count() < FEWEST_HOLDERS:
        raise TooFewHolders
    grants.filter(user_id=member).delete()
    kind._default_manager.filter(pk=record.pk).update(rotation_due=True)
    return True


def revoke_everywhere(kind: type[Compartment], member: UUID) -> int:
    """Take away every key of one kind that a person holds.

    Each compartment is locked and marked before its grant goes, so no key that is given at the
    same moment is taken away without a rotation.

    :returns: how many compartments became rotation due
    """
    grants = kind.grant_model._default_manager.filter(user_id=member)
    held = kind._default_manager.filter(pk__in=grants.values("content_object_id")).order_by("pk")
    pks = list(held.select_for_update().values_list("pk", flat=True))
    kind._default_manager.filter(pk__in=pks).update(rotation_due=True)
    grants.filter(content_object__in=pks).delete()
    return len(pks)


def touch(record: Compartment, *, today: date) -> None:
    """Move a changed record to the top of each holder's list (a day and a counter, no time)."""
    grants = record.grant_model._default_manager
    mine = list(grants.filter(content_object=record).order_by("pk").values_list("pk", "user_id"))
    tops: dict[UUID, int] = dict(
        grants.filter(user_id__in=[user for _, user in mine])
        .values_list("user_id")
        .annotate(top=Max("rank"))
    )
    for pk, user in mine:
        grants.filter(pk=pk).update(rank=max(tops[user] + 1, new_rank(today)))
