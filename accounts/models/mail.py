"""Where a member wants to be told by mail that something waits, and what was told already."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Max, Q

from accounts.models.members import Member
from vault.fields import SealedField

AT_MOST_EACH = timedelta(hours=20)  # nobody is mailed more often, whatever comes in
AGAIN_AFTER = timedelta(days=3)  # to who has not looked yet, or whose mail was lost on the way
REFUSED_FOR = timedelta(days=3)  # a refused address is left alone so long


class MailAddressQuerySet(models.QuerySet["MailAddress"]):
    """Sets of mail addresses."""

    def usable(self, today: date) -> Self:
        """Those that the mail server did not refuse just lately."""
        return self.filter(Q(refused_on=None) | Q(refused_on__lt=today - REFUSED_FOR))

    def wanting(self, now: datetime) -> Self:
        """Those that may be mailed now, of members for whom a notice waits unseen."""
        rested = Q(mailed_at=None) | Q(mailed_at__lt=now - AT_MOST_EACH)
        here = Q(member__state__in=(Member.State.WAITING, Member.State.ADMITTED))
        latest = Max("member__notices__at", filter=Q(member__notices__seen=False))
        return self.annotate(latest=latest).filter(rested, here).exclude(latest=None)

    def passed_over(self, now: datetime) -> Self:
        """Those of them that nothing else will mail: something came after the last mail, or the
        last mail is long ago."""
        newer = Q(latest__gt=F("mailed_at")) | Q(mailed_at=None)
        return self.wanting(now).filter(newer | Q(mailed_at__lt=now - AGAIN_AFTER))


class MailAddress(models.Model):
    """A member's mail address, encrypted under the server's mail.key. Nobody needs to have one.

    ``mailed_at`` is when a mail was handed over last, until the member reads their notices;
    ``refused_on`` is the day the mail server would not take the address any more.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="mail_address")
    sealed_address = SealedField()
    mailed_at = models.DateTimeField(null=True)
    refused_on = models.DateField(null=True)

    objects = MailAddressQuerySet.as_manager()

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
