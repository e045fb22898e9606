"""Whose task it is: given, taken, handed back. At no moment is it nobody's."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from cases.actions.events import settle
from cases.actions.tasks.locking import lock_case, lock_task, require_holder, tell_given
from cases.models import Case, CaseGrant, Task
from vault.compartments import Opened


@transaction.atomic
def give_task(*, by: Actor, opened: Opened[Case], task: Task, to: Member) -> Task:
    """Give an open task to somebody who holds the case.

    :raises NotNow: when the case or the task has ended, they cannot open the case, or have it
        already
    """
    case = lock_case(opened)
    now = lock_task(case, task.pk)
    if now.assignee_id == to.pk:
        raise NotNow(_("%(name)s has this task already.") % {"name": to.display_name})
    require_holder(case, to)
    return _pass_on("task.give", by, case, now, to)


def take_task(*, by: Actor, opened: Opened[Case], task: Task) -> Task:
    """Take an open task over oneself.

    :raises NotNow: as :func:`give_task` says
    """
    return give_task(by=by, opened=opened, task=task, to=by.member)


@transaction.atomic
def hand_back_task(*, by: Actor, opened: Opened[Case], task: Task) -> Task:
    """Hand one's own open task back: to whoever gave it, or is responsible for the case.

    :raises NotNow: when it is somebody else's, the case or the task has ended, or nobody else
        could do it
    """
    case = lock_case(opened)
    now = lock_task(case, task.pk)
    if now.assignee_id != by.pk:
        raise NotNow(_("Only whose task it is hands it back."))
    to = _next_in_line(case, [now.creator, case.assignee, case.owner], but=by.member)
    if to is None:
        raise NotNow(_("Nobody else can do this task. Give it to a colleague instead."))
    return _pass_on("task.hand_back", by, case, now, to)


def _pass_on(act: str, by: Actor, case: Case, task: Task, to: Member) -> Task:
    before, task.assignee = task.assignee_id, to
    task.save(update_fields=["assignee"])
    settle(case, today=timezone.localdate())
    tell_given(to=to, by=by)
    audit.record(act, actor=by.pk, about=case, task=str(task.pk), to=str(to.pk), before=str(before))
    return task


def return_tasks(*, by: Actor, case: Case, member: Member) -> int:
    """Pass on the open tasks of somebody who loses access, before the key is taken.

    They go to whoever is responsible for the case, or owns it. The caller holds the case's lock,
    and writes the audit row.

    :returns: how many there were
    """
    to = _next_in_line(case, [case.assignee, case.owner], but=member)
    mine = Task.objects.open().filter(case=case, assignee=member)
    count = mine.update(assignee=to) if to else 0
    if to and count:
        tell_given(to=to, by=by)
    return count


def _next_in_line(case: Case, members: Iterable[Member | None], *, but: Member) -> Member | None:
    """The first of these who can open the case, besides one."""
    holding = set(
        CaseGrant.sets.current().filter(content_object=case).values_list("user_id", flat=True)
    )
    able = (one for one in members if one and one.pk in holding and one.opens_cases)
    return next((one for one in able if one.pk != but.pk), None)
