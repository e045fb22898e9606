"""The audit log on the auditor's screen: filters, pages, refused attempts, and whether it is whole."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditHead, AuditRow
from tests.world import World

LOG, VERIFY = "/staff/audit/", "/staff/audit/verify/"


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path) -> None:
    """A head file of this test alone."""
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head.log"


def write(world: World, count: int, act: str = "case.read", **more: Any) -> None:
    """Rows of Mina's."""
    for number in range(count):
        with transaction.atomic():
            audit.record(
                act,
                actor=more.pop("actor", world.mina.member.pk),
                about=f"obj-{number}",
                kind="cases.case",
                **more,
            )


def read(world: World, **asked: Any) -> str:
    return world.aida.client.get(LOG, asked, secure=True).content.decode()


def rows(page: str) -> int:
    return page.count('data-label="Row"')


def test_the_addresses_are_where_they_are_said_to_be() -> None:
    assert (reverse("accounts:audit"), reverse("accounts:audit_verify")) == (LOG, VERIFY)


def test_names_acts_and_refused_attempts_are_shown(world: World) -> None:
    write(world, 1, notes=["n1", "n2"])
    write(world, 1, act="case.write", refused=True)
    page = read(world)
    assert "Mina Karimi" in page
    assert "case.write" in page
    assert 'tag--danger">refused' in page
    assert "notes: n1, n2" in page


def test_only_auditors_read_it(world: World) -> None:
    for name, person in world.people.items():
        expected = 200 if name == "aida" else 404
        assert person.client.get(LOG, secure=True).status_code == expected, name
        assert person.client.post(VERIFY, secure=True).status_code == expected, name


def test_filters(world: World) -> None:
    write(world, 3)
    write(world, 2, act="case.write")
    write(world, 1, act="member.remove", actor=world.adam.member.pk, refused=True)
    assert rows(read(world, act="case.write")) == 2
    assert rows(read(world, act="CASE.")) == 5
    assert rows(read(world, member=world.adam.member.pk)) == 1
    assert rows(read(world, refused="on")) == 1
    assert rows(read(world, act="case.", member=world.adam.member.pk)) == 0
    assert "No such row" in read(world, act="nothing.of.that.kind")


def test_days_are_whole_days_here(world: World, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tehran"
    with timezone.override("Asia/Tehran"):
        write(world, 1, act="case.late")
        late = timezone.make_aware(datetime(2026, 3, 20, 23, 59, 59))  # noqa: DTZ001
        early = timezone.make_aware(datetime(2026, 3, 21, 0, 0, 1))  # noqa: DTZ001
        AuditRow.objects.filter(act="case.late").update(at=late)
        day = late.date()
        kept = AuditRow.objects.filter(act="case.late")
        assert kept.on_or_before(day).count() == 1
        assert kept.on_or_after(day).count() == 1
        assert kept.on_or_after(day + timedelta(days=1)).count() == 0
        kept.update(at=early)
        assert AuditRow.objects.filter(act="case.late").on_or_before(day).count() == 0


def test_a_wrong_filter_is_said_and_breaks_nothing(world: World) -> None:
    write(world, 1)
    page = read(world, since="the 40th", member="nobody", before="x", after="-5")
    assert "Write a day that exists" in page
    assert rows(page) >= 1


def follow(world: World, page: str, way: str) -> str:
    part = page.split(f'<a rel="{way}" href="')[1].split('"', 1)[0].replace("&amp;", "&")
    return world.aida.client.get(f"{LOG}{part}", secure=True).content.decode()


def test_pages_of_fifty_there_and_back(world: World) -> None:
    write(world, 120, act="x.page")
    first = read(world, act="x.page")
    second = follow(world, first, "next")
    third = follow(world, second, "next")
    assert [rows(page) for page in (first, second, third)] == [50, 50, 20]
    assert 'rel="next"' not in third
    assert 'rel="prev"' not in first
    back = follow(world, third, "prev")
    assert ids(back) == ids(second)
    assert ids(follow(world, back, "prev")) == ids(first)
    assert len(set(ids(first) + ids(second) + ids(third))) == 120


def ids(page: str) -> list[str]:
    return [part.split("<")[0] for part in page.split('data-label="Row">')[1:]]


def test_a_page_asks_the_same_for_one_row_and_for_fifty(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            read(world, act="x.many")
        return len(seen)

    write(world, 1, act="x.many")
    before = asked()
    write(world, 49, act="x.many")
    assert asked() == before


def test_writing_a_row_takes_three_statements(world: World) -> None:
    write(world, 1)
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        audit.record("case.read", actor=None)
    assert len(seen) == 3


def test_reading_the_log_is_in_the_log(world: World) -> None:
    write(world, 1)
    last = AuditHead.objects.get().sequence
    read(world)
    row = AuditRow.objects.get(sequence=last + 1)
    assert (row.act, row.actor) == ("audit.read", world.aida.member.pk)
    assert row.details["rows"][1] == last


def test_verifying_on_the_screen(world: World) -> None:
    write(world, 3)
    assert "Verified" in world.aida.client.post(VERIFY, {"after": 0}, secure=True).content.decode()
    AuditRow.objects.filter(sequence=2).update(act="case.nothing")
    page = world.aida.client.post(VERIFY, {"after": 0}, secure=True).content.decode()
    assert "It breaks first at row 2" in page
    again = world.aida.client.post(VERIFY, {"after": "x"}, secure=True).content.decode()
    assert "row 2" in again


def test_the_command_ends_with_one_and_names_the_row(world: World) -> None:
    write(world, 3)
    call_command("verify_audit")
    AuditRow.objects.filter(sequence=2).delete()
    with pytest.raises(CommandError, match="row 2: removed") as stopped:
        call_command("verify_audit")
    assert stopped.value.returncode == 1
