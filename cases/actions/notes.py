"""Writing and amending notes, open to the case or restricted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from accounts.recipients import recovery_key
from cases.actions.conflicts import Overtaken
from cases.actions.events import next_number, settle
from cases.actions.files import holders_of
from cases.models import Case, Note, RestrictedNote
from cases.papers import NOTE_LIMIT, NoteBody
from vault.compartments import Opened, create


def _body(by: Actor, type: str, text: str) -> bytes:
    if len(text) > NOTE_LIMIT:
        raise NotNow(_("A note has at most 200,000 characters."))
    at = timezone.now().isoformat(timespec="seconds")
    return NoteBody(at, type, text, str(by.pk)).dump()


def _lock_for_notes(opened: Opened[Case]) -> Case:
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes no note."))
    return case


@transaction.atomic
def write_note(*, by: Actor, opened: Opened[Case], type: str, text: str) -> Note:
    """Write a note that everybody who holds the case reads.

    :raises NotNow: when the case is closed or declined, or the text too long
    """
    case, today = _lock_for_notes(opened), timezone.localdate()
    note = Note(case=case, number=next_number(case), author=by.member, on=today)
    note.save(force_insert=True)
    opened.write("note.body", note.pk, 1, _body(by, type, text))
    settle(case, today=today)
    audit.record("note.write", actor=by.pk, about=case, note=str(note.pk))
    return note


@transaction.atomic
def amend_note(
    *, by: Actor, opened: Opened[Case], note: Note, version: int, type: str, text: str
) -> Note:
    """Write a newer version of a note; earlier ones stay as they are.

    :param version: the version it was made from
    :raises Overtaken: when somebody amended it meanwhile
    :raises NotNow: when the case is closed or declined, or the text too long
    """
    case = _lock_for_notes(opened)
    now = Note.objects.get(pk=note.pk, case=case)
    if now.version != version:
        raise Overtaken(now.version)
    now.version = version + 1
    now.save(update_fields=["version"])
    opened.write("note.body", now.pk, now.version, _body(by, type, text))
    settle(case, today=timezone.localdate())
    audit.record("note.amend", actor=by.pk, about=case, note=str(now.pk), version=now.version)
    return now


@transaction.atomic
def write_restricted_note(
    *, by: Actor, opened: Opened[Case], reader: Member, type: str, text: str
) -> RestrictedNote:
    """Write a note that only its author and one coordinator can open, besides recovery.

    The case does not move in anybody's list, so no other holder learns of it.

    :param reader: a coordinator who holds the case
    :raises NotNow: when the reader does not, the case is ended, or the text too long
    """
    case, today = _lock_for_notes(opened), timezone.localdate()
    if reader.pk == by.pk or not reader.is_coordinator or not _holds(case, reader):
        raise NotNow(_("Choose another coordinator who holds this case."))
    note = RestrictedNote(case=case, number=next_number(case), author=by.member, on=today)
    holders = holders_of([by.member, reader])
    [sealed] = create([note], holders=holders, recovery=recovery_key(), today=today)
    sealed.write("note.body", note.pk, 1, _body(by, type, text))
    case.save(update_fields=["last_number"])
    audit.record("note.write", actor=by.pk, about=note, reader=str(reader.pk))
    return note


def _holds(case: Case, member: Member) -> bool:
    return case.grants.filter(user=member, epoch=case.epoch).exists()


@transaction.atomic
def amend_restricted_note(
    *, by: Actor, opened: Opened[RestrictedNote], version: int, type: str, text: str
) -> RestrictedNote:
    """Write a newer version of a restricted note.

    :raises Overtaken: when the other holder amended it meanwhile
    :raises NotNow: when the case is closed or declined, or the text too long
    """
    note = opened.lock()
    if note.case.is_ended:
        raise NotNow(_("A closed case takes no note."))
    if note.version != version:
        raise Overtaken(note.version)
    note.version = version + 1
    note.save(update_fields=["version"])
    opened.write("note.body", note.pk, note.version, _body(by, type, text))
    audit.record("note.amend", actor=by.pk, about=note, version=note.version)
    return note
