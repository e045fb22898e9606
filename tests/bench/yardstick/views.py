"""The pages at their cheapest. The first time, the real page says what its template was given."""

import threading
from collections.abc import Callable
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context
from django.template.backends.django import Template
from django.urls import resolve

from accounts.sessions import SessionStore

_PLAIN = "SELECT id, body FROM bench_plain WHERE page = %s ORDER BY id"
_LIST = """
SELECT g.id, g.content_object_id, g.summary_version, g.summary, c.state, c.code, c.rotation_due,
       c.consent_by, a.display_name
FROM cases_casegrant g
JOIN cases_case c ON c.id = g.content_object_id AND c.epoch = g.epoch
LEFT JOIN accounts_member a ON a.id = c.assignee_id
WHERE g.user_id = %s
ORDER BY g.rank DESC, g.id LIMIT 26
"""
_DAY = """
SELECT t.id, t.due, t.priority, t.state, t.blocked_by_id, c.code, w.title, w.name
FROM cases_task t
JOIN cases_case c ON c.id = t.case_id AND c.state NOT IN ('closed', 'declined')
JOIN cases_casegrant g ON g.content_object_id = c.id AND g.user_id = t.assignee_id
                      AND g.epoch = c.epoch
JOIN bench_words w ON w.task = t.id
WHERE t.assignee_id = %s AND t.state = 'open' AND t.due <= {week}
ORDER BY t.due, t.priority DESC
"""
_WEEK = {"postgresql": "CURRENT_DATE + 6", "sqlite": "date('now', '+6 days')"}
_seen: dict[str, tuple[Any, dict[str, Any]]] = {}
_lock = threading.Lock()


def case(request: HttpRequest, pk: UUID, real: str) -> HttpResponse:
    """A case's page from plaintext rows."""
    return _filled(request, real, _PLAIN, pk)


def listing(request: HttpRequest, pk: UUID, real: str) -> HttpResponse:
    """The list's first page from a query written by hand."""
    return _filled(request, real, _LIST, pk)


def day(request: HttpRequest, pk: UUID, real: str) -> HttpResponse:
    """My day from a query written by hand, over the same tasks with their words in plaintext."""
    return _filled(request, real, _DAY.format(week=_WEEK[connection.vendor]), pk)


def _filled(request: HttpRequest, real: str, query: str, pk: UUID) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(query, [pk if connection.vendor == "postgresql" else pk.hex])
        rows = cursor.fetchall()
    assert rows
    template, context = _given(request, f"/{real}")
    filled: Any = Context(dict(context))
    filled.request = request  # as a template finds it behind the middleware, too
    return HttpResponse(template.render(filled))


def _given(request: HttpRequest, path: str) -> tuple[Any, dict[str, Any]]:
    """The template of the page at ``path``, and all it was given, its own queries done."""
    with _lock:
        if path not in _seen:
            _seen[path] = _watched(request, path)
    return _seen[path]


def _watched(request: Any, path: str) -> tuple[Any, dict[str, Any]]:
    found: list[tuple[Any, dict[str, Any]]] = []
    request.path = request.path_info = path
    request.resolver_match = match = resolve(path)
    request.session = SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME])
    with patch.object(Template, "render", _watching(found, Template.render)):
        answer = match.func(request, *match.args, **match.kwargs)
    assert answer.status_code == 200
    return found[-1]


def _watching(found: list[Any], render: Callable[..., Any]) -> Callable[..., Any]:
    """Django's own way to render, which also notes the template and its whole context."""

    def noting(self: Template, context: Any = None, request: Any = None) -> Any:
        if request is not None:  # a form's widgets have templates of their own
            whole: dict[str, Any] = {"request": request, **(context or {})}
            for give in self.template.engine.template_context_processors:
                whole.update(give(request))
            found.append((self.template, whole))
        return render(self, context, request)

    return noting
