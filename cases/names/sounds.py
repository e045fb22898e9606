"""How a name may be read aloud: one alphabet of sounds for Arabic and Latin script.

A reading is a string. Capitals are consonants; `1 2 3` are the long vowels that Arabic script
writes (ا ی و), `0` its final heh and `4` an alef at the start, which may be any vowel; `a e i o u`
are vowels written in Latin, of unknown length, `I U` those written as long (ee, ei, ou), and `-`
says that Latin wrote none. A leading `A` marks a name that starts on a vowel.
"""

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Final, NamedTuple

from cases.names.letters import is_arabic
from cases.names.lexicon import ALIASES, READ_AS_A, TITLES

_MOST_READINGS: Final = 12
_LONGEST_WORD: Final = 40

_ARABIC_SOUNDS: Final = {
    "ب": "B", "پ": "P", "ت": "T", "ط": "T", "ث": "S", "س": "S", "ص": "S", "ج": "J", "ژ": "J",
    "چ": "Č", "ش": "Š", "ح": "H", "ه": "H", "خ": "X", "د": "D", "ذ": "Z", "ز": "Z", "ظ": "Z",
    "ر": "R", "غ": "Q", "ق": "Q", "ک": "K", "گ": "G", "ف": "F", "ل": "L", "م": "M", "ن": "N",
    "ا": "1", "ی": "2", "ع": "",
}  # fmt: skip

_LATIN_SOUNDS: Final[dict[str, tuple[str, ...]]] = {
    "sh": ("Š",), "sch": ("Š",), "ch": ("C",), "tch": ("Č",), "tsch": ("Č",), "kh": ("X",),
    "gh": ("Q",), "zh": ("J", "ZH"), "dj": ("J",), "dzh": ("J",), "dsch": ("J",),
    "dh": ("Z", "DH"), "th": ("S", "TH"), "ph": ("F",), "ck": ("K",), "q": ("Q",),
    "g": ("G", "J"), "c": ("K", "J"), "x": ("X", "KS"), "w": ("V",), "Y": ("Y",),
}  # fmt: skip

_UNITS: Final = re.compile("tsch|dsch|sch|tch|dzh|sh|ch|kh|gh|zh|dj|dh|th|ph|ck|[aeiouIU]+|[a-zY]")

# Spellings of Latin script brought to one, in this order.
_LATIN_RULES: Final = [
    (re.compile(pattern), to)
    for pattern, to in (
        ("^ou(?=[aei])", "w"),
        ("(?<=abd)[aeou]l(?=[tdszrnl])", "a"),
        ("[aeou]l(?=d[ie]+ne?$)", "a"),
        ("gu(?=[ei])", "g"),
        (r"([b-df-hj-np-tv-xz]|[skgzc]h)\1", r"\1"),
        ("^y(?=[aeiou])", "Y"),
        ("y", "i"),
        ("(?<=[aeiou])w(?![aeiou])", "u"),
        ("oo|ou|uu", "U"),
        ("ee|ei|ii", "I"),
        ("ai", "aI"),
    )
]
# Where Arabic has ض, Persian says z and Arabic d; Latin spellings of both are in use.
_HARD_D: Final = re.compile(
    "(?<=r[ei])d(?=a$)|(?<=fa)d(?=[ei]?l)|(?<=rama)d(?=an)|(?<=m[ou]rta)d(?=a)|(?<=[rk][ai])d(?=wan)"
)
_ARABIC_RULES: Final = [
    (re.compile(pattern), to)
    for pattern, to in (
        ("^(ا?ب|ذ)وال", r"\1ال"),
        ("(?<=عبد)[وا]?لل[ها]$", "لا"),
        ("(?<=.)الله$|(?<=...)اله$", "لا"),
        ("لله$", "لا"),
        ("(?<=عبد)ال(?=[تثدذرزسشصضطظلن])", ""),
        ("(?<=.)ال(?=دین$)", ""),
        ("(?<=عبد)ال", "ل"),
    )
]


class Reading(NamedTuple):
    """One way to say a word: the key it is found by, and what decides between equal keys."""

    key: str
    consonants: str
    vowels: tuple[str, ...]


def _waw(before: str, after: str) -> tuple[str, ...]:
    """Tell و the consonant from و the vowel by its neighbours; often both are possible."""
    if before == "خ" and after.startswith("ا"):
        return "", "V"
    if not before or after.startswith("ا"):
        return ("V",)
    if after == "ه":
        return "V0", "3H"
    if after.startswith("و"):
        return ("V",) if before.endswith("ا") else ("",)
    if before.endswith("ا") and len(before) > 1:
        return ("V",)
    return ("V", "3") if after.startswith("ی") else ("3", "V")


