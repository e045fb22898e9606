"""What every change of a task begins with: the case is locked, open, and the task is in it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor
from accounts.models import Member, Notice
from cases.documents import UnknownFormat
from cases.models import Case, CaseGrant, Task
from cases.tasks.words import (
    DETAILS_LIMIT,
    FIELD,
    TITLE_LIMIT,
    TaskKind,
    TaskWords,
    words_place,
)
from vault.compartments import Opened
from vault.suites import SealError


class TaskEnded(NotNow):
    """The task is done or cancelled already."""


def lock_case(opened: Opened[Case]) -> Case:
    """The locked case.

    :raises NotNow: when it is closed or declined
    """
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes no task. Take the case up again first."))
    return case


def lock_task(case: Case, pk: UUID) -> Task:
    """An open task of a locked case, as it is now.

    :raises TaskEnded: when it is done or cancelled
    """
    task = Task.objects.select_related("assignee", "blocked_by").get(pk=pk, case=case)
    if not task.is_open:
        raise TaskEnded(_("This task is done or cancelled already. Take it up again to change it."))
    return task


def able(case: Case, member: Member) -> Member | None:
    """The member, if they hold the case's key and may open cases."""
    holds = CaseGrant.sets.current().filter(content_object=case, user=member)
    return member if member.opens_cases and holds.exists() else None


def require_holder(case: Case, member: Member) -> None:
    """Check that a member can do something in the case.

    :raises NotNow: when they hold no key to it, or may open no case
    """
    if not able(case, member):
        raise NotNow(
            _("%(name)s cannot open this case. Give access to the case first, then the task.")
            % {"name": member.display_name}
        )


def tell_given(*, to: Member, by: Actor) -> None:
    """Let somebody know that they were given a task; the notice says nothing else."""
    if to.pk != by.pk:
        tell(Notice.Kind.TASK_GIVEN, to=[to.pk])


def write_words(*, by: Actor, opened: Opened[Case], task: Task, words: TaskWords) -> None:
    """Seal the words of a task's present version, with who wrote them and when.

    :raises NotNow: when they are empty, too long, or of no known kind
    """
    require_words(words)
    at = timezone.now().isoformat(timespec="seconds")
    sealed = TaskWords(words.kind, words.title, words.details, words.reason, str(by.pk), at)
    opened.write(FIELD, task.pk, task.version, sealed.dump())


def kept_words(*, opened: Opened[Case], task: Task) -> TaskWords:
    """The words of a task as they are kept.

    :raises NotNow: when they do not open
    """
    try:
        return TaskWords.load(opened.read(*words_place(task)))
    except (SealError, UnknownFormat):
        raise NotNow(
            _("The words of this task do not open: they were altered. Write them anew first.")
        ) from None


def require_words(words: TaskWords) -> None:
    """Check what a task says.

    :raises NotNow: when the title is empty or too long, or the kind unknown
    """
    if not words.title.strip():
        raise NotNow(_("Say in a few words what is to be done."))
    if len(words.title) > TITLE_LIMIT or len(words.details) > DETAILS_LIMIT:
        raise NotNow(_("A task has at most 200 characters as its title, and 20,000 more."))
    if words.kind not in TaskKind.values:
        raise NotNow(_("Choose what kind of task it is."))


def require_blocker(case: Case, task: Task | None, blocker: Task | None) -> None:
    """Check that a task may wait for another.

    :raises NotNow: when the other is of another case, ended, or waits for this one itself
    """
    if blocker is None:
        return
    if blocker.case_id != case.pk or not Task.objects.open().filter(pk=blocker.pk).exists():
        raise NotNow(_("A task can wait only for an open task of the same case."))
    waits = dict(Task.objects.filter(case=case).values_list("pk", "blocked_by"))
    on: UUID | None = blocker.pk
    while on is not None and task is not None:
        if on == task.pk:
            raise NotNow(_("These two would wait for each other, and neither would be done."))
        on = waits.get(on)
