"""Sessions, known devices, slowed strangers, and notices to a member."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.members import Member


class SessionQuerySet(models.QuerySet["Session"]):
    """Sets of sessions."""

    def open_of(self, member: Member) -> Self:
        """The sessions in which ``member`` is signed in, latest first."""
        return self.filter(member=member).order_by("-seen_at")


class Session(models.Model):
    """A server-side session. Its key is the SHA-256 of the id in the cookie, never the id.

    ``data`` is signed by Django; the opened seed in it is encrypted under a key that only the
    second cookie holds.
    """

    session_key = models.CharField(primary_key=True, max_length=64)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    public_id = models.UUIDField(default=uuid4, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=60, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        default_permissions = ()


class KnownDevice(models.Model):
    """A browser a member has fully signed in with: the hash of the token in its cookie."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="devices")
    token_hash = models.BinaryField(max_length=32, unique=True)
    browser = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        default_permissions = ()


class SlowDown(models.Model):
    """Failed sign-ins with one name from unknown browsers: how many, and until when to wait.

    ``bucket`` is a keyed hash of the name as typed, so unknown names are slowed just the same.
    """

    bucket = models.BinaryField(max_length=32, unique=True)
    failures = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField()

    class Meta:
        default_permissions = ()


class Notice(models.Model):
    """Something a member should know; its text is fixed by its kind and names nobody."""

    class Kind(models.TextChoices):
        """What a notice may be about."""

        NEW_DEVICE = "new_device", _("Somebody signed in with your name on a new device.")
        RECOVERY_USED = "recovery_used", _("A member signed in with a recovery code.")
        ADMISSION = "admission", _("A new member waits for admission.")
        ADMITTED = "admitted", _("You were admitted.")
        KEYS_RENEWED = "keys_renewed", _("A member renewed their keys and needs a certificate.")
        CASE_GIVEN = "case_given", _("You were given a case.")
        CHAIN_BROKEN = "chain_broken", _("The audit log does not verify.")
        CLOSING = "closing", _("A case waits for your approval to close.")
        APPROVAL = "approval", _("Something waits for your approval as the second person.")
        CASE_WAITS = (
            "case_waits",
            _("A case or a task waits for somebody to take it."),
        )
        TASK_GIVEN = "task_given", _("You were given a task.")
        TASK_DUE = "task_due", _("A task of yours is due.")
        TASK_LATE = "task_late", _("A task in one of your cases has been overdue for days.")
        BRIEF_GIVEN = "brief_given", _("You were given a brief.")
        BRIEF_BACK = "brief_back", _("A volunteer reported back.")
        CONSENT_ENDING = "consent_ending", _("A consent in one of your cases ends soon.")
        CONSENT_ENDED = (
            "consent_ended",
            _("A consent in one of your cases has ended or is missing."),
        )
        PARTNER_ANSWERED = "partner_answered", _("A partner answered.")
        PARTNER_SILENT = "partner_silent", _("A partner has not answered for days.")
        REASSESS = "reassess", _("An assessment in one of your cases is due again.")
        RULES = "rules", _("Rules of a procedure have changed. Open the case to see its days.")
        TO_TELL = "to_tell", _("Somebody is to be told what was said about them, and to whom.")
        KEYS_DUE = "keys_due", _("Keys of yours wait to be changed.")
        UNFINISHED = "unfinished", _("Somebody who was invited has not finished joining.")
        MAIL_SET = "mail_set", _("A mail address was set in your account.")
        JOB_FAILED = "job_failed", _("Work in the background failed and waits for a look.")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    seen = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["-at"]
        indexes = [models.Index(fields=["member", "seen"], name="notices_unseen")]
