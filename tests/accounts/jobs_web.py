"""A web server's way in for tests of the outbox: a POST writes one job down, and says so."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.core.wsgi import get_wsgi_application
from django.db import transaction

portal = get_wsgi_application()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """POST /<uuid> is business that needs a job; all else is the portal's."""
    from accounts.actions import jobs as outbox

    if environ["REQUEST_METHOD"] != "POST":
        return portal(environ, start)  # type: ignore[no-any-return]
    with transaction.atomic():
        outbox.enqueue("counted_for_tests", about=UUID(environ["PATH_INFO"].strip("/")))
    start("201 Created", [("Content-Type", "text/plain")])
    return [b"written down"]
