"""Server-side sessions whose ids are stored hashed: a stolen table signs nobody in.

A *half-session* lies between the second factor and the passphrase: five minutes, a few tries. It
names its member under ``half`` and never under ``member``, so it opens no page but the next step.
"""

import secrets
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import DatabaseError, IntegrityError, router, transaction
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from accounts import locking, stepping
from accounts.models import Member, Session
from vault.asking import AskedModel, moment_slot, text_slot

HALF_SECONDS = 5 * 60
_LIVE = AskedModel(
    lambda: Session.objects.filter(session_key=text_slot(0), expire_date__gt=moment_slot(1)),
    "member",
)


def hashed(session_key: str) -> str:
    """What the table keeps of a session id: its SHA-256, 64 hex digits."""
    return sha256(session_key.encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's database sessions over :class:`accounts.models.Session`, under hashed ids.

    ``member``, ``started``, ``seen`` and ``browser`` of the data are columns too, for the list of
    one's own sessions and to end them.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        """The model that keeps the sessions."""
        return Session

    _read_with_it: Member | None = None  # the row that came with the session

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _LIVE.first(hashed(self.session_key or ""), timezone.now())
        if found is None:
            self._session_key = None
        self._read_with_it = None if found is None else found.member
        return found

    def member(self) -> Member | None:
        """Who is signed in: the row that was read with the session, so that a page asks once."""
        pk = self.get("member")
        if self._read_with_it is not None and str(self._read_with_it.pk) == pk:
            return self._read_with_it
        return Member.objects.filter(pk=pk).first() if pk else None

    def exists(self, session_key: str) -> bool:
        """Whether a session of that id is kept."""
        return Session.objects.filter(session_key=hashed(session_key)).exists()

    def save(self, must_create: bool = False) -> None:
        """Write the session.

        :raises CreateError: when ``must_create`` and the id is taken
        :raises UpdateError: when the session was ended meanwhile: it is not brought back
        """
        if self.session_key is None:
            return self.create()
        columns = self._columns(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        key = hashed(self.session_key)
        using = router.db_for_write(Session)
        try:
            with transaction.atomic(using=using):
                if must_create:
                    Session(session_key=key, **columns).save(force_insert=True, using=using)
                elif not Session.objects.using(using).filter(pk=key).update(**columns):
                    raise UpdateError
        except IntegrityError:
            if must_create:
                raise CreateError from None
            raise
        except DatabaseError:
            if not must_create:
                raise UpdateError from None
            raise
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End one session."""
        if session_key is None:
            if self.session_key is None:
                return
            session_key = self.session_key
        self._read_with_it = None
        Session.objects.filter(session_key=hashed(session_key)).delete()

    def _columns(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "session_data": self.encode(data),
            "expire_date": _moment(data.get("until")) or self.get_expiry_date(),
            "member_id": data.get("member"),
            "started_at": _moment(data.get("started")),
            "seen_at": _moment(data.get("seen")),
            "browser": data.get("browser", ""),
        }


def _moment(seconds: int | None) -> datetime | None:
    return (
        None
        if seconds is None
        else datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())
    )


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's own, over this module's store. A reader who has no session gets no cookie."""


@dataclass(frozen=True)
class Half:
    """Somebody who showed a second factor and has not yet said the passphrase."""

    member: str
    how: str  #: one-time, backup or passkey
    known: bool  #: whether the browser is known to the member
    nonce: str  #: counts the tries of this half-session


def begin_half(request: HttpRequest, member: Member, *, how: str, known: bool) -> Half:
    """Begin a half-session under a new id; whatever session there was is over."""
    half = Half(str(member.pk), how, known, secrets.token_urlsafe(16))
    request.session.flush()
    request.session["half"] = asdict(half)
    request.session["until"] = int(time.time()) + HALF_SECONDS
    request.session.create()
    return half


def half_of(request: HttpRequest) -> Half | None:
    """The half-session of this request, unless its five minutes are over."""
    found = request.session.get("half")
    if found is None or request.session.get("until", 0) <= time.time():
        return None
    return Half(**found)


def begin(request: HttpRequest, member: Member) -> None:
    """Begin a member's session under a new id; it ends after 12 hours, whatever happens in it."""
    request.session.flush()
    now = int(time.time())
    request.session.update(
        {
            "member": str(member.pk),
            "started": now,
            "seen": now,
            "until": now + settings.SESSION_COOKIE_AGE,
            "browser": browser_name(request.headers.get("User-Agent", "")),
        }
    )
    stepping.mark(request)
    request.session.create()
    rotate_token(request)
    request.__dict__.pop("_actor", None)


def end(request: HttpRequest) -> None:
    """Lock the vault and end this session; the browser forgets what it kept of our pages."""
    locking.lock(request)
    request.session.flush()
    request.__dict__.pop("_actor", None)


def last_member(request: HttpRequest) -> str:
    """Whose session this browser had, if it ended by time alone; empty where nothing says so."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    found = Session.objects.filter(session_key=hashed(cookie)).values_list("member", flat=True)
    return str(found.first() or "")


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """A browser as people call it, without versions: "Firefox, Linux"; empty for an unknown one."""
    found = (
        next((name for sign, name in kinds if sign in user_agent), "")
        for kinds in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(part for part in found if part)
