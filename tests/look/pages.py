"""A portal page and a server that only plays the portal's part, to try the script against."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.test import RequestFactory, override_settings
from django.urls import include, path

from tests.look import ROOT

PASSPHRASE = "harbour velvet orchard"
BODY = """{% extends "portal.html" %}{% load homeward %}{% block content %}
<h1>Notes</h1>
<form id="note" method="post" action="/written/">
  <input type="hidden" name="csrfmiddlewaretoken" value="old">
  <label for="text">Note</label><textarea id="text" name="text"></textarea><button>Save</button>
</form>
{% if total %}
  {% include "fragments/_progress.html" with label="Giving access" action="/written/" %}
{% endif %}
{% endblock %}"""
POLICY = "; ".join(
    ["default-src 'none'"]
    + [f"{kind} 'self'" for kind in ("style-src", "script-src", "img-src", "connect-src")]
    + ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]
)


def nothing(_request: HttpRequest) -> HttpResponse:
    """Stands behind the addresses of the page; it is never called."""
    return HttpResponse()


def _named(*names: str) -> list[Any]:
    return [path(f"{name}/", nothing, name=name) for name in names]


_ACCOUNTS = ("lock", "unlock", "keepalive", "sign_in", "sign_out", "account", "notices")
urlpatterns = [
    path("", include((_named(*_ACCOUNTS), "accounts"))),
    path("cases/", include((_named("list", "search"), "cases"))),
    path("front/", include((_named("front"), "info"))),
    path("language/", nothing, name="set_language"),
]


def page(template: str = BODY, **context: Any) -> str:
    """Takes a template and what it shows; gives a page of the portal, opened by Mina."""
    shown: dict[str, Any] = {
        "member": {"username": "mina", "display_name": "Mina"},
        "nav": [{"url": "/cases/list/", "label": "Cases", "current": True}],
        "can_search": True,
        "vault_minutes": 15,
        "vault_seconds": 900,
        "organisation": {"name": "Harbour Light"},
    }
    return render(template, **{**shown, **context})


@override_settings(ROOT_URLCONF="tests.look.pages")
def render(template: str, at: str = "/", **context: Any) -> str:
    """Takes a template, an address and what it shows; gives the text, with no database asked."""
    source = engines["django"].from_string(template)
    request = RequestFactory().get(at)
    shown = Context({"request": request, "csrf_token": "old", **context})
    # A RequestContext would ask the real context processors, and with them the database.
    shown.request = request  # type: ignore[attr-defined]
    return source.template.render(shown)


class Portal(ThreadingHTTPServer):
    """Remembers what the page sent it: a list of (path, values)."""

    daemon_threads = True

    def __init__(self, html: str) -> None:
        """Takes the page to serve; listens on a port of its own."""
        super().__init__(("127.0.0.1", 0), _Answers)
        self.html = html
        self.heard: list[tuple[str, dict[str, str]]] = []
        self.open = True
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://localhost:{self.server_port}/"

    def paths(self) -> list[str]:
        """Gives the addresses that were posted to, in order."""
        return [path for path, _values in self.heard]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up early is no error of ours."""


class _Answers(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if self.path.startswith("/static/") and (ROOT / "static" / name).is_file():
            kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
            kind = kinds[name.rpartition(".")[2]]
            self._send(200, kind, (ROOT / "static" / name).read_bytes())
        else:
            self._send(200, "text/html; charset=utf-8", self.server.html.encode())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        values = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
        self.server.heard.append((self.path, values))
        answer = getattr(self, f"_{self.path.strip('/')}", self._written)(values)
        if answer is not None:
            self._send(200, "application/json", json.dumps(answer).encode())

    def _lock(self, _values: dict[str, str]) -> dict[str, Any]:
        self.server.open = False
        return {"ok": True}

    def _keepalive(self, _values: dict[str, str]) -> dict[str, Any]:
        return {"ok": self.server.open, "seconds": 900}

    def _unlock(self, values: dict[str, str]) -> dict[str, Any]:
        if values["passphrase"] == "expired":
            return {"ok": False, "message": "Your session is over.", "signin": "/sign_in/"}
        self.server.open = values["passphrase"] == PASSPHRASE and values["member"] == "mina"
        if self.server.open:
            return {"ok": True, "seconds": 900, "csrf": "new"}
        return {"ok": False, "message": "That does not open it.", "signin": None}

    def _written(self, _values: dict[str, str]) -> None:
        self._send(200, "text/html; charset=utf-8", b"<title>Saved</title>Saved")

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the test asks what it wants to know."""
