"""Making the organisation's 100 000 cases, of which some are one caseworker's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.demo import DemoPerson
from cases.models import Case, CaseContent, CaseGrant, CaseRecovery
from cases.models.case import CODE_ALPHABET
from cases.summaries import Reader, summary_of
from tests.bench.names import identity_of, safety_of
from tests.bench.people import People
from tests.bench.pouring import pour
from vault.compartments import _permission_id, new_rank
from vault.hybrid import seal_to
from vault.symmetric import RecordKey, new_key

OWN, MANY, ALL, FEW = 2_000, 20_000, 100_000, 1_000
_STATES = ("enquiry", "intake", "active", "active", "active", "closed")
_COLUMNS = {
    Case: (
        "id", "key_check", "code", "state", "opened_on", "owner_id", "assignee_id",
        "identity_version", "safety_version", "last_number",
    ),
    CaseGrant: (
        "permission_id", "content_object_id", "user_id", "sealed_key", "epoch", "key_serial",
        "cached_key", "summary", "summary_version", "rank",
    ),
    CaseRecovery: ("compartment_id", "sealed_key", "epoch"),
    CaseContent: ("compartment_id", "field", "row", "version", "epoch", "sealed"),
}  # fmt: skip
Rows = dict[type, list[Sequence[Any]]]


@dataclass
class Maker:
    """Makes cases, numbered from where it was left."""

    people: People
    number: int = 0

    def __post_init__(self) -> None:
        self.permission = _permission_id(Case)
        self.today = timezone.localdate()
        # One valid sealed blob stands in every row that nobody in the bench ever opens: a row's
        # weight is the same, and making the data takes a minute instead of ten.
        self.blob = seal_to(self.people["rana"].keyring.pair.public, new_key(), b"never opened")

    def own(self, holder: DemoPerson, count: int) -> None:
        """Cases a caseworker can open, with the caseworker's own key, summary, and contents."""
        reader = Reader(holder.keyring)
        self._pour(self._own(holder, reader) for _ in range(count))

    def others(self, count: int) -> None:
        """Cases of the other caseworkers."""
        workers = [one for name, one in self.people.items() if name.startswith("worker")]
        self._pour(self._other(workers[at % len(workers)]) for at in range(count))

    def _pour(self, cases: Iterator[Rows]) -> None:
        rows: Rows = {kind: [] for kind in _COLUMNS}
        for one in cases:
            for kind, more in one.items():
                rows[kind] += more
        for kind, columns in _COLUMNS.items():
            pour(kind, columns, rows[kind])

    def _own(self, holder: DemoPerson, reader: Reader) -> Rows:
        pk, number = uuid4(), self._next()
        key = RecordKey(new_key(), pk, 1)
        identity, safety = identity_of(number), safety_of(number)
        ring = holder.keyring
        summary = reader.seal(
            summary_of(code_of(number), identity, safety), case=pk, serial=1, version=1
        )
        mine = (key.sealed_for(ring.recipient), 1, 1, ring.cache(key), summary, 1)
        contents = [
            (pk, field, pk, 1, 1, key.seal_field(field, pk, 1, text))
            for field, text in (("case.identity", identity.dump()), ("case.safety", safety.dump()))
        ]
        rows = self._rows(pk, number, key.check_value(), holder, mine)
        return rows | {CaseContent: contents}

    def _other(self, holder: DemoPerson) -> Rows:
        return self._rows(
            uuid4(), self._next(), bytes(32), holder, (self.blob, 1, 1, None, None, 0)
        )

    def _rows(
        self, pk: UUID, number: int, check: bytes, holder: DemoPerson, mine: Sequence[Any]
    ) -> Rows:
        owner = self.people["rana" if number % 2 else "dara"].member.pk
        day = self.today - timedelta(days=number * 37 % 700)
        state = _STATES[number % len(_STATES)]
        case = (pk, check, code_of(number), state, day, owner, holder.member.pk, 1, 1, 1)
        grants = [
            (self.permission, pk, holder.member.pk, *mine, _rank(day, number)),
            (self.permission, pk, owner, self.blob, 1, 1, None, None, 0, _rank(day, number)),
        ]
        return {Case: [case], CaseGrant: grants, CaseRecovery: [(pk, self.blob, 1)]}

    def _next(self) -> int:
        self.number += 1
        return self.number


def _rank(day: date, number: int) -> int:
    return new_rank(day) + number


def code_of(number: int) -> str:
    """The case code of a number: scattered, and never twice."""
    left, letters = number * 97_003_837 % len(CODE_ALPHABET) ** 6, []
    for _ in range(6):
        left, digit = divmod(left, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[digit])
    return f"{''.join(letters[:2])}-{''.join(letters[2:])}"
