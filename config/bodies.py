"""Long request bodies, read from the web server in large steps.

Django reads a form with files 64 KB at a time, and gunicorn copies whatever it has read ahead at
each of them: for 50 MB that took longer than sealing them. Nothing of a body touches a disk here.
"""

import io
from collections.abc import Callable, Iterable
from typing import Any

STEP = 1024 * 1024
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _Source(io.RawIOBase):
    """A web server's body as a raw stream."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, space: Any) -> int:
        """Fill the space as far as the body goes."""
        piece = self._body.read(len(space))
        space[: len(piece)] = piece
        return len(piece)


def in_large_steps(application: Application) -> Application:
    """The same application (PEP 3333), given long bodies in large steps."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if len(environ.get("CONTENT_LENGTH") or "") > len(str(STEP)) - 1:
            environ["wsgi.input"] = io.BufferedReader(_Source(environ["wsgi.input"]), STEP)
        return application(environ, start_response)

    return answer
