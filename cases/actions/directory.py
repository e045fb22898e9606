"""Keeping the directory: organisations, what they offer, and what may be shared with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.models import Agreement, Partner, Service
from cases.models.directory import listed

_LONGEST_YEARS = 5


def _refuse_taken(name: str, country: str, besides: Partner | None = None) -> None:
    taken = Partner.objects.filter(name__iexact=name, country=country)
    if any(one != besides for one in taken):
        raise NotNow(_("An organisation of this name is in the directory already."))


@transaction.atomic
def add_partner(*, by: Actor, name: str, country: str, **routes: str) -> Partner:
    """Add an organisation. Nothing can be sent to it before there is a sharing agreement.

    :raises NotNow: when it is there already
    """
    _refuse_taken(name, country)
    partner = Partner.objects.create(name=name, country=country, **routes)
    audit.record("directory.add", actor=by.pk, about=partner)
    return partner


@transaction.atomic
def change_partner(
    *, by: Actor, partner: Partner, name: str, country: str, in_use: bool = True, **routes: str
) -> Partner:
    """Change what is known of an organisation, or take it out of use.

    :raises NotNow: when another has this name
    """
    now = Partner.objects.select_for_update().get(pk=partner.pk)
    _refuse_taken(name, country, besides=now)
    retired = None if in_use else now.retired_on or timezone.localdate()
    for column, value in {
        "name": name,
        "country": country,
        "retired_on": retired,
        **routes,
    }.items():
        setattr(now, column, value)
    now.save()
    audit.record("directory.change", actor=by.pk, about=now, in_use=in_use)
    return now


@transaction.atomic
def put_service(
    *, by: Actor, partner: Partner, kind: str, country: str, languages: Sequence[str], **more: str
) -> Service:
    """Add a service, or write it anew: an organisation has one of each kind in a country."""
    Partner.objects.select_for_update().get(pk=partner.pk)
    service = _put(partner, kind, country, {"languages": listed(tuple(languages)), **more})
    audit.record("directory.service", actor=by.pk, about=partner, service=str(service.pk))
    return service


def _put(partner: Partner, kind: str, country: str, values: dict[str, Any]) -> Service:
    values = {**values, "capacity_on": timezone.localdate()}
    service, _made = Service.objects.update_or_create(
        partner=partner, kind=kind, country=country, defaults=values
    )
    return service


@transaction.atomic
def remove_service(*, by: Actor, service: Service) -> None:
    """Take a service out of the directory."""
    partner = service.partner
    service.delete()
    audit.record("directory.service", actor=by.pk, about=partner, removed=True)


@transaction.atomic
def agree(
    *, by: Actor, partner: Partner, categories: Sequence[str], until: date, vetted_how: str
) -> Agreement:
    """Make a sharing agreement, from today; the one before ends.

    :raises NotNow: without data, or when it never ends
    """
    today = timezone.localdate()
    if not categories:
        raise NotNow(_("Choose what they may be told."))
    if not today <= until <= today.replace(day=1, year=today.year + _LONGEST_YEARS):
        raise NotNow(_("An agreement ends within the next five years."))
    Partner.objects.select_for_update().get(pk=partner.pk)
    partner.agreements.filter(ended_on=None).update(ended_on=today)
    made = Agreement.objects.create(
        partner=partner,
        categories=listed(tuple(categories)),
        since=today,
        until=until,
        vetted_by=by.member,
        vetted_how=vetted_how,
    )
    audit.record("directory.agree", actor=by.pk, about=partner, agreement=str(made.pk))
    return made


@transaction.atomic
def end_agreement(*, by: Actor, partner: Partner) -> None:
    """End the sharing agreement: from now on nothing new is sent to them."""
    ended = partner.agreements.filter(ended_on=None).update(ended_on=timezone.localdate())
    audit.record("directory.agree", actor=by.pk, about=partner, ended=ended)


@dataclass(frozen=True)
class Row:
    """One row of a file: an organisation, and one thing it offers."""

    name: str
    country: str
    kind: str
    languages: tuple[str, ...] = ()
    capacity: str = Service.Capacity.UNKNOWN.value
    remark: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    hours: str = ""

    @property
    def routes(self) -> dict[str, str]:
        """How the organisation is reached, as far as the row says."""
        names = ("website", "email", "phone", "hours")
        return {name: value for name in names if (value := getattr(self, name))}


@transaction.atomic
def import_rows(*, by: Actor, rows: Sequence[Row]) -> tuple[int, int]:
    """Add what a file says, or bring it up to date. Agreements are made by people, never by a file.

    :returns: how many organisations are new, and how many were there
    """
    known = {(one.name.casefold(), one.country): one for one in Partner.objects.all()}
    added: set[Any] = set()
    seen: set[Any] = set()
    for row in rows:
        partner = known.get((row.name.casefold(), row.country))
        if partner is None:
            partner = Partner.objects.create(name=row.name, country=row.country, **row.routes)
            known[row.name.casefold(), row.country] = partner
            added.add(partner.pk)
        elif row.routes:
            Partner.objects.filter(pk=partner.pk).update(**row.routes)
        seen.add(partner.pk)
        values = {"languages": listed(row.languages), "capacity": row.capacity}
        _put(partner, row.kind, row.country, {**values, "remark": row.remark})
    audit.record("directory.import", actor=by.pk, rows=len(rows), added=len(added))
    return len(added), len(seen - added)
