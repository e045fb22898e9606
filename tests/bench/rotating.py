"""A new key for a case of 10 000 notes, and how long others wait meanwhile."""

import time
from collections.abc import Iterator
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cases.models import Case, CaseContent
from tests.bench.figures import Figure, Target, figure
from tests.bench.pouring import pour
from tests.bench.readers import reading, waits_of
from tests.bench.scene import Scene
from tests.bench.thick import NOTE_BYTES, thick_case
from tests.bench.timing import Step, Times, timed
from vault.symmetric import new_key

NAMES = ("rotate", "rotate_wait")
NEEDS_CASES = True
NOTES = 10_000
_CONTENT = ("compartment_id", "field", "row", "version", "epoch", "sealed")


def measure(scene: Scene) -> Iterator[Figure]:
    """By writing the next note after somebody's key was taken; others read this case and others."""
    notes = scene.scaled(NOTES)
    case = thick_case(scene.people, scene.person("mina"), notes=notes, number=77)
    taken = Times([timed(lambda: rotate(scene, case)) for _ in range(5)])
    quiet = waits(scene, case, lambda: time.sleep(2))
    busy = [waits(scene, case, lambda: rotate(scene, case)) for _ in range(3)]
    yield figure(
        "rotate",
        taken.median,
        "ms",
        limit=least(notes),
        target=Target("value", 3000),
        database=scene.database,
        worst=taken.worst,
    )
    yield figure(
        "rotate_wait",
        max(one.worst for one in busy),
        "ms",
        limit=quiet.worst,
        target=Target("value", 200),
        database=scene.database,
    )


def waits(scene: Scene, case: Case, step: Step) -> Times:
    """How long two others waited for their pages while the step was done."""
    same = (scene.browser("rana"), [f"/cases/{case.code}/"])
    others = (scene.browser("mina"), [f"/cases/{one.code}/" for one in scene.thick])
    with reading([same, others]) as readers:
        step()
    return waits_of(readers)


def rotate(scene: Scene, case: Case) -> None:
    """Lets the key be due, then writes a note, which rotates it first."""
    Case.objects.filter(pk=case.pk).update(rotation_due=True)
    path = f"/cases/{case.code}/notes/write/"
    status, page = scene.browser("mina").post(path, type="call", text="Called again.")
    assert status == 302, (status, page[:500])
    assert not Case.objects.get(pk=case.pk).rotation_due


def least(notes: int) -> float:
    """Milliseconds to open, seal, insert and delete as many notes with nothing around it."""
    box, nonce, place = AESGCM(new_key()), bytes(12), bytes(60)
    text = bytes(NOTE_BYTES)
    case, sealed = Case.objects.exclude(contents=None)[0], box.encrypt(nonce, text, place)

    def rotated() -> None:
        rows = [
            (
                case.pk,
                "bench",
                uuid4(),
                1,
                9,
                box.encrypt(nonce, box.decrypt(nonce, sealed, place), place),
            )
            for _ in range(notes)
        ]
        pour(CaseContent, _CONTENT, rows)
        CaseContent.objects.filter(compartment=case, epoch=9).delete()

    return timed(rotated)
