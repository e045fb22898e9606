"""A file on its way: through the real server, half sent, killed, and hung up on."""

import io
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts import blobs
from cases.actions.documents import ABANDONED_AFTER, discard_abandoned_files
from cases.jobs import clear_files
from cases.models import SealedFile
from config.bodies import STEP, whole_bodies
from tests.cases.folders import a_case
from tests.cases.sealed_files.papers import CANARY
from tests.server import Server
from tests.world import Person, World

EDGE = "homeward-test-edge"
LONG = CANARY.encode() * (8 << 17)  # 10 MB


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the server would write temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def form(content: bytes) -> bytes:
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n'
    fields = {"csrfmiddlewaretoken": "t" * 32, "kind": "other", "title": ""}
    parts = [head.format(name, "").encode() + value.encode() for name, value in fields.items()]
    parts.append(head.format("documents", '; filename="scan.txt"').encode() + content)
    return b"\r\n".join([*parts, f"--{EDGE}--\r\n".encode()])


def begin(server: Server, person: Person, code: str, body: bytes) -> HTTPConnection:
    """Begin to send a form; the caller sends the rest."""
    link = HTTPConnection("127.0.0.1", server.port, timeout=30)
    cookies = {name: morsel.value for name, morsel in person.client.cookies.items()}
    cookies[settings.CSRF_COOKIE_NAME] = "t" * 32
    link.putrequest("POST", f"/cases/{code}/documents/add/", skip_host=True)
    for name, value in (
        ("Host", "localhost"),
        ("Cookie", "; ".join(f"{key}={value}" for key, value in cookies.items())),
        ("Content-Type", f"multipart/form-data; boundary={EDGE}"),
        ("Content-Length", str(len(body))),
    ):
        link.putheader(name, value)
    link.endheaders()
    return link


def lying_about(*folders: Path) -> Iterator[Path]:
    """Files under these folders that hold the canary."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and CANARY.encode() in path.read_bytes():
                yield path


def arrived_so_far() -> list[Path]:
    return [path for path in blobs.folder().rglob("*") if path.is_file()]


def wait_for(sizes: int) -> None:
    for _ in range(200):
        if sum(path.stat().st_size for path in arrived_so_far()) >= sizes:
            return
        time.sleep(0.05)
    raise AssertionError("nothing arrived")


@pytest.fixture(autouse=True)
def empty_media() -> Iterator[None]:
    for path in arrived_so_far():  # what other tests kept
        path.unlink()
    yield
    for path in arrived_so_far():
        path.unlink()


def test_through_the_real_server(shared_world: World, temporary: Path) -> None:
    case, body = a_case(shared_world).record, form(LONG)
    with Server(workers=1) as server:
        link = begin(server, shared_world.mina, case.code, body)
        link.send(body)
        assert link.getresponse().status == 302
        link.close()
    assert list(lying_about(settings.DATA_DIR, temporary)) == []
    assert SealedFile.objects.count() == len(arrived_so_far()) == 1


def test_a_server_killed_half_way_leaves_noise_that_is_swept(
    shared_world: World, temporary: Path
) -> None:
    case, body = a_case(shared_world).record, form(LONG)
    with Server(workers=1) as server:
        link = begin(server, shared_world.mina, case.code, body)
        link.send(body[: len(body) // 2])
        wait_for(1 << 20)
        assert list(lying_about(settings.DATA_DIR, temporary)) == []
        server.kill()
        link.close()
    [left] = arrived_so_far()
    assert not SealedFile.objects.exists()
    assert discard_abandoned_files() == 0  # it may still be arriving
    old = (timezone.now() - ABANDONED_AFTER - timedelta(minutes=1)).timestamp()
    os.utime(left, (old, old))
    assert clear_files() is None
    assert arrived_so_far() == []


def test_who_hangs_up_leaves_nothing(shared_world: World) -> None:
    case, body = a_case(shared_world).record, form(LONG)
    with Server(workers=1) as server:
        link = begin(server, shared_world.mina, case.code, body)
        link.send(body[: len(body) // 2])
        wait_for(1 << 20)
        link.close()
        for _ in range(200):
            if not arrived_so_far():
                break
            server.get("/")
            time.sleep(0.05)
    assert not SealedFile.objects.exists()
    assert arrived_so_far() == []


@pytest.mark.parametrize("length", ["", "10", str(STEP - 1), str(STEP), str(3 * STEP + 5)])
def test_a_body_is_the_same_whole_bodies(length: str) -> None:
    content = os.urandom(int(length or 0))
    seen = []

    def application(environ: dict[str, object], start_response: object) -> list[bytes]:
        stream = environ["wsgi.input"]
        assert isinstance(stream, io.IOBase)
        while piece := stream.read(65_536):
            seen.append(piece)
        return []

    environ = {"CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(content)}
    whole_bodies(application)(environ, None)
    assert b"".join(seen) == content


@pytest.mark.parametrize("sent", [0, 1, STEP, STEP + 1])
def test_a_body_that_ends_too_early_is_no_body(sent: int) -> None:
    """Half a document would look whole."""

    def application(environ: dict[str, object], start_response: object) -> list[bytes]:
        stream = environ["wsgi.input"]
        assert isinstance(stream, io.IOBase)
        while stream.read(65_536):
            pass
        return []

    environ = {"CONTENT_LENGTH": str(sent + 1), "wsgi.input": io.BytesIO(bytes(sent))}
    with pytest.raises(ConnectionResetError):
        whole_bodies(application)(environ, None)
