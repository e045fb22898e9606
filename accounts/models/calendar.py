"""A member's calendar feed: a secret address that says on which days something is due."""

from django.db import models

from accounts.models.members import Member


class CalendarFeed(models.Model):
    """A feed that was switched on. Only a hash of the address's secret is kept.

    ``asked_on`` is the last day a calendar fetched it, so that its member sees whether any does.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_on = models.DateField()
    asked_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
