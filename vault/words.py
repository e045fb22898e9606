"""Words and digits shown to people as secrets or fingerprints.

The words come from one packaged list of 7 776 (the EFF's long list, in the ``diceware`` package):
12.9 bits a word. Where a language has no vetted list, digits in groups say as much.
"""

import secrets
from functools import cache
from hashlib import sha256
from importlib.resources import files

PASSPHRASE_WORDS = 6  # 77.5 bits
RECOVERY_WORDS = 7  # 90.5 bits
FINGERPRINT_WORDS = 6  # 77.5 bits
_LIST_LENGTH = 7776


@cache
def word_list() -> tuple[str, ...]:
    """All 7 776 words, in the list's order.

    :raises RuntimeError: when the package carries another list
    """
    text = (files("diceware") / "wordlists" / "wordlist_en_eff.txt").read_text("ascii")
    words = tuple(line.split()[-1] for line in text.splitlines() if line.strip())
    if len(set(words)) != _LIST_LENGTH:
        raise RuntimeError("the packaged word list has changed")
    return words


def new_words(count: int) -> str:
    """``count`` random words with blanks between them."""
    return " ".join(secrets.choice(word_list()) for _ in range(count))


def fingerprint(public: bytes, owner: bytes) -> str:
    """Six words that name a public key and whose it is, to be compared aloud (77 bits).

    :param public: the public key
    :param owner: what identifies its owner, as a rule the member id and serial
    """
    number = _number(public, owner)
    words = word_list()
    chosen = []
    for _ in range(FINGERPRINT_WORDS):
        number, index = divmod(number, _LIST_LENGTH)
        chosen.append(words[index])
    return " ".join(chosen)


def fingerprint_digits(public: bytes, owner: bytes) -> str:
    """The same fingerprint as 24 digits in groups of four (79 bits), for any language."""
    digits = f"{_number(public, owner) % 10**24:024d}"
    return " ".join(digits[at : at + 4] for at in range(0, 24, 4))


def _number(public: bytes, owner: bytes) -> int:
    digest = sha256(b"homeward fingerprint" + sha256(public).digest() + sha256(owner).digest())
    return int.from_bytes(digest.digest())
