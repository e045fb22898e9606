"""Reminders: told once for each day that makes something due, to who can see to it, and no word."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import jobs as running
from accounts.actions import members, notices
from accounts.actions.account import read_notices
from accounts.actions.notices import Due, remind
from accounts.models import Job, Member, Notice, Told
from cases import jobs, reminding
from cases.actions.assigning import assign, take_access
from cases.actions.tasks import finish_task
from cases.models import Assessment, Case, Event, Referral, Task
from tests.cases.consenting import share
from tests.cases.folders import a_case
from tests.cases.referrals.sharing import Sent
from tests.cases.test_tasks import a_task
from tests.world import World

KIND = Notice.Kind
REMINDING = (
    jobs.remind_tasks, jobs.remind_consents, jobs.remind_partners, jobs.remind_plans,
    jobs.remind_seconds,
)  # fmt: skip


def days(count: int) -> dt.date:
    """So many days from today."""
    return timezone.localdate() + dt.timedelta(count)


def every_morning() -> None:
    """All reminders, as a worker does them once a day."""
    for work in REMINDING:
        work(None)


def told(kind: Notice.Kind) -> list[str]:
    """Who has a notice of a kind, once for each."""
    found = Notice.objects.filter(kind=kind).values_list("member__username", flat=True)
    return sorted(found)


def all_read() -> None:
    """Everybody has seen everything."""
    Notice.objects.update(seen=True)


def test_a_task_is_reminded_of_on_its_day_and_once(world: World) -> None:
    opened = a_case(world)
    a_task(world, opened, due=1)
    every_morning()
    assert told(KIND.TASK_DUE) == []
    Task.objects.update(due=days(0))
    for _ in range(3):
        every_morning()
        all_read()
    assert told(KIND.TASK_DUE) == ["mina"]
    Task.objects.update(due=days(-1))
    every_morning()
    assert told(KIND.TASK_DUE) == ["mina", "mina"]


def test_twenty_due_tasks_are_one_notice(world: World) -> None:
    opened = a_case(world)
    for _ in range(3):
        a_task(world, opened, due=0)
    every_morning()
    assert told(KIND.TASK_DUE) == ["mina"]


def test_a_late_task_reaches_the_coordinator(world: World) -> None:
    opened = a_case(world)
    task = a_task(world, opened, due=0)
    Task.objects.update(due=days(-3))
    every_morning()
    assert told(KIND.TASK_LATE) == []
    Task.objects.update(due=days(-4))
    every_morning()
    every_morning()
    assert told(KIND.TASK_LATE) == ["rana"]
    all_read()
    finish_task(by=world.mina.actor, opened=opened, task=task)
    Task.objects.update(due=days(-9))
    every_morning()
    assert told(KIND.TASK_LATE) == ["rana"]


def test_a_worker_that_was_away_for_a_week_forgets_nothing(world: World) -> None:
    """No reminder hangs on the job having run on one certain day."""
    opened = a_case(world)
    a_task(world, opened, due=0)
    Task.objects.update(due=days(-7))
    every_morning()
    assert (told(KIND.TASK_DUE), told(KIND.TASK_LATE)) == (["mina"], ["rana"])


def test_who_left_is_not_told_and_the_coordinator_is(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened, days=5)
    members.remove(by=world.adam.actor, member=world.mina.member)
    Case.objects.update(opened_on=days(-5))
    every_morning()
    assert told(KIND.CONSENT_ENDING) == ["rana"]
    assert told(KIND.CASE_WAITS) == ["rana"]


def test_a_case_nobody_has_is_told_each_week(world: World) -> None:
    a_case(world)
    Case.objects.update(assignee=None, opened_on=days(-1))
    every_morning()
    assert told(KIND.CASE_WAITS) == []
    for since in (-2, -5, -9):
        Case.objects.update(opened_on=days(since))
        every_morning()
        all_read()
    assert told(KIND.CASE_WAITS) == ["rana", "rana"]


def test_a_task_whose_assignee_lost_the_key_is_nobodys(world: World) -> None:
    opened = a_case(world)
    a_task(world, opened, due=9)
    assign(by=world.rana.actor, opened=_of(world.rana, opened), to=world.omid.member, reason="away")
    take_access(by=world.rana.actor, opened=_of(world.rana, opened), member=world.mina.member)
    Notice.objects.all().delete()
    every_morning()
    stranded = Task.objects.stranded().count()
    assert told(KIND.CASE_WAITS) == ["rana"] * bool(stranded)


def _of(person: Any, opened: Any) -> Any:
    from tests.cases.folders import opened_by

    return opened_by(person, opened.record)


@pytest.mark.parametrize(
    ("until", "ending", "ended"),
    [(15, 0, 0), (14, 1, 0), (0, 1, 0), (-1, 0, 1), (-30, 0, 1), (-31, 0, 0)],
)
def test_a_consent_that_ends(world: World, until: int, ending: int, ended: int) -> None:
    end, mina = share(world.mina, a_case(world), days=60).until, world.mina.member.pk
    today = end - dt.timedelta(until)
    assert [one.to for one in reminding.ending_consents(today)] == [mina] * ending
    assert [one.to for one in reminding.ended_consents(today)] == [mina] * ended


def test_a_consent_that_was_renewed_is_no_news(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened, days=3)
    share(world.mina, opened, days=300)
    every_morning()
    assert told(KIND.CONSENT_ENDING) == []


def test_a_no_does_not_end(world: World) -> None:
    share(world.mina, a_case(world), given=False, days=3)
    every_morning()
    assert told(KIND.CONSENT_ENDING) == []


def test_a_closed_case_reminds_nobody(world: World) -> None:
    opened = a_case(world)
    a_task(world, opened, due=0)
    share(world.mina, opened, days=3)
    Case.objects.update(state=Case.State.CLOSED, opened_on=days(-9), assignee=None)
    Notice.objects.all().delete()
    every_morning()
    assert not Notice.objects.exists()


def test_a_silent_partner_is_told_to_the_caseworker_then_the_coordinator(world: World) -> None:
    Sent(world)
    every_morning()
    assert told(KIND.PARTNER_SILENT) == []
    Referral.objects.update(remind_on=days(0))
    every_morning()
    every_morning()
    assert told(KIND.PARTNER_SILENT) == ["mina"]
    Referral.objects.update(remind_on=days(-7))
    all_read()
    every_morning()
    assert told(KIND.PARTNER_SILENT) == ["mina", "mina", "rana"]


def test_an_assessment_to_be_asked_again(world: World) -> None:
    case = a_case(world).record
    Assessment.objects.create(
        case=case, number=99, author=world.mina.member, on=days(-9), reassess_on=days(1)
    )
    every_morning()
    assert told(KIND.REASSESS) == []
    Assessment.objects.update(reassess_on=days(0))
    every_morning()
    assert told(KIND.REASSESS) == ["mina"]


def test_a_closing_that_waits_is_told_to_other_coordinators(world: World) -> None:
    """Whoever proposed it cannot approve it, and is not asked to."""
    case = a_case(world).record
    Case.objects.update(state=Case.State.ACTIVE, closing_by=world.rana.member)
    Event.objects.create(
        case=case, number=98, author=world.rana.member, on=days(-3), kind=Event.Kind.CLOSING
    )
    every_morning()
    every_morning()
    assert told(KIND.APPROVAL) == ["dara"]


def test_a_reminder_names_nothing(world: World) -> None:
    """Neither notice nor mark has room for a word; the mark is a hash."""
    a_task(world, a_case(world), due=0)
    every_morning()
    [mark] = Told.objects.all()
    assert {field.name for field in Told._meta.concrete_fields} == {"id", "on"}
    assert Notice._meta.get_field("kind").max_length == 20
    assert mark.pk != Task.objects.get().pk


def test_a_reminder_that_died_half_way_is_done_again_and_told_once(world: World) -> None:
    """The marks and the notices are one transaction: both are there, or neither."""
    from django.db import transaction

    due = [Due(world.rana.member.pk, str(number), world.rana.member.pk) for number in range(3)]
    with transaction.atomic():
        remind(kind=KIND.TASK_DUE, due=due, today=days(0))
        transaction.set_rollback(True)
    assert not Told.objects.exists()
    remind(kind=KIND.TASK_DUE, due=due, today=days(0))
    remind(kind=KIND.TASK_DUE, due=due, today=days(1))
    assert told(KIND.TASK_DUE) == ["rana"]
    assert Told.objects.count() == 3


def test_marks_are_forgotten_after_years(world: World) -> None:
    Told.objects.create(pk=world.rana.member.pk, on=days(-900))
    Told.objects.create(pk=world.dara.member.pk, on=days(-700))
    running.clear_expired(None)
    assert [one.pk for one in Told.objects.all()] == [world.dara.member.pk]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(KIND.values)), max_size=30
    )
)
def test_marks_are_injective(things: list[tuple[int, int, str]]) -> None:
    """Another thing, another day, another member or another kind is another reminder."""
    from uuid import UUID

    made = {
        Due(UUID(int=about), str(about * since), UUID(int=since)).mark(KIND(kind))
        for about, since, kind in things
    }
    assert len(made) == len({(a, a * s, s, k) for a, s, k in things})


def test_a_page_of_due_things_costs_the_same_for_one_and_for_fifty(
    world: World, django_assert_max_num_queries: Any
) -> None:
    about = world.rana.member.pk
    for count in (1, 50):
        due = [Due(about, f"{count} {number}", about) for number in range(count)]
        Notice.objects.all().delete()
        with django_assert_max_num_queries(9):
            remind(kind=KIND.TASK_DUE, due=due, today=days(0))


def test_joining_is_reminded_of(world: World) -> None:
    """A key that nobody compared, an invitation nobody used."""
    from accounts.models import Invitation, MemberKey

    now = timezone.now()
    MemberKey.objects.filter(member=world.mina.member).update(certificate=None, made_on=days(-2))
    Member.objects.filter(pk=world.omid.member.pk).update(state=Member.State.INVITED)
    Invitation.objects.create(
        member=world.omid.member, token_hash=b"x" * 32, expires_at=now + dt.timedelta(2)
    )
    for _ in range(2):
        running.remind_joining(None)
    assert told(KIND.ADMISSION) == ["dara", "rana"]
    assert told(KIND.UNFINISHED) == ["adam"]


def test_keys_that_wait_are_told_once_a_week(world: World) -> None:
    case = a_case(world).record
    Case.objects.filter(pk=case.pk).update(rotation_due=True)
    Notice.objects.all().delete()
    running.remind_keys(None)
    all_read()
    running.remind_keys(None)
    assert told(KIND.KEYS_DUE) == ["dara", "rana"]


def test_each_morning_begins_at_six_in_the_organisations_zone(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tehran"  # 3 h 30 min before UTC
    kind = running.KINDS["remind_tasks"]
    with timezone.override("Asia/Tehran"):
        early = dt.datetime(2026, 11, 23, 2, 29, tzinfo=dt.UTC)
        late = dt.datetime(2026, 11, 23, 2, 31, tzinfo=dt.UTC)
        assert kind.slot(early) == "morning 2026-11-22"
        assert kind.slot(late) == "morning 2026-11-23"


def test_every_reminder_is_done_by_itself(world: World) -> None:
    running.sweep()
    kinds = set(Job.objects.values_list("kind", flat=True))
    assert {
        f"remind_{name}" for name in ("tasks", "consents", "partners", "plans", "seconds")
    } <= kinds
    read_notices(by=world.mina.member)
    assert notices.MAIL_DELAY[0] >= 60
