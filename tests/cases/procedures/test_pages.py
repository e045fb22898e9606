"""The pages of procedures: who sees what, what is kept, what stands in no address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import AuditRow
from cases.actions import procedures as acts
from cases.models import Case, CaseContent, Procedure
from cases.procedures.rules import edition, packs
from tests.cases.folders import a_case, opened_by
from tests.cases.procedures.test_actions import begun, outdate, refused, worked
from tests.world import Person, World
from vault.compartments import Opened

TODAY = timezone.localdate


def path(case: Case, *parts: object) -> str:
    return "/".join([f"/cases/{case.code}/procedures", *map(str, parts)]) + "/"


def get(person: Person, where: str) -> str:
    page = person.client.get(where, secure=True)
    assert page.status_code == 200, where
    return str(page.content.decode())


def post(person: Person, where: str, **data: object) -> Any:
    return person.client.post(where, data, secure=True)


@pytest.fixture
def running(world: World) -> tuple[Opened[Case], Procedure]:
    opened, row = begun(world)
    return opened, refused(world, opened, row)


Running = tuple[Opened[Case], Procedure]


def test_an_empty_page_says_what_comes(world: World) -> None:
    case = a_case(world).record
    page = get(world.mina, path(case))
    assert "No procedure yet" in page
    assert path(case, "begin") in page


def test_a_procedure_from_the_first_page_to_a_confirmed_day(world: World) -> None:
    case = a_case(world).record
    sent = post(world.mina, path(case, "begin"), which="uk:GB-SCT")
    assert sent.status_code == 302
    row = Procedure.objects.get()
    on = TODAY() - timedelta(2)
    typed = {"version": 1, "what": "refused", "on": on.isoformat(), "note": "by post"}
    assert post(world.mina, path(case, row.pk, "step"), **typed).status_code == 302
    page = get(world.mina, path(case))
    for words in ("Scotland", "Rule 19(2)", "S.I. 2014/2604", "by post", "uk.appeal", "in 12 days"):
        assert words in page
    assert "not yet confirmed by a lawyer" in page
    key = f"uk.appeal@{on.isoformat()}"
    where = path(case, row.pk, "confirm")
    assert post(world.mina, where, version=2, key=key, lawyer="A. Ley").status_code == 302
    page = get(world.mina, path(case))
    assert "confirmed by A. Ley" in page
    assert "not yet confirmed" not in page
    assert post(world.mina, path(case, row.pk, "act"), act="done", version=3, key=key)
    assert "Days that are met or done" in get(world.mina, path(case))


def test_every_choice_begins_something(world: World) -> None:
    case = a_case(world).record
    page = world.mina.client.get(path(case, "begin"), secure=True)
    groups = page.context["form"].fields["which"].choices[1:]
    values = [value for _name, choices in groups for value, _label in choices]
    assert len(values) == sum(len(pack.places) or 1 for pack in packs().values())
    assert post(world.mina, path(case, "begin"), which="unhcr:-").status_code == 302
    assert post(world.mina, path(case, "begin"), which="").status_code == 200
    assert post(world.mina, path(case, "begin"), which="eu_asylum:US").status_code == 200
    assert Procedure.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "typed", "field"),
    [
        ("step", {"what": "moon", "on": "2020-01-01", "note": "kept"}, "what"),
        ("step", {"what": "refused", "on": "31.02.2026", "note": "kept"}, "on"),
        ("step", {"what": "refused", "on": "2150-01-01", "note": "kept"}, None),
        ("stop", {"since": "2026-01-02", "until": "2026-01-01", "reason": "kept"}, "until"),
        ("stop", {"since": "", "reason": "kept"}, "since"),
        ("day", {"title": "kept", "on": "", "source": "s"}, "on"),
        ("day", {"title": "kept", "on": "2026-12-01", "source": ""}, "source"),
        ("day", {"title": "kept" + "x" * 100, "on": "2026-12-01", "source": "s"}, "title"),
        ("end", {"how": ""}, "how"),
        ("confirm", {"key": "kept", "lawyer": ""}, "lawyer"),
        ("confirm", {"key": "kept", "lawyer": "L"}, None),
        ("start", {"on": "2026-01-02"}, None),
    ],
)
def test_bad_input_is_named_and_kept(
    world: World, running: Running, form: str, typed: dict[str, str], field: str | None
) -> None:
    opened, row = running
    page = post(world.mina, path(opened.record, row.pk, form), version=row.version, **typed)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field or "__all__"]
    if "kept" in str(typed):
        assert "kept" in page.content.decode()
    assert Procedure.objects.get().version == row.version


def test_who_comes_second_keeps_what_they_typed(world: World, running: Running) -> None:
    opened, row = running
    typed = {"title": "Canaryhearing", "on": "2026-12-01", "source": "summons"}
    where = path(opened.record, row.pk, "day")
    page = post(world.mina, where, version=row.version - 1, **typed)
    assert "Somebody changed this procedure" in page.content.decode()
    assert "Canaryhearing" in page.content.decode()
    assert page.context["form"]["version"].value() == row.version
    assert post(world.mina, where, version=row.version, **typed).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "done", "version": "2", "key": "uk.appeal@1999-01-01"},
        {"act": "done", "version": "1", "key": "x"},
        {"act": "resume", "version": "1"},
        {"act": "back", "version": "1", "key": "x"},
    ],
)
def test_a_button_that_came_too_late_says_so(
    world: World, running: Running, sent: dict[str, str]
) -> None:
    opened, row = running
    page = post(world.mina, path(opened.record, row.pk, "act"), **sent)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert Procedure.objects.get().version == row.version


@pytest.mark.parametrize(
    "sent",
    [{}, {"act": "destroy", "version": "2"}, {"act": "done"}, {"act": "done", "version": "-1"},
     {"act": "done", "version": "\N{SUPERSCRIPT TWO}"}],
)  # fmt: skip
def test_a_forged_button_is_nothing(world: World, running: Running, sent: dict[str, str]) -> None:
    opened, row = running
    assert post(world.mina, path(opened.record, row.pk, "act"), **sent).status_code == 404


def test_each_button_does_what_it_says(world: World, running: Running) -> None:
    opened, row = running
    case, where = opened.record, path(opened.record, row.pk, "act")
    key = worked(opened, row).deadlines[0].key

    def press(act: str, key: str = "") -> None:
        version = Procedure.objects.get().version
        assert post(world.mina, where, act=act, version=version, key=key).status_code == 302

    press("done", key)
    press("undo", key)
    press("back", worked(opened, row).steps[0].id)
    assert worked(opened, row).deadlines == []
    end = post(world.mina, path(case, row.pk, "end"), version=5, how="Canaryend")
    assert end.status_code == 302
    page = get(world.mina, path(case))
    assert "Canaryend" in page
    assert "Record what happened" not in page
    press("resume")
    assert "Record what happened" in get(world.mina, path(case))


def test_the_clock_on_the_page(world: World) -> None:
    opened, row = begun(world, "us", "US")
    case = opened.record
    since = (TODAY() - timedelta(3)).isoformat()
    filed = {"version": 1, "what": "filed", "on": since}
    assert post(world.mina, path(case, row.pk, "step"), **filed).status_code == 302
    assert path(case, row.pk, "stop") in get(world.mina, path(case))
    stop = {"version": 2, "since": since, "reason": "Canaryreason"}
    assert post(world.mina, path(case, row.pk, "stop"), **stop).status_code == 302
    page = get(world.mina, path(case))
    assert "the clock stands still" in page
    assert "Canaryreason" in page
    start = {"version": 3, "on": TODAY().isoformat()}
    assert post(world.mina, path(case, row.pk, "start"), **start).status_code == 302
    assert "Stop the clock" in get(world.mina, path(case))


def test_periods_that_no_rule_works_out_are_warned_of(world: World) -> None:
    opened, row = begun(world, "eu_asylum", "DE")
    acts.record_step(
        by=world.mina.actor, opened=opened, procedure=row, version=1, what="rejected", on=TODAY()
    )
    assert "Article 67(7)" in get(world.mina, path(opened.record))


def test_a_procedure_that_does_not_open_says_so(world: World, running: Running) -> None:
    opened, row = running
    CaseContent.objects.filter(row=row.pk, version=row.version).update(version=77)
    assert "does not open" in get(world.mina, path(opened.record))


def test_the_next_day_stands_in_the_bar_and_on_my_day(world: World, running: Running) -> None:
    opened, _row = running
    opened.record.refresh_from_db()
    acts.add_own_day(
        by=world.mina.actor, opened=opened, procedure=Procedure.objects.get(), version=2,
        title="Canaryhearing", on=TODAY(), source="summons",
    )  # fmt: skip
    assert "next day: today" in get(world.mina, path(opened.record))
    assert "Canaryhearing" in get(world.mina, "/cases/day/")
    assert "Canaryhearing" in get(world.mina, f"/cases/{opened.record.code}/")


@pytest.mark.parametrize("name", ["omid", "vida", "adam", "aida", "edit"])
def test_nobody_else_sees_or_changes_anything(world: World, running: Running, name: str) -> None:
    opened, row = running
    person, case = world.people[name], opened.record
    for where in ("", "begin", *(f"{row.pk}/{x}" for x in ("step", "day", "stop", "end"))):
        for method in ("get", "post"):
            answer = getattr(person.client, method)(path(case, *filter(None, [where])), secure=True)
            assert answer.status_code == 404
            assert b"Canary" not in answer.content
    assert Procedure.objects.get().version == row.version


def test_a_row_of_another_case_is_nothing(world: World, running: Running) -> None:
    _opened, row = running
    other = a_case(world).record
    typed = {"version": row.version, "what": "refused", "on": "2020-01-01"}
    for pk in (row.pk, uuid4()):
        assert post(world.mina, path(other, pk, "step"), **typed).status_code == 404
        sent = {"act": "resume", "version": row.version}
        assert post(world.mina, path(other, pk, "act"), **sent).status_code == 404


def test_a_closed_case_shows_and_takes_nothing(world: World, running: Running) -> None:
    opened, row = running
    Case.objects.update(state=Case.State.CLOSED)
    page = get(world.mina, path(opened.record))
    assert "Rule 19(2)" in page
    for words in ("Record what happened", "Begin a procedure", "Has confirmed", ">Done<"):
        assert words not in page
    typed = {"version": 2, "title": "t", "on": "2026-12-01", "source": "s"}
    answer = post(world.mina, path(opened.record, row.pk, "day"), **typed)
    assert "closed case" in answer.content.decode()


def test_a_look_is_written_down_and_no_day_stands_in_an_address(
    world: World, running: Running
) -> None:
    opened, row = running
    page = get(world.mina, path(opened.record))
    look = AuditRow.objects.filter(act="case.read").latest("sequence")
    assert look.details["procedures"] == [str(row.pk)]
    assert "uk.appeal" not in str(look.details)
    links = [part.split('"')[0] for part in page.split('href="')[1:] + page.split('action="')[1:]]
    assert not [link for link in links if "uk" in link.split("/") or "@" in link or "?" in link]


def test_opening_the_case_works_waiting_days_out(world: World, running: Running) -> None:
    opened, row = running
    for where in (f"/cases/{opened.record.code}/", path(opened.record)):
        outdate(row)
        get(world.rana, where)
        assert Procedure.objects.get().edition == edition()


def test_the_coordinators_page_of_what_waits(world: World, running: Running) -> None:
    opened, row = running
    outdate(row)
    where = "/cases/rules/waiting/"
    page = get(world.rana, where)
    assert opened.record.code in page
    assert world.mina.client.get(where, secure=True).status_code == 404
    assert post(world.rana, where).status_code == 302
    assert "None of your cases waits" in get(world.rana, where)
    assert Procedure.objects.get().edition == edition()


def test_the_team_page_says_that_days_wait(world: World, running: Running) -> None:
    _opened, row = running
    assert "/cases/rules/waiting/" not in get(world.rana, "/cases/team/")
    outdate(row)
    assert "/cases/rules/waiting/" in get(world.rana, "/cases/team/")


def test_all_rules_and_what_was_left_out(world: World) -> None:
    page = get(world.mina, "/cases/rules/")
    for pack in packs().values():
        assert pack.title.en in page
        for rule in pack.rules:
            assert rule.id in page.replace("<wbr>", "")
    assert "Article 67(7)" in page
    assert "data.europa.eu/eli/reg/2024/1348" in page


def test_in_persian(world: World, running: Running) -> None:
    opened, _row = running
    world.mina.member.language = "fa"
    world.mina.member.save()
    client = world.mina.sign_in()
    with translation.override("fa"):
        page = client.get(path(opened.record), secure=True, HTTP_ACCEPT_LANGUAGE="fa")
    text = page.content.decode()
    assert "اعتراض باید به دادگاه رسیده باشد" in text
    assert "پناهندگی در بریتانیا" in text


def test_the_page_costs_the_same_for_one_procedure_and_for_many_days(world: World) -> None:
    opened, row = begun(world, "us", "US")
    case = opened.record

    def queries(count: Callable[[], object]) -> int:
        get(world.mina, path(case))
        with CaptureQueriesContext(connection) as captured:
            count()
        return len(captured)

    few = queries(lambda: get(world.mina, path(case)))
    for number in range(12):
        acts.add_own_day(
            by=world.mina.actor, opened=opened_by(world.mina, case), procedure=row,
            version=number + 1, title=f"day {number}", on=TODAY(), source="s",
        )  # fmt: skip
    for _ in range(4):
        acts.begin_procedure(
            by=world.mina.actor, opened=opened_by(world.mina, case), pack="unhcr", place=""
        )
    assert queries(lambda: get(world.mina, path(case))) == few
