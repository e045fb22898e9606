"""Briefs as they are read: a volunteer's own by their own keys, a case's by the case's key."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.gate import Actor
from cases.briefs.papers import BriefReport, BriefWords, report_place, words_place
from cases.documents import UnknownFormat
from cases.models import Brief, BriefContent, BriefGrant, Case, Task
from vault.compartments import Opened, open_within
from vault.suites import SealError
from vault.symmetric import RecordKey


@dataclass(frozen=True, repr=False)
class ReadBrief:
    """A brief with what it says. ``words`` is None where its stored form does not open."""

    row: Brief
    words: BriefWords | None
    report: BriefReport | None = None

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def title(self) -> str:
        """What is to be done."""
        return self.words.title if self.words else _("a brief that does not open")


def read_brief(opened: Opened[Brief]) -> ReadBrief:
    """One opened brief, with its report."""
    brief = opened.record
    found = opened.read_many([words_place(brief), report_place(brief)])
    words, report = found.get(words_place(brief)), found.get(report_place(brief))
    return ReadBrief(brief, _words(words), _report(report))


def read_within(opened: Opened[Case], brief: Brief) -> ReadBrief:
    """A brief as the case's own key opens it."""
    try:
        return read_brief(open_within(opened, brief))
    except SealError:
        return ReadBrief(brief, None)


def _words(text: bytes | None) -> BriefWords | None:
    try:
        return BriefWords.load(text) if text is not None else None
    except UnknownFormat:
        return None


def _report(text: bytes | None) -> BriefReport | None:
    try:
        return BriefReport.load(text) if text is not None else None
    except UnknownFormat:
        return None


def briefs_of(task: Task) -> list[Brief]:
    """The briefs given for a task, newest first, each with whether its volunteer can open it."""
    return list(Brief.objects.published().with_key().filter(task=task).select_related("volunteer"))


def own_briefs(actor: Actor) -> list[ReadBrief]:
    """A volunteer's own live briefs, the most pressing first, in two queries however many."""
    grants = BriefGrant.objects.filter(
        user=actor.member, epoch=F("content_object__epoch"), content_object__in=_live(actor)
    ).select_related("content_object")
    keys = {one.content_object: _key(actor, one) for one in grants}
    texts = _texts(keys)
    found = [ReadBrief(brief, _words(texts.get(brief))) for brief in keys]
    return sorted(found, key=lambda one: (_due(one), one.row.on, one.row.pk))


def _live(actor: Actor) -> Any:
    return Brief.objects.live().filter(volunteer=actor.member)


def _due(one: ReadBrief) -> str:
    due = one.words.due if one.words else None
    return due.isoformat() if due else "9"


def _key(actor: Actor, grant: BriefGrant) -> RecordKey | None:
    brief, ring = grant.content_object, actor.keys().with_serial(grant.key_serial)
    with suppress(SealError):
        if grant.cached_key is not None:
            found = ring.cached_key(grant.cached_key, brief.pk, grant.epoch)
        else:
            found = ring.record_key(grant.sealed_key, brief.pk, grant.epoch)
        return found.require(bytes(brief.key_check))
    return None


def _texts(keys: dict[Brief, RecordKey | None]) -> dict[Brief, bytes]:
    rows = BriefContent.objects.filter(
        field="brief.words", compartment__in=list(keys), epoch=F("compartment__epoch"), version=1
    )
    by_pk, opened = {one.pk: one for one in keys}, {}
    for pk, row, sealed in rows.values_list("compartment", "row", "sealed"):
        key = keys[by_pk[pk]]
        if key is not None:
            with suppress(SealError):
                opened[by_pk[pk]] = key.open_field("brief.words", row, 1, bytes(sealed))
    return opened


def ids_of(briefs: Sequence[ReadBrief]) -> list[str]:
    """Their ids, for the audit row of a look."""
    return [str(one.row.pk) for one in briefs]
