"""Documents at the browser: what arrives, what is shown, what leaves, and what strangers get."""

import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts import blobs, uploads
from accounts.models import AuditRow
from cases.actions.documents import add_document, facts_of
from cases.models import Case, SealedBlob, SealedFile
from cases.sealed_files.papers import FileFacts, FileWords
from cases.sealed_files.reading import PAGE, leaving_copy
from tests.cases.folders import a_case
from tests.cases.sealed_files.papers import CANARY, archive, jpeg, pdf
from tests.world import Person, World
from vault.compartments import Opened
from vault.suites import SealError

TEXT = CANARY.encode() * 500


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A media folder of the test's own; temporary files would end up in the same place."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def where(name: str, case: Case, **named: Any) -> str:
    return reverse(f"cases:{name}", kwargs={"code": case.code, **named})


def send(person: Person, case: Case, *contents: bytes, name: str = "scan.txt", **more: Any) -> Any:
    chosen = [SimpleUploadedFile(name, content) for content in contents]
    headers = more.pop("headers", {})
    form = {"documents": chosen, "kind": "identity", "title": "Canarytitle", **more}
    return person.client.post(where("add_document", case), form, secure=True, headers=headers)


def kept(person: Person, opened: Opened[Case], content: bytes, name: str = "scan") -> SealedFile:
    found = facts_of(by=person.actor, blob=blobs.arrived([content]), name=name)
    return add_document(
        by=person.actor, opened=opened, words=FileWords(title="Canarytitle"), facts=found
    )


def get(person: Person, name: str, case: Case, **named: Any) -> Any:
    return person.client.get(where(name, case, **named), secure=True)


def last_row() -> AuditRow:
    return AuditRow.objects.latest("sequence")


def test_a_file_arrives_sealed_and_comes_back_whole(world: World, media: Path) -> None:
    opened = a_case(world)
    content = TEXT * 600  # 3 MB: more than Django would keep in memory
    answer = send(world.mina, opened.record, content)
    assert answer.url == where("documents", opened.record)
    [path] = files(media)
    assert CANARY.encode() not in path.read_bytes()
    file = SealedFile.objects.get()
    answer = get(world.rana, "document_original", opened.record, document=file.pk, version=1)
    assert b"".join(answer.streaming_content) == content
    assert int(answer["Content-Length"]) == len(content)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="scan.txt"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    row = last_row()
    assert (row.act, row.object, row.refused) == ("case.read", str(opened.record.pk), False)
    assert row.details == {"documents": [str(file.pk)], "version": 1, "copy": "original"}


def test_several_at_once_are_called_by_their_names(world: World) -> None:
    opened = a_case(world)
    send(world.mina, opened.record, b"one", b"two", b"three", title="One title")
    page = get(world.dara, "documents", opened.record).content.decode()
    assert SealedFile.objects.count() == 3
    assert page.count("scan.txt") == 3
    assert "One title" not in page


def test_the_pages_script_gets_words_and_not_a_page(world: World, media: Path) -> None:
    opened = a_case(world)
    json = {"Accept": "application/json"}
    answer = send(world.mina, opened.record, b"one", headers=json)
    assert (answer.status_code, answer.json()) == (201, {"ok": True})
    answer = send(world.mina, opened.record, b"", headers=json)
    assert answer.status_code == 422
    assert "scan.txt" in answer.json()["message"]
    answer = send(world.mina, opened.record, headers=json)
    assert answer.status_code == 422
    assert len(files(media)) == 1


def test_a_form_without_a_file_keeps_what_was_typed(world: World) -> None:
    opened = a_case(world)
    page = send(world.mina, opened.record).content.decode()
    assert "Choose a file." in page
    assert 'value="Canarytitle"' in page
    assert '<option value="identity" selected>' in page


def test_one_bad_file_among_others_is_named(world: World, media: Path) -> None:
    opened = a_case(world)
    page = send(world.mina, opened.record, b"good", b"", name="<b>me.txt").content.decode()
    assert "“&lt;b&gt;me.txt” is empty." in page
    assert files(media) == []
    assert not SealedFile.objects.exists()


