"""Walls before guardian's and Django's other doors: tables that can hold no row.

A permission that is not a grant row with a key would be a way in without one. So the tables in
which Django and guardian keep such permissions carry a constraint that is always false.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionAbstract, UserObjectPermissionAbstract


def never(name: str) -> models.CheckConstraint:
    """A constraint no row can meet."""
    return models.CheckConstraint(condition=Q(pk__isnull=True), name=name)


class NoUserPermission(UserObjectPermissionAbstract):
    """Guardian's generic permission of a user: never a row."""

    class Meta(UserObjectPermissionAbstract.Meta):
        abstract = False
        default_permissions = ()
        constraints = [never("no_generic_user_permission")]


class NoGroupPermission(GroupObjectPermissionAbstract):
    """Guardian's generic permission of a group: never a row."""

    class Meta(GroupObjectPermissionAbstract.Meta):
        abstract = False
        default_permissions = ()
        constraints = [never("no_generic_group_permission")]


class NoGroup(models.Model):
    """Membership of a Django group: never a row."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    group = models.ForeignKey("auth.Group", on_delete=models.CASCADE)

    class Meta:
        default_permissions = ()
        constraints = [never("no_groups")]


class NoUserRight(models.Model):
    """A global permission of a member: never a row."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    permission = models.ForeignKey("auth.Permission", on_delete=models.CASCADE)

    class Meta:
        default_permissions = ()
        constraints = [never("no_global_permissions")]
