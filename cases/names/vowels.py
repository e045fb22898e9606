"""Whether two readings with equal keys are one name: their vowels, and close consonants.

Arabic script leaves short vowels out and Latin does not say which are long, so a vowel is weighed
by what both scripts had to write: 0 where they may agree, 1 for a little apart, 2 for another name.
"""

from typing import Final, NamedTuple

from cases.names.sounds import Reading

_I: Final = frozenset("iI2")
_U: Final = frozenset("ouU3")
_A: Final = frozenset("a1")


class _Place(NamedTuple):
    """Where a vowel stands: before the last consonant it tells names apart (Hamed, Hamid)."""

    last: bool
    closed: bool  # last, and the name ends on that consonant
    after_long: bool  # the vowel before is long (Khaled), so this one may well be short
    after_alef: bool  # or it is the alef at the start, of which nobody knows
    after_u: bool
    beginning: bool


def _both_arabic(x: str, y: str, place: _Place) -> int:
    if set(x) == set(y):
        return 0
    if x and y:
        return 2
    lone = set(x or y)
    if lone == {"2"} and place.after_long:
        return 0
    if lone == {"3"} and not place.last:
        return 0
    return 2 if place.last or "1" in lone else 1


def _mixed(arabic: str, latin: str, place: _Place) -> int:
    wrote, said = set(arabic), set(latin)
    loose = not place.last or arabic != "2" or place.after_long
    wrong = "1" in wrote and "a" not in said
    wrong |= "2" in wrote and not said & set("iIe" if loose else "iI")
    wrong |= "3" in wrote and not said & _U
    wrong |= "I" in said and "2" not in wrote
    return 2 if wrong else 0


def _both_latin(x: str, y: str, place: _Place) -> int:
    one, two = set(x), set(y)
    if bool(one & _U) != bool(two & _U) and not (place.after_u and place.last):
        return 2 if place.last else 1
    for this, other in ((one, two), (two, one)):
        near = _I if place.last and "I" in this else _I | {"e"}
        if this & _I and not other & near:
            return 2 if place.last else 1
    return 0


def _unwritten(latin: str, place: _Place) -> int:
    """Compare a vowel written in Latin with one that Arabic left out, so a short one."""
    said = set(latin)
    if not place.closed:
        return 0
    if said & {"I", "U"}:
        return 0 if place.after_u and "U" in said else 2
    if "u" in said:
        return 0 if place.after_u else 2
    return 1 if said == {"i"} and not (place.after_long or place.after_alef) else 0


def _missing(other: str, place: _Place) -> int:
    """Compare a place where Latin wrote no vowel: Fatma, Fatima."""
    if other in ("", "-"):
        return 0
    if other[0].isdigit() or place.beginning:
        return 2
    return 2 if place.closed and set(other) & {"I", "U"} else 0


def _apart(x: str, y: str, place: _Place) -> int:
    if x == y:
        return 0
    if "-" in (x, y):
        return _missing(y if x == "-" else x, place)
    x_arabic, y_arabic = not x or x[0].isdigit(), not y or y[0].isdigit()
    if x_arabic and y_arabic:
        return _both_arabic(x, y, place)
    if not x or not y:
        return _unwritten(x or y, place)
    if x_arabic or y_arabic:
        return _mixed(x, y, place) if x_arabic else _mixed(y, x, place)
    return _both_latin(x, y, place)


_INSIDE: Final = _Place(*[False] * 6)


def _start_apart(x: str, y: str) -> int:
    x, y = x.strip("4"), y.strip("4")
    return _apart(x, y, _INSIDE) if x and y else 0


def _end_apart(x: str, y: str) -> int:
    """Compare what follows the last consonant, whose kind the key already settled."""
    kinds = (_U, _A) if x[-1:] in _I else (_U, _I)
    return 2 * any(bool(k & set(x[:-1])) != bool(k & set(y[:-1])) for k in kinds)


def _goes_on(x: str, y: str) -> int:
    """Compare a long vowel at the end of what was typed with the same place in a longer name."""
    return 2 * any(k & set(x) and not k & set(y) for k in (_I, _U))


def _between(asked: Reading, held: Reading, at: int, *, beginning: bool) -> int:
    count = len(asked.consonants)
    last = at == len(held.consonants) - 1 or (at == count - 1 and count > 2)
    before = asked.vowels[at - 1] + held.vowels[at - 1]
    place = _Place(
        last=last,
        closed=last and not asked.vowels[at + 1],
        after_long=bool(set(before) & set("12")),
        after_alef="4" in before,
        after_u=bool(set(before) & _U),
        beginning=beginning,
    )
    return _apart(asked.vowels[at], held.vowels[at], place)


def _set_apart(x: str, y: str) -> bool:
    return {x, y} in ({"K", "G"}, {"Š", "Č"})


def alike(asked: Reading, held: Reading, *, beginning: bool = False) -> bool:
    """Say whether two readings whose keys agree are one name, by vowels and close consonants.

    With `beginning`, the first may be the start of the second. A longer name forgives more.
    """
    count = len(asked.consonants)
    if len(held.consonants) < count or (len(held.consonants) > count and not beginning):
        return False
    if any(map(_set_apart, asked.consonants, held.consonants)):
        return False
    cost = _start_apart(asked.vowels[0], held.vowels[0]) if count else 0
    cost += sum(_between(asked, held, at, beginning=beginning) for at in range(1, count))
    end = _goes_on if beginning else _end_apart
    cost += end(asked.vowels[count], held.vowels[count])
    return cost <= max(0, count - 3)
