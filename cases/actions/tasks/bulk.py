"""Many tasks given at once, each in a transaction of its own, so no lock is held long."""

from collections.abc import Iterable

from accounts.actions.errors import NotNow
from accounts.gate import Actor, open_for
from accounts.models import Member
from accounts.rekeying import rekeyed
from cases.actions.tasks.giving import give_task
from cases.models import Case, Task
from vault.compartments import StaleKey
from vault.suites import SealError


def give_tasks(*, by: Actor, tasks: Iterable[Task], to: Member) -> list[Task]:
    """Give each of these tasks to one member, as far as it goes.

    Doing it again gives nothing twice: a task they have already stays as it is.

    :returns: those that could not be given: done meanwhile, in a case one of the two cannot open
    """
    return [one for one in tasks if not _give_one(by, one, to)]


def _give_one(by: Actor, task: Task, to: Member) -> bool:
    """Whether the task is theirs now."""
    try:
        opened = open_for(by, Case, pk=task.case_id)
        if opened is None:
            return False
        fresh = rekeyed(opened, by=by.pk, ring=by.keyring)
        give_task(by=by, opened=fresh, task=task, to=to)
    except (NotNow, SealError, StaleKey):
        return Task.objects.open().filter(pk=task.pk, assignee=to).exists()
    return True
