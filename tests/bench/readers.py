"""Readers who open one case after the other while something heavy goes on."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.bench.browsers import Browser
from tests.bench.timing import Times

PAUSE = 0.1  # seconds between two pages of one reader


class Reader(threading.Thread):
    """One person who opens case after case, faster than anybody reads, and notes each wait.

    Without any pause the waits would only tell how many readers saturate the machine.
    """

    def __init__(self, browser: Browser, paths: Sequence[str], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._browser, self._paths, self._stop_asked = browser, paths, stop
        self.waits: list[float] = []
        self.failed: Exception | None = None

    def run(self) -> None:
        """Reads until asked to stop; a page that does not come ends it."""
        number = 0
        try:
            while not self._stop_asked.is_set():
                started = time.perf_counter()
                self._browser.get(self._paths[number % len(self._paths)])
                self.waits.append((time.perf_counter() - started) * 1000)
                number += 1
                self._stop_asked.wait(PAUSE)
        except Exception as error:  # noqa: BLE001  told to whoever waits for the reader
            self.failed = error


@contextmanager
def reading(pairs: Sequence[tuple[Browser, Sequence[str]]]) -> Iterator[list[Reader]]:
    """Readers at work for as long as the block runs.

    :raises Exception: what a reader met instead of a page
    """
    stop = threading.Event()
    readers = [Reader(browser, paths, stop) for browser, paths in pairs]
    for one in readers:
        one.start()
    try:
        yield readers
    finally:
        stop.set()
        for one in readers:
            one.join(60)
    for one in readers:
        if one.failed is not None:
            raise one.failed


def waits_of(readers: Sequence[Reader]) -> Times:
    """All waits of these readers."""
    return Times([wait for one in readers for wait in one.waits])
