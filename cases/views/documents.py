"""Documents: the list, keeping one, its pictures, its copies, its versions and its name."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.errors import NotNow
from accounts.gate import gate
from accounts.keeping import wants_json
from cases.actions import documents as actions
from cases.actions.conflicts import Overtaken
from cases.forms.documents import AddForm, NameForm, RenewForm
from cases.models import Case, SealedFile
from cases.sealed_files.papers import FileFacts
from cases.sealed_files.pictures import NotDrawn, draw
from cases.sealed_files.reading import (
    Version,
    facts_of_version,
    fill,
    leaving_copy,
    list_documents,
    missing,
    read_versions,
    whole,
    words_of,
)
from cases.views.pages import after_of, attempt, read, show, to
from vault.compartments import Opened
from vault.suites import SealError

WRITES = require_http_methods(["GET", "HEAD", "POST"])
TAB = "documents"


@gate("case.read", opens=Case)
@require_safe
def documents(request: Any, opened: Opened[Case]) -> HttpResponse:
    """The documents, fifty a page, newest first."""
    listed = list_documents(opened.record, after_of(request))
    page = read(request, opened, listed.places)
    request.shown["documents"] = listed.shown
    shown = {"entries": fill(listed, page), "older": listed.older, "form": AddForm()}
    return show(request, opened, "documents", tab=TAB, page=page, **shown)


@gate("case.write", opens=Case)
@WRITES
def add(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Keep documents: each as soon as it is there, so that one bad file stops no other."""
    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()
    done = attempt(form, lambda: _keep(request, opened, form))
    return done or _again(request, opened, form, "add_document")


def _keep(request: Any, opened: Opened[Case], form: AddForm) -> HttpResponse:
    words = form.words()
    for upload in form.cleaned_data["documents"]:
        if not upload.is_kept:  # the gate asks again after a new key
            facts = actions.facts_of(by=request.actor, blob=upload.blob, name=upload.name)
            actions.add_document(by=request.actor, opened=opened, words=words, facts=facts)
            upload.keep()
    return _done(request, to("documents", opened.record))


def _done(request: Any, page: HttpResponse) -> HttpResponse:
    return JsonResponse({"ok": True}, status=201) if wants_json(request) else page


def _again(
    request: Any, opened: Opened[Case], form: Any, template: str, **shown: Any
) -> HttpResponse:
    """The form with what is wrong; the page's script gets the sentences alone."""
    if form.is_bound and wants_json(request):
        sentences = [sentence for errors in form.errors.values() for sentence in errors]
        return JsonResponse({"ok": False, "message": " ".join(sentences)}, status=422)
    return show(request, opened, template, tab=TAB, form=form, **shown)


def _found(request: Any, opened: Opened[Case], document: UUID) -> SealedFile:
    found = get_object_or_404(SealedFile, pk=document, case=opened.record)
    request.shown["documents"] = [str(found.pk)]
    return found


@gate("case.read", opens=Case)
@require_safe
def document(request: Any, opened: Opened[Case], document: UUID) -> HttpResponse:
    """A document: its page drawn here, where it can be, and everything known about it."""
    found = _found(request, opened, document)
    page = read(request, opened)
    versions = read_versions(opened, found, page)
    version = _asked(request, "version", versions)
    request.shown["version"] = version.number
    shown = {"document": found, "words": words_of(opened, found), "versions": versions}
    drawn = {"version": version, "missing": missing([version]), **_pages(request, version)}
    return show(request, opened, "document", tab=TAB, page=page, **shown, **drawn)


def _number(request: Any, name: str, otherwise: int) -> int:
    try:
        return int(request.GET.get(name, otherwise))
    except ValueError:
        return otherwise


def _asked(request: Any, name: str, versions: list[Version]) -> Version:
    """The version the address names, or the newest."""
    number = _number(request, name, 0)
    return next((one for one in versions if one.number == number), versions[0])


def _pages(request: Any, version: Version) -> dict[str, int | None]:
    """Which page is shown, and which stand beside it."""
    last = version.facts.drawn_pages
    now = min(max(_number(request, "page", 1), 1), max(last, 1))
    before, after = now - 1 or None, now + 1 if now < last else None
    return {"now": now, "last": last, "before": before, "after": after}


def _facts(request: Any, opened: Opened[Case], document: UUID, version: int) -> FileFacts:
    """The facts of one version, for a look at its file.

    :raises Http404: also for a version that never was, or whose file is lost
    """
    found = _found(request, opened, document)
    request.shown["version"] = version
    try:
        facts = facts_of_version(opened, found, version)
    except SealError:
        raise Http404 from None
    if not facts.sealed_file.is_there:
        raise Http404
    return facts


