"""Opening a case with 50 notes of 2 KB, beside its template filled with the same plaintext."""

import re
from collections.abc import Iterator

from django.db import connection

from cases.models import Case
from tests.bench.figures import Figure, Target, figure
from tests.bench.names import words
from tests.bench.scene import NOTES, Scene
from tests.bench.serving import YARDSTICK
from tests.bench.thick import NOTE_BYTES
from tests.bench.timing import in_turns

NAMES = ("open_case",)
NEEDS_CASES = True
_TABLE = "CREATE TABLE bench_plain (page {uuid}, id integer, body text, PRIMARY KEY (page, id))"


def measure(scene: Scene) -> Iterator[Figure]:
    """Signed in, over HTTP, the audit row included."""
    case = scene.thick[0]
    fill_plain(case)
    path = f"/cases/{case.code}/"
    ours = scene.browser("mina")
    bare = scene.browser("mina", scene.port("yardstick", application=YARDSTICK))
    bare_path = f"/yardstick/case/{case.pk}{path}"
    require_same(ours.get(path), bare.get(bare_path))
    steps = (lambda: ours.get(path), lambda: bare.get(bare_path))
    mine, least = in_turns(steps, scene.scaled(300), warm_up=20)
    yield figure(
        "open_case",
        mine.median,
        "ms",
        limit=least.median,
        target=Target("ratio", 2.0),
        database=scene.database,
        worst=mine.worst,
    )


def fill_plain(case: Case) -> None:
    """The same notes as plaintext rows, in a table of the bench's own."""
    uuid = "uuid" if connection.vendor == "postgresql" else "char(32)"
    pk = case.pk if connection.vendor == "postgresql" else case.pk.hex
    rows = [(pk, number, words(number, NOTE_BYTES)) for number in range(NOTES)]
    with connection.cursor() as cursor:
        cursor.execute(_TABLE.format(uuid=uuid))
        cursor.executemany("INSERT INTO bench_plain VALUES (%s, %s, %s)", rows)
    connection.close()


_OWN = re.compile(rb'(csrfmiddlewaretoken" value="[^"]*|data-vault-seconds="\d+|\d\d:\d\d)')


def require_same(ours: bytes, bare: bytes) -> None:
    """Refuses a yardstick that shows something else.

    :raises AssertionError: when the two pages differ by more than tokens and clocks
    """
    mine, other = (_OWN.sub(b"", page).split() for page in (ours, bare))
    differing = sum(one != two for one, two in zip(mine, other, strict=False))
    assert len(mine) == len(other), (len(mine), len(other))
    assert differing < 10, differing
    assert len(ours) > NOTES * NOTE_BYTES
