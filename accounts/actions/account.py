"""One's own account: what a member chooses for themselves."""

from django.db import transaction

from accounts import audit
from accounts.actions import factors, signing
from accounts.models import MailAddress, Member
from vault.keyring import Keyring


@transaction.atomic
def choose(*, by: Member, language: str, lock_minutes: int) -> None:
    """Set the member's language and how soon their vault locks."""
    by.language, by.lock_minutes = language, lock_minutes
    by.save(update_fields=["language", "lock_minutes"])
    audit.record("account.choose", actor=by.pk, about=by, lock_minutes=lock_minutes)


@transaction.atomic
def read_notices(*, by: Member) -> None:
    """Mark the member's notices as read; what comes from now on is mailed again."""
    by.notices.filter(seen=False).update(seen=True)
    MailAddress.objects.filter(member=by).update(mailed_at=None)
    audit.record("account.read_notices", actor=by.pk, about=by)


def change_passphrase(*, by: Member, keyring: Keyring, passphrase: str, session: str) -> None:
    """Let another passphrase open the member's vault; their other sessions end.

    :param session: the stored key of the session that goes on
    :raises Busy: when the server stretches too many passphrases just now
    """
    factors.set_passphrase(by=by, keyring=keyring, passphrase=passphrase)
    signing.end_sessions(by=by, but=session)
