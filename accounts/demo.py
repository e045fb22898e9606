"""The fictional people of the demo and of the tests: founded at once, with real keys and factors.

A real organisation is founded by `manage.py found`, with its own keys made offline. Here the
organisation's keys are made in memory and their private halves forgotten.
"""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.actions import factors
from accounts.gate import Actor
from accounts.models import Member, MemberKey, Organisation, Role
from vault.ceremony import REGISTRAR_FIELD, OrganisationKeys, new_word_lists
from vault.compartments import create
from vault.hybrid import KeyPair
from vault.keyring import Keyring
from vault.words import PASSPHRASE_WORDS, RECOVERY_WORDS, new_words

_KNOWN = "demo-people.json"


@dataclass(frozen=True)
class Persona:
    """Somebody fictional."""

    username: str
    display_name: str
    roles: tuple[Role, ...]
    language: str = "en"


@dataclass(frozen=True, repr=False)
class DemoPerson:
    """A founded persona, with everything they know and hold."""

    member: Member
    keyring: Keyring
    passphrase: str
    one_time_secret: str
    recovery_code: str

    @property
    def actor(self) -> Actor:
        """The person at an unlocked session."""
        return Actor(self.member, self.keyring)


@transaction.atomic
def found(name: str, personas: Sequence[Persona], today: date) -> list[DemoPerson]:
    """Found a fictional organisation; gives its people.

    :raises RuntimeError: in a deployment, where nobody may know another's passphrase
    """
    if settings.DEPLOYMENT:
        raise RuntimeError("fictional people belong to the demo and the tests")
    keys, _lists = new_word_lists()
    settings.KEYS.put("recovery.pub", keys.recovery.public)
    settings.KEYS.put("registrar.pub", keys.registrar.public)
    people = [_enrol(persona, keys, today) for persona in personas]
    _make_organisation(name, people, keys, today)
    return people


def _enrol(persona: Persona, keys: OrganisationKeys, today: date) -> DemoPerson:
    member = Member(
        username=persona.username,
        display_name=persona.display_name,
        language=persona.language,
        state=Member.State.ADMITTED,
        joined_on=today,
        **{f"is_{role}": True for role in persona.roles},
    )
    member.set_unusable_password()
    member.save()
    seed = os.urandom(32)
    public = KeyPair(seed).public
    key = MemberKey.objects.create(
        member=member,
        serial=1,
        public=public,
        certificate=keys.registrar.sign(member.pk, 1, public),
        made_on=today,
    )
    passphrase, code = new_words(PASSPHRASE_WORDS), new_words(RECOVERY_WORDS)
    factors.make_slots(key, seed, passphrase, code)
    secret = factors.new_one_time_secret(member, confirmed=True)
    return DemoPerson(member, Keyring(member.pk, 1, seed), passphrase, secret, code)


def _make_organisation(
    name: str, people: Sequence[DemoPerson], keys: OrganisationKeys, today: date
) -> None:
    coordinators = [one for one in people if one.member.is_coordinator]
    [opened] = create(
        [Organisation(name=name, languages=["en", "fa"], founded_on=today)],
        holders=[one.keyring.recipient for one in coordinators],
        recovery=keys.recovery.public,
        today=today,
    )
    opened.write(REGISTRAR_FIELD, opened.record.pk, 1, keys.registrar_seed)


def remember(people: Sequence[DemoPerson]) -> None:
    """Write down, for the demo alone, what each person knows: `make code` reads it."""
    known = [
        {
            "username": one.member.username,
            "display_name": one.member.display_name,
            "roles": sorted(one.member.roles),
            "passphrase": one.passphrase,
            "totp_secret": one.one_time_secret,
            "recovery_code": one.recovery_code,
        }
        for one in people
    ]
    settings.KEYS.put(_KNOWN, json.dumps(known, ensure_ascii=False).encode())


def known_people() -> list[dict[str, Any]]:
    """What :func:`remember` wrote; empty before the demo was loaded."""
    return json.loads(settings.KEYS.public(_KNOWN)) if settings.KEYS.has(_KNOWN) else []


def secret_bytes(person: dict[str, Any]) -> bytes:
    """A known person's TOTP secret, as bytes."""
    return base64.b32decode(person["totp_secret"])
