"""The list of one's own cases, and finding one by name or code."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import gate
from accounts.models import Member
from cases import asked, people
from cases.actions.summarising import ready, ready_page, refresh
from cases.forms.filters import BackForm, FilterForm, SearchForm
from cases.listing import EVERYTHING, Holding, Page, Wanted, holding, kept, page_of
from cases.searching import Found, search


@gate("case.list")
@require_safe
def case_list(request: Any) -> HttpResponse:
    """The member's own cases, latest change first, narrowed by the filter."""
    form = filter_form(request.GET, request.actor.member)
    wanted, held = form.wanted(), None
    if wanted.sealed:
        held = ready(by=request.actor, wanted=wanted)
        found = kept(held, wanted, timezone.localdate())
        page = page_of(request.actor, found, number_of(request))
    else:
        page = ready_page(by=request.actor, wanted=wanted, number=number_of(request))
    filtered = wanted != EVERYTHING
    return show(
        request, page, held, template="list", form=form, filtered=filtered, **_bulk(request)
    )


@gate("case.list")
@require_http_methods(["GET", "HEAD", "POST"])
def start_search(request: Any) -> HttpResponse:
    """Take what is searched for. It is a name as a rule, so it never stands in an address."""
    form = SearchForm(request.POST or None)
    if form.is_valid() and form.cleaned_data["q"].strip():
        token = asked.keep(request.session, request.actor.keys(), form.cleaned_data["q"])
        return redirect("cases:found", token=token)
    return render(request, "cases/search.html", {"form": SearchForm(), "text": ""})


@gate("case.list")
@require_safe
def found(request: Any, token: UUID) -> HttpResponse:
    """The member's own cases that answer to what was searched for, best first."""
    text = asked.recall(request.session, request.actor.keys(), token)
    held = ready(by=request.actor)
    hits = search(held, text) if text else Found([])
    page = page_of(request.actor, hits.grants, number_of(request))
    form = SearchForm(initial={"q": text})
    return show(request, page, held, template="search", form=form, text=text, hits=hits)


@gate("case.list")
@require_POST
def prepare(request: Any) -> HttpResponse:
    """Make the next summaries, then go back to the page that waits for them."""
    form = BackForm(request.POST)
    refresh(by=request.actor, grants=holding(request.actor).stale, seconds=1)
    return redirect(form.cleaned_data["back"] if form.is_valid() else "cases:list")


def show(
    request: Any, page: Page, held: Holding | None, *, template: str, **context: Any
) -> HttpResponse:
    """Render a page of cases, and note which ones it shows."""
    request.shown["cases"] = [str(line.case) for line in page.lines]
    shown = {"page": page, "today": timezone.localdate(), **context}
    shown["progress"] = progress(request, held)
    return render(request, f"cases/{template}.html", shown)


def progress(request: HttpRequest, held: Holding | None) -> dict[str, Any] | None:
    """How far the summaries are made, for a page that needs them all; None when they are."""
    if held is None or not held.stale:
        return None
    back = BackForm(initial={"back": request.get_full_path()})
    return {
        "done": len(held.cases),
        "total": held.total,
        "missing": len(held.stale),
        "stuck": held.stuck,
        "fields": back,
    }


def filter_form(data: Any, member: Member) -> FilterForm:
    """The filter; who is responsible is asked of coordinators, who see others' cases."""
    coordinates = member.is_coordinator
    return FilterForm(data, members=people.names(people.case_members()) if coordinates else None)


def number_of(request: HttpRequest) -> int:
    """The number of the page that is asked for."""
    asked_for = request.GET.get("page", "")
    return (
        int(asked_for) if asked_for.isascii() and asked_for.isdigit() and len(asked_for) < 6 else 1
    )


def _bulk(request: Any) -> dict[str, Any]:
    """What a coordinator needs beside the list to give many cases at once."""
    if not request.actor.member.is_coordinator:
        return {}
    address = request.GET.copy()
    address.pop("page", None)
    return {
        "choosing": True,
        "members": people.names(people.case_members()),
        "address": address.urlencode(),
    }


def wanted_of(request: Any, address: str) -> Wanted:
    """What a list with this address was narrowed to."""
    return filter_form(QueryDict(address), request.actor.member).wanted()
