"""What every page of the portal needs: who is here, where to go, how long the vault stays open."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from accounts.gate import POLICY, Actor, actor_of
from accounts.locking import seconds_left
from accounts.models import Member, Organisation

_PLACES = (  # act, name of the address, label
    ("case.list", "cases:day", translation.gettext_lazy("My day")),
    ("case.list", "cases:list", translation.gettext_lazy("Cases")),
    ("brief.read", "briefs:list", translation.gettext_lazy("Your briefs")),
    ("directory.read", "cases:partners", translation.gettext_lazy("Directory")),
    ("case.team", "cases:team", translation.gettext_lazy("Team")),
    ("member.list", "accounts:members", translation.gettext_lazy("Members")),
    ("form.change", "cases:forms", translation.gettext_lazy("Forms")),
    ("jobs.read", "accounts:jobs", translation.gettext_lazy("Background work")),
    ("audit.read", "accounts:audit", translation.gettext_lazy("Audit log")),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; a public page asks for nothing that needs a session."""
    shared = {
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "organisation": organisation(),
        "member": None,
    }
    if getattr(getattr(request.resolver_match, "func", None), "passes", "public") == "public":
        return shared
    actor = actor_of(request)
    return shared if actor is None else shared | _for_member(request, actor)


@dataclass
class _Name:
    """The organisation's name as this process last read it."""

    name: str = ""
    until: float = 0.0


_name = _Name()


def organisation() -> dict[str, str]:
    """What every page may say of the organisation: its name, empty before it is founded."""
    return {"name": organisation_name()}


def organisation_name() -> str:
    """The organisation's name, read again every few seconds."""
    if _name.until <= time.monotonic():
        _name.name = Organisation.objects.values_list("name", flat=True).first() or ""
        _name.until = time.monotonic() + settings.ORGANISATION_SECONDS
    return _name.name


def may(member: Member, act: str) -> bool:
    """Whether the member's roles allow an act at all."""
    return member.state == Member.State.ADMITTED and bool(member.roles & POLICY[act].roles)


def _for_member(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    left = seconds_left(request, actor.member)
    return {
        "member": actor.member,
        "nav": [
            {"url": reverse(name), "label": label, "current": request.path == reverse(name)}
            for act, name, label in _PLACES
            if may(actor.member, act)
        ],
        "can_search": may(actor.member, "case.list"),
        "vault_seconds": left if actor.keyring is not None else None,
        "vault_minutes": left // 60 if actor.keyring is not None else None,
        "home_url": reverse("accounts:home"),
        "unread_notices": actor.member.notices.filter(seen=False).count(),
    }