@gate("case.read", opens=Case)
@require_safe
def picture(
    request: Any, opened: Opened[Case], document: UUID, version: int, page: int
) -> HttpResponse:
    """One page as a picture; where there is none, a picture of the reason."""
    facts = _facts(request, opened, document, version)
    if not 1 <= page <= facts.drawn_pages:
        raise Http404
    request.shown["page"] = page
    try:
        drawn = draw(whole(facts), page=page - 1)
    except NotDrawn as why:
        shown = {"sentence": str(why)}
        return render(request, "cases/not_drawn.svg", shown, content_type="image/svg+xml")
    return HttpResponse(drawn.jpeg(), content_type="image/jpeg")


@gate("case.read", opens=Case)
@require_safe
def original(request: Any, opened: Opened[Case], document: UUID, version: int) -> Any:
    """The original, byte for byte, opened while it is sent; no browser is told to show it."""
    facts = _facts(request, opened, document, version)
    request.shown["copy"] = "original"
    response = StreamingHttpResponse(facts.sealed_file.pieces())
    _as_download(response, facts.name)
    response["Content-Length"] = str(facts.size)
    return response


def _as_download(response: HttpResponseBase, name: str) -> None:
    response["Content-Type"] = "application/octet-stream"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"


@gate("case.read", opens=Case)
@require_safe
def copy(request: Any, opened: Opened[Case], document: UUID, version: int) -> HttpResponse:
    """A copy that may leave: what can be seen, without anything hidden in the file."""
    _facts(request, opened, document, version)
    found = _found(request, opened, document)
    request.shown["copy"] = "clean"
    try:
        name, content = leaving_copy(opened, found, version)
    except NotDrawn as why:
        return show(request, opened, "no_copy", tab=TAB, document=found, sentence=str(why))
    response = HttpResponse(content)
    _as_download(response, name)
    return response


@gate("case.write", opens=Case)
@WRITES
def renew(request: Any, opened: Opened[Case], document: UUID) -> HttpResponse:
    """Keep a newer file of a document."""
    found = _found(request, opened, document)
    form = RenewForm(initial={"version": found.version})
    if request.method == "POST":
        form = RenewForm(request.POST, request.FILES)
    done = attempt(form, lambda: _renew(request, opened, found, form))
    words = words_of(opened, found)
    return done or _again(request, opened, form, "renew_document", document=found, words=words)


def _renew(request: Any, opened: Opened[Case], found: SealedFile, form: RenewForm) -> HttpResponse:
    upload, by = form.cleaned_data["documents"], request.actor
    facts = actions.facts_of(by=by, blob=upload.blob, name=upload.name)
    version = form.cleaned_data["version"]
    try:
        actions.add_version(by=by, opened=opened, file=found, version=version, facts=facts)
    except Overtaken as newer:
        form.data = {**request.POST.dict(), "version": newer.version}
        raise NotNow(
            _("Somebody added version %(number)s meanwhile. Look at it, then send yours again.")
            % {"number": newer.version}
        ) from None
    upload.keep()
    return _done(request, to("document", opened.record, document=found.pk))


@gate("case.write", opens=Case)
@WRITES
def rename(request: Any, opened: Opened[Case], document: UUID) -> HttpResponse:
    """Call a document something else."""
    found = _found(request, opened, document)
    form = NameForm(request.POST) if request.method == "POST" else _naming(opened, found)
    done = attempt(form, lambda: _rename(request, opened, found, form))
    if done:
        return done
    found.refresh_from_db()
    shown = {"document": found, "words": words_of(opened, found)}
    return show(request, opened, "name_document", tab=TAB, form=form, **shown)


def _naming(opened: Opened[Case], found: SealedFile) -> NameForm:
    words = words_of(opened, found)
    first = {"title": words.title, "kind": words.kind, "note": words.note}
    return NameForm(initial={**first, "version": found.words_version})


def _rename(request: Any, opened: Opened[Case], found: SealedFile, form: NameForm) -> HttpResponse:
    version, words = form.cleaned_data["version"], form.words()
    try:
        actions.name_document(
            by=request.actor, opened=opened, file=found, version=version, words=words
        )
    except Overtaken as newer:
        form.data = {**request.POST.dict(), "version": newer.version}
        raise NotNow(
            _("Somebody else changed these words meanwhile. Theirs stand above yours.")
        ) from None
    return to("document", opened.record, document=found.pk)
