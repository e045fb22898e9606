"""Consents: who may know what, asking with the screen turned to the client, a page to print."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import write_day
from accounts.gate import gate
from cases.actions.consent import record_consent
from cases.actions.decisions import propose_decision
from cases.consents import ReadConsent, checked, consents_of, live_consents
from cases.decided import MOST, read_decisions, read_withdrawals
from cases.forms.consent import ConsentForm, SharingForm
from cases.models import Case, Partner
from cases.reading import CasePage
from cases.texts import all_texts_by_name, languages_of, latest_text, sheet_words
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@gate("case.read", opens=Case)
@require_safe
def consents(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Who may know what, what waits and what was taken back, and every answer, newest first."""
    page, case = read_checked(request, opened), opened.record
    decisions = read_decisions(opened, case.decisions.all()[:MOST])
    withdrawals = read_withdrawals(opened, list(case.withdrawals.all()[:MOST]))
    request.shown["consents"] = [str(one.row.pk) for one in page.consents]
    request.shown["decisions"] = [str(one.row.pk) for one in decisions]
    context = {"decisions": decisions, "withdrawals": withdrawals}
    return show(request, opened, "consents", tab="consents", page=page, rows=_rows(page), **context)


def read_checked(request: Any, opened: Opened[Case]) -> CasePage:
    """The case, with its consents looked at as for a decision."""
    page = read(request, opened)
    return replace(page, consents=checked(page.case, page.consents))


def _rows(page: CasePage) -> list[dict[str, Any]]:
    members = {by for one in page.consents for by in one.terms.decided_by}
    names = page.names(members | {str(one.row.recorded_by_id) for one in page.consents})
    texts = all_texts_by_name()
    live = {one.row.pk for one in live_consents(page.consents, page.today)}
    return [
        {
            "consent": one,
            "live": one.row.pk in live,
            "text": _read_text(texts.get(one.terms.text), one),
            "by": names.get(str(one.row.recorded_by_id), ""),
            "decided_by": [names.get(by, "") for by in one.terms.decided_by],
        }
        for one in reversed(page.consents)
    ]


def _read_text(text: Any, one: ReadConsent) -> Any:
    """The text as it was read, with the words that were put in."""
    return text and text.filled(
        recipient=one.terms.recipient_name,
        categories=one.terms.categories,
        until=write_day(one.row.until, text.language),
    )


@gate("case.write", opens=Case)
@WRITES
def take(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Ask for a consent to the case file."""
    return _take(request, opened, ConsentForm, {})


@gate("case.write", opens=Case)
@WRITES
def take_sharing(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Ask whether somebody else may be told something."""
    return _take(request, opened, SharingForm, {"partners": partners()})


def partners() -> list[tuple[str, str]]:
    """Whom a consent may name: id and name."""
    found = Partner.objects.in_use().values_list("pk", "name")
    return [(str(pk), name) for pk, name in found]


def _take(
    request: Any, opened: Opened[Case], kind: type[ConsentForm], more: dict[str, Any]
) -> HttpResponse:
    """Show the text in the client's language, turn the screen to them, record a yes or a no."""
    page, answer = read(request, opened), request.POST.get("answer", "")
    more = {**more, "today": page.today}
    given, bound = {"yes": True, "no": False}.get(answer), answer in {"yes", "no", "turn"}
    form = kind(request.POST, **more) if bound else _started(request, kind, more)
    if given is not None:
        done = attempt(form, lambda: _record(request, opened, form, given=given))
        if done:
            return done
    sent = kind(request.POST or None, **more)
    context = {"form": form, "text": sent.fill(form.text), "languages": languages_of(kind.purpose)}
    if answer == "turn" and form.is_valid():
        return render(request, "cases/turned.html", {**context, "case": page.case})
    return show(request, opened, "take_consent", tab="consents", page=page, **context)


def _started(request: Any, kind: type[ConsentForm], more: dict[str, Any]) -> ConsentForm:
    """The page in another language of the client, with what was typed so far."""
    typed = {**request.POST.dict(), "categories": request.POST.getlist("categories")}
    wanted = typed.get("next_language") or typed.get("language") or get_language() or "en"
    text = latest_text(kind.purpose, wanted)
    start = {"explained_by": request.actor.member.display_name, **typed}
    start |= {"language": text.language, "text_version": text.version}
    empty = {name for name in ("since", "until", "subject") if not start.get(name)}
    initial = {name: value for name, value in start.items() if name not in empty}
    return kind(initial=initial, **more)


def _record(request: Any, opened: Opened[Case], form: ConsentForm, *, given: bool) -> HttpResponse:
    terms, who = form.terms(), {"by": request.actor, "opened": opened}
    if given and terms.needs_two:
        made = propose_decision(**who, proposed=form.proposed())
        return to("decision", opened.record, pk=made.pk)
    days = {name: form.cleaned_data[name] for name in ("since", "until")}
    record_consent(**who, terms=terms, given=given, purpose=form.purpose, **days)
    return to("consents", opened.record)


@gate("case.read", opens=Case)
@require_safe
def sheet(request: Any, opened: Opened[Case], consent: UUID) -> HttpResponse:
    """What was agreed, on a page the client may take home; without names unless asked for."""
    found = [one for one in consents_of(opened) if one.row.pk == consent]
    if not found or not found[0].verifies:
        raise Http404
    [one] = found
    request.shown["consents"] = [str(consent)]
    words = sheet_words("agreed", one.terms.language or get_language() or "en")
    language = words["language"]
    text = all_texts_by_name().get(one.terms.text) or latest_text(one.row.purpose, language)
    text = _read_text(text, one)
    days = {name: write_day(getattr(one.row, name), language) for name in ("since", "until")}
    context = {"one": one, "words": words, "text": text, "named": "names" in request.GET, **days}
    return render(request, "cases/consent_sheet.html", {"case": opened.record, **context})
