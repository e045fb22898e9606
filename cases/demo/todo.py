"""What is to be done in the demo's cases, by story: some of it late, some of it waiting."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Member
from cases.models import Case, Task
from cases.tasks.words import FIELD, TaskWords
from vault.compartments import Opened


@dataclass(frozen=True)
class Todo:
    """One task. ``day``: from today; ``number`` of cases spreads it; ``after``: what it waits for.

    ``whose``: the case's caseworker, or its owner.
    """

    day: int
    kind: str
    english: str
    persian: str
    priority: int = 2
    whose: str = "worker"
    done: bool = False
    after: int | None = None
    every: int = 0
    unit: str = ""


TODO: dict[str, tuple[Todo, ...]] = {
    "appeal": (
        Todo(-3, "deadline", "Lodge the appeal", "ثبت اعتراض", 4),
        Todo(0, "call", "Call about the two statements", "تماس دربارهٔ دو شهادت‌نامه", 3),
        Todo(2, "papers", "Bring the statements to the lawyer", "رساندن شهادت‌نامه‌ها به وکیل", after=1),
    ),
    "housing": (
        Todo(0, "appointment", "Go along to the viewing", "همراهی در بازدید خانه", 3),
        Todo(-1, "ask", "Ask the fund about the deposit", "پرسیدن از صندوق دربارهٔ ودیعه", whose="owner"),
        Todo(-6, "call", "Call the shelter", "تماس با خوابگاه", done=True),
    ),
    "first_days": (
        Todo(0, "call", "Check that the night was quiet", "پرسیدن که شب آرام گذشت", 4, every=1, unit="days"),
        Todo(1, "papers", "Ask for a new residence card", "درخواست کارت اقامت تازه"),
    ),
    "counselling": (
        Todo(4, "visit", "Visit after the seventh session", "دیدار پس از جلسهٔ هفتم", 1, every=7, unit="days"),
    ),
    "family_search": (
        Todo(12, "review", "Read the letters again together", "خواندن دوبارهٔ نامه‌ها با هم", 1),
    ),
    "resettle": (
        Todo(5, "papers", "Fill in the medical form", "پر کردن فرم پزشکی"),
        Todo(9, "ask", "Ask who travels along", "پرسیدن که چه کسی همراه می‌آید", after=0),
    ),
}  # fmt: skip


def write_tasks(
    opened: Opened[Case], story: str, *, persian: bool, number: int, today: date
) -> None:
    """Write the tasks of a case; its rows are saved by the caller's own transaction.

    :param number: of the case, so that not all fall on the same days
    """
    case, made = opened.record, list[Task]()
    for todo in TODO.get(story, ()):
        case.last_number += 1
        made.append(_task(case, todo, made, today + timedelta(days=todo.day + number % 4)))
        made[-1].save(force_insert=True)
        at = f"{made[-1].made_on.isoformat()}T09:00:00+00:00"
        title, by = todo.persian if persian else todo.english, str(made[-1].creator_id)
        words = TaskWords(todo.kind, title, by=by, at=at)
        opened.write(FIELD, made[-1].pk, 1, words.dump())


def _task(case: Case, todo: Todo, made: list[Task], due: date) -> Task:
    worker = case.assignee or case.owner
    who: Member = worker if todo.whose == "worker" else case.owner
    due = min(due, due - timedelta(days=8)) if todo.done else due
    return Task(
        case=case,
        number=case.last_number,
        creator=case.owner if todo.priority > 2 else worker,
        assignee=who,
        state=Task.State.DONE if todo.done else Task.State.OPEN,
        due=due,
        first_due=due,
        priority=todo.priority,
        blocked_by=None if todo.after is None else made[todo.after],
        repeat_every=todo.every or None,
        repeat_unit=todo.unit,
        made_on=due - timedelta(days=9),
        ended_on=due if todo.done else None,
        ended_by=who if todo.done else None,
    )