def test_a_file_that_is_too_large_leaves_nothing(
    world: World, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_SEALED_BYTES", 100_000)
    opened = a_case(world)
    page = send(world.mina, opened.record, bytes(100_001), bytes(100_000)).content.decode()
    assert (
        page.count("“scan.txt” is larger than 100 MB") == 2
    )  # in the summary and beside the field
    assert files(media) == []
    assert send(world.mina, opened.record, bytes(100_000)).status_code == 302


def test_a_form_of_far_too_many_files_is_not_read(
    world: World, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_SEALED_AT_ONCE", 100_000)
    monkeypatch.setattr(uploads, "_BESIDE", 0)
    opened = a_case(world)
    page = send(world.mina, opened.record, bytes(60_000), bytes(60_000)).content.decode()
    assert "Choose a file." in page
    assert files(media) == []


@pytest.mark.parametrize("who", ["stranger", "sara", "vida", "adam", "locked"])
def test_who_may_not_leaves_nothing_behind(world: World, media: Path, who: str) -> None:
    opened = a_case(world)
    person = world.mina if who in {"stranger", "locked"} else world.people[who]
    if who == "stranger":
        person.client = Client()
    elif who == "locked":
        person.sign_in(unlocked=False)
    answer = send(person, opened.record, TEXT)
    assert answer.status_code in {200, 404}
    assert CANARY.encode() not in answer.content
    assert files(media) == []
    assert not SealedFile.objects.exists()


def test_a_document_field_sent_anywhere_else_is_gone_with_the_request(
    world: World, media: Path
) -> None:
    form = {"documents": SimpleUploadedFile("x", TEXT)}
    world.mina.client.post(reverse("accounts:account"), form, secure=True)
    assert files(media) == []


def test_a_closed_case_takes_nothing_and_still_shows(world: World, media: Path) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, TEXT)
    Case.objects.filter(pk=opened.record.pk).update(state=Case.State.CLOSED)
    assert "takes no document" in send(world.mina, opened.record, b"more").content.decode()
    assert len(files(media)) == 1
    page = get(world.mina, "documents", opened.record).content.decode()
    assert "Canarytitle" in page
    assert "Seal and keep" not in page
    assert get(world.mina, "document", opened.record, document=file.pk).status_code == 200


def test_a_new_key_on_the_way_loses_no_file_and_keeps_none_twice(world: World) -> None:
    opened = a_case(world)
    Case.objects.filter(pk=opened.record.pk).update(rotation_due=True)
    send(world.mina, opened.record, b"one", b"two")
    assert SealedFile.objects.count() == SealedBlob.objects.count() == 2
    assert Case.objects.get(pk=opened.record.pk).epoch > opened.key.epoch
    assert "scan.txt" in get(world.rana, "documents", opened.record).content.decode()


NAMED = (
    ("document", {}),
    ("document_original", {"version": 1}),
    ("document_copy", {"version": 1}),
    ("document_picture", {"version": 1, "page": 1}),
    ("name_document", {}),
    ("renew_document", {}),
)


@pytest.mark.parametrize(("name", "more"), NAMED)
def test_a_document_is_found_in_its_own_case_alone(
    world: World, name: str, more: dict[str, int]
) -> None:
    """Also for somebody who holds both cases, and the attempt is written down."""
    mine, other = a_case(world), a_case(world)
    file = kept(world.mina, other, jpeg())
    assert get(world.mina, name, other.record, document=file.pk, **more).status_code == 200
    for pk in (file.pk, uuid4()):
        answer = get(world.mina, name, mine.record, document=pk, **more)
        assert answer.status_code == 404
        assert last_row().refused
    for person in (world.sara, world.vida, world.adam, world.aida):
        answer = get(person, name, other.record, document=file.pk, **more)
        assert answer.status_code == 404
        assert answer.content == person.client.get("/nowhere/", secure=True).content


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("document_original", {"version": 2}),
        ("document_copy", {"version": 0}),
        ("document_picture", {"version": 1, "page": 2}),
        ("document_picture", {"version": 1, "page": 0}),
        ("document_picture", {"version": 4_294_967_295, "page": 1}),
    ],
)
def test_what_never_was_is_not_there(world: World, name: str, more: dict[str, int]) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, jpeg())
    assert get(world.mina, name, opened.record, document=file.pk, **more).status_code == 404


