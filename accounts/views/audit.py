"""The audit log, for auditors: ids and codes, the names of members, and no content."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.forms.audit import AuditFilter, VerifyPart
from accounts.gate import GateRequest, gate
from accounts.models import AuditHead, AuditRow, Member

_PART = 20_000  # rows a request verifies


@gate("audit.read")
@require_safe
def audit_log(request: GateRequest) -> HttpResponse:
    """A page of the log; reading it is written down too."""
    form = AuditFilter(request.GET)
    page = form.page()
    if page.rows:
        request.shown["rows"] = [page.rows[-1].sequence, page.rows[0].sequence]
    _name(page.rows)
    context = {"form": form, "page": page, **_ways(request, page)}
    return render(request, "accounts/audit.html", context)


def _name(rows: list[AuditRow]) -> None:
    found = Member.objects.filter(pk__in={row.actor for row in rows if row.actor})
    names = {member.pk: member.display_name for member in found}
    for row in rows:
        row.who = names.get(row.actor, "")  # type: ignore[attr-defined]


def _ways(request: HttpRequest, page: Any) -> dict[str, str]:
    """The addresses of the neighbouring pages, with the same filter."""
    ways = {}
    for name, key, row in (("newer_url", "after", page.newer), ("older_url", "before", page.older)):
        if row is not None:
            asked = request.GET.copy()
            for other in ("after", "before"):
                asked.pop(other, None)
            asked[key] = str(row)
            ways[name] = f"?{asked.urlencode()}"
    return ways


@gate("audit.read")
@require_POST
def audit_verify(request: GateRequest) -> HttpResponse:
    """Verify the next part of the chain, and say how far it came."""
    form = VerifyPart(request.POST)
    after = form.cleaned_data["after"] if form.is_valid() else 0
    walked = audit.walk_part(after, _PART)
    head = AuditHead.objects.first() or AuditHead()
    context = {
        "walked": walked,
        "total": max(head.sequence, walked.number),
        "going_on": VerifyPart(initial={"after": walked.number}),
        "form": AuditFilter({}),
    }
    return render(request, "accounts/audit.html", context)
