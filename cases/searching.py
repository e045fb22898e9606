"""Finding a case again: by any name the person has, in any script, or by its code.

Everything is held against the reader's own opened summaries; nothing is asked of the database
that tells what somebody looked for.
"""

from dataclasses import dataclass

from accounts.days import plain_digits
from cases.listing import Held, Holding
from cases.models.case import CODE_ALPHABET
from cases.names import Query
from cases.names.among import Texts
from cases.summaries import Summary

LONGEST = 200  # characters of what is typed
MOST = 500  # hits that are kept; whoever gets more should type more
_WHOLE_CODE, _BEGINS_CODE = 1000, 60
_FEWEST = 3  # characters of a code before it counts as begun


@dataclass(frozen=True)
class Found:
    """What a search gave: the grants, best first, and whether slips were forgiven."""

    grants: list[int]
    forgiven: bool = False


class _Asked:
    """What was typed, ready to be held against summaries."""

    def __init__(self, text: str, *, forgiving: bool) -> None:
        self._code = begun_code(text)
        self._names = Query(text, forgiving=forgiving)

    def may_answer(self, held: list[Held], texts: Texts) -> list[Held]:
        """Those that can answer; the others need not be looked at."""
        if self._code:
            return held
        return [held[place] for place in self._names.may_match(texts)]

    def score(self, summary: Summary) -> int:
        """How well a summary answers; 0 when it does not."""
        if self._code and self._code in summary.text and summary.code.startswith(self._code):
            return _WHOLE_CODE if summary.code == self._code else _BEGINS_CODE
        keys = summary.keys
        return self._names.score(keys) if self._names.matches(keys) else 0


def begun_code(text: str) -> str:
    """What was typed, as the beginning of a case code; nothing when it cannot be one.

    Case, the hyphen and the script of the digits do not matter.
    """
    plain = plain_digits(text).upper()
    signs = "".join(sign for sign in plain if sign not in "-‐‑–_ ")
    if len(signs) < _FEWEST or not set(signs) <= set(CODE_ALPHABET):
        return ""
    return f"{signs[:2]}-{signs[2:]}"


def search(held: Holding, text: str) -> Found:
    """Find the reader's own cases by name or code; slips are forgiven when nothing is found."""
    texts = Texts([one.summary.keys for one in held.cases])
    for forgiving in (False, True):
        asked = _Asked(text[:LONGEST], forgiving=forgiving)
        hits = _best(asked.may_answer(held.cases, texts), asked)
        if hits:
            return Found(hits, forgiving)
    return Found([])


def _best(held: list[Held], asked: _Asked) -> list[int]:
    """The grants that answer: best first, then in list order."""
    scored = [(points, one) for one in held if (points := asked.score(one.summary))]
    scored.sort(key=lambda pair: (-pair[0], -pair[1].rank, pair[1].grant))
    return [one.grant for _points, one in scored[:MOST]]