def test_a_picture_is_drawn_and_every_look_written_down(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, jpeg((60, 40), turned=True))
    page = get(world.mina, "document", opened.record, document=file.pk)
    assert last_row().details == {"documents": [str(file.pk)], "version": 1}
    [source] = re.findall(r'<img class="document" src="([^"]+)"', page.content.decode())
    answer = world.mina.client.get(source, secure=True)
    assert answer["Content-Type"] == "image/jpeg"
    assert CANARY.encode() not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (40, 60)
    assert last_row().details == {"documents": [str(file.pk)], "version": 1, "page": 1}


def test_the_pages_of_a_pdf_follow_each_other(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, pdf(3))
    address = where("document", opened.record, document=file.pk)
    page = world.mina.client.get(address + "?page=2", secure=True).content.decode()
    assert "Page 2 of 3" in page
    assert "?version=1&amp;page=1" in page
    assert "?version=1&amp;page=3" in page
    assert "pictures/2/" in page
    for odd in ("?page=99", "?page=-1", "?page=x&version=y"):
        assert world.mina.client.get(address + odd, secure=True).status_code == 200


def test_the_copy_that_leaves_carries_nothing_hidden(world: World) -> None:
    opened = a_case(world)
    for content, ending, size in ((jpeg(), "jpg", (60, 40)), (pdf(2), "pdf", None)):
        assert CANARY.encode() in content
        file = kept(world.mina, opened, content, name=f"{CANARY}.{ending}")
        answer = get(world.mina, "document_copy", opened.record, document=file.pk, version=1)
        assert CANARY.encode() not in answer.content
        assert CANARY not in answer["Content-Disposition"]
        assert f'filename="document.{ending}"' in answer["Content-Disposition"]
        assert last_row().details["copy"] == "clean"
        assert leaving_copy(opened, file)[0] == f"document.{ending}"
        if size:
            copy = Image.open(BytesIO(answer.content))
            assert copy.size == size
            assert not copy.getexif()
            assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_no_copy_is_made_of_what_could_hide_something(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, archive(word__document_xml=b"<w/>"))
    page = get(world.mina, "document_copy", opened.record, document=file.pk, version=1)
    assert "No copy could be made" in page.content.decode()


def test_what_could_act_is_only_downloaded_and_says_so(world: World) -> None:
    opened = a_case(world)
    content = b"<html><script>alert(1)</script></html>"
    file = kept(world.mina, opened, content, name="letter.jpg")
    page = get(world.mina, "document", opened.record, document=file.pk).content.decode()
    assert "Open it with care" in page
    assert "<img" not in page
    assert "alert(1)" not in page
    answer = get(world.mina, "document_original", opened.record, document=file.pk, version=1)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    listed = get(world.mina, "documents", opened.record).content.decode()
    assert "open with care" in listed


@pytest.mark.parametrize(
    "name", ['a"b.txt', "a\r\nSet-Cookie: x=y", "../../etc/passwd", "شناسنامه.pdf", "a;b.exe", ""]
)
def test_a_hostile_name_stays_a_name(world: World, name: str) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, TEXT, name=name)
    answer = get(world.mina, "document_original", opened.record, document=file.pk, version=1)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Set-Cookie" not in answer.headers
    assert get(world.mina, "document", opened.record, document=file.pk).status_code == 200


def facts(opened: Opened[Case], file: SealedFile) -> FileFacts:
    return FileFacts.load(opened.read("file.facts", file.pk, 1))


def test_a_file_that_is_lost_says_so(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, jpeg())
    blobs.discard(facts(opened, file).sealed_file.name)
    page = get(world.mina, "document", opened.record, document=file.pk).content.decode()
    assert "not in the media folder any more" in page
    assert "<img" not in page
    for name, more in NAMED[1:4]:
        answer = get(world.mina, name, opened.record, document=file.pk, **more)
        assert answer.status_code == 404


