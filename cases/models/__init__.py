"""Case files. What stays clear here is listed, with its reason, in docs/clear-columns.md."""

from cases.models.assignments import BulkAssignment, BulkItem
from cases.models.briefs import Brief, BriefContent, BriefGrant, BriefParent, BriefRecovery
from cases.models.case import Case, CaseContent, CaseGrant, CaseRecovery
from cases.models.decisions import Decision, Withdrawal
from cases.models.directory import Agreement, Help, Partner, Service
from cases.models.documents import SealedBlob, SealedFile, SharedBlob
from cases.models.entries import Consent, Event, Note
from cases.models.imports import ImportRun
from cases.models.plans import Assessment, FormDefinition, Goal
from cases.models.procedures import Procedure
from cases.models.profiles import MemberProfile, Skill
from cases.models.referrals import Referral, ReferralBundle, ReferralStep
from cases.models.restricted import (
    RestrictedNote,
    RestrictedNoteContent,
    RestrictedNoteGrant,
    RestrictedNoteRecovery,
)
from cases.models.tasks import Task

__all__ = [
    "Agreement",
    "Assessment",
    "Brief",
    "BriefContent",
    "BriefGrant",
    "BriefParent",
    "BriefRecovery",
    "BulkAssignment",
    "BulkItem",
    "Case",
    "CaseContent",
    "CaseGrant",
    "CaseRecovery",
    "Consent",
    "Decision",
    "Event",
    "FormDefinition",
    "Goal",
    "Help",
    "ImportRun",
    "MemberProfile",
    "Note",
    "Partner",
    "Procedure",
    "Referral",
    "ReferralBundle",
    "ReferralStep",
    "RestrictedNote",
    "RestrictedNoteContent",
    "RestrictedNoteGrant",
    "RestrictedNoteRecovery",
    "SealedBlob",
    "SealedFile",
    "Service",
    "SharedBlob",
    "Skill",
    "Task",
    "Withdrawal",
]
