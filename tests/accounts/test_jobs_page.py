"""The page of background work: counts and times for administrators, and not a word of content."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import jobs, workload
from accounts.actions import jobs as outbox
from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Job, Notice
from tests.accounts.test_jobs import again, waiting
from tests.world import World

PAGE = "/staff/jobs/"


def failed(kind: str = "mail", **columns: object) -> Job:
    """A job that was given up."""
    return waiting(kind, state=Job.State.FAILED, tries=5, **columns)


def text(client: Client) -> str:
    """The page, read."""
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def line(kind: str) -> workload.Line:
    """One kind on the page."""
    [found] = [one for one in workload.overview()["lines"] if one.name == kind]
    return found


def test_each_kind_with_its_counts(world: World) -> None:
    now = timezone.now()
    waiting("mail")
    waiting("mail", not_before=now + timedelta(hours=1))
    waiting("mail", state=Job.State.CLAIMED, lease_until=now)
    failed()
    waiting("mail", state=Job.State.DONE, finished_at=now - timedelta(hours=2))
    waiting("mail", state=Job.State.DONE, finished_at=now - timedelta(hours=1))
    found = line("mail")
    assert (found.waiting, found.later, found.running, found.failed) == (1, 1, 1, 1)
    assert found.last == now - timedelta(hours=1)


def test_every_kind_there_is_has_words(world: World) -> None:
    """Those of the cases too; a kind nobody described would stand there by its name."""
    shown = {one.name: one.label for one in workload.overview()["lines"]}
    assert {"mail", "verify_chain", "remind_tasks", "clear_imports"} <= set(shown)
    ours = {
        name for name, kind in jobs.KINDS.items() if not kind.work.__module__.startswith("tests")
    }
    assert {name for name in ours if shown[name] == name} == set()


def test_nothing_says_what_it_is_about(world: World) -> None:
    about = uuid4()
    job = failed(about=about)
    page = text(world.adam.client)
    assert str(about) not in page
    assert str(job.pk) in page


def test_a_healthy_house_says_so(world: World) -> None:
    jobs.sweep()
    assert "All is done as it should be" in text(world.adam.client)


def test_a_dead_worker_and_a_dead_clock_are_seen(world: World) -> None:
    waiting(not_before=timezone.now() - timedelta(minutes=6))
    page = text(world.adam.client)
    assert "Work has waited since" in page
    assert "The clock has not ticked" in page
    assert "All is done" not in page


def test_a_failed_job_begins_again_with_all_its_tries(world: World) -> None:
    job = failed()
    answer = world.adam.client.post(reverse("accounts:retry_job", args=[job.pk]))
    assert answer.status_code == 302
    assert (again(job).state, again(job).tries) == (Job.State.WAITING, 0)
    assert AuditRow.objects.filter(act="jobs.retry", object=str(job.pk)).count() == 1
    late = world.adam.client.post(reverse("accounts:retry_job", args=[job.pk]))
    assert "does not wait for you" in late.content.decode()


def test_all_failed_ones_begin_again(world: World) -> None:
    made = [failed() for _ in range(3)]
    done = waiting(state=Job.State.DONE)
    world.adam.client.post(reverse("accounts:retry_jobs"))
    assert {again(job).state for job in made} == {Job.State.WAITING}
    assert again(done).state == Job.State.DONE


def test_one_that_is_put_aside_is_gone(world: World) -> None:
    job, other = failed(), waiting()
    world.adam.client.post(reverse("accounts:put_job_aside", args=[job.pk]))
    assert list(Job.objects.values_list("pk", flat=True)) == [other.pk]
    late = world.adam.client.post(reverse("accounts:put_job_aside", args=[other.pk]))
    assert "does not wait for you" in late.content.decode()
    assert Job.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("state", ["waiting", "claimed", "done"])
def test_only_what_failed_can_be_touched(world: World, state: str) -> None:
    """A forged id of a running job neither stops nor repeats it."""
    job = waiting(state=state)
    for act in (outbox.retry, outbox.put_aside):
        with pytest.raises(NotNow):
            act(by=world.adam.actor, job=job)
    assert again(job).state == state


@pytest.mark.parametrize("name", ["mina", "rana", "vida", "edit", "aida"])
def test_nobody_else_reaches_it(world: World, name: str) -> None:
    client, job = world.people[name].client, failed()
    nowhere = client.get("/nowhere/").content
    assert client.get(PAGE).content == nowhere
    for way in (("retry_job", job.pk), ("put_job_aside", job.pk), ("retry_jobs",)):
        assert client.post(reverse(f"accounts:{way[0]}", args=way[1:])).content == nowhere
    assert again(job).state == Job.State.FAILED


def test_the_page_asks_as_much_for_one_job_as_for_fifty(
    world: World, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    failed()
    with CaptureQueriesContext(connection) as one:
        text(world.adam.client)
    for _ in range(49):
        failed()
    with django_assert_num_queries(len(one)):
        text(world.adam.client)


def test_what_fails_for_good_is_told_to_administrators_once(shared_world: World) -> None:
    """Also of a job that took its workers along every time."""

    def poison(about: object) -> None:
        raise ZeroDivisionError

    known = dict(jobs.KINDS)
    jobs.job("poison")(poison)  # type: ignore[arg-type]
    try:
        for _ in range(2):
            job = waiting("poison", tries=4)
            jobs.run(str(job.pk))
            assert again(job).state == Job.State.FAILED
    finally:
        jobs.KINDS.clear()
        jobs.KINDS.update(known)
    waiting("mail", state="claimed", tries=5, lease_until=timezone.now() - timedelta(1))
    jobs.sweep()
    told = Notice.objects.filter(kind=Notice.Kind.JOB_FAILED)
    assert [one.member.username for one in told] == ["adam"]
    assert Job.objects.filter(state=Job.State.FAILED).count() == 3


def test_a_wake_up_stands_for_all_that_were_lost(shared_world: World) -> None:
    """One message arrives; everything that was due is done, and nothing that was not."""
    made = [waiting("clear_expired") for _ in range(45)]
    later = waiting("clear_expired", not_before=timezone.now() + timedelta(hours=1))
    strange = waiting("of_the_next_release")
    jobs.run(str(made[7].pk))
    assert {again(job).state for job in made} == {Job.State.DONE}
    assert all(again(job).finished_at for job in made)
    assert (again(later).state, again(strange).state) == (Job.State.WAITING, Job.State.WAITING)
    assert again(strange).tries == 0


def test_a_notice_leads_where_the_member_may_go(world: World) -> None:
    for person in (world.mina, world.adam):
        for kind in Notice.Kind:
            Notice.objects.create(member=person.member, kind=kind, at=timezone.now())
    for person, sees, not_ in ((world.mina, "cases", "jobs"), (world.adam, "jobs", "cases")):
        page = person.client.get(reverse("accounts:notices")).content.decode()
        listed = page.partition('class="task-list"')[2]
        assert f"/{sees}/" in listed
        assert f"/{not_}/" not in listed
