"""The outbox: nothing is lost, nothing takes effect twice, whoever dies in between."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from accounts import jobs
from accounts.actions import jobs as outbox
from accounts.models import (
    Job,
)
from config.celery import app

Effects = list[UUID | None]


@pytest.fixture
def kind() -> Iterator[Callable[[jobs.Work], str]]:
    """Registers a kind of job for one test; gives its name."""
    known = dict(jobs.KINDS)

    def register(work: jobs.Work) -> str:
        jobs.job("tried", every=None)(work)
        return "tried"

    yield register
    jobs.KINDS.clear()
    jobs.KINDS.update(known)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that were sent to the broker."""
    ids: list[str] = []

    def send_task(name: str, args: list[str]) -> None:
        assert name == "accounts.jobs.run"
        ids.extend(args)

    monkeypatch.setattr(app, "send_task", send_task)
    return ids


def waiting(name: str = "tried", **columns: object) -> Job:
    """A job that is due."""
    now = timezone.now()
    return Job.objects.create(**{"kind": name, "made_at": now, "not_before": now, **columns})


def again(job: Job) -> Job:
    """The job as it is now."""
    return Job.objects.get(pk=job.pk)


def lease_ran_out(job: Job) -> None:
    """As if its worker had died long ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def make_due(job: Job) -> None:
    """As if its pause were over."""
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_job_is_sent_when_its_business_commits(sent: list[str]) -> None:
    with transaction.atomic():
        job = outbox.enqueue("clear_expired")
        assert sent == []
    assert sent == [str(job.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_with_the_business_that_failed(sent: list[str]) -> None:
    with transaction.atomic():
        outbox.enqueue("clear_expired")
        transaction.set_rollback(True)
    assert (sent, Job.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_later_job_waits_for_the_sweep(sent: list[str]) -> None:
    job = outbox.enqueue("clear_expired", not_before=timezone.now() + timedelta(hours=1))
    outbox.send_due()
    assert sent == []
    make_due(job)
    outbox.send_due()
    assert sent == [str(job.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_fails_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(app, "send_task", refuse)
    with transaction.atomic():
        job = outbox.enqueue("clear_expired")
    assert again(job).state == Job.State.WAITING


@pytest.mark.django_db(transaction=True)
@override_settings(BROKER_URL="amqp://localhost:1")
def test_a_broker_that_hangs_delays_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four messages hang, the fifth waits for them, and no request has waited."""
    answer, tried = threading.Event(), []

    def hang(_: str, args: list[str]) -> None:
        tried.append(args)
        answer.wait(20)

    monkeypatch.setattr(app, "send_task", hang)
    made = [outbox.enqueue("clear_expired") for _ in range(5)]
    assert Job.objects.count() == len(made)
    assert len(tried) <= 4
    senders = [one for one in threading.enumerate() if one.name.endswith("(_send_and_release)")]
    answer.set()
    for sender in senders:
        sender.join()
    assert sorted(tried) == sorted([str(job.pk)] for job in made)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_once(kind: Callable[[jobs.Work], str]) -> None:
    """A message that comes twice does nothing the second time."""
    effects: Effects = []
    kind(lambda about: lambda: effects.append(about))
    job = waiting(about=uuid4())
    jobs.run(str(job.pk))
    jobs.run(str(job.pk))
    jobs.run(str(uuid4()))
    assert (effects, again(job).state) == ([job.about], Job.State.DONE)


@pytest.mark.django_db(transaction=True)
def test_not_before_its_time(kind: Callable[[jobs.Work], str]) -> None:
    kind(lambda about: pytest.fail("too early"))
    job = waiting(not_before=timezone.now() + timedelta(hours=1))
    jobs.run(str(job.pk))
    assert again(job).state == Job.State.WAITING


