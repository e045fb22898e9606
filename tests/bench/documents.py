"""A document of 50 MB sealed and opened through the browser's path, beside bare chunked sealing.

The path: the form is sent over HTTP, parsed, sealed, hashed and synced to the disk, kept in a case
with its audit row; then the original is asked for, opened and sent back. Beside it the same bytes
are sealed with the same chunked AEAD by nobody but itself, to the same disk, synced, read and opened.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from cases.models import SealedFile
from tests.bench.figures import Figure, Target, figure
from tests.bench.scene import Scene
from tests.bench.timing import in_turns
from vault import streams

NAMES = ("document",)
NEEDS_CASES = True
SIZE = 50 * 1024 * 1024
_JPEG = b"\xff\xd8\xff\xe0"


def measure(scene: Scene) -> Iterator[Figure]:
    """Signed in, over HTTP, both ways; the ratio is the share of the bare speed."""
    case, browser = scene.thick[0], scene.browser("mina")
    content = _JPEG + os.urandom(SIZE - len(_JPEG))
    bare = scene.house.folder / "bare"

    def ours() -> None:
        path = f"/cases/{case.code}/documents/"
        status, page = browser.upload(f"{path}add/", "documents", "scan", content, kind="other")
        assert status == 302, (status, page[-2000:])
        file = SealedFile.objects.filter(case=case).latest("number")
        assert browser.get(f"{path}{file.pk}/1/original/") == content

    steps = (ours, lambda: sealed_and_opened(bare, content))
    mine, least = in_turns(steps, scene.scaled(20), warm_up=2)
    yield figure(
        "document",
        2 * SIZE / mine.median / 1000,
        "MB/s",
        limit=2 * SIZE / least.median / 1000,
        target=Target("ratio", 0.5, at_least=True),
        database=scene.database,
        worst=mine.worst,
    )


def sealed_and_opened(path: Path, content: bytes) -> None:
    """Seals to the disk, syncs, reads and opens."""
    key, view = os.urandom(32), memoryview(content)
    pieces = (bytes(view[at : at + streams.CHUNK]) for at in range(0, len(view), streams.CHUNK))
    with path.open("wb", buffering=0) as file:
        for piece in streams.seal(pieces, key, b"bench"):
            file.write(piece)
        os.fsync(file.fileno())
    with path.open("rb", buffering=0) as file:
        blocks = iter(lambda: file.read(streams.CHUNK), b"")
        assert b"".join(streams.open(blocks, key, b"bench")) == content
