"""Mail addresses of members, encrypted at rest under a key of the server.

A worker must read an address with nobody at the keyboard, so it cannot be sealed to a person. A
database alone does not give it away; a database with the server's key files does.
"""

from django.conf import settings

from accounts.models import Member
from vault.binding import place
from vault.symmetric import SymmetricKey, derive


def _box() -> SymmetricKey:
    return SymmetricKey(derive(settings.KEYS.secret("mail.key"), "homeward mail addresses"))


def _place(member: Member) -> bytes:
    return place("member.mail", member.pk, member.pk, 0, 0)


def seal_address(member: Member, address: str) -> bytes:
    """A member's address under the server's mail.key, bound to the member."""
    return _box().seal(address.encode("ascii"), _place(member))


def open_address(member: Member, sealed: bytes) -> str:
    """Open what :func:`seal_address` made for the same member.

    :raises SealError: for another member, key or byte
    """
    return _box().open(sealed, _place(member)).decode("ascii")
