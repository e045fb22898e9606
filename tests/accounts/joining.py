"""Following an invitation link to its end, as a person does in a browser."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.onetime import code_at, from_base32, step_now

PASSPHRASE = "seven lamps by the old wall"


def words_on(page: str) -> str:
    """The words of a page's list, as they are spoken."""
    return " ".join(re.findall(r'<li><span class="code">([a-z-]+)</span></li>', page))


@dataclass
class Newcomer:
    """Somebody with a link, and their own browser."""

    token: str
    client: Client = field(default_factory=lambda: Client(headers={"user-agent": "Test"}))
    secret: str = ""
    recovery: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Their link."""
        return reverse("accounts:join", args=[self.token])

    def look(self) -> Any:
        """The page of the present step."""
        return self.client.get(self.url, secure=True)

    def send(self, **typed: str) -> Any:
        """Answer the present step."""
        return self.client.post(self.url, typed, secure=True)

    def text(self) -> str:
        """What the page says."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.look().content.decode()))

    def begin(self) -> None:
        """The first page."""
        self.send()
        page = html.unescape(self.look().content.decode())
        [shown] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)
        self.secret = shown.replace(" ", "")

    def confirm(self) -> None:
        """The code of the phone."""
        assert self.send(code=code_at(from_base32(self.secret), step_now())).status_code == 302

    def choose(self, passphrase: str = PASSPHRASE) -> Any:
        """The passphrase, twice."""
        return self.send(new_passphrase=passphrase, new_passphrase_again=passphrase)

    def read_sheet(self) -> None:
        """The recovery sheet."""
        page = self.look().content.decode()
        self.recovery = re.findall(r'<li><span class="code">([a-z-]+)</span></li>', page)
        self.send()

    def asked(self) -> dict[str, str]:
        """The right answers to what the check asks for."""
        names = re.findall(r'name="(word(\d)-recovery_code)"', self.look().content.decode())
        return {name: self.recovery[int(at)] for name, at in names}

    def check(self) -> None:
        """Two words of it."""
        assert self.send(**self.asked()).status_code == 302

    def read_codes(self) -> None:
        """The other sheet."""
        page = self.look().content.decode()
        self.codes = re.findall(r'<li><span class="code">([\d ]+)</span></li>', page)

    def finish(self) -> Any:
        """All of it."""
        self.begin()
        self.confirm()
        assert self.choose().status_code == 302
        self.read_sheet()
        self.check()
        self.read_codes()
        return self.send()