def test_a_file_that_was_touched_is_not_opened(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, jpeg((400, 300)))
    path = blobs.path_of(facts(opened, file).sealed_file.name)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    answer = get(world.mina, "document_picture", opened.record, document=file.pk, version=1, page=1)
    assert "changed or damaged" in answer.content.decode()
    assert answer["Content-Type"] == "image/svg+xml"
    page = get(world.mina, "document_copy", opened.record, document=file.pk, version=1)
    assert "changed or damaged" in page.content.decode()
    answer = get(world.mina, "document_original", opened.record, document=file.pk, version=1)
    with pytest.raises(SealError):
        b"".join(answer.streaming_content)


def test_a_newer_version_is_shown_first_and_earlier_ones_stay(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, b"first")
    address = where("renew_document", opened.record, document=file.pk)
    form = {"documents": SimpleUploadedFile("second.txt", b"second"), "version": 1}
    answer = world.rana.client.post(address, form, secure=True)
    assert answer.url == where("document", opened.record, document=file.pk)
    page = world.mina.client.get(answer.url, secure=True).content.decode()
    assert "second.txt" in page
    assert "?version=1" in page
    for version, content in ((1, b"first"), (2, b"second")):
        got = get(world.mina, "document_original", opened.record, document=file.pk, version=version)
        assert b"".join(got.streaming_content) == content
    early = world.mina.client.get(answer.url + "?version=1", secure=True).content.decode()
    assert "an earlier one" in early


def test_whoever_is_second_with_a_version_is_told_and_can_send_again(
    world: World, media: Path
) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, b"first")
    address = where("renew_document", opened.record, document=file.pk)

    def sent(version: int, *contents: bytes) -> Any:
        chosen = [SimpleUploadedFile("x.txt", one) for one in contents]
        form = {"documents": chosen, "version": version}
        return world.mina.client.post(address, form, secure=True)

    assert "Choose one file" in sent(1, b"a", b"b").content.decode()
    assert sent(1, b"second").status_code == 302
    page = sent(1, b"third").content.decode()
    assert "version 2 meanwhile" in page
    assert 'name="version" value="2"' in page
    assert len(files(media)) == 2
    assert sent(2, b"third").status_code == 302


def test_two_who_rename_see_both_names(world: World) -> None:
    opened = a_case(world)
    file = kept(world.mina, opened, TEXT)
    address = where("name_document", opened.record, document=file.pk)
    page = world.mina.client.get(address, secure=True).content.decode()
    assert 'value="Canarytitle"' in page
    first = {"title": "Rana's", "kind": "family", "note": "original is at home", "version": 1}
    assert world.rana.client.post(address, first, secure=True).status_code == 302
    second = {"title": "Mina's", "kind": "health", "note": "", "version": 1}
    page = world.mina.client.post(address, second, secure=True).content.decode()
    assert "Rana&#x27;s" in page
    assert 'value="Mina&#x27;s"' in page
    assert 'name="version" value="2"' in page
    assert world.mina.client.post(address, second | {"version": 2}, secure=True).status_code == 302
    empty = {"title": "", "kind": "x", "version": 3}
    assert world.mina.client.post(address, empty, secure=True).status_code == 200


def test_the_list_asks_as_much_for_one_as_for_fifty(world: World) -> None:
    opened = a_case(world)
    counts = []
    for number in (1, PAGE - 1):
        for _ in range(number):
            kept(world.mina, opened, b"x")
        world.mina.client.get(where("documents", opened.record), secure=True)
        with CaptureQueriesContext(connection) as asked:
            page = get(world.mina, "documents", opened.record)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.content.decode().count("Canarytitle") == PAGE
    kept(world.mina, opened, b"one more")
    page = get(world.mina, "documents", opened.record).content.decode()
    [older] = re.findall(r'rel="next" href="([^"]+)"', page)
    shown = world.mina.client.get(older, secure=True).content.decode()
    assert shown.count("Canarytitle") == 1
    assert len(last_row().details["documents"]) == 1
