"""A name taken apart: its words, what each may be left out as, and neighbours joined."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from cases.names.letters import is_arabic, normalise, spelt_out
from cases.names.lexicon import ARTICLES, KINSHIP, TITLES
from cases.names.sounds import readings

_MOST_KEYS: Final = 4


class Word(NamedTuple):
    """One word of a name: as normalised, as it sounds, and whether it may be missing."""

    plain: str
    spelt: str
    article: bool
    optional: bool

    def joined(self, after: "Word") -> "Word":
        """Give this word and the next written as one."""
        return Word(self.plain + after.plain, self.spelt + after.spelt, False, False)


def _is_article(word: str, after: str) -> bool:
    """Know al-, and its forms before a sun letter (ad-Din, ar-Rahman)."""
    if word in ARTICLES:
        return bool(after)
    return len(word) == 2 and word[0] in "aeou" and word[1] not in "aeiou" and word[1] == after[:1]


def words_of(text: str) -> list[Word]:
    """Take a name apart into words, in the order written; signs alone give none."""
    plain, spelt = normalise(text).split(), spelt_out(text).split()
    if len(plain) != len(spelt):
        spelt = plain
    words = []
    for at, (word, sound) in enumerate(zip(plain, spelt, strict=True)):
        article = _is_article(word, plain[at + 1] if at + 1 < len(plain) else "")
        optional = article or word in TITLES or word in KINSHIP
        words.append(Word(word, sound, article, optional))
    return words


def _joinable(word: Word, after: Word) -> bool:
    if (word.optional and not word.article) or after.optional:
        return False
    written_alike = is_arabic(word.plain) == is_arabic(after.plain)
    return written_alike and len(word.plain) > 1 and len(after.plain) > 1


def joins_of(words: list[Word]) -> Iterator[Word | None]:
    """Give, for each word, it and its neighbour as one word: Ali Reza, Abd al-Karim.

    None stands where joining makes no sense: after the last word, and at titles and initials.
    """
    for at, word in enumerate(words):
        linked, rest = word, words[at + 1 : at + 3]
        if len(rest) > 1 and rest[0].article:
            linked, rest = word.joined(rest[0]), rest[1:]
        usable = rest and _joinable(word, rest[0])
        yield linked.joined(rest[0]) if usable else None


def keys_of_word(word: Word) -> list[str]:
    """Give the few keys one word is stored under, likeliest first."""
    if word.article or (word.optional and word.plain not in TITLES):
        return []
    return list(dict.fromkeys(reading.key for reading in readings(word.spelt)))[:_MOST_KEYS]


def keys_of(name: str) -> frozenset[str]:
    """Give the keys of a name: of each word, and of each two neighbours written as one.

    A key is what spellings of one name share whatever the script: its consonants in broad
    classes, and a mark for a vowel at its start and at its end. Equal keys make two names worth
    comparing; they do not prove them equal (حسن and حسین share one), which `Query` decides.
    Takes any text, gives an empty set for one without letters it knows, raises nothing.
    """
    words = words_of(name)
    joins = [join for join in joins_of(words) if join]
    return frozenset(key for word in words + joins for key in keys_of_word(word))
