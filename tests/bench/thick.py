"""Cases with a history: opened, consented to, active, with many notes."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.demo import DemoPerson
from cases.actions.consent import record_consent
from cases.actions.files import NewCase, open_case
from cases.actions.safety import decide_safety
from cases.actions.states import activate, begin_intake
from cases.identity import Decision, Safety
from cases.models import Case, CaseContent, Note
from cases.papers import ConsentTerms, NoteBody
from tests.bench.names import identity_of, words
from tests.bench.people import People
from tests.bench.pouring import pour
from vault.compartments import Opened

NOTE_BYTES = 2048
_NOTES = ("id", "case_id", "number", "author_id", "on", "version")
_CONTENTS = ("compartment_id", "field", "row", "version", "epoch", "sealed")


def thick_case(people: People, worker: DemoPerson, *, notes: int, number: int) -> Case:
    """An active case of a caseworker with so many notes of 2 KB."""
    opened = open_case(
        by=worker.actor,
        new=NewCase(identity_of(number)),
        owner=people["rana"].member,
        second=people["dara"].member,
        assignee=worker.member,
    )
    _make_active(opened, worker)
    _write_notes(opened, worker, notes)
    return Case.objects.get(pk=opened.record.pk)


def _make_active(opened: Opened[Case], worker: DemoPerson) -> None:
    today = timezone.localdate()
    by = worker.actor
    begin_intake(by=by, opened=opened)
    terms = ConsentTerms(text="The text that was read.", text_version=1, language="fa")
    until = today + timedelta(days=200)
    record_consent(by=by, opened=opened, terms=terms, given=True, since=today, until=until)
    safety = Safety(
        risk="high", decision=Decision.GO_ON.value, review_on=today + timedelta(days=20),
        contact_rule="only by the cousin's phone",
    )  # fmt: skip
    decide_safety(by=by, opened=opened, safety=safety, version=0)
    activate(by=by, opened=opened)


def _write_notes(opened: Opened[Case], worker: DemoPerson, count: int) -> None:
    pk, today, at = opened.record.pk, timezone.localdate(), timezone.now().isoformat()
    first = Case.objects.get(pk=pk).last_number + 1
    rows, contents = [], []
    for number in range(first, first + count):
        note = uuid4()
        rows.append((note, pk, number, worker.member.pk, today, 1))
        body = NoteBody(at, "call", words(number, NOTE_BYTES), str(worker.member.pk))
        sealed = opened.key.seal_field("note.body", note, 1, body.dump())
        contents.append((pk, "note.body", note, 1, 1, sealed))
    pour(Note, _NOTES, rows)
    pour(CaseContent, _CONTENTS, contents)
    Case.objects.filter(pk=pk).update(last_number=first + count - 1)
