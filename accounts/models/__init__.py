"""Who signs in, with what, what they did, and what waits for them."""

from accounts.models.audit import AuditHead, AuditRow
from accounts.models.calendar import CalendarFeed
from accounts.models.factors import BackupCode, KeySlot, MemberKey, OneTimeCode, Passkey
from accounts.models.jobs import Job
from accounts.models.mail import MailAddress, Told
from accounts.models.members import Member, Role
from accounts.models.organisation import (
    Invitation,
    Organisation,
    OrganisationContent,
    OrganisationGrant,
    OrganisationRecovery,
)
from accounts.models.sessions import KnownDevice, Notice, Session, SlowDown
from accounts.models.walls import NoGroup, NoGroupPermission, NoUserPermission, NoUserRight

__all__ = [
    "AuditHead",
    "AuditRow",
    "BackupCode",
    "CalendarFeed",
    "Invitation",
    "Job",
    "KeySlot",
    "KnownDevice",
    "MailAddress",
    "Member",
    "MemberKey",
    "NoGroup",
    "NoGroupPermission",
    "NoUserPermission",
    "NoUserRight",
    "Notice",
    "OneTimeCode",
    "Organisation",
    "OrganisationContent",
    "OrganisationGrant",
    "OrganisationRecovery",
    "Passkey",
    "Role",
    "Session",
    "SlowDown",
    "Told",
]
