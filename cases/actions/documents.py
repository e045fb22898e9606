"""Documents: kept, named, and followed by newer versions. The original is never changed."""

from dataclasses import asdict, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, blobs
from accounts.actions.errors import NotNow
from accounts.blobs import Blob
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import next_number, settle
from cases.models import Case, SealedBlob, SealedFile, SharedBlob
from cases.sealed_files.danger import look_through
from cases.sealed_files.papers import NAME_LIMIT, TITLE_LIMIT, FileFacts, FileWords
from vault.compartments import Opened

ABANDONED_AFTER = timedelta(days=1)


def facts_of(*, by: Actor, blob: Blob, name: str) -> FileFacts:
    """Tell what a file that just arrived is. It takes a while, so it is done before any lock."""
    found, at = look_through(blob), _now()
    return FileFacts.of(blob, name=name[-NAME_LIMIT:], at=at, by=str(by.pk), **asdict(found))


def _now() -> str:
    return timezone.now().isoformat(timespec="seconds")


def _lock_for_documents(opened: Opened[Case]) -> Case:
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes no document."))
    return case


@transaction.atomic
def add_document(
    *, by: Actor, opened: Opened[Case], words: FileWords, facts: FileFacts
) -> SealedFile:
    """Keep a document in a case; whoever holds the case opens it.

    :param facts: of the arrived file (:func:`facts_of`)
    :raises NotNow: when the case is closed or declined, or the title too long
    """
    case, today = _lock_for_documents(opened), timezone.localdate()
    file = SealedFile(case=case, number=next_number(case), author=by.member, on=today)
    file.save(force_insert=True)
    opened.write("file.words", file.pk, 1, _dumped(by, words, facts.name))
    _add_version(opened, file, facts)
    settle(case, today=today)
    audit.record("document.add", actor=by.pk, about=case, document=str(file.pk))
    return file


def _dumped(by: Actor, words: FileWords, otherwise: str) -> bytes:
    title = words.title.strip() or otherwise
    if len(title) > TITLE_LIMIT:
        raise NotNow(_("A title has at most 200 characters."))
    return replace(words, title=title, at=_now(), by=str(by.pk)).dump()


def _add_version(opened: Opened[Case], file: SealedFile, facts: FileFacts) -> None:
    SealedBlob(id=facts.sealed_file.name, file=file, version=file.version).save(force_insert=True)
    opened.write("file.facts", file.pk, file.version, facts.dump())


@transaction.atomic
def add_version(
    *, by: Actor, opened: Opened[Case], file: SealedFile, version: int, facts: FileFacts
) -> SealedFile:
    """Keep a newer file of a document; earlier ones stay as they are.

    :param version: the version it follows
    :raises Overtaken: when somebody added one meanwhile
    :raises NotNow: when the case is closed or declined
    """
    case = _lock_for_documents(opened)
    now = SealedFile.objects.get(pk=file.pk, case=case)
    if now.version != version:
        raise Overtaken(now.version)
    now.version = version + 1
    now.save(update_fields=["version"])
    _add_version(opened, now, facts)
    settle(case, today=timezone.localdate())
    audit.record(
        "document.renew", actor=by.pk, about=case, document=str(now.pk), version=now.version
    )
    return now


@transaction.atomic
def name_document(
    *, by: Actor, opened: Opened[Case], file: SealedFile, version: int, words: FileWords
) -> SealedFile:
    """Call a document something else; what it was called before stays readable.

    :param version: the version of the words this was made from
    :raises Overtaken: when somebody renamed it meanwhile
    :raises NotNow: when the case is closed or declined, or the title missing or too long
    """
    case = _lock_for_documents(opened)
    now = SealedFile.objects.get(pk=file.pk, case=case)
    if now.words_version != version:
        raise Overtaken(now.words_version)
    if not words.title.strip():
        raise NotNow(_("Write what the document is called."))
    now.words_version = version + 1
    now.save(update_fields=["words_version"])
    opened.write("file.words", now.pk, now.words_version, _dumped(by, words, ""))
    settle(case, today=timezone.localdate())
    audit.record("document.name", actor=by.pk, about=case, document=str(now.pk))
    return now


def _named(part: list[UUID]) -> set[UUID]:
    """Those of these files that a row names."""
    kept = SealedBlob.objects.filter(pk__in=part).values_list("pk", flat=True)
    sent = SharedBlob.objects.filter(pk__in=part).values_list("pk", flat=True)
    return {*kept, *sent}


def discard_abandoned_files() -> int:
    """Delete files in the media folder that arrived more than a day ago and that no row names.

    They are what a server that was killed in the middle of an upload leaves behind: noise, since
    their key was never kept.

    :returns: how many
    """
    old = list(blobs.older_than(timezone.now() - ABANDONED_AFTER))
    gone = 0
    for at in range(0, len(old), 500):
        part = old[at : at + 500]
        for name in set(part) - _named(part):
            blobs.discard(name)
            gone += 1
    return gone
