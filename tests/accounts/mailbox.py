"""A real mail server on this machine (RFC 5321), as good or as bad as a test wants it."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from email.policy import default


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes mail, unless ``answers`` says otherwise for a command; keeps what it was told.

    :ivar answers: what is answered to a command, in the place of yes; empty to hang up
    :ivar before: what is done when a command arrives, before it is answered
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[bytes] = []
        self.heard: list[str] = []
        self.answers: dict[str, str] = {}
        self.before: dict[str, Callable[[], None]] = {}

    @property
    def url(self) -> str:
        """The address for HOMEWARD_MAIL_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def mails(self) -> list[Message]:
        """What was taken, read."""
        return [message_from_bytes(one, policy=default) for one in self.taken]

    @property
    def receivers(self) -> list[str]:
        """To whom, as the headers say."""
        return [str(one["To"]) for one in self.mails]


class _Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        with suppress(ConnectionError):  # of a client that was killed
            self._converse()

    def _converse(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode("ascii").strip():
            self.server.heard.append(line)
            word = line.split()[0].upper()
            if not self._answer(word) or word == "QUIT":
                return

    def _answer(self, word: str) -> bool:
        answer = self._answer_to(word)
        if not answer:
            self.request.shutdown(socket.SHUT_RDWR)
            return False
        self._say(answer)
        if answer.startswith("354"):
            return self._message()
        return True

    def _answer_to(self, word: str) -> str:
        self.server.before.get(word, lambda: None)()
        usual = "354 go on" if word == "DATA" else "250 yes"
        return self.server.answers.get(word, usual)

    def _message(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        self.server.taken.append(b"".join(lines))
        return self._answer("END")

    def _say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server for the length of a test."""
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
