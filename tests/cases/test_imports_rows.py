"""The parts of an import by themselves: the packed table, portions, and what a row becomes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.imports import Plan, Source, opened_plan
from cases.actions.imports.becoming import consent_by, identity_of, new_case, note_of, safety_of
from cases.actions.imports.keeping import PLAN as PLAN_FIELD
from cases.actions.imports.keeping import sealed
from cases.actions.imports.plan import Known
from cases.actions.imports.source import PART, packed, portions
from cases.models import Case, ImportRun
from cases.spreadsheets.columns import ImportedCase
from cases.spreadsheets.tables import Table
from tests.cases.importing import Import, csv_file, people
from tests.world import World

TODAY = date(2026, 11, 23)
cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of any size around that of a part."""
    width, count = draw(st.integers(1, 3)), draw(st.sampled_from([1, 2, 99, 100, 101, 205]))
    row = st.lists(cells, min_size=width, max_size=width)
    few = draw(st.lists(row, min_size=1, max_size=5))
    rows = [few[n % len(few)] for n in range(count)]
    numbers = list(range(2, count + 2))
    return Table(draw(row), rows, "csv", "utf-8", ",", numbers, 1)


@given(tables())
def test_a_packed_table_comes_back_whole_and_in_parts(table: Table) -> None:
    source = Source(packed(table))
    assert source.whole() == table
    assert source.headers == table.headers
    assert source.first_rows().rows == table.rows[:PART]


@given(tables(), st.data())
def test_every_row_is_read_once_wherever_a_step_begins(table: Table, data: st.DataObject) -> None:
    source, done, rows, numbers = Source(packed(table)), 0, [], []
    while done < len(table.rows):
        rest = source.rest_of_part(done)
        taken = data.draw(st.integers(1, len(rest.rows)))
        rows += rest.rows[:taken]
        numbers += rest.numbers[:taken]
        done += taken
    assert (rows, numbers) == (table.rows, table.numbers)


def test_a_packed_table_of_a_newer_version_is_refused() -> None:
    text = packed(Table(["a"], [["b"]], "csv", "utf-8", ",", [2], 1))
    with pytest.raises(ValueError, match="newer"):
        Source(text.replace(b'"f": 1', b'"f": 2'))
    assert repr(Source(text)) == "[sealed]"


@given(st.lists(st.lists(cells, min_size=1, max_size=2), min_size=1, max_size=60))
def test_portions_take_every_row_and_none_twice(rows: list[list[str]]) -> None:
    counts = list(portions(rows, 7, 40))
    assert sum(counts) == len(rows)
    assert all(0 < count <= 7 for count in counts)
    start = 0
    for count in counts:
        text = sum(len(cell) for row in rows[start : start + count] for cell in row)
        assert count == 1 or text <= 40
        start += count


PLAN = Plan(
    headers=("Name", "Shoe size"),
    columns=("full_name", ""),
    consent_by=TODAY + timedelta(days=30),
    assignees=(Known("mina", "1"),),
)


def test_a_plan_knows_what_is_left_out_and_what_it_fits() -> None:
    assert (PLAN.mapping, PLAN.left_out, PLAN.day_order) == ({0: "full_name"}, ["Shoe size"], None)
    assert PLAN.known_assignees == {"mina": "1"}
    assert PLAN.fits(["name", "SHOE  SIZE"])
    assert not PLAN.fits(["Name"])
    assert Plan.load(PLAN.dump()) == PLAN
    assert PLAN.bare().known_assignees == {}
    assert repr(PLAN) == repr(PLAN.assignees[0]) == "[sealed]"


@given(st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2040, 1, 1))))
def test_a_consent_is_confirmed_between_today_and_the_chosen_day(until: date | None) -> None:
    row = ImportedCase(row=2, full_name="A", state="active", consent_until=until)
    found = consent_by(row, PLAN, TODAY)
    assert found is not None
    assert PLAN.consent_by is not None
    assert TODAY <= found <= PLAN.consent_by
    if until and TODAY <= until <= PLAN.consent_by:
        assert found == until


@pytest.mark.parametrize("state", ["enquiry", "intake", "closed", "declined"])
def test_only_active_cases_have_a_consent_to_confirm(state: str) -> None:
    assert consent_by(ImportedCase(row=2, state=state), PLAN, TODAY) is None


def test_a_name_in_two_ways_is_kept_in_both() -> None:
    def names(row: ImportedCase) -> list[str]:
        return [name.shown for name in identity_of(row).names]

    both = ImportedCase(row=2, full_name="Shirin Sample", given="شیرین", family="نمونه")
    assert names(both) == ["Shirin Sample", "شیرین نمونه"]
    same = ImportedCase(row=2, full_name="Shirin Sample", given="Shirin", family="Sample")
    assert names(same) == ["Shirin Sample"]
    assert names(ImportedCase(row=2, family="Sample")) == ["Sample"]
    assert names(ImportedCase(row=2, aliases=("Lily",))) == []
    assert identity_of(ImportedCase(row=2, aliases=("Lily",))).name == "Lily"


def test_hours_without_a_number_to_call_are_not_lost() -> None:
    alone = safety_of(ImportedCase(row=2, contact_hours="only mornings"))
    assert alone is not None
    assert alone.contact_rule == "only mornings"
    assert safety_of(ImportedCase(row=2, contact_hours="14-16", phones=("12345",))) is None
    assert safety_of(ImportedCase(row=2)) is None


def test_a_row_that_says_little_makes_a_case_that_says_little() -> None:
    new = new_case(ImportedCase(row=2, full_name="A"), PLAN, TODAY)
    assert (new.first_note, new.safety, new.consent_by, new.state) == ("", None, None, "enquiry")
    assert note_of(ImportedCase(row=2, note="x")) == "x"
    assert not new.identity.birth


def test_what_cannot_be_opened_or_does_not_fit_is_not_remembered(world: World) -> None:
    for heading in ("Wer", "Name"):
        one = Import(world.rana)
        one.upload(csv_file([(heading, "Risk"), ("A", "low")]))
        one.choose(column_0="aliases")
        one.begin()
        one.finished()
    again = Import(world.rana)
    again.upload(csv_file([("Name", "Risk"), ("B", "")]))
    assert again.proposed()["column_0"] == "aliases"
    ImportRun.objects.exclude(pk=again.pk).update(sealed_plan=b"\x01" * 99)
    assert again.proposed()["column_0"] == "full_name"


def test_rows_that_no_longer_read_as_they_were_checked_are_not_staged(world: World) -> None:
    one = Import(world.rana).started(csv_file(people(2)))
    by, run = world.rana.actor, one.run
    plan = replace(opened_plan(by=by, run=run), columns=("risk", "full_name", *[""] * 5))
    run.sealed_plan = sealed(by=by, run=run, field=PLAN_FIELD, text=plan.dump())
    run.save()
    assert "The rows do not read as they were checked." in one.go_on().content.decode()
    assert (one.run.done, Case.objects.count()) == (0, 0)
