"""Importing an organisation's own spreadsheet of cases: from the upload to published cases.

The file is kept sealed under the uploader's personal key (`uploading`), its columns are named
(`mapping`), every row is checked before anything is stored (`checking`), the rows become sealed
cases that nobody can see (`staging`), and one short update publishes them all (`publishing`).
Until then it can be thrown away (`discarding`).
"""

from cases.actions.imports.checking import Check, check, first_lines
from cases.actions.imports.discarding import clear_some, discard, discard_abandoned
from cases.actions.imports.keeping import opened_plan, opened_source
from cases.actions.imports.mapping import choose_columns, coordinators, suggested_plan
from cases.actions.imports.plan import Plan
from cases.actions.imports.publishing import publish
from cases.actions.imports.source import Source
from cases.actions.imports.staging import begin, stage_next
from cases.actions.imports.uploading import keep_upload

__all__ = [
    "Check",
    "Plan",
    "Source",
    "begin",
    "check",
    "choose_columns",
    "clear_some",
    "coordinators",
    "discard",
    "discard_abandoned",
    "first_lines",
    "keep_upload",
    "opened_plan",
    "opened_source",
    "publish",
    "stage_next",
    "suggested_plan",
]
