"""What in a file could act by itself: found before it is kept, told before it is downloaded."""

import json
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.blobs import Blob
from cases.sealed_files.recognising import EXAMINED, FileType, recognise
from cases.spreadsheets.confined import ConfinedError, Limits, run_confined

_WORK = "cases.sealed_files.examining:examine"
_LIMITS = Limits(seconds=20, wall=30.0, memory=1 << 30, answer=1 << 16)
WARNINGS: dict[str, str | Promise] = {
    "script": _("It carries code (JavaScript) that can run when it is opened."),
    "launch": _("It can start programs or send what is typed into it."),
    "enclosed": _("It has other files or objects inside."),
    "form": _("It is a form that can run code."),
    "locked": _("It is locked with a password, so nobody could look inside."),
    "hidden": _("Parts of it could not be looked into."),
    "macros": _("It carries macros or parts that can run when it is opened."),
    "packed": _("It packs other files. What they are was not looked at."),
    "program": _("It is a program or script. Opening it runs it."),
    "web": _("It is a web page or drawing that can carry code and call home when it is opened."),
    "unknown": _("Its kind was not recognised, so nobody knows what opening it does."),
    "unread": _("It could not be looked through: it is damaged, or made to be hard to read."),
}
_ALWAYS = {
    FileType.PROGRAM: "program",
    FileType.WEB_PAGE: "web",
    FileType.UNKNOWN: "unknown",
}


def look_through(blob: Blob) -> tuple[str, tuple[str, ...]]:
    """The type of a file, and what in it could act by itself, as codes of :data:`WARNINGS`."""
    kind = recognise(blob.head)
    if kind not in EXAMINED:
        return kind.value, (_ALWAYS[kind],) if kind in _ALWAYS else ()
    try:
        answer = run_confined(_WORK, blob.whole(), limits=_LIMITS)
        return _checked(answer)
    except (ConfinedError, ValueError, TypeError, KeyError):
        return kind.value, ("unread",)


def _checked(answer: bytes) -> tuple[str, tuple[str, ...]]:
    """The child's answer, of which only known words count.

    :raises ValueError: for anything else
    """
    said = json.loads(answer)
    found = tuple(sorted(set(said["warnings"]) & set(WARNINGS)))
    return FileType(said["type"]).value, found


def sentences(codes: Iterable[str]) -> list[str]:
    """The warnings in words; a code that is not known any more still warns."""
    return [str(WARNINGS.get(code, WARNINGS["unknown"])) for code in codes]
