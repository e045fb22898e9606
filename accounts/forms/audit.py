"""What an auditor asks the log for."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DayField
from accounts.models import AuditRow, Member
from accounts.models.audit import AuditRowQuerySet

PAGE = 50


@dataclass(frozen=True)
class AuditPage:
    """One page, latest first; ``newer`` and ``older`` are the rows the neighbours go on from."""

    rows: list[AuditRow]
    newer: int | None
    older: int | None


class AuditFilter(forms.Form):
    """Member, act and days, all optional; ``before`` and ``after`` say which page."""

    member = forms.ModelChoiceField(
        Member.objects.order_by("display_name"), required=False, label=_("Member")
    )
    act = forms.CharField(required=False, max_length=40, label=_("Act"))
    since = DayField(required=False, label=_("From day"))
    until = DayField(required=False, label=_("Until day"))
    refused = forms.BooleanField(required=False, label=_("Refused attempts only"))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def page(self) -> AuditPage:
        """The page asked for; without a valid filter, the latest rows."""
        asked = self.cleaned_data if self.is_valid() else {}
        rows = _filtered(asked)
        if asked.get("after") is not None:
            found = list(rows.filter(sequence__gt=asked["after"]).order_by("sequence")[: PAGE + 1])
            return _page(found[PAGE - 1 :: -1], more_newer=len(found) > PAGE, more_older=True)
        if asked.get("before"):
            rows = rows.filter(sequence__lt=asked["before"])
        found = list(rows.order_by("-sequence")[: PAGE + 1])
        newer = bool(asked.get("before"))
        return _page(found[:PAGE], more_newer=newer, more_older=len(found) > PAGE)


def _filtered(asked: dict[str, object]) -> AuditRowQuerySet:
    rows = AuditRow.objects.all()
    if member := asked.get("member"):
        rows = rows.filter(actor=member.pk)  # type: ignore[attr-defined]
    if act := asked.get("act"):
        rows = rows.filter(act__istartswith=str(act))
    if since := asked.get("since"):
        rows = rows.on_or_after(since)  # type: ignore[arg-type]
    if until := asked.get("until"):
        rows = rows.on_or_before(until)  # type: ignore[arg-type]
    return rows.filter(refused=True) if asked.get("refused") else rows


def _page(rows: list[AuditRow], *, more_newer: bool, more_older: bool) -> AuditPage:
    first, last = (rows[0].sequence, rows[-1].sequence) if rows else (None, None)
    return AuditPage(rows, first if more_newer else None, last if more_older else None)


class VerifyPart(forms.Form):
    """How far an earlier part of the verification came."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
