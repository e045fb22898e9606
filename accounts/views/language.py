"""Choosing the language of the interface."""

from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language as django_set_language

from accounts.gate import public


@public
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie of its own, and go back to the page."""
    return django_set_language(request)
