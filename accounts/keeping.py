"""Keeping what was typed when something must come first: signing in, unlocking, a second factor.

Nothing typed is stored on the server. The page that asks for the missing step carries the fields
of the form as hidden inputs, through every page on the way, and at the end a button sends them to
where they were going. Passphrases, codes, tokens and files are never carried.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.sessions import last_member

OWNER, TARGET, FIELDS, FOR = "kept_owner", "kept_target", "kept", "kept_for"
_NEVER = frozenset(
    {"csrfmiddlewaretoken", "code", "one_time_code", "backup_code", "recovery_code"}
    | {OWNER, TARGET, FIELDS, FOR}
)
# Steps of signing in and out are not taken up again; they are the way, not the aim.
_STEPS = frozenset({"sign_out", "sign_out_everywhere", "lock", "unlock", "keepalive", "step_up"})


@dataclass(frozen=True, repr=False)
class Kept:
    """What waits in a page.

    :param target: where it was going, a path of the portal; empty when nothing waits
    :param owner: the id of the member who typed it; empty when nobody can tell
    :param fields: names and values of the form; None for a page that was only asked for
    """

    target: str = ""
    owner: str = ""
    fields: tuple[tuple[str, str], ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.target)

    @property
    def written(self) -> str:
        """The fields as JSON, for one hidden input."""
        return "" if self.fields is None else json.dumps(self.fields, ensure_ascii=False)

    def is_of(self, member: Member) -> bool:
        """Whether the member may have it back: it is theirs, or nobody can tell whose it is."""
        return self.owner in {"", str(member.pk)}


def is_target(path: str) -> bool:
    """Whether a path leads to a page of this portal that passes the gate."""
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return False
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return False
    is_step = found.app_names == ["accounts"] and found.url_name in _STEPS
    return getattr(found.func, "passes", "public") != "public" and not is_step


def _is_secret(name: str) -> bool:
    last = name.rpartition("-")[2]
    return last in _NEVER or "passphrase" in last


def kept_of(request: HttpRequest) -> Kept:
    """What waits in this request: carried by its form, or just interrupted, or in its address."""
    if hasattr(request, "_kept"):
        return request._kept  # type: ignore[no-any-return]
    if TARGET in request.POST:
        return _read(request)
    target = request.GET.get("to", "")
    return Kept(target) if is_target(target) else Kept()


def _read(request: HttpRequest) -> Kept:
    target, owner = request.POST[TARGET], request.POST.get(OWNER, "")
    if not is_target(target):
        return Kept()
    return Kept(target, owner, _fields(request.POST.get(FIELDS, "")))


def _fields(written: str) -> tuple[tuple[str, str], ...] | None:
    try:
        pairs = json.loads(written)
        return tuple((str(n), str(v)) for n, v in pairs if not _is_secret(str(n)))
    except (ValueError, TypeError, RecursionError):
        return None


def interrupted(request: HttpRequest) -> Kept:
    """What a request that cannot go on was about to do."""
    if request.method != "POST" or TARGET in request.POST:
        return kept_of(request)
    target = request.get_full_path()
    if not is_target(target):
        return Kept()
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not _is_secret(name)
    ]
    owner = request.POST.get(FOR) or request.session.get("member") or last_member(request)
    return Kept(target, str(owner), tuple(fields))


def is_sent(request: HttpRequest) -> bool:
    """Whether the form of this very page was sent, and not one that was interrupted."""
    return request.method == "POST" and not hasattr(request, "_kept")


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in; a form that was sent waits in the page."""
    if wants_json(request):
        words = {"message": _("Your session is over."), "signin": reverse("accounts:sign_in")}
        return JsonResponse({"ok": False, **words}, status=403)
    return _ask(request, "accounts:sign_in")


def unlock_first(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase; a form that was sent waits in the page."""
    return _ask(request, "accounts:unlock")


def step_up_first(request: HttpRequest) -> HttpResponse:
    """Ask for a second factor; a form that was sent waits in the page."""
    return _ask(request, "accounts:step_up")


def _ask(request: HttpRequest, name: str) -> HttpResponse:
    if request.method != "POST":
        return to_page(request, name)
    request._kept = interrupted(request)  # type: ignore[attr-defined]
    response: HttpResponse = resolve(reverse(name)).func(request)
    return response


def to_page(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to a page on the way; the page that was asked for follows it."""
    target = request.get_full_path()
    query = f"?{urlencode({'to': target})}" if is_target(target) else ""
    return redirect(reverse(name) + query)


def go_on(request: HttpRequest, member: Member, otherwise: str = "accounts:home") -> HttpResponse:
    """After the missing step: the kept text with a button that sends it, or the page asked for.

    Text that somebody else typed is dropped.
    """
    kept = kept_of(request)
    if not kept or not kept.is_of(member):
        return redirect(otherwise)
    if kept.fields is None:
        return redirect(kept.target)
    return offer(request, kept)


def offer(request: HttpRequest, kept: Kept, *, status: int = 200, **words: Any) -> HttpResponse:
    """The page "Your text is kept"."""
    response = render(request, "accounts/kept.html", {"kept": kept, **words}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def try_again(request: HttpRequest) -> HttpResponse:
    """The server was busy or somebody else was faster: give the text back, to be sent again."""
    if wants_json(request):
        return JsonResponse({"ok": False, "csrf": get_token(request)}, status=503)
    return offer(request, interrupted(request), status=503, busy=True)


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, and not a person."""
    return request.headers.get("Accept", "").startswith("application/json")
