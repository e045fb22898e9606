"""Sealing and opening notes of 2 KB, beside bare calls of AES-256-GCM."""

import os
from collections.abc import Iterator
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.bench.figures import Figure, Target, figure
from tests.bench.scene import Scene
from tests.bench.timing import in_turns
from vault.binding import place
from vault.symmetric import RecordKey, new_key

NAMES = ("seal_notes", "open_notes")
NEEDS_CASES = False
_TARGET = Target("ratio", 0.40, at_least=True)
_AT_ONCE = 2000


def measure(scene: Scene) -> Iterator[Figure]:
    """How many notes a second; the limit calls the cipher alone, nonces and places at hand."""
    raw, case, row = new_key(), uuid4(), uuid4()
    key, bare, text = RecordKey(raw, case, 1), AESGCM(raw), os.urandom(2048)
    nonce, bound = os.urandom(12), place("note.body", row, case, 1, 1)
    sealed, shut = key.seal_field("note.body", row, 1, text), bare.encrypt(nonce, text, bound)
    steps = (
        lambda: [key.seal_field("note.body", row, 1, text) for _ in range(_AT_ONCE)],
        lambda: [bare.encrypt(nonce, text, bound) for _ in range(_AT_ONCE)],
        lambda: [key.open_field("note.body", row, 1, sealed) for _ in range(_AT_ONCE)],
        lambda: [bare.decrypt(nonce, shut, bound) for _ in range(_AT_ONCE)],
    )
    taken = [_AT_ONCE / times.median * 1000 for times in in_turns(steps, scene.scaled(60))]
    for name, value, limit in zip(NAMES, taken[::2], taken[1::2], strict=True):
        yield figure(name, value, "notes/s", limit=limit, target=_TARGET, database=scene.database)
