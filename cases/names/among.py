"""Many texts as one long string, so that a word is looked for among all of them at once, in C."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate


class Texts:
    """Texts by their place in the list, 20 000 of them as a rule."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\n".join(texts)
        self._ends = list(accumulate(len(text) + 1 for text in texts))
        self._found: dict[str, set[int]] = {}

    @cached_property
    def words(self) -> set[str]:
        """Every word of any of them, words being what blanks part."""
        return set(self._whole.split())

    def with_any(self, needles: Iterable[str]) -> set[int]:
        """The places of the texts that have one of these strings in them."""
        return set().union(*map(self._with, needles))

    def _with(self, needle: str) -> set[int]:
        if needle not in self._found:
            self._found[needle] = set(self._places(needle))
        return self._found[needle]

    def _places(self, needle: str) -> Iterator[int]:
        find, ends = self._whole.find, self._ends
        at = find(needle)
        while at >= 0:
            place = bisect_right(ends, at)
            yield place
            at = find(needle, ends[place])
