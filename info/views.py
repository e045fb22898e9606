"""Public pages. They set no cookie and read none: the language stands in the address."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe


@require_safe
def front(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """Takes a reader's request; gives the front page, in the language of the address if it has one.

    Raises Http404 for a language this organisation does not write in.
    """
    if language is not None and language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language or translation.get_language()):
        context = {"other_languages": _other_languages(), "leave_url": settings.EXIT_URL}
        return render(request, "info/front.html", context)


front.passes = "public"  # type: ignore[attr-defined]  # the gate lets a stranger in


def _other_languages() -> list[tuple[str, str, str]]:
    """Gives the code, own name and address of each language but the page's."""
    here = translation.get_language()
    return [
        (
            code,
            translation.get_language_info(code)["name_local"],
            reverse("info:front_in", args=[code]),
        )
        for code, _name in settings.LANGUAGES
        if code != here
    ]
