"""The partner's page: a link that only says where, and words that open. No account, no cookie.

Whatever does not open gives the same page, byte for byte. The words travel in each form, so nothing
of them is kept here, neither in a session nor in a cookie; whoever has no words can forge no form.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.errors import NotNow
from accounts.gate import public
from accounts.stretching import Busy
from cases.actions import shared as actions
from cases.forms.shared import AnswerForm, WordsForm
from cases.referring.attaching import MOST
from cases.views.attached import as_download


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str, language: str | None = None) -> HttpResponse:
    """Ask for the words; with them, show what was shared, and take an answer."""
    if language is not None and language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language or translation.get_language()):
        response: HttpResponse = _page(request, token)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, token: str) -> Any:
    form = WordsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, token, form)
    try:
        found = actions.open_shared(locator=token, secret=form.cleaned_data["secret"])
    except actions.Slow:
        return _ask(request, token, form, _("Too many tries. Wait some minutes, then try again."))
    except Busy:
        return _ask(request, token, form, _("The server is busy. Try again in a moment."))
    if found is None:
        return _ask(request, token, form, _shut())
    return _answered(request, token, found, form.cleaned_data["secret"])


def _shut() -> str:
    return _(
        "This does not open. The words may be wrong, or it was called back, or its time is over. "
        "Ask the person who gave you the link."
    )


def _answered(request: HttpRequest, token: str, found: actions.Shared, secret: str) -> Any:
    """What was shared; with an answer, written down first; or one of its documents."""
    paper = request.POST.get("paper", "")
    papers = dict(zip(map(str, range(MOST)), found.body.papers, strict=False))
    if paper in papers:
        return as_download(papers[paper])
    sent = request.POST if "words" in request.POST else None
    form = AnswerForm(sent, states=found.may_say)
    done = False
    if form.is_bound and form.is_valid():
        try:
            data = form.cleaned_data
            state = data.get("state", "")
            found.referral = actions.answer(shared=found, state=state, words=data["words"])
            done, form = True, AnswerForm(states=found.may_say)
        except NotNow as why:
            form.add_error(None, str(why))
    context = {"found": found, "form": form, "secret": secret, "done": done}
    return _render(request, token, "cases/shared.html", context)


def _ask(request: HttpRequest, token: str, form: WordsForm, why: str = "") -> HttpResponse:
    """The page that asks for the words; what was typed is not sent back."""
    if why:
        shown = WordsForm({})
        shown.is_valid()
        shown.errors.clear()
        shown.add_error(None, why)
        form = shown
    return _render(request, token, "cases/shared_words.html", {"form": form})


def _render(
    request: HttpRequest, token: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    names = dict(settings.LANGUAGES)
    here = translation.get_language()
    others = [
        (code, translation.get_language_info(code)["name_local"], _in(token, code))
        for code in names
        if code != here
    ]
    return render(request, template, {**context, "other_languages": others})


def _in(token: str, language: str) -> str:
    return reverse("shared:bundle_in", args=[token, language])
