"""Notes: the list, writing, amending, and the versions of one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import gate, open_for
from accounts.models import Member
from cases.actions import notes as actions
from cases.actions.conflicts import Overtaken
from cases.differences import differences
from cases.forms.notes import AmendForm, NewNoteForm
from cases.models import Case, Note, RestrictedNote
from cases.notes import NotePage, fill, list_notes, note_url, restricted_url
from cases.reading import CasePage
from cases.versions import amending, newest, read_versions
from cases.views.pages import after_of, attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])


def readers_of(page: CasePage) -> list[tuple[str, str]]:
    """Who may be chosen to read a restricted note."""
    return [(str(one.pk), one.name) for one in page.other_coordinators]


def shown_notes(notes: NotePage) -> dict[str, list[str]]:
    """The notes a page shows, for the audit row of the look."""
    shown = {"notes": notes.shown}
    restricted = [str(one.pk) for one in notes.entries if one.restricted]
    return shown | ({"restricted": restricted} if restricted else {})


@gate("case.read", opens=Case)
@require_safe
def notes(request: Any, opened: Opened[Case]) -> HttpResponse:
    """The notes, fifty a page, newest first."""
    listed = list_notes(opened, request.actor, after_of(request))
    page = read(request, opened, listed.places)
    request.shown.update(shown_notes(listed))
    filled = fill(listed, page)
    return show(request, opened, "notes", tab="notes", page=page, notes=filled, older=listed.older)


@gate("case.write", opens=Case)
@WRITES
def write(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Write a note."""
    page = read(request, opened)
    data = request.POST if request.method == "POST" else None
    form = NewNoteForm(data, readers=readers_of(page))
    done = attempt(form, lambda: _write(request, opened, form))
    return done or show(request, opened, "write_note", tab="notes", page=page, form=form)


def _write(request: Any, opened: Opened[Case], form: NewNoteForm) -> HttpResponse:
    words: dict[str, Any] = {name: form.cleaned_data[name] for name in ("type", "text")}
    if form.is_restricted:
        words["reader"] = Member.objects.get(pk=form.cleaned_data["reader"])
        actions.write_restricted_note(by=request.actor, opened=opened, **words)
    else:
        actions.write_note(by=request.actor, opened=opened, **words)
    return to("case", opened.record)


@gate("case.read", opens=Case)
@require_safe
def note(request: Any, opened: Opened[Case], note: UUID) -> HttpResponse:
    """A note with all its versions and what changed between them."""
    found = get_object_or_404(Note.objects.select_related("author"), pk=note, case=opened.record)
    request.shown["notes"] = [str(found.pk)]
    page = read(request, opened)
    versions = read_versions(opened, found.pk, page)
    return show(request, opened, "note", tab="notes", page=page, note=found, versions=versions)


@gate("case.write", opens=Case)
@WRITES
def amend(request: Any, opened: Opened[Case], note: UUID) -> HttpResponse:
    """Write a newer version of a note."""
    found = get_object_or_404(Note, pk=note, case=opened.record)
    request.shown["notes"] = [str(found.pk)]
    return _amend(request, opened, opened, found)


@gate("case.read", opens=RestrictedNote, locator="pk")
@require_safe
def restricted_note(request: Any, opened: Opened[RestrictedNote]) -> HttpResponse:
    """A restricted note with all its versions."""
    case = _case_of(request, opened)
    page = read(request, case)
    versions = read_versions(opened, opened.record.pk, page)
    shown = {"note": opened.record, "versions": versions, "restricted": True}
    return show(request, case, "note", tab="notes", page=page, **shown)


@gate("case.write", opens=RestrictedNote, locator="pk")
@WRITES
def amend_restricted(request: Any, opened: Opened[RestrictedNote]) -> HttpResponse:
    """Write a newer version of a restricted note."""
    return _amend(request, _case_of(request, opened), opened, opened.record)


def _case_of(request: Any, opened: Opened[RestrictedNote]) -> Opened[Case]:
    """The case around a restricted note: who no longer holds it does not read the note either."""
    case = open_for(request.actor, Case, pk=opened.record.case_id)
    if case is None:
        raise Http404
    request.shown["case"] = str(case.record.pk)  # its identity stands around the note
    return case


def _amend(request: Any, case: Opened[Case], opened: Opened[Any], note: Any) -> HttpResponse:
    """Show the form, or write; whoever comes second sees both texts and keeps their own."""
    form = AmendForm(request.POST) if request.method == "POST" else amending(opened, note)
    shown: dict[str, Any] = {"note": note, "restricted": isinstance(note, RestrictedNote)}
    try:
        done = attempt(form, lambda: redirect(_save(request, opened, note, form)))
    except Overtaken as newer:
        done, theirs = None, newest(opened, note.pk, newer.version)
        form = _rebound(request, newer.version)
        parts = differences(theirs.text, form.cleaned_data["text"])
        shown |= {"theirs": theirs, "parts": parts}
    return done or show(request, case, "amend_note", tab="notes", form=form, **shown)


def _rebound(request: Any, version: int) -> AmendForm:
    """What was typed, now made from the newest version."""
    form = AmendForm({**request.POST.dict(), "version": version})
    form.is_valid()
    return form


def _save(request: Any, opened: Opened[Any], note: Any, form: AmendForm) -> str:
    if isinstance(note, RestrictedNote):
        actions.amend_restricted_note(by=request.actor, opened=opened, **form.cleaned_data)
        return restricted_url(note.pk)
    actions.amend_note(by=request.actor, opened=opened, note=note, **form.cleaned_data)
    return note_url(opened.record.code, note.pk)
