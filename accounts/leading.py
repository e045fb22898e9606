"""Where a notice leads: to the page on which what it says can be seen to."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.context import may
from accounts.models import Member, Notice

_Kind = Notice.Kind
_MY_DAY = ("case.list", "cases:day")
_WAYS = {  # kind: act and name of the address
    _Kind.NEW_DEVICE: ("account.own", "accounts:sessions"),
    _Kind.ADMISSION: ("member.admit", "accounts:waiting_list"),
    _Kind.KEYS_RENEWED: ("member.admit", "accounts:waiting_list"),
    _Kind.CASE_GIVEN: _MY_DAY,
    _Kind.CLOSING: _MY_DAY,
    _Kind.APPROVAL: _MY_DAY,
    _Kind.CASE_WAITS: ("case.team", "cases:team"),
    _Kind.TASK_GIVEN: _MY_DAY,
    _Kind.TASK_DUE: _MY_DAY,
    _Kind.TASK_LATE: ("case.team", "cases:team"),
    _Kind.CONSENT_ENDING: _MY_DAY,
    _Kind.CONSENT_ENDED: _MY_DAY,
    _Kind.PARTNER_ANSWERED: _MY_DAY,
    _Kind.PARTNER_SILENT: _MY_DAY,
    _Kind.REASSESS: _MY_DAY,
    _Kind.RULES: _MY_DAY,
    _Kind.TO_TELL: _MY_DAY,
    _Kind.BRIEF_GIVEN: ("brief.read", "briefs:list"),
    _Kind.BRIEF_BACK: _MY_DAY,
    _Kind.KEYS_DUE: ("rotation.run", "accounts:rotation"),
    _Kind.UNFINISHED: ("member.list", "accounts:members"),
    _Kind.MAIL_SET: ("account.mail", "accounts:mail"),
    _Kind.CHAIN_BROKEN: ("audit.read", "accounts:audit"),
    _Kind.JOB_FAILED: ("jobs.read", "accounts:jobs"),
}


def notices_leading(member: Member, notices: Iterable[Notice]) -> list[Notice]:
    """Some notices, each with ``leads_to``: an address the member may open, or nothing."""
    shown = list(notices)
    for one in shown:
        act, name = _WAYS.get(_Kind(one.kind), ("", ""))
        one.leads_to = reverse(name) if act and may(member, act) else ""  # type: ignore[attr-defined]
    return shown
