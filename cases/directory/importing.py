"""The directory from a spreadsheet: a row is an organisation and one thing it offers."""

import csv
import io
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.actions.directory import Row
from cases.directory.names import countries_by_name, languages_by_name, plain
from cases.directory.searching import kinds_by_name
from cases.models import Partner, Service
from cases.spreadsheets.tables import Table

MOST_ROWS = 5000
# each column, and what its heading may be
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("name", "organisation", "organization", "نام", "سازمان"),
    "country": ("country", "کشور"),
    "kind": ("help", "kind", "service", "کمک", "خدمت"),
    "languages": ("languages", "language", "زبان", "زبانها", "زبان ها"),
    "capacity": ("capacity", "ظرفیت"),
    "remark": ("remark", "remarks", "note", "توضیح"),
    "website": ("website", "web", "وبسایت", "وب سایت"),
    "email": ("email", "e mail", "ایمیل"),
    "phone": ("phone", "telephone", "تلفن"),
    "hours": ("hours", "ساعت", "ساعتها", "ساعت ها"),
}
_NEEDED = ("name", "country", "kind")
SAMPLE = (
    ("name", "country", "help", "languages", "capacity", "remark", "website", "email", "phone"),
    ("Law Clinic Example", "Germany", "legal aid", "German, Persian", "few places", "no fee",
     "https://law.example", "office@law.example", "+49 30 5550100"),
    ("House Example", "Austria", "housing", "German; English", "free places", "women with children",
     "", "rooms@house.example", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row, as the spreadsheet numbers it; 0 for the whole file."""

    row: int
    words: str


def sample() -> str:
    """A file to begin with."""
    out = io.StringIO()
    csv.writer(out).writerows(SAMPLE)
    return "\ufeff" + out.getvalue()


def read_rows(table: Table) -> tuple[list[Row], list[Problem]]:
    """The rows of a file, and every problem in it."""
    columns = _columns(table.headers)
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        words = _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        return [], [Problem(table.header_number, words)]
    if len(table.rows) > MOST_ROWS:
        return [], [Problem(0, _("This file has more than 5,000 rows. Split it."))]
    rows, problems = [], []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        said = {name: cells[at].strip() for name, at in columns.items()}
        row, wrong = _row(said)
        problems += [Problem(number, words) for words in wrong]
        rows.append(row)
    return rows, problems


def _columns(headers: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, typed in enumerate(headers):
        heading = plain(typed).replace("-", " ")
        for name, known in HEADINGS.items():
            if heading in known:
                found.setdefault(name, at)
    return found


def _row(said: dict[str, str]) -> tuple[Row, list[str]]:
    """One row, and what is wrong with it."""
    wrong: list[str] = []
    given: dict[str, Any] = {
        "name": said["name"],
        "country": _known(said["country"], countries_by_name(), _("country"), wrong),
        "kind": _known(said["kind"], kinds_by_name(), _("help"), wrong),
        "languages": read_languages(said.get("languages", ""), wrong),
        "capacity": _capacity(said.get("capacity", ""), wrong),
        **{name: said.get(name, "") for name in ("remark", "website", "email", "phone", "hours")},
    }
    if not given["name"]:
        wrong.append(_("There is no name."))
    wrong += _too_long(given)
    return Row(**given), wrong


def _known(said: str, names: dict[str, str], what: str, wrong: list[str]) -> str:
    code = names.get(plain(said), "")
    if not code:
        wrong.append(_("%(what)s: “%(said)s” is not known.") % {"what": what, "said": said})
    return code


def read_languages(text: str, wrong: list[str]) -> tuple[str, ...]:
    """Codes of the languages that are named; what is not known is added to ``wrong``."""
    named = [part.strip() for part in re.split(r"[,;،؛/|]+", text) if part.strip()]
    found = (_known(part, languages_by_name(), _("language"), wrong) for part in named)
    return tuple(code for code in found if code)


def _capacity(said: str, wrong: list[str]) -> str:
    if not said:
        return str(Service.Capacity.UNKNOWN.value)
    names = {plain(str(one.label)): str(one.value) for one in Service.Capacity}
    return _known(said, names | {one: one for one in Service.Capacity.values}, _("capacity"), wrong)


def _too_long(given: dict[str, Any]) -> list[str]:
    limits = {
        field.name: field.max_length or 0
        for model in (Partner, Service)
        for field in model._meta.concrete_fields
        if field.name in {"name", "remark", "website", "email", "phone", "hours"}
    }
    return [
        _("“%(name)s” has more than %(most)s characters.") % {"name": name, "most": most}
        for name, most in limits.items()
        if len(given[name]) > most
    ]
