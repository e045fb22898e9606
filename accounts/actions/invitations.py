"""Invitations: one-use links to set up an account."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Invitation, Member, Role

VALID = timedelta(days=7)
CASE_ROLES = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.TRACING_OFFICER, Role.VOLUNTEER})


def require_fitting(roles: Collection[Role]) -> None:
    """Check that roles may go together.

    :raises NotNow: without a role, or for an administrator who could open a case
    """
    if not roles:
        raise NotNow(_("Choose at least one role."))
    if Role.ADMINISTRATOR in roles and CASE_ROLES & set(roles):
        raise NotNow(_("An administrator never opens a case; give the other roles to others."))


@transaction.atomic
def invite(
    *,
    by: Actor | None,
    username: str,
    display_name: str,
    roles: Collection[Role],
    language: str = "en",
) -> str:
    """Make a member in state invited, and a link for them.

    :param by: the administrator; None for the command that founds the organisation
    :returns: the link's token, which is kept nowhere
    :raises NotNow: when the name is taken or the roles do not go together
    """
    require_fitting(roles)
    if Member.objects.filter(username=username).exists():
        raise NotNow(_("This user name is taken."))
    member = Member(username=username, display_name=display_name, language=language)
    set_roles(member, roles)
    member.set_unusable_password()
    member.save(force_insert=True)
    token = new_link(member=member, by=by)
    chosen = sorted(roles)
    audit.record("member.invite", actor=who(by=by), about=member, roles=chosen)
    return token


def who(*, by: Actor | None) -> UUID | None:
    """Who acts, for an audit row; None for a command at the server."""
    return None if by is None else by.pk


def set_roles(member: Member, roles: Collection[Role]) -> None:
    """Put roles on an unsaved change of a member."""
    for role in Role:
        setattr(member, f"is_{role}", role in roles)


def new_link(*, member: Member, by: Actor | None) -> str:
    """A new token in the place of any earlier one."""
    token = secrets.token_urlsafe(24)
    Invitation.objects.filter(member=member).delete()
    Invitation.objects.create(
        member=member,
        token_hash=_hashed(token),
        invited_by=None if by is None else by.member,
        expires_at=timezone.now() + VALID,
    )
    return token


@transaction.atomic
def invite_again(*, by: Actor | None, member: Member) -> str:
    """Make a new link for somebody who has not finished; the earlier one is void.

    :raises NotNow: when the member is not in state invited
    """
    now = Member.objects.select_for_update().get(pk=member.pk)
    if now.state != Member.State.INVITED:
        raise NotNow(_("This member has already set up their account."))
    token = new_link(member=now, by=by)
    audit.record("member.invite", actor=who(by=by), about=now, again=True)
    return token


def find(token: str) -> Invitation | None:
    """The invitation of a token that still works, or None; used, expired and unknown alike."""
    return (
        Invitation.objects.filter(
            token_hash=_hashed(token),
            expires_at__gt=timezone.now(),
            member__state=Member.State.INVITED,
        )
        .select_related("member")
        .first()
    )


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
