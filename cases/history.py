"""Events and looks, told in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AuditRow
from cases.documents import UnknownFormat
from cases.models import Event
from cases.papers import EventWords
from cases.reading import CasePage
from vault.compartments import Place

ACTS = {
    "case.create": gettext_lazy("opened the case"),
    "case.read": gettext_lazy("looked at it"),
    "case.write": gettext_lazy("looked at a form of it"),
    "case.looks": gettext_lazy("looked who looked"),
    "case.close": gettext_lazy("looked at the proposed closing"),
    "case.assign": gettext_lazy("looked at who has access"),
    "case.identity": gettext_lazy("changed the identity"),
    "case.safety": gettext_lazy("decided on safety"),
    "case.procedure": gettext_lazy("changed a procedure"),
    "case.recompute": gettext_lazy("worked out days again"),
    "case.state": gettext_lazy("changed the state"),
    "closing.propose": gettext_lazy("proposed to close it"),
    "closing.withdraw": gettext_lazy("took the proposal to close back"),
    "case.withdraw": gettext_lazy("looked at withdrawing consent"),
    "case.decide": gettext_lazy("looked at a decision of two people"),
    "consent.record": gettext_lazy("recorded a consent"),
    "consent.withdraw": gettext_lazy("withdrew consent for the client"),
    "case.erase": gettext_lazy("erased the case"),
    "decision.propose": gettext_lazy("proposed a decision"),
    "decision.agree": gettext_lazy("agreed to a decision"),
    "decision.refuse": gettext_lazy("did not agree to a decision"),
    "decision.take_back": gettext_lazy("took a proposal back"),
    "decision.tell": gettext_lazy("told the client of a disclosure"),
    "note.write": gettext_lazy("wrote a note"),
    "note.amend": gettext_lazy("amended a note"),
    "document.add": gettext_lazy("added a document"),
    "document.renew": gettext_lazy("added a newer version of a document"),
    "document.name": gettext_lazy("renamed a document"),
    "assessment.write": gettext_lazy("wrote an assessment"),
    "assessment.amend": gettext_lazy("amended an assessment"),
    "safety_plan.write": gettext_lazy("wrote the safety plan"),
    "goal.write": gettext_lazy("set or changed a goal"),
    "case.refer": gettext_lazy("looked at a referral's link and words"),
    "referral.draft": gettext_lazy("drafted a referral"),
    "referral.drop": gettext_lazy("threw a drafted referral away"),
    "referral.send": gettext_lazy("sent a referral"),
    "referral.renew": gettext_lazy("made a new link for a referral"),
    "referral.step": gettext_lazy("wrote down how a referral goes on"),
    "referral.remind": gettext_lazy("chose when to ask a partner again"),
    "referral.recall": gettext_lazy("called a referral back"),
    "referral.expire": gettext_lazy("a referral ran out"),
    "referral.look": gettext_lazy("a partner opened a referral"),
    "referral.answer": gettext_lazy("a partner answered"),
    "task.add": gettext_lazy("added a task"),
    "task.change": gettext_lazy("changed a task"),
    "task.give": gettext_lazy("gave a task"),
    "task.hand_back": gettext_lazy("handed a task back"),
    "task.finish": gettext_lazy("finished a task"),
    "task.cancel": gettext_lazy("cancelled a task"),
    "task.undo": gettext_lazy("took a task up again"),
    "case.brief": gettext_lazy("looked at giving a brief"),
    "brief.give": gettext_lazy("gave a volunteer a brief"),
    "brief.recall": gettext_lazy("called a brief back"),
    "brief.file": gettext_lazy("put a report among the notes"),
    "key.rotate": gettext_lazy("renewed the key"),
}


_TAKEN = {
    "original": gettext_lazy("the original was downloaded"),
    "clean": gettext_lazy("a copy was downloaded"),
}


@dataclass(frozen=True, repr=False)
class Told:
    """An event in words."""

    on: date
    by: str
    what: str
    words: str


@dataclass(frozen=True)
class ToldLook:
    """An audit row of the case in words."""

    at: datetime
    by: str
    what: str
    shown: str
    refused: bool


def told(events: Iterable[Event], found: Mapping[Place, bytes]) -> list[Told]:
    """Events with their reasons; a reason that does not open says so."""
    return [
        Told(one.on, one.author.display_name, event_words(one), _reason(one, found))
        for one in events
    ]


def event_words(event: Event) -> str:
    """What an event is called."""
    what = str(event.get_kind_display())
    if event.kind == Event.Kind.CLOSING and event.state:
        what = _("closing not agreed, or taken back")
    elif event.state:
        what = f"{what}: {event.get_state_display()}"
    return f"{what}: {event.member.display_name}" if event.member else what


def _reason(event: Event, found: Mapping[Place, bytes]) -> str:
    if not event.has_words:
        return ""
    try:
        return EventWords.load(found["event.words", event.pk, 1]).text
    except (KeyError, UnknownFormat):
        return _("What was written here does not open: its stored form was altered.")


def told_looks(rows: Sequence[AuditRow], page: CasePage) -> list[ToldLook]:
    """Audit rows of a case, with names. Restricted notes are not counted: others must not learn."""
    names = page.names({str(row.actor) for row in rows if row.actor})
    return [
        ToldLook(
            row.at,
            names.get(str(row.actor), ""),
            str(ACTS.get(row.act, row.act)),
            _shown(row.details),
            row.refused,
        )
        for row in rows
    ]


def _shown(details: Mapping[str, Any]) -> str:
    notes, documents = len(details.get("notes", ())), len(details.get("documents", ()))
    words = []
    if notes:
        words.append(ngettext("%(count)d note", "%(count)d notes", notes) % {"count": notes})
    if documents:
        told = ngettext("%(count)d document", "%(count)d documents", documents)
        words.append(told % {"count": documents})
    taken = _TAKEN.get(details.get("copy", ""))
    return ", ".join([*words, *([str(taken)] if taken else [])])
