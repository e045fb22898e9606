"""A browser that costs little: one kept connection, and the cookies of a session."""

import http.client
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_CSRF = "bench" * 6 + "be"  # 32 letters, as the form's token and as the cookie


class Browser:
    """Somebody's browser at one server.

    :param port: of the server, on this machine
    :param cookies: of a session; none for a stranger
    """

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self._port = port
        self.cookies = {"__Host-csrf": _CSRF, **(cookies or {})}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.location = ""

    def get(self, path: str) -> bytes:
        """The page at ``path``.

        :raises AssertionError: for any answer but 200
        """
        status, body = self._ask("GET", path, None, {})
        assert status == 200, (path, status, self.location, body[:300])
        return body

    def post(self, path: str, **values: str) -> tuple[int, bytes]:
        """Sends a form; gives the status and the page."""
        form = urlencode({"csrfmiddlewaretoken": _CSRF, **values})
        return self._ask(
            "POST", path, form.encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def upload(
        self, path: str, field: str, name: str, content: bytes, **values: str
    ) -> tuple[int, bytes]:
        """Sends a form with one file (RFC 7578)."""
        edge = "homeward-bench-edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"csrfmiddlewaretoken": _CSRF, **values}.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts += [
            head.encode(),
            b"Content-Type: text/csv\r\n\r\n",
            content,
            f"\r\n--{edge}--\r\n".encode(),
        ]
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask("POST", path, b"".join(parts), kind)

    def _ask(
        self, method: str, path: str, body: bytes | None, more: Mapping[str, str]
    ) -> tuple[int, bytes]:
        headers = {"Host": f"localhost:{self._port}", "Cookie": self._cookie_line(), **more}
        try:
            return self._once(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()  # it was kept too long, and the server ended it
            return self._once(method, path, body, headers)

    def _once(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._keep(line)
        self.location = answer.headers.get("Location", "")
        return answer.status, text

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            self.cookies[name] = morsel.value
            if morsel["max-age"] == "0" or not morsel.value:
                with suppress(KeyError):
                    del self.cookies[name]

    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def close(self) -> None:
        """Hangs up."""
        self._connection.close()
