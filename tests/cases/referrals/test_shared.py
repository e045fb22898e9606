"""The partner's page attacked: guessing, races, recalls, and what a thief of everything holds."""

import re
import threading
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts import stretching
from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Notice, SlowDown
from accounts.stretching import Busy
from cases.actions import referrals, shared
from cases.models import Case, Referral, ReferralBundle, ReferralStep
from cases.reading import read_case
from cases.referring.locks import key_place, new_lock, new_secret, opener, tidied
from cases.referring.reading import read_steps, step_places
from tests.cases.referrals.sharing import TODAY, Sent
from tests.cases.together import at_once
from tests.world import World
from vault.suites import SealError


def look(sent: Sent, secret: str | None = None) -> shared.Shared | None:
    given = sent.handover.secret if secret is None else secret
    return shared.open_shared(locator=sent.handover.locator, secret=given)


def post(path: str, **typed: str) -> Any:
    return Client().post(path, typed, secure=True)


def forgive() -> None:
    """As if a day had passed."""
    SlowDown.objects.all().delete()


def test_link_and_words_open_what_was_sent(world: World) -> None:
    sent = Sent(world)
    found = look(sent)
    assert found is not None
    assert found.body.need == "Canaryneed: lodge the appeal"
    assert found.body.lines[0].value.startswith("Shirin Canaryname")
    assert sent.now.opened_on == TODAY
    assert sent.now.state == "sent"


@pytest.mark.parametrize("digits", [False, True])
def test_words_are_taken_as_people_type_them(world: World, digits: bool) -> None:
    sent = Sent(world, digits=digits)
    secret = sent.handover.secret
    typed = [secret.upper(), f"  {secret.replace(' ', '   ')} ", secret.replace(" ", "-")]
    if digits:
        assert re.fullmatch(r"(\d{4} ){4}\d{4}", secret)
        typed += [
            secret.replace(" ", ""),
            secret.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        ]
    for one in typed:
        assert look(sent, one) is not None


@given(st.text(max_size=60))
def test_tidying_changes_nothing_twice(typed: str) -> None:
    assert tidied(tidied(typed)) == tidied(typed)


def test_secrets_are_long_enough() -> None:
    assert len(new_secret(digits=False).split()) == 5
    assert len(tidied(new_secret(digits=True))) == 20
    assert len({new_secret(digits=True) for _ in range(50)}) == 50


def test_the_link_alone_and_the_words_alone_open_nothing(world: World) -> None:
    """Also for whoever holds the row, the pepper and one of the two."""
    sent = Sent(world)
    other = new_lock(uuid4(), 1)
    bundle = ReferralBundle.objects.get()
    right = (sent.handover.locator, sent.handover.secret)
    tries = [
        (sent.handover.locator, other.handover.secret),
        (other.handover.locator, sent.handover.secret),
    ]
    place = key_place(sent.referral.pk, 1)
    for locator, secret in tries:
        with pytest.raises(SealError):
            opener(locator, secret, bytes(bundle.salt)).open_key(bytes(bundle.sealed_key), place)
    assert opener(*right, bytes(bundle.salt)).open_key(bytes(bundle.sealed_key), place)
    with pytest.raises(SealError):
        opener(*right, bytes(bundle.salt)).open_key(bytes(bundle.sealed_key), key_place(uuid4(), 1))


def test_nothing_of_it_lies_in_the_clear(world: World) -> None:
    """No word of the person, the partner, the link, the secret or the answer, in any column."""
    sent = Sent(world)
    found = look(sent)
    assert found is not None
    shared.answer(shared=found, state="accepted", words="Canaryanswer of the partner")
    referrals.progress(
        by=world.mina.actor, opened=sent.mine(), referral=sent.now, state="in_service",
        words="Canaryheard",
    )  # fmt: skip
    words = ["Canaryname", "Canaryneed", "Canarylegal", "5550199", "Canaryanswer", "Canaryheard"]
    words += [sent.handover.locator, sent.handover.secret, sent.handover.key]
    spelled = [one.encode() for one in words] + [bytes.fromhex(sent.handover.key)]
    clear = {model: list(model._default_manager.values_list()) for model in apps.get_models()}
    everything = b"".join(_bytes(value) for rows in clear.values() for row in rows for value in row)
    assert [word for word in spelled if word in everything] == []
    partner = {str(sent.partner.pk), sent.partner.pk.hex, "Canarylawyers"}
    told = [
        (model.__name__, value)
        for model, rows in clear.items()
        if model.__name__ in {"Referral", "ReferralStep", "ReferralBundle", "AuditRow", "Event"}
        for row in rows
        for value in row
        if any(one in str(value) for one in partner)
    ]
    assert told == []


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


