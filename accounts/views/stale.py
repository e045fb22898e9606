"""A form whose token is stale: the text comes back with a fresh one, if the form was ours."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from accounts import keeping
from accounts.gate import actor_of, public


@public
@cache_control(no_store=True)
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's failure view: plainly refuse a foreign form, and take up our own again."""
    if not _is_ours(request):
        return render(request, "accounts/refused.html", status=403)
    if keeping.wants_json(request):
        return JsonResponse({"ok": False, "csrf": get_token(request)}, status=403)
    kept = keeping.interrupted(request)
    if not kept:
        return render(request, "accounts/stale.html", {"again": request.path}, status=403)
    actor = actor_of(request)
    if actor is None:
        return keeping.sign_in_first(request)
    request._kept = kept  # type: ignore[attr-defined]
    response = keeping.go_on(request, actor.member)
    if response.status_code == 200:
        response.status_code = 403
    return response


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that the form came from a page of ours."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
