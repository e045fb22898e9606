"""Case files. What stays clear here is listed, with its reason, in docs/clear-columns.md."""

from cases.models.assignments import BulkAssignment, BulkItem
from cases.models.case import Case, CaseContent, CaseGrant, CaseRecovery
from cases.models.decisions import Decision, Withdrawal
from cases.models.entries import Consent, Event, Note
from cases.models.imports import ImportRun
from cases.models.restricted import (
    RestrictedNote,
    RestrictedNoteContent,
    RestrictedNoteGrant,
    RestrictedNoteRecovery,
)

__all__ = [
    "BulkAssignment",
    "BulkItem",
    "Case",
    "CaseContent",
    "CaseGrant",
    "CaseRecovery",
    "Consent",
    "Decision",
    "Event",
    "ImportRun",
    "Note",
    "RestrictedNote",
    "RestrictedNoteContent",
    "RestrictedNoteGrant",
    "RestrictedNoteRecovery",
    "Withdrawal",
]