SHUT: dict[str, Any] = {
    "recalled": lambda sent: referrals.recall(
        by=sent.world.mina.actor, opened=sent.mine(), referral=sent.referral
    ),
    "run out": lambda sent: ReferralBundle.objects.update(until=TODAY - timedelta(1)),
    "burned": lambda sent: ReferralBundle.objects.update(tries=shared.MOST_TRIES),
    "renewed": lambda sent: referrals.renew_link(
        by=sent.world.mina.actor, opened=sent.mine(), referral=sent.now
    ),
    "gone": lambda sent: ReferralBundle.objects.all().delete(),
}


@pytest.mark.parametrize("why", SHUT)
def test_whatever_does_not_open_answers_alike(world: World, why: str) -> None:
    """Byte for byte the answer to wrong words and to a link nobody ever had, and as much work."""
    sent = Sent(world)
    nobodys = f"/shared/{'x' * 32}/"
    SHUT[why](sent)
    answers, derived, rows = [], [], []
    for path, secret in (
        (sent.path, sent.handover.secret),
        (nobodys, sent.handover.secret),
        (nobodys, "wrong words"),
    ):
        before = stretching.strangers.taken, AuditRow.objects.count()
        response = post(path, secret=secret)
        answers.append((response.status_code, response.content.replace(path.encode(), b"")))
        derived.append(stretching.strangers.taken - before[0])
        rows.append(AuditRow.objects.count() - before[1])
    token = re.compile(rf"/shared/({sent.handover.locator}|x+)/".encode())
    bodies = {(status, token.sub(b"", body)) for status, body in answers}
    assert len(bodies) == 1
    assert derived == [1, 1, 1]
    assert rows == [1, 1, 1]
    assert b"Canary" not in answers[0][1]


def test_asking_for_the_page_tells_nothing_and_sets_nothing(world: World) -> None:
    sent = Sent(world)
    client = Client()
    real = client.get(sent.path, secure=True)
    nobodys = client.get(f"/shared/{'x' * 32}/", secure=True)
    swapped = real.content.replace(sent.handover.locator.encode(), b"x" * 32)
    assert (real.status_code, swapped) == (200, nobodys.content)
    assert not client.cookies
    assert real.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in real.headers["Content-Security-Policy"]
    assert b"<script" not in real.content
    assert AuditRow.objects.filter(act="referral.look").count() == 0


def test_wrong_words_slow_down_and_then_close_the_link_for_good(world: World) -> None:
    sent = Sent(world)
    for _ in range(5):
        assert look(sent, "wrong words") is None
    with pytest.raises(shared.Slow):
        look(sent)
    for _ in range(5):
        forgive()
        assert look(sent, "wrong words") is None
    assert not ReferralBundle.objects.exists()
    forgive()
    assert look(sent) is None
    assert sent.now.state == "sent"
    page = world.mina.client.get(
        f"/cases/{sent.case.code}/referrals/{sent.referral.pk}/", secure=True
    )
    assert "too many wrong words" in page.content.decode()
    fresh = referrals.renew_link(by=world.mina.actor, opened=sent.mine(), referral=sent.now)
    forgive()
    assert shared.open_shared(locator=fresh.locator, secret=fresh.secret) is not None


def test_the_right_words_forgive_the_wrong_ones(world: World) -> None:
    sent = Sent(world)
    for _round in range(4):
        for _ in range(4):
            assert look(sent, "wrong words") is None
        assert look(sent) is not None
    assert ReferralBundle.objects.get().tries == 0


def test_many_guesses_at_once_are_counted_each(shared_world: World) -> None:
    sent = Sent(shared_world)
    errors = at_once(*[lambda: look(sent, "wrong words")] * 8)
    tried = [error for error in errors if error is None]
    assert all(error is None or isinstance(error, shared.Slow | Busy) for error in errors)
    assert ReferralBundle.objects.get().tries == len(tried) <= 5


