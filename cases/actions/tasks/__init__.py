"""Tasks: added, changed, given, taken, handed back, done, cancelled, and taken up again."""

from cases.actions.tasks.adding import NewTask, add_task, change_task
from cases.actions.tasks.ending import cancel_task, finish_task, undo_task
from cases.actions.tasks.giving import give_task, hand_back_task, return_tasks, take_task
from cases.actions.tasks.locking import TaskEnded

__all__ = [
    "NewTask",
    "TaskEnded",
    "add_task",
    "cancel_task",
    "change_task",
    "finish_task",
    "give_task",
    "hand_back_task",
    "return_tasks",
    "take_task",
    "undo_task",
]
