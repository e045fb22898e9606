"""A member's mail address: theirs to give, to change and to take back."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.addresses import open_address, seal_address
from accounts.models import MailAddress, Member, Notice


def address_of(*, by: Member) -> str:
    """The member's own address, for their own page; empty where they left none."""
    found = MailAddress.objects.filter(member=by).first()
    return open_address(by, found.sealed_address) if found else ""


@transaction.atomic
def set_address(*, by: Member, address: str) -> None:
    """Be told by mail at this address, in the place of any earlier one, that something waits.

    The notice of it is mailed like any other, so they see whether mail arrives.

    :raises NotNow: where the organisation sends no mail
    """
    if settings.MAIL is None:
        raise NotNow(_("This organisation sends no mail. An administrator can set it up."))
    sealed = {"sealed_address": seal_address(by, address), "mailed_at": None, "refused_on": None}
    MailAddress.objects.update_or_create(member=by, defaults=sealed)
    tell(Notice.Kind.MAIL_SET, to=[by.pk])
    audit.record("account.mail", actor=by.pk, about=by, wanted=True)


@transaction.atomic
def forget_address(*, by: Member) -> None:
    """Be told by mail no more; the address is deleted."""
    MailAddress.objects.filter(member=by).delete()
    audit.record("account.mail", actor=by.pk, about=by, wanted=False)