def test_a_busy_server_counts_no_try(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent(world)
    with stretching.strangers.turn():
        monkeypatch.setattr(stretching.strangers, "_wait", 0.01)
        with pytest.raises(Busy):
            look(sent)
        page = post(sent.path, secret="wrong words")
        assert b"busy" in page.content
        with stretching.budget.turn():
            """A member signs in meanwhile: strangers take none of their turns."""
    assert ReferralBundle.objects.get().tries == 0
    assert look(sent) is not None


def test_a_try_given_back_after_it_was_forgiven_is_not_less_than_none(world: World) -> None:
    """Two come at once: one opens, which forgives both tries; the other had no turn."""
    sent = Sent(world)
    locator = sent.handover.locator
    counted = shared._tried(locator)
    assert look(sent) is not None
    shared._give_back(counted, locator)
    assert ReferralBundle.objects.get().tries == 0


def test_strangers_without_a_turn_leave_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stretching.strangers.turn():
        monkeypatch.setattr(stretching.strangers, "_wait", 0.01)
        assert b"busy" in post("/shared/invented/", secret="some words").content
    assert not SlowDown.objects.exists()


def test_few_strangers_wait_so_that_members_are_served(world: World) -> None:
    """A thread that waits for a turn serves nobody: past the first two, strangers do not wait."""
    sent = Sent(world)
    entered, over = threading.Event(), threading.Event()

    def hold() -> None:
        with stretching.strangers.turn():
            entered.set()
            over.wait(10)

    def wait() -> None:
        with stretching.strangers.turn():
            """The second."""

    first, second = threading.Thread(target=hold), threading.Thread(target=wait)
    first.start()
    assert entered.wait(10)
    second.start()
    while stretching.strangers._room._value:
        time.sleep(0.01)
    began = time.monotonic()
    try:
        with pytest.raises(Busy):
            look(sent)
        assert time.monotonic() - began < 5, "nobody waited for the ten seconds"
    finally:
        over.set()
        first.join()
        second.join()
    assert look(sent) is not None


def test_a_document_of_an_endless_number_is_none(world: World) -> None:
    sent = Sent(world)
    page = post(sent.path, secret=sent.handover.secret, paper="9" * 5000)
    assert page.status_code == 200


def test_recall_and_opening_at_once(shared_world: World) -> None:
    """Whoever opens after the recall was acknowledged reads nothing."""
    sent = Sent(shared_world)
    recall = lambda: referrals.recall(  # noqa: E731
        by=shared_world.mina.actor, opened=sent.mine(), referral=sent.referral
    )
    found: list[Any] = []
    errors = at_once(recall, lambda: found.append(look(sent)))
    assert errors == [None, None]
    assert look(sent) is None
    assert sent.now.state == "recalled"
    assert not ReferralBundle.objects.exists()
    if found[0] is not None:
        with pytest.raises(NotNow, match="called back"):
            shared.answer(shared=found[0], state="accepted")


def test_opening_locks_in_the_order_of_calling_back(shared_world: World) -> None:
    """Else each waits for the other, and the database may refuse the withdrawal."""
    sent = Sent(shared_world)
    opening = threading.Thread(target=_opened_elsewhere, args=[sent])
    with transaction.atomic():
        Referral.objects.filter(pk=sent.referral.pk).update(remind_on=None)  # calling back begins
        opening.start()
        time.sleep(2)  # it waits now
        assert ReferralBundle.objects.select_for_update(nowait=True).get()
    opening.join()
    assert sent.now.opened_on == TODAY


def _opened_elsewhere(sent: Sent) -> None:
    try:
        look(sent)
    finally:
        connection.close()


def test_recall_and_answer_at_once(shared_world: World) -> None:
    """An answer that comes too late changes nothing; one that was taken stays."""
    sent = Sent(shared_world)
    opened = look(sent)
    assert opened is not None
    errors = at_once(
        lambda: referrals.recall(
            by=shared_world.mina.actor, opened=sent.mine(), referral=sent.referral
        ),
        lambda: shared.answer(shared=opened, state="accepted", words="yes"),
    )
    assert errors[0] is None
    assert errors[1] is None or isinstance(errors[1], NotNow)
    assert sent.now.state == "recalled"
    steps = ReferralStep.objects.filter(member=None).count()
    assert steps == (1 if errors[1] is None else 0)


def test_two_answers_at_once_are_one(shared_world: World) -> None:
    sent = Sent(shared_world)
    opened = [look(sent), look(sent)]
    errors = at_once(
        *[lambda one=one: shared.answer(shared=one, state="accepted") for one in opened]
    )
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "NotNow"]


def test_an_answer_is_read_by_those_who_hold_the_case(world: World) -> None:
    sent = Sent(world)
    opened = look(sent)
    assert opened is not None
    shared.answer(shared=opened, state="acknowledged")
    shared.answer(shared=look(sent), words="Canaryanswer")  # type: ignore[arg-type]
    fresh = referrals.renew_link(by=world.mina.actor, opened=sent.mine(), referral=sent.now)
    later = shared.open_shared(locator=fresh.locator, secret=fresh.secret)
    assert later is not None
    shared.answer(shared=later, state="accepted", words="Canarylater")
    steps = list(ReferralStep.objects.filter(referral=sent.referral))
    page = read_case(sent.mine(), world.mina.member, step_places(sent.now, steps))
    read = read_steps(sent.now, steps, page)
    assert [one.text for one in read if one.is_partners] == ["", "Canaryanswer", "Canarylater"]
    told = Notice.objects.filter(member=world.mina.member, kind=Notice.Kind.PARTNER_ANSWERED)
    assert told.count() == 3


