"""To whom the cases of an import are sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from cases.actions.files import holders_of
from cases.actions.imports.plan import Plan
from vault.certificates import Recipient


@dataclass(frozen=True)
class Holders:
    """The uploader, the owner, a second coordinator and the caseworkers, with their keys."""

    by: UUID
    owner: Member
    second: Member
    members: dict[UUID, Member]
    recipients: dict[UUID, Recipient]

    def member(self, pk: str) -> Member | None:
        """The caseworker of a row, if it names one."""
        return self.members[UUID(pk)] if pk else None

    def of(self, assignee: Member | None) -> list[Recipient]:
        """To whom a case of this caseworker is sealed, each once."""
        wanted = [self.by, self.owner.pk, self.second.pk, *([assignee.pk] if assignee else [])]
        return [self.recipients[pk] for pk in dict.fromkeys(wanted)]


def holders_for(*, by: Actor, plan: Plan, assignees: Iterable[str]) -> Holders:
    """Look up everybody whom the cases of a plan are sealed to, in two queries.

    :raises NotNow: when an owner is no coordinator any more, or somebody cannot hold a case
    """
    owner, second = UUID(plan.owner), UUID(plan.second)
    wanted = {by.pk, owner, second, *(UUID(one) for one in assignees if one)}
    members = Member.objects.in_bulk(list(wanted))
    two = [member for pk, member in members.items() if pk in {owner, second}]
    if len(two) != 2 or not all(member.is_coordinator for member in two):
        raise NotNow(_("A case needs two different coordinators who can open it."))
    found = {one.member: one for one in holders_of(members.values())}
    return Holders(by.pk, members[owner], members[second], members, found)
