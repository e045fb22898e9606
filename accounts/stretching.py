"""The budget of Argon2id: a process stretches few passphrases at a time, and the others wait.

One derivation takes 64 MiB. Without a bound, a burst of sign-ins could take all memory.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from vault.passphrases import Cost, Opening, from_passphrase


class Busy(Exception):
    """No turn came within the time a person can be asked to wait. Nothing was done."""


class Budget:
    """Turns for derivations.

    :param at_once: how many run side by side
    :param wait_seconds: how long one waits for its turn
    :param most: how many may run or wait together; whoever comes beyond them does not wait
    """

    def __init__(self, at_once: int, wait_seconds: float, *, most: int = 1_000) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._room = threading.BoundedSemaphore(most)
        self._wait = wait_seconds
        self.taken = 0  #: derivations so far in this process

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold one turn.

        :raises Busy: when none came free in time, or too many wait already
        """
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            if not self._turns.acquire(timeout=self._wait):
                raise Busy
            try:
                self.taken += 1
                yield
            finally:
                self._turns.release()
        finally:
            self._room.release()


budget = Budget(settings.ARGON2_AT_ONCE, settings.ARGON2_WAIT_SECONDS)
# Strangers have a budget of their own, so that however many come, members can sign in. One of them
# runs and one waits: a server has four threads, and who waits for a turn keeps one from members.
strangers = Budget(1, settings.ARGON2_WAIT_SECONDS, most=2)


def stretch(passphrase: str, salt: bytes, turns: Budget | None = None) -> Opening:
    """One Argon2id derivation (RFC 9106) within the process's budget.

    :param turns: :data:`strangers` for whoever has no account; else the members' own
    :raises Busy: when no turn came free in time
    """
    cost = Cost(memory=settings.ARGON2_MEMORY_KIB, passes=settings.ARGON2_PASSES)
    with (turns or budget).turn():
        return from_passphrase(passphrase, salt, settings.KEYS.secret("pepper"), cost)
