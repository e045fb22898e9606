"""Signing in: how many derivations of Argon2id, and how long all the rest takes."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.test import Client

from accounts import stretching
from accounts.demo import DemoPerson
from accounts.models import OneTimeCode
from accounts.onetime import code_at, from_base32, step_now
from tests.bench.figures import Figure, Target, figure
from tests.bench.people import founded
from tests.bench.scene import Scene
from tests.bench.timing import Times, timed

NAMES = ("sign_in_derivations", "sign_in_rest")
NEEDS_CASES = False
_FIRST = "/staff/sign-in/"
_SECOND = "/staff/sign-in/passphrase/"


def measure(scene: Scene) -> Iterator[Figure]:
    """Name and code, the passphrase's page, the passphrase: the slowest of them, derivation apart.

    The limit is the derivation itself."""
    people = scene.people or founded()
    scene.people = people
    client, person = Client(headers={"User-Agent": "bench"}), people["worker1"]
    rounds, before = scene.scaled(20), stretching.budget.taken
    taken = [signed_in(client, person) for _ in range(rounds)]
    count = (stretching.budget.taken - before) / rounds
    *steps, stretched = [Times(column) for column in zip(*taken[1:], strict=True)]
    slowest = max(steps, key=lambda times: times.median)
    yield figure(
        "sign_in_derivations",
        count,
        "derivations",
        limit=1,
        target=Target("value", 1),
        database=scene.database,
    )
    yield figure(
        "sign_in_rest",
        slowest.median,
        "ms",
        limit=stretched.median,
        target=Target("value", 20),
        database=scene.database,
        worst=slowest.worst,
    )


def signed_in(client: Client, person: DemoPerson) -> list[float]:
    """Signs in once; gives the milliseconds of each step without the derivation, and its own."""
    OneTimeCode.objects.filter(member=person.member).update(last_step=0)
    client.get(_FIRST, secure=True)
    code = code_at(from_base32(person.one_time_secret), step_now())
    stretched: list[float] = []
    watched = _watching(stretching.from_passphrase, stretched)
    with patch.object(stretching, "from_passphrase", watched):
        first = timed(lambda: _post(client, _FIRST, username=person.member.username, code=code))
        page = timed(lambda: client.get(_SECOND, secure=True))
        last = timed(lambda: _post(client, _SECOND, passphrase=person.passphrase))
    _post(client, "/staff/sign-out/")
    return [first, page, last - sum(stretched), sum(stretched)]


def _post(client: Client, path: str, **values: str) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = client.post(path, urlencode(values), content_type=kind, secure=True)
    assert answer.status_code == 302, (path, answer.status_code, answer.content[:2000])


def _watching(derive: Callable[..., Any], taken: list[float]) -> Callable[..., Any]:
    def watched(*given: Any) -> Any:
        started = time.perf_counter()
        try:
            return derive(*given)
        finally:
            taken.append((time.perf_counter() - started) * 1000)

    return watched
