"""Make words comparable: what a person types in a sheet against the words we know."""

import re
import unicodedata
from functools import lru_cache

# Two keyboards, one letter (Unicode, Arabic block): a Persian reader sees no difference.
LETTERS = str.maketrans(
    "يىئكةۀأإآٱؤ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "ییی" + "ک" + "هه" + "اااا" + "و" + "0123456789" * 2,
)
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
# Marks that no one sees: direction marks, the byte order mark, zero-width space, tatweel.
UNSEEN = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Give a word without case, accents, spaces, half-spaces, signs or second keyboards."""
    apart = unicodedata.normalize("NFKD", text.translate(LETTERS).casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return NOT_ALPHANUMERIC.sub("", plain.replace("ـ", "").translate(LETTERS))


def cleaned(text: str) -> str:
    """Give a cell without unseen marks, control characters and space around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", UNSEEN.sub("", text)).strip()


def latin_digits(text: str) -> str:
    """Give the text with Persian and Arabic digits turned into 0 to 9."""
    return text.translate(DIGITS)
