"""Request bodies as Django gets them: whole or not at all, and read in large steps.

A sender who hangs up half way looks to Django like one who has finished, so half a document would
be kept as a whole one: here a body that ends before its announced length is an error. And Django
reads a form with files 64 KB at a time, while gunicorn copies whatever it has read ahead at each of
them: for 50 MB that took longer than sealing them. Nothing of a body touches a disk here.
"""

import io
from collections.abc import Callable, Iterable
from typing import Any

STEP = 1024 * 1024
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _Source(io.RawIOBase):
    """A web server's body of a known length, as a raw stream."""

    def __init__(self, body: Any, length: int) -> None:
        self._body, self._left = body, length

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, space: Any) -> int:
        """Fill the space as far as the body goes.

        :raises ConnectionResetError: when it ends too early
        """
        piece = self._body.read(min(len(space), self._left))
        if self._left and not piece:
            raise ConnectionResetError("the sender hung up")
        space[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)


def whole_bodies(application: Application) -> Application:
    """The same application (PEP 3333), given bodies that are whole."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdigit():
            source = _Source(environ["wsgi.input"], int(length))
            environ["wsgi.input"] = io.BufferedReader(source, STEP)
        return application(environ, start_response)

    return answer
