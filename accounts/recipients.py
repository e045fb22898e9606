"""Who a key may be sealed to: members whose key the registrar certified."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.models import Member, MemberKey
from vault.certificates import Recipient
from vault.suites import SealError


def recipients(members: Iterable[UUID]) -> list[Recipient]:
    """The certified recipients among these members, at their latest certified key.

    Each certificate is checked against the registrar's key pinned in the configuration. Members
    without a valid one, and removed ones, are left out.
    """
    keys = MemberKey.objects.certified().filter(
        member__in=list(members), member__state=Member.State.ADMITTED
    )
    found: dict[UUID, Recipient] = {}
    for key in keys.order_by("serial"):
        one = _checked(key)
        if one is not None:
            found[one.member] = one
    return list(found.values())


def recipient(member: UUID) -> Recipient:
    """One member as a recipient.

    :raises SealError: when the member has no valid certificate
    """
    found = recipients([member])
    if not found:
        raise SealError("the member's key is not certified")
    return found[0]


def _checked(key: MemberKey) -> Recipient | None:
    try:
        return Recipient.verified(
            key.member_id,
            key.serial,
            bytes(key.public),
            bytes(key.certificate or b""),
            settings.KEYS.public("registrar.pub"),
        )
    except SealError:
        return None


def for_rotation(members: Sequence[Any]) -> list[Recipient]:
    """The shape :func:`vault.rotation.rotate` asks for."""
    return recipients(members)


def recovery_key() -> bytes:
    """The organisation's recovery public key, pinned in the configuration."""
    return bytes(settings.KEYS.public("recovery.pub"))
