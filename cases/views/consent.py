"""Consents: the list, and taking one."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import gate
from cases.actions.consent import record_consent
from cases.forms.consent import PURPOSE, ConsentForm
from cases.models import Case
from cases.reading import CasePage
from cases.texts import all_texts, languages_of, latest_text
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened


@gate("case.read", opens=Case)
@require_safe
def consents(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Every consent of the case, newest first, with whether it is as it was recorded."""
    page = read(request, opened)
    request.shown["consents"] = [str(one.row.pk) for one in page.consents]
    return show(request, opened, "consents", tab="consents", page=page, rows=_rows(page))


def _rows(page: CasePage) -> list[dict[str, Any]]:
    names = page.names({str(one.row.recorded_by_id) for one in page.consents})
    texts = {text.name: text for text in all_texts().values()}
    live = page.consent
    return [
        {
            "consent": one,
            "live": one is live,
            "text": texts.get(one.terms.text),
            "by": names.get(str(one.row.recorded_by_id), ""),
        }
        for one in reversed(page.consents)
    ]


@gate("case.write", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Show the text to the client in their language, and record a yes or a no."""
    given = {"yes": True, "no": False}.get(request.POST.get("answer"))
    form = _in_language(request) if given is None else ConsentForm(request.POST)
    done = attempt(form, lambda: _record(request, opened, form, given=bool(given)))
    text = latest_text(PURPOSE, str(form["language"].value()))
    shown = {"form": form, "text": text, "languages": languages_of(PURPOSE)}
    return done or show(request, opened, "take_consent", tab="consents", **shown)


def _in_language(request: Any) -> ConsentForm:
    """The page in another language of the client, with what was typed so far."""
    wanted = request.POST.get("next_language") or get_language() or "en"
    text = latest_text(PURPOSE, wanted)
    start = {"explained_by": request.actor.member.display_name, **request.POST.dict()}
    if "since" not in request.POST:
        start = {name: value for name, value in start.items() if name not in {"since", "until"}}
    return ConsentForm(initial={**start, "language": text.language, "text_version": text.version})


def _record(request: Any, opened: Opened[Case], form: ConsentForm, *, given: bool) -> HttpResponse:
    days = {name: form.cleaned_data[name] for name in ("since", "until")}
    record_consent(by=request.actor, opened=opened, terms=form.terms(), given=given, **days)
    return to("consents", opened.record)
