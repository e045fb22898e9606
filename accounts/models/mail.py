"""Where a member wants to be told by mail that something waits, and what was told already."""

from django.db import models

from accounts.models.members import Member
from vault.fields import SealedField


class MailAddress(models.Model):
    """A member's mail address, encrypted under the server's mail.key. Nobody needs to have one.

    ``mailed_at`` is when a mail was handed over last, until the member reads their notices;
    ``refused_on`` is the day the mail server would not take the address any more.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="mail_address")
    sealed_address = SealedField()
    mailed_at = models.DateTimeField(null=True)
    refused_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()


class Told(models.Model):
    """That a member was reminded of something, so that it is done once, whatever dies meanwhile.

    The id is a hash of what it was about, of whom it was told, and of what made it due.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    on = models.DateField(db_index=True)

    class Meta:
        default_permissions = ()
