"""Translations are gathered and compiled without gettext's own programs, and never lost."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

from accounts.management.commands.extract_messages import (
    KEYWORDS,
    gather,
    source_files,
    translated,
)

PAGE = """{% load i18n %}<p title="{% translate 'Lock' %}">It's here</p>
{% blocktranslate trimmed count n=rows|length %}{{ n }} case{% plural %}{{ n }} cases
{% endblocktranslate %}
{# Translators: not a person #}
{% translate "open" context "state" %}"""
CODE = """from django.utils.translation import gettext as _, pgettext_lazy
x = _("Unlock"), pgettext_lazy("risk", "high")
"""


@pytest.fixture
def checkout(tmp_path: Path, settings: Any) -> Path:
    for name, text in (("templates/page.html", PAGE), ("cases/views.py", CODE)):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path


def catalogue(checkout: Path) -> Path:
    return checkout / "locale" / "fa" / "LC_MESSAGES" / "django.po"


def test_messages_of_code_and_pages_are_gathered(checkout: Path) -> None:
    call_command("extract_messages", verbosity=0)
    text = catalogue(checkout).read_text(encoding="utf-8")
    for message in ("Lock", "Unlock", "%(n)s case", "%(n)s cases", "open", "high"):
        assert f'"{message}"' in text
    assert 'msgctxt "risk"' in text
    assert "views.py" not in text
    assert not (checkout / "locale" / "en").exists()


def test_a_translation_survives_and_a_second_run_changes_nothing(checkout: Path) -> None:
    call_command("extract_messages")
    path = catalogue(checkout)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Unlock"\nmsgstr ""', 'msgid "Unlock"\nmsgstr "باز کن"'))
    call_command("extract_messages")
    first = path.read_bytes()
    assert "باز کن" in first.decode()
    call_command("extract_messages")
    assert path.read_bytes() == first


def test_what_is_no_longer_shown_leaves_and_what_is_new_arrives(checkout: Path) -> None:
    call_command("extract_messages")
    (checkout / "cases" / "views.py").write_text('x = _("Give access")\n')
    call_command("extract_messages")
    text = catalogue(checkout).read_text(encoding="utf-8")
    assert "Give access" in text
    assert "Unlock" not in text


def test_a_catalogue_is_compiled_once(checkout: Path, capsys: Any) -> None:
    call_command("extract_messages")
    path = catalogue(checkout)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Lock"\nmsgstr ""', 'msgid "Lock"\nmsgstr "قفل"'))
    capsys.readouterr()
    call_command("compile_catalogues")
    assert "fa" in capsys.readouterr().out
    assert "قفل".encode() in path.with_suffix(".mo").read_bytes()
    call_command("compile_catalogues")
    assert capsys.readouterr().out == ""


def test_no_way_to_say_something_is_left_out() -> None:
    """A message said under a name that the gathering does not know would never be translated."""
    said = re.compile(r"\b(?:n?p?gettext\w*)(?: as (\w+))?")
    imported = re.compile(r"^from django\.utils\.translation import (.+)$", re.MULTILINE)
    names = set()
    for path in source_files(Path(settings.BASE_DIR)):
        if path.suffix == ".py":
            for line in imported.findall(path.read_text(encoding="utf-8")):
                names |= {found[1] or found[0] for found in said.finditer(line)}
    assert len(names) > 2
    assert names <= set(KEYWORDS)


def test_everything_shown_is_translated() -> None:
    """The whole interface speaks each language from the first day: no message is left over."""
    shown = {(m.id, m.context) for m in gather(Path(settings.BASE_DIR)) if m.id}
    for code, _name in settings.LANGUAGES[1:]:
        path = Path(settings.BASE_DIR) / "locale" / code / "LC_MESSAGES" / "django.po"
        with path.open("rb") as lines:
            done = {(m.id, m.context) for m in read_po(lines, locale=code) if translated(m.string)}
        assert {str(message) for message, context in shown - done} == set()
