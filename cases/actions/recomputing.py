"""Working out days again after a rule changed: in a holder's own session, in small pieces."""

import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.gate import Actor
from cases.actions.procedures import FIELD, gathered
from cases.documents import Document, UnknownFormat
from cases.models import Case, CaseContent, CaseGrant, Procedure
from cases.procedures.rules import edition
from cases.procedures.words import CaseDays, ProcedureWords
from cases.procedures.working_out import renewed
from vault.compartments import Opened, Place, StaleKey, open_grant
from vault.inserting import insert
from vault.suites import SealError

PIECE = 40  # cases a transaction
_CONTENT = ("compartment", "field", "row", "version", "epoch", "sealed")


def recompute(*, by: Actor, cases: Sequence[UUID], seconds: float) -> int:
    """Work out the days of these cases again, as many as the time allows.

    Each piece is a transaction of its own with its own audit row, so it can stop anywhere. A case
    whose key is to be renewed first is passed over, and waits on.

    :param cases: ids of cases that wait; what the actor holds no key of is passed over
    :param seconds: after how long no new piece is begun; at least one is done
    :returns: how many were worked out
    """
    until, count = time.monotonic() + seconds, 0
    for first in range(0, len(cases), PIECE):
        count += _recompute_piece(by=by, cases=cases[first : first + PIECE])
        if time.monotonic() >= until:
            break
    return count


def recompute_opened(*, by: Actor, opened: Opened[Case]) -> Opened[Case]:
    """Work out the days of one opened case again, if they wait for it.

    :returns: the case as it is now
    """
    case = opened.record
    if not case.days_version or case.rotation_due:
        return opened
    if not Procedure.objects.waiting(edition()).filter(case=case).exists():
        return opened
    if not _recompute_piece(by=by, cases=[opened.record.pk]):
        return opened
    return Opened(Case.objects.get(pk=opened.record.pk), opened.key)


@transaction.atomic
def _recompute_piece(*, by: Actor, cases: Sequence[UUID]) -> int:
    locked = Case.objects.published().filter(pk__in=cases, rotation_due=False).order_by("pk")
    held = {case.pk: case for case in locked.select_for_update() if not case.is_ended}
    grants = CaseGrant.sets.current().filter(user_id=by.pk, content_object__in=held)
    rows: dict[UUID, list[Procedure]] = defaultdict(list)
    for row in Procedure.objects.running().filter(case__in=held):
        rows[row.case_id].append(row)
    kept = _kept(held, rows)
    piece = _Piece()
    for grant in grants:
        case = held[grant.content_object_id]
        with suppress(SealError, StaleKey, UnknownFormat):  # it waits on, and its page says why
            opened: Opened[Case] = open_grant(grant, case, by.keys())
            piece.add(opened, rows[case.pk], kept[case.pk])
    piece.save()
    if piece.cases:
        done = [str(pk) for pk in piece.cases]
        audit.record("case.recompute", actor=by.pk, cases=done)
    return len(piece.cases)


class _Piece:
    """Rows of some cases whose days were worked out again, not yet saved."""

    def __init__(self) -> None:
        self.contents: list[tuple[Any, ...]] = []
        self.procedures: list[UUID] = []
        self.cases: list[UUID] = []

    def add(
        self, opened: Opened[Case], rows: Sequence[Procedure], kept: dict[Place, bytes]
    ) -> None:
        """Work out one case's days under the present rules, and seal them."""
        case, waiting = opened.record, [row for row in rows if row.edition != edition()]
        if not waiting:
            return
        found = {at: opened.key.open_field(*at, sealed) for at, sealed in kept.items()}
        words = {row.pk: _words(found.get((FIELD, row.pk, row.version))) for row in rows}
        words |= {row.pk: renewed(words[row.pk], timezone.localdate()) for row in waiting}
        before = found.get(("case.days", case.pk, case.days_version))
        days = gathered(words, CaseDays.load(before) if before else CaseDays())
        for row in waiting:
            self._seal(opened, (FIELD, row.pk, row.version + 1), words[row.pk])
        self._seal(opened, ("case.days", case.pk, case.days_version + 1), days)
        self.procedures += words
        self.cases.append(case.pk)

    def _seal(self, opened: Opened[Case], at: Place, document: Document) -> None:
        key = opened.key
        sealed = key.seal_field(*at, document.dump())
        self.contents.append((key.compartment, *at, key.epoch, sealed))

    def save(self) -> None:
        """Save them all: three statements. Their cases are locked, so each counter is one more."""
        insert(CaseContent, _CONTENT, self.contents)
        behind = Procedure.objects.filter(pk__in=self.procedures).exclude(edition=edition())
        behind.update(version=F("version") + 1, edition=edition())
        counted = {name: F(name) + 1 for name in ("days_version", "summary_version")}
        Case.objects.filter(pk__in=self.cases).update(**counted)


def _words(text: bytes | None) -> ProcedureWords:
    if text is None:
        raise SealError("the words of a procedure are missing")
    return ProcedureWords.load(text)


def _kept(
    cases: dict[UUID, Case], rows: dict[UUID, list[Procedure]]
) -> dict[UUID, dict[Place, bytes]]:
    """What is sealed of these cases' procedures and open days, by case and place."""
    wanted = {("case.days", case.pk, case.days_version) for case in cases.values()}
    wanted |= {(FIELD, row.pk, row.version) for some in rows.values() for row in some}
    ids = {row for _field, row, _version in wanted}
    found = CaseContent.objects.filter(
        compartment__in=cases, field__in=("case.days", FIELD), row__in=ids
    )
    kept: dict[UUID, dict[Place, bytes]] = defaultdict(dict)
    columns = ("compartment_id", "epoch", "field", "row", "version", "sealed")
    for case, epoch, field, row, version, sealed in found.values_list(*columns):
        if cases[case].epoch == epoch and (field, row, version) in wanted:
            kept[case][field, row, version] = sealed
    return kept
