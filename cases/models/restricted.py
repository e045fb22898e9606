"""Restricted notes: a compartment of their own, so holding the case does not open them."""

from django.db import models

from accounts.models import Member
from cases.models.case import Case
from vault.models import Compartment, CompartmentQuerySet, Content, Grant, RecoveryWrap


class RestrictedNote(Compartment):
    """A note for its author and one coordinator alone. Its key is not wrapped under the case's."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="restricted_notes")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = CompartmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("open_restrictednote", "Open the restricted note")]
        ordering = ["-number"]


class RestrictedNoteGrant(Grant):
    """A member's key to a restricted note."""

    content_object = models.ForeignKey(
        RestrictedNote, on_delete=models.CASCADE, related_name="grants"
    )


class RestrictedNoteRecovery(RecoveryWrap):
    """The recovery wrap of a restricted note."""

    compartment = models.OneToOneField(
        RestrictedNote, on_delete=models.CASCADE, related_name="recovery"
    )


class RestrictedNoteContent(Content):
    """What a restricted note holds, sealed."""

    compartment = models.ForeignKey(
        RestrictedNote, on_delete=models.CASCADE, related_name="contents"
    )


RestrictedNote.grant_model = RestrictedNoteGrant
RestrictedNote.recovery_model = RestrictedNoteRecovery
RestrictedNote.content_model = RestrictedNoteContent
