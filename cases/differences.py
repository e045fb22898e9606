"""What changed between two texts, word by word. Free of Django.

Lines first, then the words of lines that changed; where a text is so long that comparing words
would keep everybody waiting, its changed lines are shown whole. Every character of both texts is
in the answer, so nothing is hidden by it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "gone", "new"]

# A word with the blanks after it, so that blanks do not match each other across the text.
_WORDS = re.compile(r"\S+\s*|\s+")
_LINE_PAIRS = 1_000_000
_WORD_PAIRS = 60_000  # a passage of some 250 words against another


@dataclass(frozen=True, repr=False)
class Part:
    """A run of text and whether it stayed, went or came."""

    change: Change
    text: str

    def __repr__(self) -> str:
        return f"Part({self.change}, [sealed])"


def differences(before: str, after: str) -> list[Part]:
    """The parts of two texts in order.

    Those that are same or gone make up ``before``; those that are same or new, ``after``.
    """
    return list(_joined(_lines(before, after)))


def _lines(before: str, after: str) -> Iterator[Part]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for same, left, right in _blocks(old, new, _LINE_PAIRS):
        if same:
            yield Part("same", "".join(left))
        else:
            yield from _words("".join(left), "".join(right))


def _words(before: str, after: str) -> Iterator[Part]:
    for same, left, right in _blocks(_WORDS.findall(before), _WORDS.findall(after), _WORD_PAIRS):
        if same:
            yield Part("same", "".join(left))
        else:
            yield Part("gone", "".join(left))
            yield Part("new", "".join(right))


Block = tuple[bool, Sequence[str], Sequence[str]]


def _blocks(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[Block]:
    """Runs that are the same and that differ; beyond ``most`` pairs only the ends are compared."""
    head = _common(old, new)
    yield True, old[:head], new[:head]
    old, new = old[head:], new[head:]
    tail = _common(old[::-1], new[::-1])
    yield from _middle(old[: len(old) - tail], new[: len(new) - tail], most)
    yield True, old[len(old) - tail :], new[len(new) - tail :]


def _middle(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[Block]:
    if len(old) * len(new) > most:
        yield False, old, new
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", old[a:b], new[c:d]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Without empty parts, and neighbours of one kind made one."""
    held: Part | None = None
    for part in parts:
        if not part.text:
            continue
        if held and held.change == part.change:
            held = Part(held.change, held.text + part.text)
            continue
        if held:
            yield held
        held = part
    if held:
        yield held
