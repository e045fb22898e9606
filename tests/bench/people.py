"""The organisation of the bench, its people at their unlocked sessions, and their browsers."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from accounts.demo import DemoPerson, Persona, found
from accounts.models import Role
from tests.world import session_for

PERSONAS = (
    Persona("rana", "Rana Amini", (Role.COORDINATOR,)),
    Persona("dara", "Dara Sohrabi", (Role.COORDINATOR,)),
    Persona("mina", "Mina Karimi", (Role.CASEWORKER,)),
    Persona("omid", "Omid Rahimi", (Role.CASEWORKER,)),
    Persona("nora", "Nora Weiss", (Role.CASEWORKER,)),
    *(Persona(f"worker{number}", f"Worker {number}", (Role.CASEWORKER,)) for number in range(1, 9)),
)
NAME = "Safe Harbour"
People = dict[str, DemoPerson]


def founded() -> People:
    """Founds the organisation; gives its people by name."""
    people = found(NAME, PERSONAS, timezone.localdate())
    return {one.member.username: one for one in people}


def cookies_of(person: DemoPerson) -> dict[str, str]:
    """A new signed-in, stepped-up, unlocked session of this person, as a browser's cookies."""
    browser: Any = SimpleNamespace(cookies={})
    session_for(browser, person)
    return dict(browser.cookies)
