"""Who the case is about: reading and changing it."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import gate
from cases.actions.conflicts import Overtaken
from cases.actions.files import snapshot
from cases.actions.identity import change_identity
from cases.describing import Compared, compare, identity_lines, safety_lines
from cases.forms.identity import IdentityForms, VersionForm
from cases.models import Case
from cases.views.pages import read, show, to
from vault.compartments import Opened


@gate("case.read", opens=Case)
@require_safe
def person(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Everything the file says of the person, and how safe they are."""
    page = read(request, opened)
    deciders = page.names([page.safety.decided_by])
    return show(
        request,
        opened,
        "person",
        tab="person",
        page=page,
        lines=identity_lines(page.identity)[:-1],
        safety_lines=safety_lines(page.safety),
        decided_by=deciders.get(page.safety.decided_by, ""),
    )


@gate("case.write", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Change the identity; whoever comes second sees both and keeps what they typed."""
    now = snapshot(opened)
    start = {"version": now.case.identity_version}
    data = request.POST if request.method == "POST" else None
    version, forms = VersionForm(data, initial=start), IdentityForms(data, now.identity)
    shown: dict[str, Any] = {"version": version, "forms": forms}
    if data is not None and version.is_valid() and forms.is_valid():
        try:
            return to("person", _change(request, opened, forms, version))
        except Overtaken:
            shown["compared"] = _both(opened, forms)
            shown["version"] = VersionForm({"version": opened.record.identity_version})
    return show(request, opened, "change_identity", tab="person", **shown)


def _change(request: Any, opened: Opened[Case], forms: IdentityForms, version: VersionForm) -> Case:
    return change_identity(
        by=request.actor,
        opened=opened,
        identity=forms.identity(),
        version=version.cleaned_data["version"],
    )


def _both(opened: Opened[Case], forms: IdentityForms) -> list[Compared]:
    """What is stored now beside what was typed, line by line."""
    opened.record.refresh_from_db(fields=["identity_version"])
    now = snapshot(opened)
    return compare(identity_lines(now.identity), identity_lines(forms.identity()))
