"""Admission: a coordinator compares a fingerprint aloud and signs whose key it is."""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor, open_for
from accounts.models import Member, MemberKey, Notice, Organisation, OrganisationGrant, Role
from accounts.recipients import recipients
from accounts.rekeying import rekeyed
from vault.ceremony import REGISTRAR_FIELD
from vault.certificates import Recipient, Registrar, spoken
from vault.compartments import Opened, give
from vault.suites import SealError


def waiting_keys() -> QuerySet[MemberKey]:
    """The keys that wait for a certificate: of new members, and of members who renewed theirs."""
    states = (Member.State.WAITING, Member.State.ADMITTED)
    latest = MemberKey.objects.filter(member=OuterRef("member"), serial__gt=OuterRef("serial"))
    return (
        MemberKey.objects.filter(certificate=None, revoked_on=None, member__state__in=states)
        .exclude(Exists(latest))
        .select_related("member")
        .order_by("made_on", "member__display_name")
    )


def without_organisation_key() -> QuerySet[Member]:
    """Coordinators with a certificate who do not hold the organisation's key yet."""
    held = OrganisationGrant.objects.filter(user=OuterRef("pk"))
    signed = MemberKey.objects.certified().filter(member=OuterRef("pk"))
    coordinators: QuerySet[Member] = Member.objects.admitted().having(Role.COORDINATOR)
    return coordinators.exclude(Exists(held)).filter(Exists(signed)).order_by("display_name")


def fingerprint_of(key: MemberKey) -> tuple[str, str]:
    """A key's fingerprint in words and in digits, to be compared aloud."""
    return spoken(key.member_id, key.serial, bytes(key.public))


def certified(key: MemberKey, certificate: bytes) -> Recipient:
    """The member as a recipient, by a certificate not yet stored.

    :raises NotNow: when the pinned registrar did not sign this key
    """
    registrar = settings.KEYS.public("registrar.pub")
    try:
        return Recipient.verified(
            key.member_id, key.serial, bytes(key.public), certificate, registrar
        )
    except SealError:
        raise NotNow(_("The certificate was not signed by this organisation.")) from None


def put_certificate(key: MemberKey, certificate: bytes, *, by: Member | None) -> None:
    """Store a certificate, and admit the member if they waited for it."""
    key.certificate, key.certified_by = certificate, by
    key.save(update_fields=["certificate", "certified_by"])
    waiting = Member.objects.filter(pk=key.member_id, state=Member.State.WAITING)
    if waiting.update(state=Member.State.ADMITTED, joined_on=timezone.localdate()):
        tell(Notice.Kind.ADMITTED, to=[key.member_id])


def admit(*, by: Actor, key: MemberKey, said: str) -> None:
    """Certify a key whose fingerprint was compared aloud; a waiting member is admitted.

    :param said: the fingerprint on the coordinator's page, so a key swapped meanwhile is not signed
    :raises NotNow: when the key changed meanwhile, is one's own, or the registrar is out of reach
    """
    opened = _organisation(by)
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=key.member_id)
        now = waiting_keys().filter(pk=key.pk).first()
        if now is None or fingerprint_of(now)[0] != said:
            raise NotNow(_("This key has changed since; compare the fingerprint again."))
        if member.pk == by.pk:
            raise NotNow(_("Another coordinator must certify your key."))
        seed = opened.read(REGISTRAR_FIELD, opened.record.pk, 1)
        certificate = Registrar(seed).sign(member.pk, now.serial, bytes(now.public))
        to = certified(now, certificate)
        put_certificate(now, certificate, by=by.member)
        if member.is_coordinator:
            give(opened, to, today=timezone.localdate())
        audit.record("member.admit", actor=by.pk, about=member, serial=now.serial)


def give_organisation_key(*, by: Actor, member: Member) -> None:
    """Give a new coordinator the organisation's key, so that they can admit members too.

    :raises NotNow: when they are no coordinator, or have no certificate
    """
    opened = _organisation(by)
    with transaction.atomic():
        now = Member.objects.select_for_update().get(pk=member.pk)
        found = recipients([now.pk])
        if not now.is_coordinator or not found:
            raise NotNow(_("This member is no coordinator with a certified key."))
        give(opened, found[0], today=timezone.localdate())
        audit.record("organisation.give", actor=by.pk, about=now)


def _organisation(by: Actor) -> Opened[Organisation]:
    """The organisation's compartment, under a new key if rotation is due."""
    opened = open_for(by, Organisation, only=1)
    if opened is None:
        raise NotNow(_("Another coordinator must give you the organisation's key first."))
    return rekeyed(opened, by=by.pk, ring=by.keys())
