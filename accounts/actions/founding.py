"""Founding a real organisation: from a name to two coordinators who can admit everybody else.

The organisation's row is staged (epoch 0) until the offline machine has sealed its key.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.admission import certified, put_certificate
from accounts.actions.errors import NotNow
from accounts.models import Member, MemberKey, Organisation, Role
from vault import ceremony_files as files
from vault.adoption import adopt
from vault.ceremony import REGISTRAR_FIELD, THRESHOLD, Applicant
from vault.certificates import Recipient
from vault.hybrid import PUBLIC_BYTES

_SIZES = {"recovery.pub": PUBLIC_BYTES, "registrar.pub": 32}


def pin_public_keys(*, found: dict[str, Any]) -> None:
    """Pin the recovery and registrar public keys in the server's configuration.

    :param found: what the ceremony's ``make`` wrote
    :raises NotNow: when they are damaged, or others are pinned already
    """
    keys = {name: files.raw(found.get(name, "")) for name in _SIZES}
    if any(len(keys[name]) != size for name, size in _SIZES.items()):
        raise NotNow(_("The file of public keys is damaged; make it again on the offline machine."))
    for name, key in keys.items():
        if settings.KEYS.has(name) and settings.KEYS.public(name) != key:
            raise NotNow(_("Other public keys are pinned already; they are never replaced."))
    for name, key in keys.items():
        settings.KEYS.put(name, key)


@transaction.atomic
def name_organisation(*, name: str, languages: Sequence[str]) -> Organisation:
    """Make the organisation's row, staged: nothing is sealed under its key yet.

    :raises NotNow: when there is one
    """
    if Organisation.objects.exists():
        raise NotNow(_("The organisation has its name already."))
    made: Organisation = Organisation.objects.create(
        name=name,
        languages=list(languages),
        founded_on=timezone.localdate(),
        epoch=0,
        last_epoch=0,
        key_check=b"",
    )
    audit.record("organisation.name", actor=None, about=made)
    return made


def founders() -> list[Member]:
    """The founding coordinators, in the order of their names."""
    there = Member.objects.exclude(state=Member.State.REMOVED).having(Role.COORDINATOR)
    return list(there.order_by("username"))


def applicants() -> list[Applicant]:
    """The founding coordinators with the keys they made, for the offline machine.

    :raises NotNow: until two have finished setting up their accounts
    """
    ready = [one for one in founders() if one.state == Member.State.WAITING]
    if len(ready) != THRESHOLD:
        raise NotNow(_("Both founding coordinators must set up their accounts first."))
    return [applicant(one) for one in ready]


def applicant(member: Member) -> Applicant:
    """A member's latest key, for the offline machine.

    :raises NotNow: when the member has not made one
    """
    key = MemberKey.objects.filter(member=member, revoked_on=None).order_by("-serial").first()
    if key is None:
        raise NotNow(_("This member has not set up their account yet."))
    return Applicant(member.pk, member.display_name, key.serial, bytes(key.public))


def write_requests(path: Path) -> None:
    """Write the file that the offline machine certifies from.

    :raises NotNow: until two have finished setting up their accounts
    """
    files.write(
        path,
        files.REQUESTS,
        organisation=str(Organisation.objects.get().pk),
        coordinators=[files.packed_applicant(one) for one in applicants()],
        **{"registrar.pub": files.text(settings.KEYS.public("registrar.pub"))},
    )


@transaction.atomic
def found(*, found: dict[str, Any]) -> Organisation:
    """Take in what the offline machine signed and sealed: the organisation stands from here on.

    :param found: what the ceremony's ``certify`` wrote
    :raises NotNow: when it is another organisation's, is damaged, or is in use already
    """
    organisation: Organisation = Organisation.objects.select_for_update().get()
    if organisation.epoch:
        raise NotNow(_("The organisation is founded already."))
    try:
        _take_in(organisation, found)
    except (KeyError, ValueError, TypeError):
        raise NotNow(_("The file of certificates is damaged.")) from None
    audit.record("organisation.found", actor=None, about=organisation)
    return organisation


def _take_in(organisation: Organisation, found: dict[str, Any]) -> None:
    rows = {UUID(row["member"]): row for row in found["coordinators"]}
    ready = [one for one in founders() if one.state == Member.State.WAITING]
    if UUID(found["organisation"]) != organisation.pk or {one.pk for one in ready} != set(rows):
        raise NotNow(_("These certificates are for others than the two coordinators here."))
    grants = [_admitted(one, rows[one.pk]) for one in ready]
    registrar = (REGISTRAR_FIELD, organisation.pk, 1, files.raw(found["registrar"]))
    adopt(
        organisation,
        key_check=files.raw(found["key_check"]),
        grants=grants,
        recovery=files.raw(found["recovery"]),
        contents=[registrar],
        today=timezone.localdate(),
    )


def _admitted(member: Member, row: dict[str, Any]) -> tuple[Recipient, bytes]:
    key = MemberKey.objects.get(member=member, serial=row["serial"], revoked_on=None)
    to = certified(key, files.raw(row["certificate"]))
    put_certificate(key, files.raw(row["certificate"]), by=None)
    return to, files.raw(row["sealed_key"])
