"""The way to the organisation's mail server, as the settings name it."""

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

PORTS = {"smtps": 465, "smtp": 25}


@dataclass(frozen=True, repr=False)
class Route:
    """Host and port, whether the line is encrypted, who we are, and the sender's address.

    ``tls`` is "always" (from the first byte, RFC 8314), "starttls" (asked for and insisted on,
    RFC 3207), or "none", which is for a mail server on this machine alone.
    """

    host: str
    port: int
    tls: str
    user: str
    password: str
    sender: str

    def __repr__(self) -> str:
        return "[mail server]"

    @property
    def domain(self) -> str:
        """What we call ourselves: the sender's domain, never the name of this machine."""
        return self.sender.rpartition("@")[2]

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """Read an address such as ``smtp://user:password@mail.example.org:587``.

        :raises ValueError: in a sentence that quotes nothing of it
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("the first is smtps://host or smtp://host, with :port if need be.")
        name, _, domain = sender.rpartition("@")
        if not (name and domain and sender.isascii() and sender.isprintable()) or " " in sender:
            raise ValueError("the second is the address that mail comes from.")
        return cls(
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            _encryption(parts),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            sender,
        )


def _encryption(parts: SplitResult) -> str:
    if parts.scheme == "smtps":
        return "always"
    return "none" if _is_here(parts.hostname or "") else "starttls"


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
