"""A calendar of days on which something is due (RFC 5545). Free of Django.

It says nothing else: not what, not how much, not for whom, not by which organisation.
"""

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256

_END = "\r\n"
_LINE = 75  # octets


def written(days: Iterable[dt.date], *, title: str, salt: bytes, today: dt.date) -> str:
    """The calendar as text.

    :param title: what stands on each day
    :param salt: of this one feed, so that a day's id is the same at the next look and says nothing
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for day in sorted(set(days)):
        lines += _event(day, title, salt, today)
    folded = [_folded(line) for line in [*lines, "END:VCALENDAR"]]
    return _END.join(folded) + _END


def _event(day: dt.date, title: str, salt: bytes, today: dt.date) -> list[str]:
    uid = sha256(salt + day.isoformat().encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """A line of at most 75 octets; what is longer goes on after a break and a blank."""
    parts, part = list[str](), ""
    for letter in line:
        if len((part + letter).encode()) > (_LINE if not parts else _LINE - 1):
            parts.append(part)
            part = ""
        part += letter
    return f"{_END} ".join([*parts, part])
