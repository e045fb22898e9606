"""A figure: what was measured, what it could be at best, and whether that is near enough."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Target:
    """What is to be reached: ``of`` (value or ratio) at most, or at least, ``bound``."""

    of: str
    bound: float
    at_least: bool = False

    def is_met(self, value: float, ratio: float) -> bool:
        """Takes a figure's value and ratio; tells whether they reach it."""
        found = {"value": value, "ratio": ratio}[self.of]
        return found >= self.bound if self.at_least else found <= self.bound

    def __str__(self) -> str:
        return f"{self.of} {'>=' if self.at_least else '<='} {self.bound:g}"


@dataclass(frozen=True)
class Figure:
    """One line of the bench.

    ``limit`` is what the machine gave in the same run to whoever does the least that is needed;
    ``ratio`` is value by limit, except for shares (``limit`` by value where less is better).
    """

    name: str
    value: float
    unit: str
    limit: float
    ratio: float
    target: str
    meets: bool
    database: str
    worst: float | None = None


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    limit: float,
    target: Target,
    database: str,
    worst: float | None = None,
) -> Figure:
    """Makes a figure; ``worst`` is the longest of the single times, where there were several."""
    ratio = value / limit
    return Figure(
        name=name,
        value=round(value, 4),
        unit=unit,
        limit=round(limit, 4),
        ratio=round(ratio, 3),
        target=str(target),
        meets=target.is_met(value, ratio),
        database=database,
        worst=None if worst is None else round(worst, 3),
    )


def say(one: Figure) -> None:
    """Prints one figure as a JSON line."""
    print(json.dumps(asdict(one)), flush=True)


def table(figures: Sequence[Figure]) -> None:
    """Prints all figures for people, on the error output."""
    head = ("figure", "database", "value", "limit", "ratio", "target", "")
    rows = [head, *(_cells(one) for one in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip(), file=sys.stderr)


def _cells(one: Figure) -> tuple[str, ...]:
    return (
        one.name,
        one.database,
        f"{one.value:.4g} {one.unit}",
        f"{one.limit:.4g}",
        f"{one.ratio:.2f}",
        one.target,
        "ok" if one.meets else "MISSES",
    )
