"""A small organisation with real keys, and people already at their unlocked sessions."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts import locking
from accounts.demo import DemoPerson, Persona, found
from accounts.gate import Actor
from accounts.models import Member, Role
from accounts.sessions import SessionStore
from vault.compartments import forget_permissions
from vault.keyring import Keyring

PERSONAS = (
    Persona("rana", "Rana Amini", (Role.COORDINATOR,)),
    Persona("dara", "Dara Sohrabi", (Role.COORDINATOR,)),
    Persona("mina", "Mina Karimi", (Role.CASEWORKER,)),
    Persona("omid", "Omid Rahimi", (Role.CASEWORKER,)),
    Persona("sara", "Sara Lindqvist", (Role.CASEWORKER,)),
    Persona("vida", "Vida Moradi", (Role.VOLUNTEER,)),
    Persona("edit", "Edith Brandt", (Role.EDITOR,)),
    Persona("adam", "Adam Novak", (Role.ADMINISTRATOR,)),
    Persona("aida", "Aida Rossi", (Role.AUDITOR,)),
)


@dataclass
class Person:
    """One member, everything they know, and their browser."""

    known: DemoPerson
    client: Client = field(default_factory=Client)

    @property
    def member(self) -> Member:
        """The member row, as founded."""
        return self.known.member

    @property
    def keyring(self) -> Keyring:
        """The opened keyring."""
        return self.known.keyring

    @property
    def actor(self) -> Actor:
        """The person at an unlocked session, for actions."""
        return self.known.actor

    @property
    def passphrase(self) -> str:
        """What they type."""
        return self.known.passphrase

    @property
    def totp_secret(self) -> str:
        """What their phone holds, base32."""
        return self.known.one_time_secret

    @property
    def recovery_code(self) -> str:
        """What their printed sheet says."""
        return self.known.recovery_code

    def sign_in(self, *, stepped_up: bool = True, unlocked: bool = True) -> Client:
        """A fresh browser, signed in."""
        self.client = Client()
        session_for(self.client, self.known, stepped_up=stepped_up, unlocked=unlocked)
        return self.client


def session_for(
    client: Client, person: DemoPerson, *, stepped_up: bool = True, unlocked: bool = True
) -> None:
    """Give a browser a session of this person."""
    request = HttpRequest()
    request.session = session = SessionStore()
    now = int(time.time())
    session.update(
        {"member": str(person.member.pk), "started": now, "seen": now, "browser": "Test"}
    )
    if stepped_up:
        session["stepped_up"] = now
    session.set_expiry(datetime.now(UTC) + timedelta(hours=12))
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    if unlocked:
        locking.open_vault(request, person.keyring, person.member)
        session.save()
        client.cookies[settings.VAULT_COOKIE_NAME] = request.vault_cookie  # type: ignore[attr-defined]


class World:
    """The organisation's people by name: ``world.mina`` and so on."""

    def __init__(self) -> None:
        forget_permissions()
        people = found("Safe Harbour", PERSONAS, timezone.localdate())
        self.people = {one.member.username: Person(one) for one in people}
        for person in self.people.values():
            person.sign_in()

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> World:
    """A new world in the present test's database."""
    return World()