@pytest.mark.django_db(transaction=True)
def test_one_worker_of_many_gets_it() -> None:
    """Eight threads claim the same twelve jobs: each is claimed once."""
    made = [waiting() for _ in range(12)]
    won: list[Job | None] = []
    start = threading.Barrier(8)

    def claim_all() -> None:
        start.wait()
        won.extend(outbox.claim(job.pk) for job in made)
        connection.close()

    threads = [threading.Thread(target=claim_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(job.pk for job in won if job) == sorted(job.pk for job in made)
    assert {again(job).tries for job in made} == {1}


@pytest.mark.django_db(transaction=True)
def test_who_was_overtaken_leaves_nothing(kind: Callable[[jobs.Work], str]) -> None:
    """The lease ran out in the middle, another did the job: the effect of the first is undone."""

    def work(about: UUID | None) -> jobs.Effect:
        if Job.objects.get().tries == 1:
            lease_ran_out(Job.objects.get())
            jobs.run(str(Job.objects.get().pk))
        return lambda: outbox.enqueue("clear_expired") and None

    kind(work)
    job = waiting()
    jobs.run(str(job.pk))
    assert (again(job).state, again(job).tries) == (Job.State.DONE, 2)
    assert Job.objects.filter(kind="clear_expired").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_effect_and_the_end_commit_together(kind: Callable[[jobs.Work], str]) -> None:
    """An effect that fails half way leaves nothing, and the job is tried again later."""

    def half(about: UUID | None) -> jobs.Effect:
        def effect() -> None:
            outbox.enqueue("clear_expired")
            raise ZeroDivisionError

        return effect

    kind(half)
    job = waiting()
    jobs.run(str(job.pk))
    assert not Job.objects.filter(kind="clear_expired").exists()
    assert again(job).state == Job.State.WAITING
    assert again(job).not_before > timezone.now() + outbox.FIRST_PAUSE / 2


@pytest.mark.django_db(transaction=True)
def test_a_poison_job_stops(kind: Callable[[jobs.Work], str], sent: list[str]) -> None:
    """After five tries it is failed, is kept to be seen, and is neither sent nor claimed."""
    tries: Effects = []

    def poison(about: UUID | None) -> jobs.Effect:
        tries.append(about)
        raise ZeroDivisionError

    kind(poison)
    job = waiting()
    for _ in range(8):
        make_due(job)
        jobs.run(str(job.pk))
    assert (len(tries), again(job).state) == (5, Job.State.FAILED)
    assert outbox.send_due() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_its_workers_stops(sent: list[str]) -> None:
    job = waiting()
    for _ in range(outbox.MOST_TRIES):
        assert outbox.claim(job.pk)
        assert outbox.claim(job.pk) is None
        lease_ran_out(job)
    assert outbox.claim(job.pk) is None
    assert outbox.send_due() == 0
    assert outbox.give_up_worn_out() == 1
    assert again(job).state == Job.State.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_kind_nobody_knows_waits_for_a_worker_that_does() -> None:
    """While a new version is rolled out, an old worker may get its jobs."""
    job = waiting("of_the_next_release")
    jobs.run(str(job.pk))
    assert again(job).state == Job.State.WAITING


def test_two_kinds_have_two_names(kind: Callable[[jobs.Work], str]) -> None:
    name = kind(lambda about: None)

    def other(about: UUID | None) -> jobs.Effect:
        return None

    with pytest.raises(ValueError, match="two kinds"):
        jobs.job(name)(other)


@pytest.mark.django_db(transaction=True)
def test_housekeeping_is_written_down_once_for_its_time(
    sent: list[str], kind: Callable[[jobs.Work], str]
) -> None:
    """However often and wherever the clock ticks; what is done on demand is left alone."""
    kind(lambda about: None)
    start = threading.Barrier(4)

    def ticks() -> None:
        start.wait()
        jobs.sweep()
        connection.close()

    threads = [threading.Thread(target=ticks) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.sweep()
    by_itself = {name for name, one in jobs.KINDS.items() if one.every}
    assert sorted(Job.objects.values_list("kind", flat=True)) == sorted(by_itself)
    assert {"clear_expired", "verify_chain"} <= by_itself
    assert outbox.enqueue_once(kind="clear_expired", slot="another hour")
