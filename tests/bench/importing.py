"""An import of 5 000 rows, and how long eight readers wait meanwhile."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from accounts.recipients import recovery_key
from cases.models import Case, ImportRun
from tests.bench.browsers import Browser
from tests.bench.figures import Figure, Target, figure
from tests.bench.names import name_of, words
from tests.bench.readers import reading, waits_of
from tests.bench.scene import Scene
from tests.bench.timing import Step, Times, timed
from vault.hybrid import seal_to
from vault.symmetric import new_key

NAMES = ("import_rows", "import_wait")
NEEDS_CASES = True
ROWS, READERS = 5_000, 8
_QUIET_SECONDS = 5
_COLUMNS = {
    "full_name": "Full name",
    "aliases": "Other names",
    "phones": "Phone",
    "risk": "Risk",
    "state": "Status",
    "languages": "Language",
    "opened_on": "Opened",
    "assignee": "Caseworker",
    "note": "Note",
}
_RISKS = ("low", "medium", "high", "immediate")
_STATES = ("enquiry", "intake", "active")


def measure(scene: Scene) -> Iterator[Figure]:
    """By the pages a coordinator goes through, from the upload to the published cases."""
    rows = scene.scaled(ROWS)
    file = spreadsheet(rows)
    seconds = timed(lambda: imported(scene, file, rows)) / 1000
    yield figure(
        "import_rows",
        rows / seconds,
        "rows/s",
        limit=least(scene, min(rows, 1000)),
        target=Target("value", 250, at_least=True),
        database=scene.database,
    )
    quiet = waits(scene, lambda: time.sleep(_QUIET_SECONDS))
    busy = waits(scene, lambda: imported(scene, file, rows))
    yield figure(
        "import_wait",
        busy.worst,
        "ms",
        limit=quiet.worst,
        target=Target("value", 500),
        database=scene.database,
        worst=busy.worst,
    )


def spreadsheet(rows: int) -> bytes:
    """The organisation's file: names in two scripts, and a note of a few lines for each."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS.values())
    today = timezone.localdate()
    for number in range(rows):
        latin, persian = name_of(number)
        table.writerow(
            (
                f"{latin} {number}",
                persian,
                f"+49 30 555 {number:06d}",
                _RISKS[number % 4],
                _STATES[number % 3],
                "Persian",
                (today - timedelta(days=number % 300)).isoformat(),
                f"worker{number % 4 + 1}",
                words(number, 300),
            )
        )
    return text.getvalue().encode()


def imported(scene: Scene, file: bytes, rows: int) -> None:
    """Uploads, names the columns, checks, begins, goes on to the end.

    :raises AssertionError: when a page does not lead on, or a case is missing
    """
    rana = scene.browser("rana")
    path = followed(rana, rana.upload("/cases/import/", "file", "cases.csv", file))
    assert path.endswith("/columns/"), path
    path = followed(rana, rana.post(path, **plan(scene)))
    assert path.endswith("/check/"), path
    path = followed(rana, rana.post(path))
    run = ImportRun.objects.get(pk=path.strip("/").split("/")[-1])
    while run.state == ImportRun.State.STAGING:
        path = followed(rana, rana.post(path))
        run.refresh_from_db(fields=["state", "done"])
    assert run.state == ImportRun.State.PUBLISHED, run.state
    assert Case.objects.published().filter(import_run=run).count() == rows


def followed(browser: Browser, answer: tuple[int, bytes]) -> str:
    """Goes where the answer leads, as a browser does; gives the address."""
    status, page = answer
    assert status == 302, (status, page[:6000].decode())
    path = browser.location
    browser.get(path)
    return path


def plan(scene: Scene) -> dict[str, str]:
    """The form in which the columns are named."""
    soon = timezone.localdate() + timedelta(days=30)
    return {
        **{f"column_{at}": name for at, name in enumerate(_COLUMNS)},
        "order": "",
        "owner": str(scene.person("rana").member.pk),
        "second": str(scene.person("dara").member.pk),
        "consent_by": soon.isoformat(),
    }


def waits(scene: Scene, step: Step) -> Times:
    """How long readers wait for the pages of cases while a step is done."""
    readers = [(scene.browser("mina"), [f"/cases/{case.code}/"]) for case in scene.thick[:READERS]]
    with reading(readers) as busy:
        step()
    return waits_of(busy)


def least(scene: Scene, count: int) -> float:
    """Rows a second for whoever only seals four keys and four texts a row, and inserts rows."""
    publics = [scene.person(who).keyring.pair.public for who in ("rana", "dara", "worker1")]
    publics.append(recovery_key())
    nonce, text = bytes(12), bytes(400)

    def sealed() -> None:
        for _ in range(count):
            key = new_key()
            box = AESGCM(key)
            _keys = [seal_to(public, key, b"a place") for public in publics]
            _texts = [box.encrypt(nonce, text, b"a place") for _ in range(4)]
        scene.maker.others(count)

    return count / timed(sealed) * 1000
