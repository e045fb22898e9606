"""Taking times: in turns, so that whatever else the machine does falls on both alike."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Step = Callable[[], Any]


@dataclass(frozen=True)
class Times:
    """The single times of one step, in milliseconds."""

    all: Sequence[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.all)

    @property
    def worst(self) -> float:
        """The longest."""
        return max(self.all)


def timed(step: Step) -> float:
    """How long a step takes, in milliseconds."""
    started = time.perf_counter()
    step()
    return (time.perf_counter() - started) * 1000


def in_turns(steps: Sequence[Step], rounds: int, warm_up: int = 5) -> list[Times]:
    """Takes some steps; does each in turn, many times; gives the times of each."""
    for _ in range(warm_up):
        for step in steps:
            step()
    with _no_collection():
        taken = [[timed(step) for step in steps] for _ in range(rounds)]
    return [Times(column) for column in zip(*taken, strict=True)]


@contextmanager
def _no_collection() -> Iterator[None]:
    """The collector of the measuring side is not to be measured."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
