"""A model of a case's keys, walked at random: give, take, rotate, write, and crash anywhere.

After each step the model knows who can open what; the real tables must agree.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.conf import settings as site
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.gate import open_for
from accounts.recipients import for_rotation, recipient, recipients, recovery_key
from accounts.rekeying import rekeyed
from cases.models import Case, CaseContent
from tests.world import Person, World
from vault import compartments, rotation
from vault.binding import recovery_place
from vault.compartments import Opened, StaleKey, TooFewHolders
from vault.hybrid import KeyPair
from vault.rotation import Pace, rotate
from vault.suites import SealError
from vault.symmetric import RecordKey

NAMES = ("rana", "dara", "mina", "omid", "sara")
FIELD = "note.body"
PEOPLE = st.sampled_from(NAMES)
PACES = {"sqlite": Pace(2, 1 << 20, False), "postgresql": Pace(2, 1 << 20, False)}


class Crash(Exception):
    """The server dies here."""


class Keys(RuleBasedStateMachine):
    """One case: who holds its key, what was acknowledged, which keys are burnt."""

    def __init__(self, world: World, recovery: KeyPair) -> None:
        super().__init__()
        self.world = world
        self.recovery = recovery
        self.holders: set[str] = set()
        self.written: dict[UUID, bytes] = {}
        self.burnt: list[tuple[RecordKey, set[UUID]]] = []
        self.due = False
        self.old: Opened[Case] | None = None

    # --- how people go about it ---

    def person(self, name: str) -> Person:
        return self.world.people[name]

    def open(self, name: str) -> Opened[Case] | None:
        return open_for(self.person(name).actor, Case, pk=self.case)

    def fresh(self, name: str) -> Opened[Case]:
        """Opened and, if it is due, rotated, as the gate does before a change."""
        person, opened = self.person(name), self.open(name)
        assert opened is not None
        fresh = rekeyed(opened, by=person.member.pk, ring=person.keyring)
        self.due = False
        return fresh

    def write(self, opened: Opened[Case], *, crash: bool = False) -> None:
        row, text = uuid4(), f"written by {len(self.written)}".encode()
        with transaction.atomic():
            opened.lock()
            opened.write(FIELD, row, 1, text)
            if crash:
                raise Crash
        self.written[row] = text

    def holder(self, name: str) -> str:
        """That person, or if they hold no key, the first who does."""
        return name if name in self.holders else min(self.holders)

    # --- what may happen ---

    @initialize()
    def create(self) -> None:
        holders = recipients(self.person(name).member.pk for name in ("rana", "dara", "mina"))
        with transaction.atomic():
            [opened] = compartments.create(
                [Case(opened_on=timezone.localdate(), owner=self.world.rana.member)],
                holders=holders,
                recovery=recovery_key(),
                today=timezone.localdate(),
            )
        self.case, self.old = opened.record.pk, opened
        self.holders = {"rana", "dara", "mina"}

    @rule(name=PEOPLE)
    def somebody_writes(self, name: str) -> None:
        self.write(self.fresh(self.holder(name)))

    @rule(name=PEOPLE)
    def somebody_crashes_while_writing(self, name: str) -> None:
        with pytest.raises(Crash):
            self.write(self.fresh(self.holder(name)), crash=True)

    @rule(name=PEOPLE)
    def somebody_leaves_a_page_open(self, name: str) -> None:
        self.old = self.open(self.holder(name))

    @rule()
    def an_old_page_is_sent(self) -> None:
        """It is written if its key is still the key, and refused otherwise."""
        assert self.old is not None
        now = Case.objects.get(pk=self.case)
        if now.rotation_due or now.epoch != self.old.key.epoch:
            with pytest.raises(StaleKey):
                self.write(self.old)
        else:
            self.write(self.old)

    @rule(by=PEOPLE, to=PEOPLE)
    def give(self, by: str, to: str) -> None:
        opened = self.fresh(self.holder(by))
        with transaction.atomic():
            new = compartments.give(
                opened, recipient(self.person(to).member.pk), today=timezone.localdate()
            )
        assert new == (to not in self.holders)
        self.holders.add(to)

    @rule(name=PEOPLE, leaves=st.booleans())
    def revoke(self, name: str, leaves: bool) -> None:
        if name in self.holders and len(self.holders) <= (1 if leaves else 2):
            return None if leaves else self.nobody_goes_below_two(name)
        held = self.open(name)
        with transaction.atomic():
            gone = compartments.revoke(
                Case.objects.get(pk=self.case), self.person(name).member.pk, last_resort=leaves
            )
        assert gone == (name in self.holders)
        if held is not None:
            self.burnt.append((held.key, set(self.written)))
            self.holders.discard(name)
            self.due = True
        return None

    def nobody_goes_below_two(self, name: str) -> None:
        with pytest.raises(TooFewHolders), transaction.atomic():
            compartments.revoke(Case.objects.get(pk=self.case), self.person(name).member.pk)

    @rule(name=PEOPLE)
    def rotate(self, name: str) -> None:
        self.rotated(self.holder(name))
        assert CaseContent.objects.filter(compartment=self.case).count() == len(self.written)

    @rule(name=PEOPLE, where=st.sampled_from(["staging", "sealing", "audit", "clearing"]))
    def crash_while_rotating(self, name: str, where: str) -> None:
        """Between two batches, while the grants are sealed, at the audit row, or after it."""
        crashes = {
            "staging": {"insert": after(1)},
            "sealing": {"recipients": crash},
            "audit": {"last": crash},
            "clearing": {"clear": crash},
        }[where]
        try:
            self.rotated(self.holder(name), **crashes)
        except Crash:
            self.due = Case.objects.get(pk=self.case).rotation_due

    @rule(name=PEOPLE, other=PEOPLE)
    def write_while_another_rotates(self, name: str, other: str) -> None:
        """Between two batches somebody else writes: kept if acknowledged, else refused."""
        writer = self.open(self.holder(other))
        assert writer is not None

        def insert(*given: Any) -> None:
            real(*given)
            if self.due:
                with pytest.raises(StaleKey):
                    self.write(writer)
            elif len(self.written) < 12:
                self.write(writer)

        real = rotation.insert
        self.rotated(self.holder(name), insert=insert)

    def rotated(
        self,
        name: str,
        *,
        recipients: Callable[..., Any] = for_rotation,
        last: Callable[..., None] = lambda fresh: None,
        insert: Callable[..., None] = rotation.insert,
        clear: Callable[..., None] = rotation._clear,
    ) -> None:
        opened = self.open(name)
        assert opened is not None
        with stepping(insert, clear):
            rotate(opened, recipients=recipients, recovery=recovery_key(), last=last)
        self.due = False

    # --- what must be true after each step ---

    @invariant()
    def exactly_the_holders_read_exactly_what_was_acknowledged(self) -> None:
        for name in NAMES if self.holders else ():
            opened = self.open(name)
            assert (opened is not None) == (name in self.holders)
            if opened is not None:
                read = opened.read_rows(FIELD, self.rows())
                assert read == {(row, 1): text for row, text in self.written.items()}

    def rows(self) -> Iterable[UUID]:
        """Every row there is, left over or not."""
        return set(
            CaseContent.objects.filter(compartment=self.case).values_list("row", flat=True)
        ) | set(self.written)

    @invariant()
    def nothing_new_is_sealed_under_a_burnt_key(self) -> None:
        for key, known in self.burnt:
            for kept in CaseContent.objects.filter(compartment=self.case).exclude(row__in=known):
                with pytest.raises(SealError):
                    RecordKey(key._raw, self.case, kept.epoch).open_field(
                        kept.field, kept.row, kept.version, kept.sealed
                    )

    @invariant()
    def it_is_due_until_it_is_rotated(self) -> None:
        if self.holders:
            assert Case.objects.get(pk=self.case).rotation_due == self.due

    @invariant()
    def recovery_opens_the_current_key(self) -> None:
        if not self.holders:
            return
        now = Case.objects.select_related("recovery").get(pk=self.case)
        assert now.recovery.epoch == now.epoch
        raw = self.recovery.open(now.recovery.sealed_key, recovery_place(now.pk, now.epoch))
        RecordKey(raw, now.pk, now.epoch).require(now.key_check)


def crash(*_: object) -> None:
    """Dies at once."""
    raise Crash


def after(count: int) -> Callable[..., None]:
    """Inserts that many batches, and dies at the next."""
    left, real = [count], rotation.insert

    def insert(*given: Any) -> None:
        if not left[0]:
            raise Crash
        left[0] -= 1
        real(*given)

    return insert


@contextmanager
def stepping(insert: Callable[..., None], clear: Callable[..., None]) -> Iterator[None]:
    """Rotate by two rows at a time, with these in the place of the real steps."""
    with (
        mock.patch.object(rotation, "PACES", PACES),
        mock.patch.object(rotation, "insert", insert),
        mock.patch.object(rotation, "_clear", clear),
    ):
        yield


def test_keys_behave_as_their_model(world: World) -> None:
    """Thirty random lives of a case."""
    recovery = KeyPair(bytes(32))
    site.KEYS.put("recovery.pub", recovery.public)
    run_state_machine_as_test(
        lambda: Keys(world, recovery),
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
