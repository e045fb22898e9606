"""What every page of a case shows around its own content."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from cases.models import Case
from cases.reading import CasePage, read_case
from vault.compartments import Opened, Place

Done = TypeVar("Done")


def show(
    request: Any, opened: Opened[Case], template: str, *, tab: str, **context: Any
) -> HttpResponse:
    """Render a page of a case, with the identity bar and the tabs."""
    page = context.pop("page", None) or read(request, opened)
    return render(
        request,
        f"cases/{template}.html",
        {"page": page, "case": page.case, "tabs": tabs(page.case, tab), **context},
    )


def read(request: Any, opened: Opened[Case], entries: Sequence[Place] = ()) -> CasePage:
    """The case as the member at this session reads it."""
    return read_case(opened, request.actor.member, entries)


def tabs(case: Case, current: str) -> list[dict[str, Any]]:
    """The parts of a case file, as links."""
    labels = {
        "case": _("Now"),
        "notes": _("Notes"),
        "plan": _("Plan and tasks"),
        "person": _("Person"),
        "procedures": _("Procedures"),
        "referrals": _("Referrals"),
        "consents": _("Consent"),
        "documents": _("Documents"),
        "history": _("History"),
    }
    return [
        {"name": f"cases:{name}", "label": label, "current": name == current}
        for name, label in labels.items()
    ]


def to(name: str, case: Case, **more: Any) -> HttpResponse:
    """Go on to a page of the case."""
    return HttpResponseRedirect(reverse(f"cases:{name}", kwargs={"code": case.code, **more}))


def attempt(form: Form, act: Callable[[], Done]) -> Done | None:
    """Do what a valid form asks for; None when it must be shown again, with the reason on it."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act()
    except NotNow as why:
        form.add_error(None, str(why))
        return None


def after_of(request: HttpRequest) -> UUID | None:
    """The entry a list goes on from, as its id, or None."""
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None
