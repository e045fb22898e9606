"""Search keys for a sealed summary, and the query that is held against them.

The keys are one string: ` word|KEY|KEY` for each word, ` word+|KEY` for two neighbours written as
one, and a space at the end. Words are lower case and keys are capitals, so neither is taken for
the other and every question is a plain substring search.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cases.names.among import Texts
from cases.names.lexicon import APART
from cases.names.sounds import Reading, readings
from cases.names.vowels import alike
from cases.names.words import Word, joins_of, keys_of_word, words_of

_MOST_WORDS: Final = 12
_JOINED: Final = "+"
_EXACT, _BEGINS, _SOUNDS, _NEAR = 100, 50, 20, 5


def _entries(name: str) -> Iterator[str]:
    words = words_of(name)
    for word, join in zip(words, joins_of(words), strict=True):
        yield "|".join([word.plain, *keys_of_word(word)])
        if join:
            yield "|".join([join.plain + _JOINED, *keys_of_word(join)])


def search_keys(names: Iterable[str]) -> str:
    """Give the string to keep in a case's summary so that any of these names finds it.

    Takes the person's names and aliases as written, in any script; raises nothing. A word that
    several names share is kept once.
    """
    entries = dict.fromkeys(entry for name in names for entry in _entries(name))
    return f" {' '.join(entries)} " if entries else ""


def _vowel_end(key: str) -> bool:
    return key[-1] in "AIU"


class _Term:
    """One word of a query, ready to be held against many strings."""

    def __init__(self, word: Word) -> None:
        self.typed = " " + word.plain
        self.plain = word.plain
        self.beginning = len(word.plain) > 2
        ways = readings(word.spelt)
        self.needles = self._needles(ways)
        self.long_keys = {way.key for way in ways if len(way.key) > 4}
        self._verdicts: dict[tuple[str, str, str], bool] = {}
        self._slips: dict[str, bool] = {}

    def _needles(self, ways: list[Reading]) -> dict[str, list[Reading]]:
        """Group the readings by the shortest string that must occur where one is held."""
        needles: dict[str, list[Reading]] = {}
        for way in ways:
            whole = not _vowel_end(way.key) or len(way.consonants) < 3 or not self.beginning
            needles.setdefault("|" + (way.key if whole else way.key[:-1]), []).append(way)
        return needles

    def found(self, keys: str) -> bool:
        """Say whether the word, or one that sounds like it, is in the string."""
        if self.typed in keys:
            return True
        for needle in self.needles:  # noqa: SIM110 - runs for every case; a generator doubles it
            if needle in keys and self._heard(needle, keys):
                return True
        return False

    def _heard(self, needle: str, keys: str) -> bool:
        at = keys.find(needle)
        while at >= 0:
            start = keys.rfind(" ", 0, at) + 1
            word = keys[start : keys.index("|", start)]
            key = keys[at + 1 : keys.index(" ", at)].partition("|")[0]
            if self._same(needle, word, key):
                return True
            at = keys.find(needle, at + 1)
        return False

    def _same(self, needle: str, word: str, key: str) -> bool:
        if word.endswith(_JOINED) and all(way.key != key for way in self.needles[needle]):
            return False  # each of the two stands for itself already, and pairs are many
        asked = needle, word.rstrip(_JOINED), key
        if asked not in self._verdicts:
            self._verdicts[asked] = self._compare(*asked)
        return self._verdicts[asked]

    def _compare(self, needle: str, word: str, key: str) -> bool:
        """Compare by vowels, with those readings of the word that the key stands for."""
        if frozenset((self.plain, word)) in APART:
            return False
        held = _held(word, key)
        for way in self.needles[needle]:
            begins = way.key != key
            if begins and not self._may_begin(way, key):
                continue
            if any(alike(way, other, beginning=begins) for other in held):
                return True
        return False

    def _may_begin(self, way: Reading, key: str) -> bool:
        """Say whether a reading may be the start of a longer one; a silent e is an end."""
        if _vowel_end(way.key):
            return self.beginning and len(key) > len(way.key)
        return self.beginning and (self.plain[-1] != "e" or len(way.consonants) > 2)

    def signs(self) -> list[str]:
        """Strings of which one must be in every text where the word is found."""
        return [self.typed, *self.needles]

    def near_signs(self, entries: "_Entries") -> list[str]:
        """The entries that are one slip away, as they stand in a text."""
        near = entries.near_plain(self.plain) if len(self.plain) > 3 else set()
        return [f" {entry} " for entry in near.union(*map(entries.near_key, self.long_keys))]

    def near(self, keys: str) -> bool:
        """Say whether a word one slip away, as typed or as heard, is in the string."""
        for entry in keys.split():
            if entry not in self._slips:
                self._slips[entry] = self._slip(entry)
            if self._slips[entry]:
                return True
        return False

    def _slip(self, entry: str) -> bool:
        plain, *held = entry.split("|")
        if (
            len(self.plain) > 3
            and OSA.distance(self.plain, plain.rstrip(_JOINED), score_cutoff=1) <= 1
        ):
            return True
        return any(
            OSA.distance(key, other, score_cutoff=1) <= 1
            for key, other in product(self.long_keys, held)
        )

    def score(self, keys: str) -> int:
        """Rank how the word was found; 0 when it was not."""
        if self.typed + "|" in keys or self.typed + " " in keys:
            return _EXACT
        if self.typed in keys:
            return _BEGINS
        return _SOUNDS if self.found(keys) else 0


def _held(word: str, key: str) -> list[Reading]:
    """Give the readings of a stored word under one of its keys.

    Its signs (ş) are folded by now, so where none has that key, those of its length stand in.
    """
    ways = readings(word)
    under = [way for way in ways if way.key == key]
    return under or [way for way in ways if len(way.consonants) == len(key.strip("AIU"))]


def _parts(words: list[Word]) -> list[list[_Term]]:
    """Give, for each word that must be found, what may find it: itself, or joined to another."""
    joins = [join and _Term(join) for join in joins_of(words)]
    needed = [at for at, word in enumerate(words) if not word.optional] or list(range(len(words)))
    parts, before = [], None
    for at in needed:
        article = joins[at - 1] if at and words[at - 1].article else None
        ways = [_Term(words[at]), article, joins[at], before]
        parts.append([way for way in ways if way])
        before = joins[at]
    return parts


class _Entries:
    """The words of many texts with their keys, compared with one word in C."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = list(entries)
        parts = [entry.split("|") for entry in self._entries]
        self._plain = [plain.rstrip(_JOINED) for plain, *_keys in parts]
        held = [
            (key, entry)
            for entry, part in zip(self._entries, parts, strict=True)
            for key in part[1:]
        ]
        self._keys, self._owners = [key for key, _ in held], [entry for _, entry in held]

    def near_plain(self, word: str) -> set[str]:
        """The entries whose word is one slip away."""
        return {self._entries[at] for at in _near(word, self._plain)}

    def near_key(self, key: str) -> set[str]:
        """The entries that have a key one slip away."""
        return {self._owners[at] for at in _near(key, self._keys)}


