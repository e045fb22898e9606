"""Documents as they are kept: sealed at once, whole or not at all, and never opened elsewhere."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit, blobs
from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from accounts.rekeying import rekeyed
from cases.actions.assigning import give_access, take_access
from cases.actions.conflicts import Overtaken
from cases.actions.documents import (
    ABANDONED_AFTER,
    add_document,
    add_version,
    discard_abandoned_files,
    facts_of,
    name_document,
)
from cases.models import Case, CaseContent, SealedBlob, SealedFile
from cases.sealed_files.papers import FileFacts, FileWords
from tests.cases.folders import a_case, opened_by
from tests.cases.sealed_files.papers import jpeg
from tests.cases.together import at_once
from tests.world import Person, World
from vault.compartments import Opened, StaleKey
from vault.suites import SealError

CANARY = b"Canarybytes of a scan. " * 400


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: object) -> Path:
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return tmp_path / "media"


def facts(person: Person, content: bytes = CANARY, name: str = "Canaryname.txt") -> FileFacts:
    return facts_of(by=person.actor, blob=blobs.arrived([content]), name=name)


def kept(
    person: Person, opened: Opened[Case], content: bytes = CANARY, title: str = "Canarytitle"
) -> SealedFile:
    words = FileWords(title=title)
    found = facts(person, content)
    return add_document(by=person.actor, opened=opened, words=words, facts=found)


def facts_in(opened: Opened[Case], file: SealedFile, version: int = 1) -> FileFacts:
    return FileFacts.load(opened.read("file.facts", file.pk, version))


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@given(st.binary(max_size=3 * blobs.PIECE), st.integers(1, 2 * blobs.PIECE))
def test_what_arrived_is_what_is_opened(content: bytes, step: int) -> None:
    pieces = [content[at : at + step] for at in range(0, len(content), step)]
    blob = blobs.arrived(pieces)
    try:
        assert blob.whole() == content
        assert blob.size == len(content)
        assert blob.head == content[: blobs.HEAD]
    finally:
        blobs.discard(blob.name)


def test_the_size_on_the_disk_is_padded_and_the_name_random(media: Path) -> None:
    sizes = set()
    for size in (1_000_000, 1_000_001, 1_010_000):
        path = blobs.path_of(blobs.arrived([bytes(size)]).name)
        sizes.add(path.stat().st_size)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.is_relative_to(media)
    assert len(sizes) == 1


@given(st.data())
def test_no_byte_may_change(data: st.DataObject) -> None:
    blob = blobs.arrived([CANARY])
    path = blobs.path_of(blob.name)
    sealed = bytearray(path.read_bytes())
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(sealed)
    with pytest.raises(SealError):
        blob.whole()
    path.unlink()


def test_a_file_cut_short_gives_no_last_piece() -> None:
    """Whoever streams it never sends the end, so the length that was promised is not reached."""
    content = os.urandom(5 * blobs.PIECE)
    blob = blobs.arrived([content])
    path = blobs.path_of(blob.name)
    path.write_bytes(path.read_bytes()[: -blobs.PIECE])
    sent = []
    with pytest.raises(SealError):
        sent.extend(blob.pieces())
    assert len(b"".join(sent)) < len(content)


def test_a_file_put_in_anothers_place_does_not_open() -> None:
    one, other = blobs.arrived([CANARY]), blobs.arrived([CANARY])
    blobs.path_of(one.name).write_bytes(blobs.path_of(other.name).read_bytes())
    with pytest.raises(SealError):
        one.whole()
    stolen = blobs.Blob(one.name, other.key, one.size)
    with pytest.raises(SealError):
        stolen.whole()


def test_what_nobody_ended_leaves_nothing(media: Path) -> None:
    arriving = blobs.Arriving()
    arriving.write(CANARY)
    del arriving
    assert everything(media) == b""


def test_a_document_is_opened_by_everybody_who_holds_the_case(world: World, media: Path) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened)
    for person in (world.mina, world.rana, world.dara):
        found = facts_in(opened_by(person, opened.record), file)
        assert found.sealed_file.whole() == CANARY
        assert (found.name, found.type) == ("Canaryname.txt", "text")
    assert CANARY[:20] not in everything(media)
    assert AuditRow.objects.get(act="document.add").details == {"document": str(file.pk)}


def test_a_new_key_of_the_case_leaves_the_files_as_they_are(world: World, media: Path) -> None:
    """And who lost access opens neither the old facts nor what comes."""
    opened = a_case(world)
    give_access(by=world.rana.actor, opened=opened, to=world.omid.member)
    file = kept(world.mina, opened)
    before, before_rows = everything(media), list(sealed_rows(opened.record, file))
    theirs = opened_by(world.omid, opened.record)
    take_access(by=world.rana.actor, opened=opened, member=world.omid.member)
    fresh = rekeyed(opened_by(world.rana, opened.record), by=world.rana.actor.pk)
    assert fresh.key.epoch > opened.key.epoch
    assert facts_in(fresh, file).sealed_file.whole() == CANARY
    assert everything(media) == before
    assert set(before_rows).isdisjoint(sealed_rows(opened.record, file))
    with pytest.raises(SealError):
        facts_in(theirs, file)


def sealed_rows(case: Case, file: SealedFile) -> list[bytes]:
    rows = CaseContent.objects.filter(compartment=case, row=file.pk)
    return [bytes(one) for one in rows.values_list("sealed", flat=True)]


def test_facts_of_one_document_do_not_open_as_anothers(world: World) -> None:
    """A writer to the database cannot show one person's paper in another one's place."""
    opened, other = a_case(world), a_case(world)
    one, two = kept(world.mina, opened), kept(world.mina, opened)
    three = kept(world.mina, other)
    stolen = CaseContent.objects.get(row=one.pk, field="file.facts").sealed
    for target, place in ((two, opened), (three, other)):
        CaseContent.objects.filter(row=target.pk, field="file.facts").update(sealed=stolen)
        with pytest.raises(SealError):
            facts_in(place, target)


def test_versions_and_names_stay(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened)
    newer = facts(world.rana, b"second")
    add_version(by=world.rana.actor, opened=opened, file=file, version=1, facts=newer)
    words = FileWords(title="Better")
    name_document(by=world.rana.actor, opened=opened, file=file, version=1, words=words)
    now = SealedFile.objects.get()
    assert (now.version, now.words_version) == (2, 2)
    assert [facts_in(opened, file, n).sealed_file.whole() for n in (1, 2)] == [CANARY, b"second"]
    titles = [FileWords.load(opened.read("file.words", file.pk, n)).title for n in (1, 2)]
    assert titles == ["Canarytitle", "Better"]


def test_the_second_of_two_is_told(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened)
    words = FileWords(title="x")
    for _ in range(2):
        if SealedFile.objects.get().version == 1:
            add_version(
                by=world.mina.actor, opened=opened, file=file, version=1, facts=facts(world.mina)
            )
            name_document(by=world.mina.actor, opened=opened, file=file, version=1, words=words)
            continue
        with pytest.raises(Overtaken):
            add_version(
                by=world.rana.actor, opened=opened, file=file, version=1, facts=facts(world.rana)
            )
        with pytest.raises(Overtaken):
            name_document(by=world.rana.actor, opened=opened, file=file, version=1, words=words)


def test_two_who_renew_at_once_make_one_version(shared_world: World) -> None:
    audit.head_file().unlink(missing_ok=True)
    world = shared_world
    opened = a_case(world)
    file = kept(world.mina, opened)
    found = {one: facts(getattr(world, one)) for one in ("mina", "rana")}

    def renew(name: str) -> None:
        person = getattr(world, name)
        theirs = opened_by(person, opened.record)
        add_version(by=person.actor, opened=theirs, file=file, version=1, facts=found[name])

    errors = at_once(lambda: renew("mina"), lambda: renew("rana"))
    assert sorted(type(one) for one in errors if one) == [Overtaken]
    assert SealedBlob.objects.filter(file=file).count() == 2


def test_a_closed_case_takes_no_document(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened)
    Case.objects.filter(pk=opened.record.pk).update(state=Case.State.CLOSED)
    with pytest.raises(NotNow):
        kept(world.mina, opened)
    with pytest.raises(NotNow):
        add_version(
            by=world.mina.actor, opened=opened, file=file, version=1, facts=facts(world.mina)
        )
    words = FileWords(title="x")
    with pytest.raises(NotNow):
        name_document(by=world.mina.actor, opened=opened, file=file, version=1, words=words)
    assert SealedFile.objects.count() == 1


def test_nothing_new_is_sealed_under_a_key_that_is_due(world: World) -> None:
    opened = a_case(world)
    Case.objects.filter(pk=opened.record.pk).update(rotation_due=True)
    with pytest.raises(StaleKey):
        kept(world.mina, opened)
    assert not SealedBlob.objects.exists()


def test_a_title_is_there_and_not_too_long(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, title="  ")
    assert FileWords.load(opened.read("file.words", file.pk, 1)).title == "Canaryname.txt"
    with pytest.raises(NotNow):
        kept(world.mina, opened, title="x" * 201)
    words = FileWords(title=" ")
    with pytest.raises(NotNow):
        name_document(by=world.mina.actor, opened=opened, file=file, version=1, words=words)


def test_a_failed_audit_keeps_no_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = a_case(world)

    def broken(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError):  # noqa: PT011
        kept(world.mina, opened)
    assert not SealedFile.objects.exists()


def test_left_over_files_go_after_a_day_and_kept_ones_stay(world: World, media: Path) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened)
    left, young = blobs.arrived([b"left"]), blobs.arrived([b"young"])
    old = (timezone.now() - ABANDONED_AFTER - timedelta(minutes=1)).timestamp()
    mine = facts_in(opened, file).sealed_file
    for name in (left.name, mine.name):
        os.utime(blobs.path_of(name), (old, old))
    (media / "ab").mkdir(exist_ok=True)
    (media / "ab" / "somebody's own note").write_bytes(b"")
    assert discard_abandoned_files() == 1
    assert not blobs.path_of(left.name).exists()
    assert mine.whole() == CANARY
    assert young.whole() == b"young"
    blobs.discard(uuid4())


def test_nothing_prints_what_it_holds(world: World) -> None:
    opened = a_case(world)
    found = facts_in(opened, kept(world.mina, opened, jpeg()))
    for one in (found, found.sealed_file, FileWords(title="Canary"), blobs.Arriving()):
        assert f"{one} {one!r}" == "[sealed] [sealed]"
