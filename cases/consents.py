"""Consents as they are read: which verify, and which one counts today.

Each row's HMAC covers every clear column, the sealed terms, and the HMAC of the row before it in
the same case, under a key derived from the audit key. So a word or a day altered, a row moved to
another case, or one removed from between others, is found out, and what does not verify is no
consent. A row removed from the end is found out by the audit log (:func:`consents_of`).

Who sends something away does so in one transaction::

    case = opened.lock()                                    # withdrawing waits for the same lock
    permit = permits(consents_of(opened), client_day(identity.zone), purpose=..., ...)
    if permit is None: raise NotNow(...)
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone

from accounts.models import AuditRow
from cases.documents import UnknownFormat
from cases.models import Case, Consent
from cases.papers import Category, ConsentTerms
from vault.asking import Asked, uuid_slot
from vault.attesting import attest, is_attested
from vault.compartments import Opened, Place

CATEGORIES = Category
RECORDING_ACTS = ("consent.record", "consent.withdraw", "decision.agree")

_PURPOSE = "consent"
_COLUMNS = [field.attname for field in Consent._meta.concrete_fields]
_ROWS = Asked(
    lambda: Consent.objects.filter(case_id=uuid_slot(0)).order_by("number").values_list(*_COLUMNS)
)


def client_day(zone: str) -> date:
    """The day it is where the client lives; an empty or unknown zone is the organisation's."""
    try:
        return timezone.localdate(timezone=ZoneInfo(zone)) if zone else timezone.localdate()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.localdate()


def statement(row: Consent, terms: bytes, before: bytes) -> bytes:
    """All that a consent's HMAC covers: the link before, the columns, and the terms as sealed."""
    columns: list[Any] = [
        str(row.pk),
        str(row.case_id),
        row.purpose,
        row.given,
        row.since.isoformat(),
        row.until.isoformat(),
        str(row.recorded_by_id),
        row.number,
    ]
    if row.after:  # rows from before there was this column have none, and verify as they did
        columns.append(str(row.after))
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

    @property
    def scope(self) -> tuple[str, str, str]:
        """What a later answer of the same scope takes the place of."""
        name = (
            "" if self.terms.recipient else " ".join(self.terms.recipient_name.casefold().split())
        )
        return self.row.purpose, self.terms.recipient, name

    @property
    def ends_everything(self) -> bool:
        """Whether it takes the case file back, and with it all that was agreed before."""
        is_file = self.row.purpose == Consent.Purpose.CASE_MANAGEMENT
        return is_file and not self.row.given and self.row.after is not None

    def is_live(self, today: date) -> bool:
        """Whether it permits anything today, if no later answer took its place."""
        return self.verifies and self.row.given and self.row.since <= today <= self.row.until

    def covers(self, recipient: str, categories: Collection[str]) -> bool:
        """Whether it names this recipient and each of these data. Nothing asked is not covered."""
        named = bool(recipient) and self.terms.recipient == recipient
        return named and bool(categories) and set(categories) <= set(self.terms.categories)


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


def consents_of(opened: Opened[Case]) -> list[ReadConsent]:
    """All consents of a case for a decision: as :func:`read_consents`, and the end is there.

    Where the audit log knows of a later row than the table does, none verifies: a withdrawal that
    was deleted must not bring back the yes before it.
    """
    rows = rows_of(opened.record)
    consents = read_consents(rows, opened.read_many(map(terms_place, rows)))
    return checked(opened.record, consents)


def checked(case: Case, consents: list[ReadConsent]) -> list[ReadConsent]:
    """The same consents; where the latest of them is gone, none verifies any more."""
    if ends_whole(case, consents):
        return consents
    return [replace(one, verifies=False) for one in consents]


def ends_whole(case: Case, consents: Sequence[ReadConsent]) -> bool:
    """Whether the latest consent that the audit log tells of is among these."""
    told = AuditRow.objects.filter(
        kind="cases.case", object=str(case.pk), act__in=RECORDING_ACTS, details__has_key="consent"
    )
    latest = told.order_by("-sequence").values_list("details", flat=True).first()
    return latest is None or latest["consent"] in {str(one.row.pk) for one in consents}


def live_consents(consents: Sequence[ReadConsent], today: date) -> list[ReadConsent]:
    """The live consents, latest first: of each purpose and recipient the latest answer decides.

    An earlier yes does not outlive a later no. A row that does not verify counts as a no to
    everything before it: it may be one whose purpose or recipient was altered. So does a no to
    the case file after an earlier answer: a file without consent tells nobody anything.
    """
    live: list[ReadConsent] = []
    answered: set[tuple[str, str, str]] = set()
    for one in reversed(consents):
        if not one.verifies:
            break
        if one.scope not in answered and one.is_live(today):
            live.append(one)
        answered.add(one.scope)
        if one.ends_everything:
            break
    return live


def live_consent(
    consents: Sequence[ReadConsent],
    today: date,
    purpose: str = Consent.Purpose.CASE_MANAGEMENT.value,
) -> ReadConsent | None:
    """The live consent to a purpose that has no recipient, or None."""
    live = (one for one in live_consents(consents, today) if one.row.purpose == purpose)
    return next(live, None)


def permits(
    consents: Sequence[ReadConsent],
    today: date,
    *,
    purpose: str,
    recipient: str = "",
    categories: Collection[str] = (),
) -> ReadConsent | None:
    """The live consent that allows exactly this, or None. There is no way around it.

    :param consents: all of the case, read in the transaction that acts (:func:`consents_of`)
    :param today: the client's day (:func:`client_day`)
    :param recipient: the partner's id as text; needed where the purpose is to tell somebody
    :param categories: the data that would leave; likewise
    """
    for one in live_consents(consents, today):
        if one.row.purpose != purpose:
            continue
        if purpose != Consent.Purpose.SHARING or one.covers(recipient, categories):
            return one
    return None


def rows_of(case: Case) -> list[Consent]:
    """All consents of a case, oldest first."""
    return [Consent.from_db("default", _COLUMNS, row) for row in _ROWS.rows(case.pk)]
