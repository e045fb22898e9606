"""Pages for what was not found or went wrong. Forbidden and non-existent look the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import public


@public
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The one answer for what does not exist and for what is not yours."""
    return render(request, "404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed on our side; nothing of it is shown."""
    return render(request, "500.html", status=500)
