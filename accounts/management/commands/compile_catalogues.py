"""Compiles the translations, in Python: msgfmt is not on a fresh machine."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py compile_catalogues`: writes a .mo file beside every .po file."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Takes nothing; compiles every catalogue that is newer than what was compiled before."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                self._compile(source)

    def _compile(self, source: Path) -> None:
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            return
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parent.parent.name, abort_invalid=True)
        # Beside the target first: a page that is being served never sees half a catalogue.
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as compiled:
            write_mo(compiled, catalogue)
        unfinished.replace(target)
        self.stdout.write(f"Compiled the translations into {source.parent.parent.name}.")
