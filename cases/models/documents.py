"""Documents: their files lie sealed in the media folder, all else in the case's contents."""

from uuid import uuid4

from django.db import models

from cases.models.entries import Entry
from cases.models.referrals import Referral


class SealedFile(Entry):
    """A document of a case. ``version`` is its latest file; earlier ones stay as they are.

    Sealed as ``file.words`` (in as many versions as ``words_version`` says): what it is called.
    Sealed as ``file.facts``, one for each version: name, type, size, hash, and the file's own key.
    So a new key of the case seals the keys of the files anew, and never the files.
    """

    version = models.PositiveIntegerField(default=1)
    words_version = models.PositiveIntegerField(default=1)


class SealedBlob(models.Model):
    """Which file in the media folder is which version; the random id is the file's name there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(SealedFile, on_delete=models.CASCADE, related_name="blobs")
    version = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["file", "version"], name="one_blob_a_version"),
        ]


class SharedBlob(models.Model):
    """Which file in the media folder is a copy that left with a referral."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="papers")

    class Meta:
        default_permissions = ()
