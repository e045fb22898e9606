"""Gathers what is shown to people into the catalogues, for whoever translates it."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

SOURCES = ("config", "info", "vault", "accounts", "cases", "contacts", "templates")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_now": None,  # said at once, where `_` is said when the page is drawn
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# The head of a catalogue names the project and no person.
NOBODY: dict[str, Any] = {
    "project": "Homeward",
    "version": "1",
    "charset": "utf-8",
    "msgid_bugs_address": "",
    "last_translator": "",
    "language_team": "",
}


def read_source(path: Path) -> str:
    """Takes a Python file or a template; gives Python text that calls gettext the same way."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Python reads meaning into the blanks a line begins with; a template puts none there.
    lines = templatize(text, origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines)


def gather(root: Path) -> Catalog:
    """Takes the checkout; gives a catalogue of every message in it, without places."""
    found = Catalog(charset="utf-8")
    for path in source_files(root):
        lines = io.BytesIO(read_source(path).encode())
        for _line, message, comments, context in extract(
            "python",
            lines,
            keywords=KEYWORDS,
            comment_tags=("Translators",),
            strip_comment_tags=True,
        ):
            found.add(message, auto_comments=comments, context=context)
    return found


def source_files(root: Path) -> Iterator[Path]:
    """Takes the checkout; gives its Python files and templates, in order."""
    for name in SOURCES:
        for path in sorted((root / name).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and path.is_file():
                yield path


def plain(catalogue: Catalog) -> dict[tuple[Any, Any], Any]:
    """Takes a catalogue; gives its messages and what they are translated to, for comparison."""
    return {(m.id, m.context): m.string for m in catalogue if m.id}


class Command(BaseCommand):
    """`manage.py extract_messages`: brings every catalogue up to date, keeping what is there."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Takes nothing; adds new messages, drops those that are no longer shown, and counts."""
        found = gather(settings.BASE_DIR)
        for code, _name in settings.LANGUAGES:
            if code != settings.LANGUAGE_CODE:
                self._update(code, found)

    def _update(self, code: str, found: Catalog) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po"
        catalogue = self._read(path, code)
        before = plain(catalogue)
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        for message in catalogue:
            message.locations = []
        if plain(catalogue) != before or not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as target:
                write_po(target, catalogue, no_location=True, sort_output=True, width=100)
        missing = sum(1 for m in catalogue if m.id and not translated(m.string))
        self.stdout.write(f"{code}: {len(catalogue)} messages, {missing} to translate.")

    def _read(self, path: Path, code: str) -> Catalog:
        if not path.exists():
            comment = "# What Homeward shows to people."
            return Catalog(locale=code, fuzzy=False, header_comment=comment, **NOBODY)
        with path.open("rb") as lines:
            return read_po(lines, locale=code)


def translated(string: Any) -> bool:
    """Takes a message's translation, one or several forms; tells whether every form is there."""
    return all(string) if isinstance(string, tuple | list) else bool(string)
