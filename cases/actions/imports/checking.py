"""Looking at every row of an import before anything of it is stored."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from accounts.gate import Actor
from accounts.models import Member
from cases.actions.files import NewCase
from cases.actions.imports.becoming import new_case
from cases.actions.imports.keeping import opened_plan, opened_source
from cases.actions.imports.mapping import with_assignees
from cases.actions.imports.plan import Plan
from cases.describing import birth_words
from cases.listing import holding
from cases.models import Case, ImportRun
from cases.spreadsheets.columns import ImportedCase, Problem, check_rows
from cases.spreadsheets.tables import Table
from cases.spreadsheets.words import folded

LINES = 5  # shown before the import begins


@dataclass(frozen=True, repr=False)
class Check:
    """What an import would do, and everything that is wrong with it.

    `alike` has the rows that name somebody whom the uploader has a case of already.
    """

    plan: Plan
    rows: int
    cases: list[ImportedCase]
    problems: list[Problem]
    alike: list[tuple[int, str]]

    @property
    def wrong_rows(self) -> int:
        """How many rows cannot be cases as they are."""
        return len({problem.row for problem in self.problems})

    @property
    def to_confirm(self) -> int:
        """How many active cases need their consent confirmed."""
        return sum(case.state == "active" for case in self.cases)


@dataclass(frozen=True, repr=False)
class Line:
    """One row as it will be read."""

    row: int
    new: NewCase
    assignee: Member | None

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(Case.State(self.new.state).label)

    @property
    def born(self) -> str:
        """The birth in words."""
        return birth_words(self.new.identity.birth)


def first_lines(check: Check) -> list[Line]:
    """The first rows that can be cases, as they will be read."""
    cases, today = check.cases[:LINES], timezone.localdate()
    members = Member.objects.in_bulk([UUID(case.assignee) for case in cases if case.assignee])
    found = {str(pk): member for pk, member in members.items()}
    return [
        Line(case.row, new_case(case, check.plan, today), found.get(case.assignee))
        for case in cases
    ]


def check(*, by: Actor, run: ImportRun) -> Check:
    """Read every row of one's own import as the plan says.

    :raises NotNow: when its file or its plan cannot be opened
    """
    table = opened_source(by=by, run=run).whole()
    plan = with_assignees(opened_plan(by=by, run=run))
    cases, problems = read_rows(table, plan)
    alike = [] if problems else rows_alike(by=by, cases=cases)
    return Check(plan, len(table.rows), cases, problems, alike)


def read_rows(table: Table, plan: Plan) -> tuple[list[ImportedCase], list[Problem]]:
    """The rows that can be cases, and the problems of the others."""
    checked = check_rows(
        table,
        plan.mapping,
        known_assignees=plan.known_assignees,
        day_order=plan.day_order,
        today=plan.checked_on or timezone.localdate(),
    )
    return checked.cases, checked.problems


def rows_alike(*, by: Actor, cases: list[ImportedCase]) -> list[tuple[int, str]]:
    """The rows with the very name of a case that the uploader can open: number and case code.

    Only the uploader's own summaries are asked, so it tells nothing about anybody else's cases.
    """
    own = {folded(held.summary.name): held.summary.code for held in holding(by).cases}
    own.pop("", None)
    named = ((case.row, folded(case.full_name or f"{case.given} {case.family}")) for case in cases)
    return [(row, own[name]) for row, name in named if name in own]