def _heh_at_end(before: str) -> tuple[str, ...]:
    if before.endswith("ا"):
        return ("",)
    if before.endswith("و"):
        return ("",)  # said together with the waw before it
    return ("0", "H") if before.endswith("ی") else ("0",)


def _arabic_letter(word: str, at: int) -> tuple[str, ...]:
    char, before, after = word[at], word[:at], word[at + 1 :]
    if not before and char in "اعی":
        return ({"ا": "A4", "ع": "A", "ی": "Y"}[char],)
    if char == "و":
        return _waw(before, after)
    if char == "ه" and before and not after:
        return _heh_at_end(before)
    if char == "ض":
        return "Z", "D"
    if char == "ی" and not after and word in READ_AS_A:
        return "1", "2"
    return (_ARABIC_SOUNDS.get(char, ""),)


def _arabic_units(word: str) -> list[tuple[str, ...]]:
    named = word
    for rule, to in _ARABIC_RULES:
        word = rule.sub(to, word)
    if named in READ_AS_A:
        word = named
    return [_arabic_letter(word, at) for at in range(len(word))]


def _vowel_run(run: str, first: bool, last: bool) -> tuple[str, ...]:
    """Give a run of Latin vowels, and with a V where one glides into the next."""
    ways = [run]
    if re.search("[ouU][aeiI]", run):
        ways.append(re.sub("[ouU](?=[aeiI])", "V", run, count=1))
    if re.search("a[ouU]", run) and not last:
        ways.append(re.sub("a(?=[ouU])", "aV", run, count=1))
    if last and run.endswith("e") and not first:
        ways.append(run[:-1])
    return tuple("A" + way for way in ways) if first else tuple(ways)


def _latin_unit(unit: str, rest: str, first: bool) -> tuple[str, ...]:
    if unit[0] in "aeiouIU":
        return _vowel_run(unit, first, not rest)
    if unit == "c" and rest[:1] in ("e", "i", "I"):
        return "J", "S"
    return _LATIN_SOUNDS.get(unit, (unit.upper(),))


def _latin_units(word: str) -> list[tuple[str, ...]]:
    for rule, to in _LATIN_RULES:
        word = rule.sub(to, word)
    units = [
        _latin_unit(found[0], word[found.end() :], not found.start())
        for found in _UNITS.finditer(word)
    ]
    if re.search("[ae]h$", word):
        units[-1] = "", "H"
    return units


def _spellings(word: str) -> Iterator[str]:
    word = word[:_LONGEST_WORD]
    if word in ALIASES:
        yield ALIASES[word]
    yield word
    if word.startswith("ال") and len(word) > 4:
        yield word[2:]
    if _HARD_D.search(word):
        yield _HARD_D.sub("z", word)


_BETWEEN: Final = re.compile("(?<=[B-HJ-TV-ZŠČ])(?=[B-HJ-TV-ZŠČ])")


def _said(spelling: str) -> Iterator[str]:
    arabic = is_arabic(spelling)
    units = _arabic_units(spelling) if arabic else _latin_units(spelling)
    for choice in islice(product(*units), _MOST_READINGS):
        sounds = "".join(choice)
        if not arabic:
            sounds = _BETWEEN.sub("-", sounds)
        yield sounds
        once = re.sub(r"([B-Z])\1", r"\1", sounds)
        if once != sounds:
            yield once


_COARSE: Final = str.maketrans("QGŠČ", "KKCC")
_CONSONANT: Final = re.compile("[B-HJ-TV-ZŠČ]")
_ENDS: Final = dict.fromkeys("ae014", "A") | dict.fromkeys("iI2", "I") | dict.fromkeys("ouU3", "U")


def _reading(sounds: str) -> Reading:
    start = "A" if sounds.startswith("A") else ""
    body = sounds[len(start) :]
    consonants = "".join(_CONSONANT.findall(body))
    key = start + consonants.translate(_COARSE) + _ENDS.get(body[-1:], "")
    return Reading(key, consonants, tuple(_CONSONANT.split(body)))


def _readings(word: str) -> list[Reading]:
    said = dict.fromkeys(s for spelling in _spellings(word) for s in _said(spelling))
    found = dict.fromkeys(map(_reading, said))
    return [reading for reading in found if len(reading.key) > 1]


def readings(word: str) -> list[Reading]:
    """Give the ways to say one normalised word, likeliest first; none for other scripts.

    Transliteration follows use (ALA-LC and BGN/PCGN tables for Persian and Arabic, French,
    German and Turkish habits), not one table: a person's papers rarely keep to any. A title has
    a key of its own, so that Saeed does not find every سید.
    """
    if word in TITLES:
        return [way._replace(key="O" + way.key) for way in _readings(TITLES[word])]
    return _readings(word) if len(word) > 1 else []