def _near(word: str, words: list[str]) -> Iterator[int]:
    found = process.extract_iter(word, words, scorer=OSA.distance, score_cutoff=1)
    return (place for _word, _slips, place in found)


def _signs(terms: list[_Term], near: _Entries | None) -> Iterator[str]:
    """Strings of which one is in every text that one of the terms matches."""
    for term in terms:
        yield from term.signs()
        if near is not None:
            yield from term.near_signs(near)


class Query:
    """What somebody typed to find a name, compiled once and held against many strings."""

    def __init__(self, text: str, *, forgiving: bool = False) -> None:
        """Take any text; with `forgiving`, words one slip away match too (ask it second)."""
        self._parts = _parts(words_of(text)[:_MOST_WORDS])
        self._forgiving = forgiving

    def may_match(self, texts: Texts) -> set[int]:
        """Give the places of all texts whose search keys can match, and few others."""
        near = _Entries(texts.words) if self._forgiving else None
        found = [texts.with_any(_signs(terms, near)) for terms in self._parts]
        return set.intersection(*found) if found else set()

    def matches(self, search_keys: str) -> bool:
        """Say whether every word asked for is in a string that `search_keys` made.

        Titles, the article and "son of" are not needed; an empty query matches nothing.
        """
        for terms in self._parts:
            for term in terms:
                if term.found(search_keys):
                    break
            else:
                if not (self._forgiving and any(term.near(search_keys) for term in terms)):
                    return False
        return bool(self._parts)

    def score(self, search_keys: str) -> int:
        """Rank a hit: a word typed in full over its beginning, over its sound; 0 for no match."""
        scores = [max(term.score(search_keys) for term in terms) for terms in self._parts]
        if all(scores):
            return sum(scores)
        near = self._forgiving and self.matches(search_keys)
        return sum(scores) + _NEAR if near else 0
