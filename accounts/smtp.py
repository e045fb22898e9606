"""Handing a mail to the organisation's mail server (RFC 5321), so that it is sent at most once.

Everything that may be done again is done first: connecting, encryption, signing in, naming sender
and receiver. What may not be done twice, the message itself, is given in a step of its own, after
it was written down that it is. Whether a server took a message while the line broke, nobody can
know; so it counts as taken.
"""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Self
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.route import Route

SECONDS = 20  # that any single step may take
_OK, _FORWARDED, _FOR_GOOD = 250, 251, 500


class Refused(Exception):
    """The server will not take mail for this address, now or later."""


class NotTaken(Exception):
    """The server said that it did not take the message; ``later`` is whether it may be asked."""

    def __init__(self, *, later: bool) -> None:
        super().__init__()
        self.later = later


class Line:
    """An open line to the mail server, on which sender and receiver were named already."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def __del__(self) -> None:
        self._server.close()

    @classmethod
    def to(cls, route: Route, address: str) -> Self:
        """Connect, and name sender and receiver; nothing is sent yet.

        :raises Refused: when the server will not have this address
        :raises OSError: when the server is away, not to be trusted, or wants to be asked later
        """
        line = cls(_connected(route))
        line._expect(*line._server.mail(route.sender))
        code, said = line._server.rcpt(address)
        if code >= _FOR_GOOD:
            raise Refused
        line._expect(code, said)
        return line

    @staticmethod
    def _expect(code: int, said: bytes) -> None:
        if code not in {_OK, _FORWARDED}:
            raise smtplib.SMTPResponseException(code, said)

    def give(self, message: bytes) -> None:
        """Give the message, and hang up.

        :raises NotTaken: when the server says that it did not take it; then it did not
        """
        try:
            code, _said = self._server.data(message)
        except smtplib.SMTPDataError as wrong:
            raise NotTaken(later=wrong.smtp_code < _FOR_GOOD) from wrong
        except OSError:  # whether it was taken, nobody knows
            return
        if code != _OK:
            raise NotTaken(later=code < _FOR_GOOD)
        with suppress(OSError):
            self._server.quit()


def _connected(route: Route) -> smtplib.SMTP:
    """Connect as the sender's domain: the name of this machine is nobody's business."""
    where, name = (route.host, route.port), route.domain
    if route.tls == "always":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, name, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(*where, name, timeout=SECONDS)
    try:
        _greet(server, route)
    except BaseException:
        server.close()
        raise
    return server


def _greet(server: smtplib.SMTP, route: Route) -> None:
    if route.tls == "starttls":
        server.starttls(context=ssl.create_default_context())
    server.ehlo_or_helo_if_needed()
    if route.user:
        server.login(route.user, route.password)


def letter(route: Route, address: str, language: str) -> bytes:
    """The one mail there is: the same words for everybody who reads the same language."""
    message = EmailMessage(policy=SMTP)
    with override(language):
        message["Subject"] = _("Please sign in")
        words = _("Please sign in. Our mails never say more, and never hold a link or a file.")
    message["From"], message["To"] = route.sender, address
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = f"<{uuid4()}@{route.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    message.set_content(words + "\n", cte="base64")
    return message.as_bytes()
