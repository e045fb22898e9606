"""Consents as they are read: which verify, and which one counts today.

Each row's HMAC covers every clear column, the sealed terms, and the HMAC of the row before it in
the same case, under a key derived from the audit key. So a word or a day altered, a row moved to
another case, or one removed from between others, is found out, and what does not verify is no
consent.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from cases.documents import UnknownFormat
from cases.models import Case, Consent
from cases.papers import ConsentTerms
from vault.asking import Asked, uuid_slot
from vault.attesting import attest, is_attested
from vault.compartments import Place

_PURPOSE = "consent"
_COLUMNS = [field.attname for field in Consent._meta.concrete_fields]
_ROWS = Asked(
    lambda: Consent.objects.filter(case_id=uuid_slot(0)).order_by("number").values_list(*_COLUMNS)
)


def statement(row: Consent, terms: bytes, before: bytes) -> bytes:
    """All that a consent's HMAC covers: the link before, the columns, and the terms as sealed."""
    columns = [
        str(row.pk),
        str(row.case_id),
        row.purpose,
        row.given,
        row.since.isoformat(),
        row.until.isoformat(),
        str(row.recorded_by_id),
        row.number,
    ]
    head = json.dumps(columns, separators=(",", ":")).encode()
    return b"".join((before.ljust(32, b"\0"), len(head).to_bytes(4), head, terms))


def signed(row: Consent, terms: bytes, before: bytes) -> bytes:
    """The HMAC of a new row, from its terms and the HMAC of the case's latest row."""
    return attest(_secret(), _PURPOSE, statement(row, terms, before))


def _secret() -> bytes:
    return settings.KEYS.secret("audit.key")


def terms_place(row: Consent) -> Place:
    """Where the terms of a consent are kept."""
    return "consent.terms", row.pk, 1


@dataclass(frozen=True, repr=False)
class ReadConsent:
    """A consent row with its opened terms; ``verifies`` says whether it is as it was recorded."""

    row: Consent
    terms: ConsentTerms
    verifies: bool

    def __repr__(self) -> str:
        return "[sealed]"

    def is_live(self, today: date) -> bool:
        """Whether it permits anything today."""
        return self.verifies and self.row.given and self.row.since <= today <= self.row.until


def read_consents(rows: Iterable[Consent], found: dict[Place, bytes]) -> list[ReadConsent]:
    """The consents of one case, oldest first, each verified.

    :param rows: all of the case, in the order of their numbers
    :param found: the opened terms, by place; one that did not open does not verify
    """
    read, before = [], b""
    for row in rows:
        read.append(_read(row, found.get(terms_place(row)), before))
        before = bytes(row.mac)
    return read


def _read(row: Consent, terms: bytes | None, before: bytes) -> ReadConsent:
    if terms is None:
        return ReadConsent(row, ConsentTerms(), verifies=False)
    verifies = is_attested(_secret(), _PURPOSE, statement(row, terms, before), bytes(row.mac))
    try:
        return ReadConsent(row, ConsentTerms.load(terms), verifies)
    except UnknownFormat:
        return ReadConsent(row, ConsentTerms(), verifies=False)


def live_consent(
    consents: Sequence[ReadConsent],
    today: date,
    purpose: str = Consent.Purpose.CASE_MANAGEMENT.value,
) -> ReadConsent | None:
    """The latest consent of a purpose, if it is live. An earlier yes does not outlive a later no.

    A later row that does not verify counts as a no: it may be one whose purpose was altered.
    """
    for one in reversed(consents):
        if one.row.purpose == purpose or not one.verifies:
            return one if one.is_live(today) else None
    return None


def rows_of(case: Case) -> list[Consent]:
    """All consents of a case, oldest first."""
    return [Consent.from_db("default", _COLUMNS, row) for row in _ROWS.rows(case.pk)]
