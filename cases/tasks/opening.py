"""Tasks of many cases opened with a member's own keys, in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case as Where
from django.db.models import F, OuterRef, Subquery, When
from django.urls import reverse
from django.utils import timezone

from accounts.gate import Actor
from cases.actions.summarising import ready_lines
from cases.documents import UnknownFormat
from cases.models import CaseContent, Task
from cases.summaries import Summary, made
from cases.tasks.lines import TaskLine
from cases.tasks.words import FIELD, TaskWords
from vault.asking import Asked, uuid_slot
from vault.fields import SealedField
from vault.keyring import Keyring
from vault.suites import SealError
from vault.symmetric import RecordKey

_TASK = [column.attname for column in Task._meta.concrete_fields]
_MORE = (
    "sealed", "case__code", "assignee__display_name", "blocked_by__state", "case__grants__pk",
    "case__epoch", "case__key_check", "case__grants__key_serial", "case__grants__cached_key", "key",
)  # fmt: skip


class _Row(NamedTuple):
    """What a task is read with, besides its own columns."""

    sealed: bytes | None
    code: str
    who: str
    blocker: str | None
    grant: int
    epoch: int
    check: bytes
    serial: int
    cached: bytes | None
    key: bytes | None


@dataclass(frozen=True, repr=False)
class OpenedTask(TaskLine):
    """A task outside its case's page: with the summary of the case, and whose it is."""

    summary: Summary = field(default_factory=lambda: made(code=""))
    who: str = ""
    blocker: str | None = None

    @property
    def waits(self) -> bool:
        """Whether it waits for a task that is not done."""
        return self.task.is_open and self.blocker == Task.State.OPEN

    @cached_property
    def url(self) -> str:
        """The address of the task; what is done with it goes to ``do/`` below."""
        return reverse("cases:task", kwargs={"code": self.summary.code, "task": self.task.pk})


def open_tasks_of(
    by: Actor, pks: Sequence[UUID], known: Mapping[UUID, Summary] | None = None
) -> list[OpenedTask]:
    """These tasks, in the order they are to be done, each opened with the reader's own key.

    Those in cases that the reader does not hold are left out.

    :param known: summaries of cases that were opened already
    """
    rows = list(_rows(by, pks))
    keys = dict(_keys(by.keys(), rows))
    summaries = _summaries(by, rows, known or {})
    today = timezone.localdate()
    return [
        _opened(task, row, keys[task.case_id], summaries, today)
        for task, row in rows
        if task.case_id in keys
    ]


def _opened(
    task: Task, row: _Row, key: RecordKey, summaries: Mapping[UUID, Summary], today: dt.date
) -> OpenedTask:
    summary = summaries.get(task.case_id) or made(code=row.code)
    words = _words(task, row.sealed, key)
    return OpenedTask(task, words, "", today, summary, row.who, row.blocker)


def _rows(by: Actor, pks: Sequence[UUID]) -> Iterator[tuple[Task, _Row]]:
    """The tasks, each with the reader's key to its case."""
    if not pks:
        return
    wanted = list(pks)
    wanted += wanted[-1:] * ((1 << (len(pks) - 1).bit_length()) - len(pks))
    for row in _tasks_at(len(wanted)).rows(by.pk, *wanted):
        task = Task.from_db("default", _TASK, row[: len(_TASK)])
        yield task, _Row(*row[len(_TASK) :])


@cache
def _tasks_at(count: int) -> Asked:
    """So many tasks at once; the sizes that are asked are powers of two."""
    return Asked(
        lambda: (
            Task.objects.filter(
                pk__in=[uuid_slot(place) for place in range(1, count + 1)],
                case__grants__user=uuid_slot(0),
                case__grants__epoch=F("case__epoch"),
            )
            .annotate(
                sealed=Subquery(_sealed()[:1]),
                key=Where(
                    When(case__grants__cached_key=None, then="case__grants__sealed_key"),
                    output_field=SealedField(),
                ),
            )
            .in_order()
            .values_list(*_TASK, *_MORE)
        )
    )


def _sealed() -> Any:
    return CaseContent.objects.filter(
        compartment=OuterRef("case"),
        epoch=OuterRef("case__epoch"),
        field=FIELD,
        row=OuterRef("pk"),
        version=OuterRef("version"),
    ).values("sealed")


def _keys(ring: Keyring, rows: Sequence[tuple[Task, _Row]]) -> Iterator[tuple[UUID, RecordKey]]:
    """The keys of these cases that open. None is written back, so a page costs no write."""
    for case, row in {task.case_id: row for task, row in rows}.items():
        own = ring.with_serial(row.serial)
        with suppress(SealError):
            if row.cached is not None:
                key = own.cached_key(row.cached, case, row.epoch)
            else:
                key = own.record_key(row.key or b"", case, row.epoch)
            yield case, key.require(bytes(row.check))


def _summaries(
    by: Actor, rows: Sequence[tuple[Task, _Row]], known: Mapping[UUID, Summary]
) -> Mapping[UUID, Summary]:
    """The summaries of these cases; those that nobody opened yet are opened, or made."""
    others = {task.case_id: row.grant for task, row in rows if task.case_id not in known}
    if not others:
        return known
    lines = ready_lines(by=by, grants=list(others.values()))
    return {**known, **{line.case: line.summary for line in lines if line.summary}}


def _words(task: Task, sealed: bytes | None, key: RecordKey) -> TaskWords | None:
    try:
        text = key.open_field(FIELD, task.pk, task.version, bytes(sealed or b""))
        return TaskWords.load(text)
    except (SealError, UnknownFormat):
        return None
