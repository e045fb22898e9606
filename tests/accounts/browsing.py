"""What a browser does with our pages: reads their forms, fills them in, sends them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import OneTimeCode
from accounts.onetime import code_at, from_base32, step_now
from tests.world import Person


@dataclass
class Form:
    """One form of a page: where it goes, and what it sends if nothing is typed."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def sent(self, **typed: str) -> dict[str, list[str]]:
        """What is sent when these are typed in."""
        values: dict[str, list[str]] = {}
        for name, value in self.fields:
            values.setdefault(name, []).append(value)
        return values | {name: [value] for name, value in typed.items()}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        if tag == "input" and self.forms and given.get("name"):
            self.forms[-1].fields.append((given["name"] or "", given.get("value") or ""))


def forms(response: Any) -> list[Form]:
    """All forms of a page."""
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def form_to(response: Any, action: str) -> Form:
    """The page's form that goes to an address."""
    return next(one for one in forms(response) if one.action == action)


def press(client: Client, response: Any, name: str, **typed: str) -> Any:
    """Fill in the form that goes to a named address of accounts, and send it."""
    action = reverse(f"accounts:{name}")
    return client.post(action, form_to(response, action).sent(**typed))


def code_of(person: Person, steps: int = 0) -> str:
    """What the person's phone shows; earlier uses in the same half minute are forgotten."""
    OneTimeCode.objects.filter(member=person.member).update(last_step=0)
    return code_at(from_base32(person.totp_secret), step_now() + steps)


def sign_in(client: Client, person: Person) -> Any:
    """Both pages, as a person does it."""
    first = client.get(reverse("accounts:sign_in"))
    second = press(client, first, "sign_in", username=person.member.username, code=code_of(person))
    assert second.status_code == 302, second.content
    page = client.get(second.url)
    return press(client, page, "passphrase", passphrase=person.passphrase)
