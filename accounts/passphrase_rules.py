"""What a passphrase must be: long, and not one that somebody would try first.

NIST SP 800-63B, section 5.1.1.2: a length, a check against breached and context words, and no
rule about which kinds of signs it has. All is checked here; nothing is asked of the network.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST, LONGEST = 15, 1000
_LEFT = 8  # letters that must be left without the words anybody would try
_FEWEST_SIGNS = 6
_OWN_WORDS = ("homeward", "passphrase", "password", "caseworker", "coordinator", "organisation")


def check(passphrase: str, context: Iterable[str] = ()) -> None:
    """Check one passphrase.

    :param context: what others know of the member: names, the organisation's name
    :raises ValidationError: with a sentence, when it is too short or easy to guess
    """
    text = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    if len(text) < SHORTEST:
        raise ValidationError(_("Use at least 15 characters; a few words are easiest."), "short")
    if len(text) > LONGEST:
        raise ValidationError(_("Use at most 1,000 characters."), "long")
    bare = re.sub(r"[\W_]+", "", text.casefold())
    if len(set(bare)) < _FEWEST_SIGNS or _is_repeated(bare) or _is_sequence(bare):
        raise ValidationError(_("This repeats itself or runs along the keyboard."), "repeated")
    if _is_breached(bare) or len(_without(bare, context)) < _LEFT:
        raise ValidationError(
            _("This is made of words that are tried first: known passwords, names, or this place."),
            "known",
        )


def _is_repeated(bare: str) -> bool:
    return len(bare) > 1 and bare in (bare + bare)[1:-1]


_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")
_DIGITS = "01234567890123456789"


def _is_sequence(bare: str) -> bool:
    runs = [one for row in (*_ROWS, _DIGITS) for one in (row * 3, row[::-1] * 3)]
    return any(bare in run for run in runs)


@cache
def _known() -> frozenset[str]:
    """Passwords from breaches, as Django packages them."""
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def _is_breached(bare: str) -> bool:
    """Whether it is a known password, two of them, or one and some digits."""
    known = _known()
    core = bare.strip("0123456789")
    if bare in known or core in known or not core:
        return True
    return any(core[:at] in known and core[at:] in known for at in range(3, len(core) - 2))


def _without(bare: str, context: Iterable[str]) -> str:
    """What is left when every word others know is taken out, longest first."""
    words = {part for text in (*context, *_OWN_WORDS) for part in _parts(text)}
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, "")
    return re.sub(r"\d", "", bare) if bare else bare


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", text.casefold()) if len(part) >= 3]
