"""An import in a test: files of every kind, and a coordinator who goes through the pages."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from cases.models import ImportRun
from tests.world import Person

Rows = Sequence[Sequence[Any]]
HEADINGS = ("Reference", "Full name", "State", "Risk", "Phone", "Caseworker", "Note")


def csv_file(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV file in this encoding."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(rows: Rows) -> bytes:
    """A workbook with these rows on its first sheet."""
    book, data = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(data)
    return data.getvalue()


def people(count: int, *, first: int = 1, caseworker: str = "") -> list[tuple[str, ...]]:
    """Headings and rows about people who do not exist."""
    rows = [
        (
            f"REF-{n}",
            f"Canary Person{n}",
            ("enquiry", "active", "intake")[n % 3],
            "high",
            f"+49 30 55501{n:03}",
            caseworker,
            f"canarynote {n} رازِ قناری",
        )
        for n in range(first, first + count)
    ]
    return [HEADINGS, *rows]


class Import:
    """One import, page by page, in somebody's browser."""

    def __init__(self, person: Person) -> None:
        self.person, self.client = person, person.client
        self.pk: Any = None

    @property
    def run(self) -> ImportRun:
        """The row as it is now."""
        return ImportRun.objects.get(pk=self.pk)

    def url(self, name: str = "import") -> str:
        """The address of one of its pages."""
        return reverse(f"cases:{name}", args=[self.pk])

    def get(self, name: str = "import") -> Any:
        """See one of its pages."""
        return self.client.get(self.url(name))

    def upload(self, data: bytes) -> Any:
        """Send a file."""
        file = SimpleUploadedFile("canaryfile.csv", data)
        answer = self.client.post(reverse("cases:imports"), {"file": file})
        if answer.status_code == 302:
            self.pk = answer["Location"].split("/")[-3]
        return answer

    def proposed(self) -> dict[str, Any]:
        """The columns as they are proposed."""
        form = self.get("import_columns").context["form"]
        return {name: form[name].value() or "" for name in form.fields}

    def choose(self, **changes: Any) -> Any:
        """Confirm the columns, with changes."""
        return self.client.post(self.url("import_columns"), self.proposed() | changes)

    def begin(self) -> Any:
        """Press "Import"."""
        return self.client.post(self.url("import_check"))

    def go_on(self) -> Any:
        """One step, as the page does by itself."""
        return self.client.post(self.url())

    def started(self, data: bytes, **changes: Any) -> "Import":
        """Upload, choose, begin."""
        self.upload(data)
        assert self.choose(**changes).status_code == 302
        assert self.begin().status_code == 302
        return self

    def finished(self) -> "Import":
        """Go on to the end."""
        for _step in range(self.run.rows // 100 + 2):
            if self.run.state == ImportRun.State.STAGING:
                assert self.go_on().status_code == 302
        assert self.run.state == ImportRun.State.PUBLISHED
        return self
