"""Tasks of many cases opened with a member's own keys, in a fixed number of queries."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.gate import Actor
from cases.actions.summarising import ready_lines
from cases.documents import UnknownFormat
from cases.models import CaseContent, CaseGrant, Task
from cases.summaries import Summary, made
from cases.tasks.lines import TaskLine
from cases.tasks.words import FIELD, TaskWords
from vault.keyring import Keyring
from vault.suites import SealError
from vault.symmetric import RecordKey

_KEY = (
    "content_object_id", "pk", "epoch", "key_serial", "cached_key", "sealed_key",
    "content_object__key_check",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class OpenedTask(TaskLine):
    """A task outside its case's page: with the summary of the case."""

    summary: Summary = field(default_factory=lambda: made(code=""))

    @property
    def url(self) -> str:
        """The address of the task; what is done with it goes to ``do/`` below."""
        return reverse("cases:task", kwargs={"code": self.summary.code, "task": self.task.pk})


def open_tasks_of(by: Actor, pks: Sequence[UUID]) -> list[OpenedTask]:
    """These tasks, in the order they are to be done, each opened with the reader's own key.

    Those in cases that the reader does not hold are left out.
    """
    rows = list(_rows(pks))
    keys, grants = _keys(by, {one.case_id for one in rows})
    summaries = {line.case: line.summary for line in ready_lines(by=by, grants=grants)}
    today = timezone.localdate()
    return [
        OpenedTask(
            one,
            _words(one, keys[one.case_id]),
            today=today,
            summary=summaries.get(one.case_id) or made(code=one.case.code),
        )
        for one in rows
        if one.case_id in keys
    ]


def _rows(pks: Sequence[UUID]) -> Any:
    sealed = CaseContent.objects.filter(
        compartment=OuterRef("case"),
        epoch=OuterRef("case__epoch"),
        field=FIELD,
        row=OuterRef("pk"),
        version=OuterRef("version"),
    ).values("sealed")
    found = Task.objects.filter(pk__in=pks).annotate(sealed=Subquery(sealed[:1]))
    return found.select_related("case", "assignee", "blocked_by").in_order()


def _keys(by: Actor, cases: set[UUID]) -> tuple[dict[UUID, RecordKey], list[int]]:
    """The keys of these cases that the reader's own grants open, and the grants."""
    found = CaseGrant.sets.current().filter(user_id=by.pk, content_object__in=cases)
    keys, grants, ring = {}, [], by.keys()
    for case, pk, epoch, serial, cached, sealed, check in found.values_list(*_KEY):
        with suppress(SealError):
            key = _key(ring.with_serial(serial), case, epoch, cached, sealed)
            keys[case] = key.require(bytes(check))
            grants.append(pk)
    return keys, grants


def _key(ring: Keyring, case: UUID, epoch: int, cached: bytes | None, sealed: bytes) -> RecordKey:
    """The key of a case; nothing is written back, so a page costs no write."""
    if cached is not None:
        return ring.cached_key(cached, case, epoch)
    return ring.record_key(sealed, case, epoch)


def _words(task: Any, key: RecordKey) -> TaskWords | None:
    try:
        text = key.open_field(FIELD, task.pk, task.version, bytes(task.sealed or b""))
        return TaskWords.load(text)
    except (SealError, UnknownFormat):
        return None
