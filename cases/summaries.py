"""Summaries: one sealed line a case for each reader, which lists, filters and search read.

A summary lies on the reader's own grant row, sealed under their personal key to that case and to
the ``summary_version`` it was made for, and is deleted with the grant. So nothing is indexed for
everybody, and nobody can ask whether a person is known. 20 000 of them are opened at once, so the
format is fixed places and one separator instead of JSON:

    format (one letter) risk (one digit) kind (one letter) due day (seven digits) language
    US code US name US alias US safety rule US what is due US search keys

where US is the ASCII unit separator and the due day is a proleptic Gregorian ordinal, 0 for none.
A summary of another format counts as stale, and is made anew.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from cases.identity import Identity, Safety
from cases.names import search_keys
from cases.procedures.labels import due_label
from cases.procedures.words import OpenDay
from vault.binding import place
from vault.keyring import Keyring
from vault.suites import SealError
from vault.symmetric import SymmetricKey

RISKS = ("", "low", "medium", "high", "immediate")
_KINDS = {"leaver": "l", "family": "f"}
_KIND_NAMES = {letter: kind for kind, letter in _KINDS.items()}
_SEPARATOR = "\x1f"
_FORMAT = "b"
_HEAD = 10  # format, risk, kind, due day
_UUID, _PARTS = 16, 40  # bytes of an id, and of all that follows the field in a place
_LONGEST = 120  # characters of a name or a rule that a line can show
_NO_SAFE_WAY = "\x02"  # stands for a sentence, which is put in the reader's own language


class Summary:
    """One opened summary; its parts are read out when asked for. Prints as ``[sealed]``."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        """Takes the text as :func:`made` gives it."""
        self.text = text

    def __repr__(self) -> str:
        return "[sealed]"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Summary) and other.text == self.text

    @property
    def risk(self) -> str:
        """The level of risk; empty when it was not assessed."""
        return RISKS[int(self.text[1])]

    @property
    def kind(self) -> str:
        """Leaver or family; empty when it is not known."""
        return _KIND_NAMES.get(self.text[2], "")

    @property
    def due(self) -> dt.date | None:
        """The next day something is due."""
        ordinal = int(self.text[3:_HEAD])
        return dt.date.fromordinal(ordinal) if ordinal else None

    @property
    def language(self) -> str:
        """The language the person speaks best."""
        return self.text[_HEAD : self.text.index(_SEPARATOR)]

    @property
    def code(self) -> str:
        """The case code."""
        return self._part(1)

    @property
    def name(self) -> str:
        """The name the person is known by here."""
        return self._part(2)

    @property
    def alias(self) -> str:
        """Another name, shown beside the first."""
        return self._part(3)

    @property
    def rule(self) -> str:
        """The safety rule in short; empty when there is none."""
        rule = self._part(4)
        return _("no safe way to reach them is known") if rule == _NO_SAFE_WAY else rule

    @property
    def what(self) -> str:
        """What is due on the day, in the reader's language; empty for a look at safety."""
        return due_label(self._part(5))

    @property
    def keys(self) -> str:
        """The search keys of all names (see :func:`cases.names.search_keys`)."""
        return self.text[self.text.rindex(_SEPARATOR) + 1 :]

    def _part(self, number: int) -> str:
        return self.text.split(_SEPARATOR)[number]


def made(
    *,
    code: str,
    risk: str = "",
    kind: str = "",
    due: dt.date | None = None,
    language: str = "",
    name: str = "",
    alias: str = "",
    rule: str = "",
    what: str = "",
    names: Iterable[str] = (),
) -> Summary:
    """Make a summary of what a case says.

    :param what: what is due on the day: a rule's id, or ``=`` and words of one's own
    :param names: every name and alias the person is found by, in any script
    :raises ValueError: for an unknown level of risk
    """
    ordinal = due.toordinal() if due else 0
    head = f"{_FORMAT}{RISKS.index(risk)}{_KINDS.get(kind, '-')}{ordinal:07d}{_line(language)}"
    parts = (head, code, _line(name), _line(alias), _line(rule), _line(what), search_keys(names))
    return Summary(_SEPARATOR.join(parts))


def summary_of(
    code: str, identity: Identity, safety: Safety, day: OpenDay | None = None
) -> Summary:
    """Make the summary of a case from its opened documents.

    :param day: the next open day of its procedures, if there is one
    """
    name, *others = [*identity.all_names, ""]
    legal = bool(day and day.on and not (safety.review_on and safety.review_on < day.on))
    return made(
        code=code,
        risk=safety.risk if safety.risk in RISKS else "",
        kind=identity.kind,
        due=day.on if day and legal else safety.review_on,
        what=day.what if day and legal else "",
        language=next(iter(identity.languages), ""),
        name=name,
        alias=next(iter(identity.aliases), "") or next(iter(others), ""),
        rule=_rule_of(identity, safety),
        names=identity.all_names,
    )


def _rule_of(identity: Identity, safety: Safety) -> str:
    if safety.contact_rule:
        return safety.contact_rule
    unsafe = identity.contacts and all(point.is_unsafe for point in identity.contacts)
    return _NO_SAFE_WAY if unsafe else ""


def _line(text: str) -> str:
    """One line without the separator, no longer than a list can show."""
    return " ".join(text.replace(_SEPARATOR, " ").split())[:_LONGEST]


class Reader:
    """Seals and opens the summaries of one reader, in their unlocked session.

    A summary's place is (``case.summary``, case, reader, serial of the grant's key pair, version);
    the parts that many rows share are joined once.

    :param keyring: the reader's own
    """

    __slots__ = ("_at", "_boxes", "_keyring", "_prefix")

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._boxes: dict[int, SymmetricKey] = {}
        self._at: dict[tuple[int, int], tuple[Callable[[bytes, bytes], bytes], bytes]] = {}
        self._prefix = self._place(0, 0)[:-_PARTS]

    def seal(self, summary: Summary, *, case: UUID, serial: int, version: int) -> bytes:
        """Seal a summary to a case and the version of it that it tells of.

        :param serial: the serial of the key pair that the grant is sealed to
        :raises SealError: when that pair is not open in this session
        """
        bound = place("case.summary", case, self._keyring.member, serial, version)
        return self._box(serial).seal(summary.text.encode(), bound)

    def open(self, case: bytes, serial: int, version: int, sealed: bytes) -> Summary | None:
        """Open a summary; None when it is not this reader's, of this case and this version.

        :param case: the 16 bytes of the case's id
        """
        try:
            opening, rest = self._at.get((serial, version)) or self._rest(serial, version)
            text = opening(sealed, self._prefix + case + rest).decode()
        except SealError:
            return None
        return Summary(text) if text[:1] == _FORMAT else None

    def _rest(self, serial: int, version: int) -> tuple[Callable[[bytes, bytes], bytes], bytes]:
        rest = self._place(serial, version)[-_PARTS + _UUID :]
        return self._at.setdefault((serial, version), (self._box(serial).open, rest))

    def _place(self, serial: int, version: int) -> bytes:
        return place("case.summary", UUID(int=0), self._keyring.member, serial, version)

    def _box(self, serial: int) -> SymmetricKey:
        if serial not in self._boxes:
            self._boxes[serial] = self._keyring.with_serial(serial).personal
        return self._boxes[serial]
