"""Legal procedures: begun, moved on, stopped, confirmed, ended. Each change is a new version."""

from cases.actions.procedures.changing import FIELD, gathered
from cases.actions.procedures.clocks import start_clock, stop_clock
from cases.actions.procedures.days import add_own_day, confirm_day, finish_day, undo_day
from cases.actions.procedures.steps import (
    begin_procedure,
    end_procedure,
    record_step,
    resume_procedure,
    take_back_step,
)

__all__ = [
    "FIELD",
    "add_own_day",
    "begin_procedure",
    "confirm_day",
    "end_procedure",
    "finish_day",
    "gathered",
    "record_step",
    "resume_procedure",
    "start_clock",
    "stop_clock",
    "take_back_step",
    "undo_day",
]
