"""Lost everybody: wraps go out to the offline machine, keys sealed to one person come in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.admission import certified, put_certificate
from accounts.actions.errors import NotNow
from accounts.actions.founding import applicant
from accounts.models import Member, MemberKey
from accounts.recipients import recipients
from vault import ceremony_files as files
from vault.adoption import adopt_grant
from vault.ceremony import Wrap
from vault.certificates import Recipient
from vault.compartments import kinds
from vault.models import Compartment

_BATCH = 200


def _kinds(only: Iterable[str]) -> dict[str, type[Compartment]]:
    there = {kind._meta.label_lower: kind for kind in kinds()}
    unknown = set(only) - set(there)
    if unknown:
        raise NotNow(_("The kinds of records are: %(kinds)s") % {"kinds": ", ".join(there)})
    return {label: kind for label, kind in there.items() if not only or label in only}


def _wraps(only: Iterable[str]) -> Iterator[Wrap]:
    for label, kind in _kinds(only).items():
        rows = kind.recovery_model._default_manager.filter(compartment__epoch__gt=0)
        for record, epoch, sealed in rows.values_list("compartment_id", "epoch", "sealed_key"):
            yield Wrap(label, record, epoch, bytes(sealed))


@transaction.atomic
def export_wraps(*, member: Member, wraps: Path, key: Path, only: Iterable[str] = ()) -> int:
    """Write every record's recovery wrap, and the key they are to be sealed to.

    :param only: labels such as ``cases.case``; all kinds without any
    :returns: how many
    :raises NotNow: when the member has no key, or a kind is unknown
    """
    found = [files.packed_wrap(one) for one in _wraps(tuple(only))]
    files.write(key, files.MEMBER, **files.packed_applicant(applicant(member)))
    files.write(wraps, files.WRAPS, wraps=found)
    audit.record("recovery.export", actor=None, about=member, wraps=len(found))
    return len(found)


def import_keys(*, found: dict[str, Any]) -> tuple[int, int]:
    """Take in the keys that the offline machine sealed to one person.

    :param found: what the ceremony's ``recover`` wrote
    :returns: how many grants are new, and how many were there already or are of another epoch
    :raises NotNow: when the file is damaged or its certificate was not signed by the registrar
    """
    try:
        member = Member.objects.get(pk=UUID(found["member"]))
        grants = [files.wrap(one) for one in found["grants"]]
        _certify(member, int(found["serial"]), files.raw(found["certificate"]))
    except (KeyError, ValueError, TypeError, Member.DoesNotExist, MemberKey.DoesNotExist):
        raise NotNow(_("The file of sealed keys is damaged, or for somebody else.")) from None
    there = _kinds(())
    new = sum(_adopt(member, batch, there) for batch in _in_batches(grants))
    return new, len(grants) - new


def _in_batches(grants: list[Wrap]) -> Iterator[list[Wrap]]:
    for at in range(0, len(grants), _BATCH):
        yield grants[at : at + _BATCH]


@transaction.atomic
def _certify(member: Member, serial: int, certificate: bytes) -> None:
    now = Member.objects.select_for_update().get(pk=member.pk)
    key = MemberKey.objects.get(member=now, serial=serial, revoked_on=None)
    certified(key, certificate)
    if now.state not in {Member.State.WAITING, Member.State.ADMITTED}:
        raise NotNow(_("This member must set up their account first, and not have left."))
    if key.certificate is None:
        put_certificate(key, certificate, by=None)
        audit.record("member.admit", actor=None, about=now, serial=serial, offline=True)


@transaction.atomic
def _adopt(member: Member, batch: list[Wrap], there: dict[str, type[Compartment]]) -> int:
    """Insert one batch; only for the key that the member is certified with now."""
    found = recipients([member.pk])
    if not found:
        raise NotNow(_("The member's key is not certified."))
    new = sum(_adopt_one(found[0], one, there) for one in batch)
    audit.record("recovery.import", actor=None, about=member, grants=new)
    return new


def _adopt_one(to: Recipient, one: Wrap, there: dict[str, type[Compartment]]) -> bool:
    kind = there.get(one.kind)
    record = None if kind is None else kind._default_manager.filter(pk=one.record).first()
    if record is None or record.epoch == 0:
        return False
    return adopt_grant(record, to, one.sealed_key, one.epoch, today=timezone.localdate())
