"""One written form for a name, whatever keyboard, script variety or habit it was typed with."""

import re
import unicodedata
from typing import Final

# Letters of Arabic-script languages that a reader of Persian takes for one another.
_ARABIC: Final = {
    "يىېۍێےۓٸئۑ": "ی",
    "كڪګڬڭ": "ک",
    "ةۀەھہۂۃۿە": "ه",
    "أإآٱٲٳ": "ا",
    "ؤۆۇۈۉۅۄۋڤٶٷ": "و",
    "ڕڑړڔ": "ر",
    "ڵڶڷ": "ل",
    "ٹټٺ": "ت",
    "ڈډڊ": "د",
    "ڼںڻ": "ن",
    "ښ": "ش",
    "ځڗ": "ز",
    "څ": "س",
    "ږ": "ژ",
    "ڠ": "غ",
    "ٯ": "ق",
}

# Latin letters that have no decomposition in Unicode.
_LATIN: Final = {
    "ı": "i", "ə": "e", "ǝ": "e", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h",
    "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "n", "ɛ": "e", "ɣ": "gh", "ɔ": "o",
}  # fmt: skip

_APOSTROPHES: Final = "'’‘ʼʻʿʾʽ`´ˈ′＇ء"
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\u0640"
)


def _letter_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(c): None for c in _APOSTROPHES + _INVISIBLE}
    table |= {ord(c): to for group, to in _ARABIC.items() for c in group}
    table |= {ord(c): to for c, to in _LATIN.items()}
    return table


_LETTERS: Final = _letter_table()

# Accents and vowel signs of Latin, Greek, Cyrillic and Arabic; other scripts spell with theirs.
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
    "\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_NOT_A_WORD: Final = re.compile(r"[\W_]+")

# Sorani writes short vowels: a carrier before one at the start, and ە for the a of a syllable.
_CARRIER: Final = re.compile("(?<!\\w)ئ(?=[اەۆۇوێیىي])")
_SHORT_START: Final = re.compile("(?<!\\w)(?:ئا|ئە)")
_SHORT_INSIDE: Final = re.compile("(?<=\\w)ە(?=\\w)")


def _kurdish(text: str) -> str:
    text = _SHORT_START.sub("ا", text)
    return _SHORT_INSIDE.sub("", _CARRIER.sub("ا", text))


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _ascii_digits(text: str) -> str:
    if text.isascii() or text.isalpha():
        return text
    return "".join(map(_digit, text))


def _gap(found: re.Match[str]) -> str:
    """Keep the vowel signs of scripts that write them as marks; all else parts words."""
    kept = "".join(c if unicodedata.category(c)[0] == "M" else " " for c in found[0])
    return " " if not kept.strip() else " ".join(kept.split(" "))


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", text)
    text = _kurdish(_MARKS.sub("", text))
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    text = unicodedata.normalize("NFC", _MARKS.sub("", text))
    text = _ascii_digits(text)
    return _NOT_A_WORD.sub(_gap, text).strip()


def normalise(text: str) -> str:
    """Give the plain form of a name: what two typists would both agree they typed.

    Takes any text and gives lower-case words with one space between them: compatibility forms
    (Unicode Standard Annex 15, NFKC) and case (Unicode case folding) are gone, and so are
    accents, harakat, tatweel, apostrophes and direction marks; Arabic, Persian, Kurdish, Urdu
    and Pashto letters share one form, digits are ASCII, a half-space and punctuation are spaces.
    The short vowel that Sorani writes inside a word is left out, as Persian leaves it out.
    Raises nothing; applying it twice changes nothing more.
    """
    for _ in range(4):
        plain = _once(text)
        if plain == text:
            break
        text = plain
    return text


def is_arabic(word: str) -> bool:
    """Say whether a word is written in Arabic letters (Unicode block 0600 to 06FF)."""
    return any("\u0600" <= char <= "\u06ff" for char in word)


# Latin letters with a sign that changes the sound, which folding would lose.
_SOUNDING: Final = str.maketrans(
    {
        "ş": "sh", "š": "sh", "ș": "sh", "ç": "tch", "č": "tch", "ž": "zh", "ğ": "gh", "ġ": "gh",
        "ḫ": "kh", "ẖ": "kh", "ḵ": "kh", "ǧ": "j", "ḏ": "dh", "ṯ": "th", "ê": "ei",
    }
)  # fmt: skip


def spelt_out(text: str) -> str:
    """Give the plain form with ş, ç, ž and the like written as sh, tch, zh before they fold."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return normalise(unicodedata.normalize("NFC", composed).translate(_SOUNDING))
