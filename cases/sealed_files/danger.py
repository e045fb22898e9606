"""What a file is, and what in it could act by itself: found before it is kept."""

import json
from dataclasses import dataclass

from accounts.blobs import Blob
from cases.sealed_files.recognising import EXAMINED, FileType, recognise
from cases.sealed_files.warnings import WARNINGS
from cases.spreadsheets.confined import ConfinedError, Limits, run_confined

_WORK = "cases.sealed_files.examining:examine"
_LIMITS = Limits(seconds=20, wall=30.0, memory=1 << 30, answer=1 << 16)
_ALWAYS = {
    FileType.PROGRAM: "program",
    FileType.WEB_PAGE: "web",
    FileType.UNKNOWN: "unknown",
}


@dataclass(frozen=True)
class Found:
    """A file's type, what in it could act (codes of :data:`WARNINGS`), its pages."""

    type: str
    warnings: tuple[str, ...] = ()
    pages: int = 0


def look_through(blob: Blob) -> Found:
    """Tell what a file is; what can carry code is looked through in the confined child."""
    kind = recognise(blob.head)
    if kind not in EXAMINED:
        return Found(kind.value, (_ALWAYS[kind],) if kind in _ALWAYS else ())
    try:
        return _checked(run_confined(_WORK, blob.whole(), limits=_LIMITS))
    except (ConfinedError, ValueError, TypeError, KeyError):
        return Found(kind.value, ("unread",))


def _checked(answer: bytes) -> Found:
    """The child's answer, of which only known words count.

    :raises ValueError: for anything else
    """
    said = json.loads(answer)
    codes = tuple(sorted(set(said["warnings"]) & set(WARNINGS)))
    pages = said["pages"] if type(said["pages"]) is int else 0
    return Found(FileType(said["type"]).value, codes, min(max(pages, 0), 100_000))
