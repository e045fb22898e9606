"""The directory: organisations that help, what they offer, and what may be shared with them.

They are public organisations and not the people in the files, so nothing here is sealed. Which of
them a referral went to is, with the referral.
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Member


class Help(models.TextChoices):
    """What an organisation can be asked for."""

    LEGAL_AID = "legal_aid", _("legal aid")
    ASYLUM = "asylum", _("asylum procedure")
    RESETTLEMENT = "resettlement", _("resettlement")
    REUNIFICATION = "reunification", _("family reunification")
    HOUSING = "housing", pgettext_lazy("help", "housing")
    MEDICAL = "medical", _("medical care")
    COUNSELLING = "counselling", _("counselling")
    LANGUAGE = "language", _("language courses")
    WORK = "work", pgettext_lazy("help", "work")
    DOCUMENTS = "documents", pgettext_lazy("help", "documents")
    PROTECTION = "protection", _("protection")
    CHILDREN = "children", _("children and school")
    OTHER = "other", pgettext_lazy("help", "other")


def listed(codes: "list[str] | tuple[str, ...]") -> str:
    """Codes as a column holds them: ``,de,fa,``, so that one of them is found by ``,fa,``."""
    return "".join(f",{code}" for code in sorted(set(codes))) + "," if codes else ""


def unlisted(column: str) -> tuple[str, ...]:
    """The codes again."""
    return tuple(filter(None, column.split(",")))


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Sets of partners."""

    def in_use(self) -> Self:
        """Those that may be chosen."""
        return self.filter(retired_on=None)


class Partner(models.Model):
    """An organisation outside this house."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    website = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    retired_on = models.DateField(null=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), "country", name="one_partner_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """One thing an organisation offers, in which country and languages, and how full it is."""

    class Capacity(models.TextChoices):
        """unknown, free, few, full."""

        UNKNOWN = "unknown", pgettext_lazy("capacity", "not known")
        FREE = "free", pgettext_lazy("capacity", "free places")
        FEW = "few", pgettext_lazy("capacity", "few places")
        FULL = "full", pgettext_lazy("capacity", "full")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="services")
    kind = models.CharField(max_length=14, choices=Help.choices)
    country = models.CharField(max_length=2)
    languages = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=8, choices=Capacity.choices, default=Capacity.UNKNOWN)
    capacity_on = models.DateField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["kind", "country"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "kind", "country"], name="one_service_each"),
        ]
        indexes = [models.Index(fields=["kind", "country"], name="services_found")]

    @property
    def language_codes(self) -> tuple[str, ...]:
        """In which languages, as ISO 639 codes."""
        return unlisted(self.languages)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Sets of agreements."""

    def live(self, today: date) -> Self:
        """Those that allow sharing on a day."""
        return self.filter(since__lte=today, until__gte=today, ended_on=None)


class Agreement(models.Model):
    """What may be shared with a partner, until when, and who vetted them. Never altered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="agreements")
    categories = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField()
    vetted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    vetted_how = models.CharField(max_length=300)
    ended_on = models.DateField(null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="agreement_ends_after_it_begins"
            ),
        ]

    @property
    def category_codes(self) -> tuple[str, ...]:
        """Which categories of data."""
        return unlisted(self.categories)
