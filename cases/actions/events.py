"""Events: what happened to a case, numbered in its order, with the reason sealed."""

from datetime import date
from typing import Any

from accounts.gate import Actor
from accounts.models import Member
from cases.models import Case, Event
from cases.papers import EventWords
from vault.compartments import Opened, touch


def add_event(
    *,
    by: Actor,
    opened: Opened[Case],
    case: Case,
    kind: Event.Kind,
    today: date,
    words: str = "",
    state: str = "",
    member: Member | None = None,
) -> Event:
    """Add an event to a locked case; the caller settles the case (:func:`settle`).

    :param case: the row that ``opened.lock()`` gave
    :param words: the reason, sealed as ``event.words``
    :param state: the state the case has from now on, where the event tells of one
    :param member: whom the event concerns, besides its author
    """
    event = Event(
        case=case,
        number=next_number(case),
        author=by.member,
        on=today,
        kind=kind,
        state=state,
        member=member,
        has_words=bool(words),
    )
    event.save(force_insert=True)
    if words:
        opened.write("event.words", event.pk, 1, EventWords(text=words).dump())
    return event


def next_number(case: Case) -> int:
    """The next entry's number; it counts when the locked case is settled."""
    case.last_number += 1
    return case.last_number


def settle(case: Case, *, today: date, **changes: Any) -> None:
    """Save a locked case's counter and ``changes``; move it to the top of its holders' lists."""
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=["last_number", *changes])
    touch(case, today=today)
