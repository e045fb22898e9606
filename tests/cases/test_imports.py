"""An import through a coordinator's browser: from a real file to published cases."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import audit
from accounts.models import AuditRow, Member, Notice
from cases.actions.files import snapshot
from cases.actions.imports import opened_plan
from cases.listing import holding
from cases.models import Case, Event, ImportRun
from cases.notes import list_notes
from cases.papers import NoteBody
from cases.spreadsheets.sample import SAMPLES, sample_file
from tests.cases.folders import opened_by
from tests.cases.importing import HEADINGS, Import, csv_file, people, xlsx_file
from tests.world import World

PERSIAN = [
    ("شماره پرونده", "نام و نام خانوادگی", "وضعیت", "تاریخ تولد", "تلفن", "یادداشت", "مددکار"),
    (
        "۱۲",
        "شیرین احمدی",
        "فعال",
        "۱۳۶۹/۰۲/۰۱",
        "۰۰۴۹۳۰۵۵۵۰۱۰۰",
        "با مادرش زندگی می\u200cکند",
        "mina",
    ),
    ("۱۳", "مریم كاظمي", "درخواست", "حدود ۱۳۵۰", "", "", ""),
]
WINDOWS = [
    [
        cell.replace("\u200c", " ").translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹ی", "0123456789ي"))
        for cell in row
    ]
    for row in PERSIAN
]
FILES = {
    "utf-8": csv_file(PERSIAN),
    "utf-8 with mark": csv_file(PERSIAN, encoding="utf-8-sig"),
    "utf-16": csv_file(PERSIAN, encoding="utf-16", delimiter="\t"),
    "semicolon": csv_file(PERSIAN, delimiter=";"),
    "windows-1256": csv_file(WINDOWS, encoding="cp1256", delimiter=";"),
    "xlsx": xlsx_file(PERSIAN),
}


def case_of(world: World, run: ImportRun, reference: str, person: Any) -> Any:
    """The case that rana imported with this reference, as a person opens it."""
    for case in Case.objects.filter(import_run=run):
        if snapshot(opened_by(world.rana, case)).identity.reference == reference:
            return opened_by(person, case)
    raise AssertionError("no such case")


@pytest.mark.parametrize("kind", FILES)
def test_a_persian_file_of_any_kind_becomes_cases(world: World, kind: str) -> None:
    done = Import(world.rana).started(FILES[kind]).finished()
    first = {"windows-1256": "12"}.get(kind, "۱۲")
    opened = case_of(world, done.run, first, world.mina)
    who = snapshot(opened).identity
    assert who.name.replace("ي", "ی") == "شیرین احمدی"
    assert who.birth.day == date(1990, 4, 21)
    assert [point.value for point in who.contacts] == ["0049305550100"]
    assert [point.safety for point in who.contacts] == ["unsafe"]
    assert opened.record.state == Case.State.ACTIVE
    assert opened.record.assignee == world.mina.member


def test_everything_of_a_row_is_in_its_case(world: World) -> None:
    rows = [
        ("Name", "Alias", "Ref", "Status", "Risk", "Review", "Opened", "Phone", "E-mail", "Safe",
         "Hours", "Consent until", "Note", "Shoe size"),
        ("Shirin Sample", "Lily; Shir", "R-9", "active", "high", "2026-12-31", "2026-01-02",
         "+49 30 5550123", "s@example.org", "no voicemail", "14-16", "2099-01-01", "Hello", "38"),
    ]  # fmt: skip
    run = Import(world.rana).started(csv_file(rows), column_13="note").finished().run
    opened = case_of(world, run, "R-9", world.dara)
    view, case = snapshot(opened), opened.record
    assert view.identity.all_names == ["Shirin Sample", "Lily", "Shir"]
    assert [(p.channel, p.safety, p.hours) for p in view.identity.contacts] == [
        ("phone", "no_voicemail", "14-16"),
        ("email", "no_voicemail", "14-16"),
    ]
    assert (view.safety.risk, view.safety.review_on) == ("high", date(2026, 12, 31))
    assert (case.opened_on, case.owner) == (date(2026, 1, 2), world.rana.member)
    assert case.consent_by == timezone.localdate() + timedelta(days=30)
    note = case.notes.get()
    body = NoteBody.load(opened.read("note.body", note.pk, 1)).text
    assert body.startswith("Note: Hello\n\nShoe size: 38\n\nConsent until 1 January 2099")


def test_holders_events_summaries_and_audit_are_there(world: World) -> None:
    file = csv_file(people(3, caseworker="Omid Rahimi"))
    run = Import(world.rana).started(file, owner=world.dara.member.pk, second=world.rana.member.pk)
    run = run.finished().run
    for case in Case.objects.filter(import_run=run):
        holders = {grant.user.username for grant in case.grants.all()}
        assert (holders, case.recovery.epoch) == ({"rana", "dara", "omid"}, 1)
        assert [event.kind for event in case.events.all()] == [Event.Kind.IMPORTED]
        assert list_notes(opened_by(world.omid, case), world.omid.actor).entries
    held = holding(world.rana.actor)
    assert sorted(one.summary.name for one in held.cases) == [
        f"Canary Person{n}" for n in (1, 2, 3)
    ]
    assert held.stale == []
    assert Notice.objects.get().member == world.omid.member
    steps = [row.details.get("step") for row in AuditRow.objects.filter(object=str(run.pk))]
    assert sorted(filter(None, steps)) == ["begin", "columns", "publish", "stage", "upload"]
    assert audit.verify() is None


@pytest.mark.parametrize("language", SAMPLES)
def test_the_sample_can_be_imported_as_it_is(world: World, language: str) -> None:
    answer = world.rana.client.get(f"/cases/import/sample-{language}.csv")
    assert answer.content == sample_file(language)
    run = Import(world.rana).started(answer.content).finished().run
    assert Case.objects.published().filter(import_run=run).count() == 2


def test_there_is_no_sample_in_a_language_we_lack(world: World) -> None:
    assert world.rana.client.get("/cases/import/sample-xx.csv").status_code == 404


def test_every_problem_is_named_and_nothing_is_imported(world: World) -> None:
    rows = [
        ("Name", "Risk", "Birth"),
        ("", "low", ""),
        ("B", "purple", ""),
        ("C", "", "03/04/1990"),
        ("=cmd|' /C calc'!A0", "", "=1+1"),
    ]
    one = Import(world.rana)
    one.upload(csv_file(rows))
    one.choose()
    page = one.get("import_check")
    found = [(p.row, p.letter, p.value_excerpt) for p in page.context["check"].problems]
    assert found == [(2, "", ""), (3, "B", "purple"), (4, "C", "03/04/1990"), (5, "C", "=1+1")]
    assert b"purple" in page.content
    answer = one.begin()
    assert answer.status_code == 200
    assert b"Nothing is imported while a row has a problem." in answer.content
    assert (one.run.state, Case.objects.count()) == (ImportRun.State.MAPPING, 0)


def test_problems_are_paged(world: World) -> None:
    one = Import(world.rana)
    one.upload(csv_file([("Name", "Risk"), *[(f"N{n}", "purple") for n in range(120)]]))
    one.choose()
    last = world.rana.client.get(one.url("import_check") + "?page=3")
    assert [problem.row for problem in last.context["page"]] == list(range(102, 122))


def test_formulas_and_markup_stay_text(world: World) -> None:
    nasty = '=HYPERLINK("http://x","<script>alert(1)</script>")'
    one = Import(world.rana)
    one.upload(csv_file([("Name", "Note"), (nasty, nasty)]))
    one.choose()
    page = one.get("import_check").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    one.begin()
    case = Case.objects.get(import_run=one.finished().run)
    assert snapshot(opened_by(world.rana, case)).identity.name == nasty


def test_columns_are_remembered_for_the_same_headings(world: World) -> None:
    rows = [("Wer", "Was", "Nummer"), ("Shirin", "note", "1")]
    one = Import(world.rana)
    one.upload(csv_file(rows))
    chosen = {"column_0": "full_name", "column_1": "note", "column_2": "reference", "order": "mdy"}
    one.choose(**chosen, owner=world.dara.member.pk, second=world.rana.member.pk)
    one.begin()
    one.finished()
    again = Import(world.rana)
    again.upload(csv_file([("wer", "WAS", "Nummer"), ("Other", "", "")]))
    form = again.proposed()
    assert {name: form[name] for name in chosen} == chosen
    assert form["owner"] == str(world.dara.member.pk)
    other = Import(world.dara)
    other.upload(csv_file(rows))
    assert other.proposed()["column_0"] == ""


def test_what_stays_of_a_published_import_is_headings_alone(world: World) -> None:
    run = Import(world.rana).started(csv_file(people(2))).finished().run
    assert run.sealed_source is None
    plan = opened_plan(by=world.rana.actor, run=run)
    assert plan.headers == HEADINGS
    assert (plan.assignees, plan.consent_by, plan.checked_on) == ((), None, None)


def test_the_day_order_is_guessed_from_the_file(world: World) -> None:
    one = Import(world.rana)
    one.upload(csv_file([("Name", "Birth"), ("A", "03/04/1990"), ("B", "03/25/1990")]))
    assert one.proposed()["order"] == "mdy"


def test_a_name_that_is_known_already_is_pointed_out(world: World) -> None:
    Import(world.rana).started(csv_file(people(2))).finished()
    again = Import(world.rana)
    again.upload(csv_file(people(3)))
    again.choose()
    alike = again.get("import_check").context["check"].alike
    assert [row for row, _code in alike] == [2, 3]
    assert set(dict(alike).values()) == set(Case.objects.values_list("code", flat=True))
    stranger = Import(world.dara)
    Case.objects.update(epoch=2)  # whatever dara cannot open, she is not told of
    stranger.upload(csv_file(people(3)))
    stranger.choose()
    assert stranger.get("import_check").context["check"].alike == []


WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "holds no rows"),
    "headings only": (b"Name,Note\r\n", "only one row"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a spreadsheet"),
    "pdf": (b"%PDF-1.7 x", "another kind of file"),
    "unclosed": (b'Name\n"Shirin\n', "never closed"),
    "too long": (b"Name\n" + b"x\n" * 11_000_000, "larger than 20 MB"),
    "broken workbook": (b"PK\x03\x04" + b"x" * 100, "could not be read"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_file_that_cannot_be_read_gets_a_sentence(world: World, kind: str) -> None:
    data, sentence = WRONG[kind]
    answer = Import(world.rana).upload(data)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_gets_a_sentence(world: World) -> None:
    answer = world.rana.client.post("/cases/import/", {})
    assert "Choose a CSV or XLSX file" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"column_1": ""}, "Say which column holds the name."),
        ({"column_0": "full_name"}, "is chosen as “Full name” already."),
        ({"consent_by": "2020-01-01"}, "from today on"),
        ({"consent_by": ""}, "required"),
        ({"second": ""}, "required"),
        ({"order": "zzz"}, "valid choice"),
    ],
)
def test_wrong_choices_are_told(world: World, changes: dict[str, str], sentence: str) -> None:
    one = Import(world.rana)
    one.upload(csv_file(people(1)))
    answer = one.choose(**changes)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_owners_are_two_coordinators_with_keys(world: World) -> None:
    one = Import(world.rana)
    one.upload(csv_file(people(1)))
    same = one.choose(second=world.rana.member.pk)
    assert "Choose another coordinator" in same.content.decode()
    assert one.choose(second=world.mina.member.pk).status_code == 200
    world.dara.member.keys.update(certificate=None)
    assert one.choose(second=world.dara.member.pk).status_code == 200


def test_who_lost_the_role_or_the_key_meanwhile_stops_the_import(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(3, caseworker="mina")))
    Member.objects.filter(username="dara").update(is_coordinator=False)
    assert "two different coordinators" in one.go_on().content.decode()
    Member.objects.filter(username="dara").update(is_coordinator=True)
    one.go_on()
    world.dara.member.keys.update(certificate=None)
    assert "Dara Sohrabi" in one.go_on().content.decode()
    assert one.run.state == ImportRun.State.STAGING
    assert not Case.objects.published().exists()


def test_a_caseworker_of_a_name_that_two_have_is_not_guessed(world: World) -> None:
    Member.objects.filter(username="omid").update(display_name="Mina Karimi")
    one = Import(world.rana)
    one.upload(csv_file(people(1, caseworker="Mina Karimi")))
    one.choose()
    [problem] = one.get("import_check").context["check"].problems
    assert problem.column == "Caseworker"
