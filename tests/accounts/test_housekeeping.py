"""What workers do by themselves: what is over is deleted, and the audit log is walked."""

from datetime import timedelta

from django.utils import timezone

from accounts import jobs
from accounts.actions import jobs as outbox
from accounts.models import (
    AuditRow,
    Invitation,
    Job,
    Notice,
    Session,
    SlowDown,
)
from tests.accounts.test_jobs import waiting
from tests.world import World


def test_what_is_over_is_deleted(world: World) -> None:
    now, old = timezone.now(), timezone.now() - timedelta(days=40)
    member = world.mina.member
    Session.objects.create(session_key="over", session_data="", expire_date=old)
    for number, ends in enumerate((old, now + timedelta(days=1))):
        Invitation.objects.create(
            member=(world.mina, world.omid)[number].member,
            token_hash=bytes([number]) * 32,
            expires_at=ends,
        )
        SlowDown.objects.create(bucket=bytes([number]) * 32, wait_until=ends)
    for seen, at in ((True, old), (True, now), (False, old)):
        Notice.objects.create(member=member, kind=Notice.Kind.ADMITTED, at=at, seen=seen)
    for state, made in (("done", old), ("done", now), ("failed", old), ("waiting", old)):
        waiting(state=state, made_at=made)
    open_sessions = Session.objects.filter(expire_date__gt=now).count()
    assert jobs.clear_expired(None) is None
    assert Session.objects.count() == open_sessions
    assert [one.member for one in Invitation.objects.all()] == [world.omid.member]
    assert SlowDown.objects.count() == 1
    kept = Notice.objects.filter(member=member).values_list("seen", "at")
    assert set(kept) == {(True, now), (False, old)}
    assert set(Job.objects.values_list("state", "made_at")) == {
        ("done", now), ("failed", old), ("waiting", old),
    }  # fmt: skip


def test_a_broken_chain_is_told_once(shared_world: World) -> None:
    """Auditors and administrators hear of it, and are not told again before they have seen it."""
    shared_world.mina.client.get("/cases/XX-XXXX/")
    assert AuditRow.objects.exists()
    assert jobs.verify_chain(None) is None
    AuditRow.objects.update(act="something.else")
    for day in range(2):
        job = outbox.enqueue_once(kind="verify_chain", slot=f"day {day}")
        assert job
    for job in Job.objects.filter(kind="verify_chain"):
        jobs.run(str(job.pk))
    told = Notice.objects.filter(kind=Notice.Kind.CHAIN_BROKEN)
    assert sorted(one.member.username for one in told) == ["adam", "aida"]
