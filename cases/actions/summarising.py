"""Making summaries: in the reader's own session, in small pieces, when they are first needed."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.gate import Actor
from cases.actions.files import file_places, view_of
from cases.documents import UnknownFormat
from cases.listing import EVERYTHING, Holding, Line, Page, Wanted, holding, lines_of, page
from cases.models import Case, CaseContent, CaseGrant
from cases.summaries import Reader, Summary, made, summary_of
from vault.compartments import Opened, Place, StaleKey, open_grant
from vault.suites import SealError

PIECE = 40  # cases a transaction: some 40 ms of SQLite's write lock
_FIELDS = ("case.identity", "case.safety", "case.days")

Kept = dict[Any, dict[Place, bytes]]


def ready(*, by: Actor, wanted: Wanted = EVERYTHING, seconds: float = 0.4) -> Holding:
    """The reader's cases with their summaries; stale ones are made first, as time allows.

    :returns: with ``stale`` still to be made, in further requests
    """
    held = holding(by, wanted)
    if not held.stale:
        return held
    count = refresh(by=by, grants=held.stale, seconds=seconds)
    return replace(holding(by, wanted), stuck=not count)


def ready_page(*, by: Actor, wanted: Wanted, number: int) -> Page:
    """A page of the reader's list, with every summary on it made."""
    found = page(by, wanted, number)
    stale = [line.grant for line in found.lines if line.summary is None]
    if stale and refresh(by=by, grants=stale, seconds=0):
        found = page(by, wanted, number)
    return found


def ready_lines(*, by: Actor, grants: Sequence[int], seconds: float = 0.4) -> list[Line]:
    """The lines of the reader's own grants with these ids; stale summaries are made first."""
    found = lines_of(by, grants)
    stale = [line.grant for line in found if line.summary is None]
    if stale and refresh(by=by, grants=stale, seconds=seconds):
        found = lines_of(by, grants)
    return found


def refresh(*, by: Actor, grants: Sequence[int], seconds: float) -> int:
    """Make the summaries of these grants of the reader's, as many as the time allows.

    Each piece is a transaction of its own with its own audit row, so it can stop anywhere.

    :param grants: ids of the reader's grants whose summary is missing or behind
    :param seconds: after how long no new piece is begun; at least one is made
    :returns: how many were made
    """
    until, count = time.monotonic() + seconds, 0
    for first in range(0, len(grants), PIECE):
        count += _refresh_piece(by=by, grants=grants[first : first + PIECE])
        if time.monotonic() >= until:
            break
    return count


@transaction.atomic
def _refresh_piece(*, by: Actor, grants: Sequence[int]) -> int:
    rows = CaseGrant.sets.current().filter(user_id=by.pk, pk__in=grants)
    found = list(rows.select_related("content_object"))
    kept = _kept([grant.content_object for grant in found])
    reader, count = Reader(by.keys()), 0
    for grant, opened in _opened(by, found):
        case = opened.record
        sealed = reader.seal(
            _summary(opened, kept.get(case.pk, {})),
            case=case.pk,
            serial=grant.key_serial,
            version=case.summary_version,
        )
        # A newer one may have been made meanwhile, in another window.
        count += CaseGrant.sets.filter(
            pk=grant.pk, epoch=grant.epoch, summary_version__lte=case.summary_version
        ).update(summary=sealed, summary_version=case.summary_version)
    audit.record("case.summarise", actor=by.pk, cases=count)
    return count


def _kept(cases: Sequence[Case]) -> Kept:
    """What is sealed of these cases' identities and safety decisions, by case and place."""
    kept: Kept = {}
    rows = CaseContent.objects.filter(compartment__in=cases, field__in=_FIELDS)
    current = {case.pk: (case.epoch, set(file_places(case))) for case in cases}
    columns = ("compartment_id", "epoch", "field", "row", "version", "sealed")
    for case, epoch, field, row, version, sealed in rows.values_list(*columns):
        at = (field, row, version)
        if current[case][0] == epoch and at in current[case][1]:
            kept.setdefault(case, {})[at] = sealed
    return kept


def _opened(by: Actor, grants: Sequence[CaseGrant]) -> Iterator[tuple[CaseGrant, Opened[Case]]]:
    """Those that open. A grant that does not stays without a summary, and its case unlisted."""
    for grant in grants:
        try:
            yield grant, open_grant(grant, grant.content_object, by.keys())
        except (SealError, StaleKey):
            continue


def _summary(opened: Opened[Case], kept: dict[Place, bytes]) -> Summary:
    """The summary of an opened case; where its identity does not open, its code alone."""
    case = opened.record
    try:
        found = {at: opened.key.open_field(*at, sealed) for at, sealed in kept.items()}
        view = view_of(case, found)
    except (SealError, UnknownFormat):
        return made(code=case.code)
    return summary_of(case.code, view.identity, view.safety, view.days.first)