def test_an_answer_of_an_older_link_counts_for_nothing(world: World) -> None:
    sent = Sent(world)
    old = look(sent)
    assert old is not None
    referrals.renew_link(by=world.mina.actor, opened=sent.mine(), referral=sent.now)
    with pytest.raises(NotNow, match="called back"):
        shared.answer(shared=old, state="accepted")


@pytest.mark.parametrize("state", ["sent", "in_service", "completed", "recalled", "draft", "x"])
def test_a_partner_says_only_what_is_theirs_to_say(world: World, state: str) -> None:
    sent = Sent(world)
    found = look(sent)
    assert found is not None
    with pytest.raises(NotNow):
        shared.answer(shared=found, state=state)
    page = post(sent.path, secret=sent.handover.secret, state=state, words="x")
    assert page.status_code == 200
    assert sent.now.state == "sent"


def test_declining_closes_the_page(world: World) -> None:
    sent = Sent(world)
    page = post(sent.path, secret=sent.handover.secret, state="declined", words="We are full")
    assert b"You declined" in page.content
    assert b"Canaryneed" not in page.content
    assert sent.now.state == "declined"
    assert not ReferralBundle.objects.exists()
    assert look(sent) is None


def test_an_empty_or_endless_answer_is_refused_and_kept(world: World) -> None:
    sent = Sent(world)
    assert b"Write an answer" in post(sent.path, secret=sent.handover.secret, words=" ").content
    long = "Canarytyped " * 500
    page = post(sent.path, secret=sent.handover.secret, words=long)
    assert b"Canarytyped" in page.content
    assert not ReferralStep.objects.filter(member=None).exists()
    found = look(sent)
    assert found is not None
    for _ in range(shared.MOST_ANSWERS):
        shared.answer(shared=found, words="again")
    with pytest.raises(NotNow, match="too many answers"):
        shared.answer(shared=found, words="again")


def test_a_closed_link_page_in_persian_runs_right_to_left(world: World) -> None:
    sent = Sent(world)
    page = Client().get(f"{sent.path}in/fa/", secure=True).content.decode()
    assert 'dir="rtl"' in page
    assert Client().get(f"{sent.path}in/xx/", secure=True).status_code == 404


def test_time_runs_out_by_itself(world: World) -> None:
    sent = Sent(world, days=10)
    Referral.objects.update(until=TODAY - timedelta(1))
    assert referrals.expire_over() == 1
    assert referrals.expire_over() == 0
    assert sent.now.state == "expired"
    assert not ReferralBundle.objects.exists()
    row = AuditRow.objects.order_by("-sequence").first()
    assert (row.act, row.actor, row.object) == ("referral.expire", None, str(sent.case.pk))
    page = world.mina.client.get(
        f"/cases/{sent.case.code}/referrals/{sent.referral.pk}/", secure=True
    )
    assert "time ran out" in page.content.decode()
    assert "Canarylegal" in page.content.decode()


def test_withdrawing_recalls_what_was_sent_under_it_and_nothing_else(world: World) -> None:
    sent = Sent(world)
    mine = sent.mine()
    with transaction.atomic():
        case = mine.lock()
        other = Case.objects.get(pk=case.pk).consents.exclude(pk=sent.consent.pk).first()
        given = {"by": world.mina.actor, "opened": mine, "case": case}
        assert other is None
        assert referrals.recall_under(**given, consent=sent.consent) == ["Canarylawyers"]
        assert referrals.recall_under(**given, consent=None) == []
        case.save()
    assert sent.now.state == "recalled"
    assert look(sent) is None


def test_silence_is_noticed(world: World) -> None:
    sent = Sent(world)
    assert not Referral.objects.silent(TODAY).exists()
    assert Referral.objects.silent(TODAY + timedelta(3)).get() == sent.referral
    found = look(sent)
    assert found is not None
    shared.answer(shared=found, state="acknowledged")
    assert not Referral.objects.silent(TODAY + timedelta(3)).exists()
    assert Referral.objects.silent(TODAY + timedelta(7)).exists()
    referrals.recall(by=world.mina.actor, opened=sent.mine(), referral=sent.referral)
    assert not Referral.objects.silent(TODAY + timedelta(99)).exists()
