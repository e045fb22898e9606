"""Promises `sealed` and `no second door`: an imported file is nowhere to be read but in its cases."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.models import AuditRow
from cases.models import Case, ImportRun
from tests.cases.importing import HEADINGS, Import, csv_file, xlsx_file
from tests.promises.thief import spellings
from tests.world import World

CANARIES = (
    "Canaryname",
    "قناری‌نام",
    "CANARY-REF",
    "+49 30 5550166",
    "canary@example.org",
    "Canaryalias",
    "Canaryland",
    "canarynote",
    "Canaryheading",
    "canaryfile.csv",
)
ROWS = [
    (*HEADINGS, "Alias", "E-mail", "Country", "Canaryheading"),
    ("CANARY-REF", "Canaryname قناری‌نام", "active", "high", "+49 30 5550166", "mina",
     "canarynote " * 30, "Canaryalias", "canary@example.org", "Canaryland", "canarynote"),
    *[("", f"Canaryname{n}", "", "", "", "", "canarynote", "", "", "", "") for n in range(120)],
]  # fmt: skip
FILES = {"csv": csv_file(ROWS), "xlsx": xlsx_file(ROWS)}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files, where a spilt upload would lie."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything any logger says."""
    caplog.set_level(logging.DEBUG)
    return caplog


def contents(log: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder, every cell of every table, and the log."""
    yield "log", log.encode()
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            for value in row:
                sealed = isinstance(value, bytes | memoryview)
                yield model._meta.label, bytes(value) if sealed else str(value).encode()


def leaks(log: str) -> set[tuple[str, str]]:
    """Each canary with the place it can be read at."""
    wanted = [(canary, spelling) for canary in CANARIES for spelling in spellings(canary)]
    places = list(contents(log))
    assert len(places) > 500
    return {
        (canary, place)
        for place, content in places
        for canary, spelling in wanted
        if spelling in content
    }


@pytest.mark.parametrize("kind", FILES)
def test_no_word_of_the_file_is_in_tables_files_or_logs(
    shared_world: World, temporary: Path, log: pytest.LogCaptureFixture, kind: str
) -> None:
    """After the upload, with columns chosen, half way, staged, and published."""
    one = Import(shared_world.rana)
    steps = (
        lambda: one.upload(FILES[kind]),
        lambda: one.choose(column_10="note"),
        lambda: one.get("import_check"),
        one.begin,
        one.go_on,
        one.go_on,
        one.go_on,
    )
    for step in steps:
        assert step().status_code in {200, 302}
        assert leaks(statements_left_out(log)) == set()
        assert list(temporary.rglob("*")) == []
    assert one.run.state == ImportRun.State.PUBLISHED
    assert Case.objects.published().count() == 121


def statements_left_out(log: pytest.LogCaptureFixture) -> str:
    """The log without Django's own record of statements, which is off outside of debugging."""
    said = [r.getMessage() for r in log.records if r.name != "django.db.backends"]
    return "\n".join(said)


def test_what_is_wrong_with_a_file_is_told_to_its_uploader_alone(
    shared_world: World, temporary: Path, log: pytest.LogCaptureFixture
) -> None:
    rows = [("Name", "Risk", "Caseworker"), ("Canaryname", "Canaryland", "canarynote")]
    one = Import(shared_world.rana)
    one.upload(csv_file(rows))
    one.choose()
    assert "Canaryland" in one.get("import_check").content.decode()
    assert one.begin().status_code == 200
    one.upload(b'Name\n"Canaryname never closed')
    assert leaks(statements_left_out(log)) == set()


def test_a_long_upload_is_never_spilt(
    shared_world: World, temporary: Path, log: pytest.LogCaptureFixture
) -> None:
    """Django would write anything over 2.5 MB to the temporary folder, before any view."""
    rows = [("Name", "Note"), *[(f"Canaryname{n}", "canarynote " * 300) for n in range(1500)]]
    data = csv_file(rows)
    assert len(data) > 4_000_000
    one = Import(shared_world.rana)
    assert one.upload(data).status_code == 302
    assert list(temporary.rglob("*")) == []
    assert len(bytes(one.run.sealed_source or b"")) < len(data)


@pytest.mark.parametrize("name", ["nobody", "mina"])
def test_a_file_of_somebody_who_may_not_import_is_kept_nowhere(
    shared_world: World, temporary: Path, log: pytest.LogCaptureFixture, name: str
) -> None:
    client = Client() if name == "nobody" else shared_world.mina.client
    client.raise_request_exception = False
    file = SimpleUploadedFile("canaryfile.csv", csv_file(ROWS))
    answer = client.post("/cases/import/", {"file": file})
    assert answer.status_code == (404 if name == "mina" else 200)  # the page to sign in
    assert b"canarynote" not in answer.content
    assert not ImportRun.objects.exists()
    assert list(temporary.rglob("*")) == []
    assert leaks(statements_left_out(log)) == set()


def test_audit_rows_of_an_import_name_numbers_alone(shared_world: World) -> None:
    one = Import(shared_world.rana).started(FILES["csv"]).finished()
    for row in AuditRow.objects.filter(act="case.import"):
        assert set(row.details) <= {"step", "rows", "first", "import"}
    assert AuditRow.objects.filter(object=str(one.pk), details__step="publish").count() == 1


def test_nothing_of_the_file_stays_in_the_database_file(shared_world: World) -> None:
    """Also not in pages that SQLite has freed, nor in its write-ahead log."""
    one = Import(shared_world.rana).started(FILES["csv"])
    one.go_on()
    one.client.post(one.url("import_discard"))
    one.go_on()
    assert not Case.objects.exists()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert leaks("") == set()
