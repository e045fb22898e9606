"""Uploads: never on a disk, never a stranger's, never too large; the text beside them stays."""

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.sessions import SessionStore
from accounts.uploads import MOST_BYTES
from tests.accounts.browsing import form_to
from tests.world import World

CANARY = b"canary-of-a-file" * 1000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a temporary file would be written."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def sent(size: int, member: str | None) -> tuple[int | None, bytes, str]:
    """What a view gets of an upload: its size, its bytes, and the text sent beside it."""
    file = SimpleUploadedFile("cases.csv", b"x" * size)
    request = RequestFactory().post("/", {"before": "typed", "file": file, "zafter": "too"})
    request.session = SessionStore()
    if member:
        request.session["member"] = member
    found = request.FILES.get("file")
    text = request.POST.get("before", "") + request.POST.get("zafter", "")
    return (found.size, found.read(), text) if found else (None, b"", text)


@pytest.mark.django_db
def test_a_members_file_stays_in_memory(folder: Path) -> None:
    size, data, text = sent(5 * 1024 * 1024, "someone")
    assert size == len(data) == 5 * 1024 * 1024
    assert text == "typedtoo"
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_a_strangers_file_is_passed_over_and_their_text_is_not(folder: Path) -> None:
    assert sent(5 * 1024 * 1024, None) == (None, b"", "typedtoo")
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_a_file_over_20_mb_says_its_size_and_holds_nothing() -> None:
    size, data, text = sent(MOST_BYTES + 1, "someone")
    assert size == MOST_BYTES + 1
    assert data == b""
    assert text == "typedtoo"


@pytest.mark.django_db
def test_a_request_far_too_long_is_not_read_to_its_end() -> None:
    size, _data, text = sent(MOST_BYTES + 6 * 1024 * 1024, "someone")
    assert size is None
    assert text == "typed"


@pytest.mark.django_db
def test_a_file_of_exactly_20_mb_is_whole() -> None:
    size, data, _text = sent(MOST_BYTES, "someone")
    assert size == len(data) == MOST_BYTES


def test_a_form_with_a_file_meets_an_ended_session(world: World, folder: Path) -> None:
    """The text waits in the page, the file does not."""
    target = reverse("accounts:account")
    file = SimpleUploadedFile("cases.csv", CANARY)
    page = Client().post(target, {"remark": "typed", "file": file})
    assert page.status_code == 200
    assert CANARY[:16] not in page.content
    assert "typed" in form_to(page, reverse("accounts:sign_in")).sent()["kept"][0]
    assert list(folder.iterdir()) == []
