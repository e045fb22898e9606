"""Step-up: a fresh second factor, for ten minutes, one's own."""

import time

import pytest
from django.urls import reverse

from accounts.actions import factors
from accounts.gate import POLICY
from accounts.models import AuditRow
from tests.accounts.browsing import code_of, press
from tests.world import World

SECRETS, STEP = "/staff/account/backup-codes/", "/staff/step-up/"


def test_secrets_ask_for_a_fresh_factor_and_then_for_ten_minutes_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.mina.sign_in(stepped_up=False)
    answer = client.get(SECRETS)
    assert answer.url.startswith(STEP)
    page = client.get(answer.url)
    assert press(client, page, "step_up", code=code_of(world.mina)).url == SECRETS
    assert client.get(SECRETS).status_code == 200
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + 10 * 60 + 1)
    assert client.get(SECRETS).url.startswith(STEP)


def test_a_code_steps_up_once(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    code = code_of(world.mina)
    assert client.post(STEP, {"code": code}).status_code == 302
    second = world.mina.sign_in(stepped_up=False)
    assert second.post(STEP, {"code": code}).status_code == 200


def test_a_backup_code_steps_up(world: World) -> None:
    codes = factors.new_backup_codes(by=world.mina.member)
    client = world.mina.sign_in(stepped_up=False)
    assert client.post(STEP, {"code": codes[0]}).status_code == 302


def test_anothers_code_does_not(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    assert client.post(STEP, {"code": code_of(world.omid)}).status_code == 200
    assert client.get(SECRETS).url.startswith(STEP)


def test_ten_tries_and_then_a_wait(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    for _ in range(10):
        client.post(STEP, {"code": "000000"})
    page = client.post(STEP, {"code": code_of(world.mina)})
    assert b"too often" in page.content
    assert client.get(SECRETS).url.startswith(STEP)


def test_every_try_is_written_down(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    client.post(STEP, {"code": "000000"})
    client.post(STEP, {"code": code_of(world.mina)})
    rows = AuditRow.objects.filter(act="session.step_up").order_by("sequence")
    assert [row.refused for row in rows] == [True, False]


def test_signing_in_counts_as_a_fresh_factor(world: World) -> None:
    from django.test import Client

    from tests.accounts.browsing import sign_in

    client = Client()
    sign_in(client, world.mina)
    assert client.get(SECRETS).status_code == 200


@pytest.mark.parametrize("act", ["account.secrets", "member.admit", "case.assign", "case.import"])
def test_grants_exports_and_factors_ask_for_it(act: str) -> None:
    assert POLICY[act].step_up


def test_a_moment_in_the_future_is_not_fresh(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    session = client.session
    session["stepped_up"] = int(time.time()) + 3600
    session.save()
    assert client.get(SECRETS).url.startswith(reverse("accounts:step_up"))
