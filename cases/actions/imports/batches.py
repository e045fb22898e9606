"""Batches of an import: rows made into sealed cases in memory, then saved in a few statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from accounts.gate import Actor
from accounts.recipients import recovery_key
from cases.actions.files import NewCase, Rows, draft_case, seal_beginnings
from cases.actions.imports.becoming import new_case
from cases.actions.imports.holders import Holders
from cases.actions.imports.plan import Plan
from cases.identity import Safety
from cases.models import Case, Event, ImportRun
from cases.models.case import new_code
from cases.spreadsheets.columns import ImportedCase
from cases.summaries import Reader, summary_of
from vault.compartments import Draft, Opened, draft, save


@dataclass
class Batch:
    """Sealed cases, not yet saved."""

    size: int
    drafts: list[Draft] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)

    def save(self) -> None:
        """Insert them all: six statements, however many they are."""
        save(self.drafts)
        self.rows.save()


class Sealer:
    """Seals rows as staged cases (epoch 0), in the uploader's unlocked session."""

    def __init__(
        self, by: Actor, run: ImportRun, plan: Plan, holders: Holders, today: date
    ) -> None:
        """Take whose import it is, what was decided, and to whom the cases are sealed."""
        self.by, self.run, self.plan = by, run, plan
        self.holders, self.today = holders, today
        self.recovery = recovery_key()
        self.reader = Reader(by.keys())

    def sealed(self, cases: Sequence[ImportedCase]) -> Batch:
        """A batch of these rows; one query, for codes that are not taken."""
        batch, codes = Batch(len(cases)), free_codes(len(cases))
        by_assignee = sorted(cases, key=lambda case: case.assignee)
        for assignee, group in groupby(by_assignee, key=lambda case: case.assignee):
            self._add(batch, assignee, list(group), codes)
        return batch

    def _add(
        self, batch: Batch, assignee: str, cases: list[ImportedCase], codes: Iterator[str]
    ) -> None:
        holder = self.holders.member(assignee)
        beginnings = [new_case(case, self.plan, self.today) for case in cases]
        records = [self._record(new, holder, next(codes)) for new in beginnings]
        drafted = draft(
            records, holders=self.holders.of(holder), recovery=self.recovery, today=self.today
        )
        kind = Event.Kind.IMPORTED
        for new, opened in zip(beginnings, drafted.opened, strict=True):
            seal_beginnings(batch.rows, opened, new, by=self.by, kind=kind, today=self.today)
        self._summarise(drafted, beginnings)
        batch.drafts.append(drafted)

    def _record(self, new: NewCase, assignee: Any, code: str) -> Case:
        case = draft_case(
            new,
            owner=self.holders.owner,
            assignee=assignee,
            today=self.today,
            epoch=0,
            import_run=self.run,
        )
        case.code = code
        return case

    def _summarise(self, drafted: Draft, beginnings: list[NewCase]) -> None:
        """Give the uploader's own grants their summary and their quick key at once."""
        own: list[Any] = [grant for grant in drafted.grants if grant.user_id == self.by.pk]
        for grant, opened, new in zip(own, drafted.opened, beginnings, strict=True):
            self._seal_summary(grant, opened, new)

    def _seal_summary(self, grant: Any, opened: Opened[Case], new: NewCase) -> None:
        case = opened.record
        summary = summary_of(case.code, new.identity, new.safety or Safety())
        grant.cached_key = self.by.keys().with_serial(grant.key_serial).cache(opened.key)
        grant.summary_version = case.summary_version
        grant.summary = self.reader.seal(
            summary, case=case.pk, serial=grant.key_serial, version=case.summary_version
        )


def free_codes(count: int) -> Iterator[str]:
    """Draw this many case codes that no case has. At 100 000 cases one in 2 400 is taken."""
    free: set[str] = set()
    while len(free) < count:
        drawn = {new_code() for _ in range(count - len(free))}
        free |= drawn - set(Case.objects.filter(code__in=drawn).values_list("code", flat=True))
    return iter(free)
