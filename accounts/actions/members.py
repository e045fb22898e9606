"""Members: their roles, and their leaving. An administrator acts here, and never holds a key."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.invitations import new_link, require_fitting, set_roles, who
from accounts.gate import Actor
from accounts.models import (
    BackupCode,
    Invitation,
    KeySlot,
    KnownDevice,
    MailAddress,
    Member,
    MemberKey,
    OneTimeCode,
    Passkey,
    Role,
    Session,
)
from vault.compartments import kinds, revoke_everywhere


def _require_others(member: Member, role: Role) -> None:
    """Check that somebody else has the role too.

    :raises NotNow: when the member is the last one
    """
    locked = Member.objects.admitted().having(role).select_for_update()
    if member.state == Member.State.ADMITTED and set(locked) <= {member}:
        message = {
            Role.ADMINISTRATOR: _("This is the last administrator; make another one first."),
            Role.COORDINATOR: _("This is the last coordinator; admit another one first."),
        }
        raise NotNow(message[role])


def _require_not_last(member: Member, losing: Collection[Role]) -> None:
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        if role in losing:
            _require_others(member, role)


def _locked(by: Actor, member: Member) -> Member:
    now: Member = Member.objects.select_for_update().get(pk=member.pk)
    if now.pk == by.pk:
        raise NotNow(_("Another administrator must do this for you."))
    if now.state == Member.State.REMOVED:
        raise NotNow(_("This member was removed."))
    return now


@transaction.atomic
def change_roles(*, by: Actor, member: Member, roles: Collection[Role]) -> None:
    """Give a member other roles.

    Whatever no role of theirs opens any more is taken away: the organisation's key from who is no
    coordinator, cases from who is neither caseworker nor coordinator, briefs from who is no
    volunteer. A new coordinator gets the organisation's key from another coordinator.

    :raises NotNow: when the roles do not go together, or the last of a kind would be lost
    """
    require_fitting(roles)
    now = _locked(by, member)
    before, after = now.roles, frozenset(roles)
    _require_not_last(now, before - after)
    taken = sum(
        revoke_everywhere(kind, now.pk)
        for kind in kinds()
        if not kind.opened_by & {role.value for role in after}
    )
    set_roles(now, after)
    now.save(update_fields=[f"is_{role}" for role in Role])
    given, lost = sorted(after - before), sorted(before - after)
    audit.record("member.roles", actor=by.pk, about=now, given=given, taken=lost, keys=taken)


def _take_keys(member: Member) -> int:
    return sum(revoke_everywhere(kind, member.pk) for kind in kinds())


def _take_everything(member: Member) -> int:
    """Delete every way in: keys, slots, factors, sessions, devices; gives how many keys."""
    keys = _take_keys(member)
    owned = MemberKey.objects.filter(member=member, revoked_on=None)
    owned.update(revoked_on=timezone.localdate())
    KeySlot.objects.filter(key__member=member).delete()
    owned_by = (OneTimeCode, BackupCode, Passkey, Session, KnownDevice, Invitation, MailAddress)
    for kind in owned_by:
        kind._default_manager.filter(member=member).delete()
    return keys


@transaction.atomic
def remove(*, by: Actor, member: Member) -> None:
    """End a membership at once: keys, certificate, factors, sessions.

    Every record they held is rotation due. Cases that name them keep the name until a coordinator
    gives them to somebody.

    :raises NotNow: for oneself, and for the last administrator or coordinator
    """
    now = _locked(by, member)
    _require_not_last(now, now.roles)
    keys = _take_everything(now)
    now.state = Member.State.REMOVED
    now.save(update_fields=["state"])
    audit.record("member.remove", actor=by.pk, about=now, keys=keys)


@transaction.atomic
def restore_login(*, by: Actor | None, member: Member) -> str:
    """Let a member who lost passphrase and sheet set up their account again. No key comes back.

    Whatever they held is taken away, and they need admission again; then co-holders give again.

    :param by: the administrator; None for the command that founds the organisation
    :returns: the token of a new link
    :raises NotNow: for oneself, and for the last administrator or coordinator
    """
    now = _locked(by, member) if by else Member.objects.select_for_update().get(pk=member.pk)
    _require_not_last(now, now.roles)
    keys = _take_everything(now)
    now.state, now.joined_on = Member.State.INVITED, None
    now.save(update_fields=["state", "joined_on"])
    token = new_link(member=now, by=by)
    audit.record("member.restore", actor=who(by=by), about=now, keys=keys)
    return token
