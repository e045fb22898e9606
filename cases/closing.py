"""What must be finished before a case can be closed: nothing live is left open."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.days import localise_digits
from cases.models import Brief, Case, Decision, Procedure, Referral, Task


@dataclass(frozen=True)
class LeftOpen:
    """Something that still goes on in a case: how many, and on which page it is ended."""

    count: int
    words: str | Promise
    page: str

    @property
    def told(self) -> str:
        """In words, with the number, in the digits of the page's language."""
        return localise_digits(str(self.words) % {"count": self.count}, get_language() or "en")


def left_open(case: Case) -> list[LeftOpen]:
    """What still goes on, in the order it is best ended."""
    asked: list[tuple[Any, Any, str]] = [
        (
            Referral.objects.live(),
            lambda n: ngettext_lazy(
                "%(count)d referral is with a partner.", "%(count)d referrals are with partners.", n
            ),
            "referrals",
        ),
        (
            Procedure.objects.running(),
            lambda n: ngettext_lazy(
                "%(count)d legal procedure is running.",
                "%(count)d legal procedures are running.",
                n,
            ),
            "procedures",
        ),
        (
            Task.objects.open(),
            lambda n: ngettext_lazy("%(count)d task is open.", "%(count)d tasks are open.", n),
            "plan",
        ),
        (
            Brief.objects.live(),
            lambda n: ngettext_lazy(
                "%(count)d brief is with a volunteer.", "%(count)d briefs are with volunteers.", n
            ),
            "plan",
        ),
        (
            Decision.objects.waiting(),
            lambda n: ngettext_lazy(
                "%(count)d decision waits for a second person.",
                "%(count)d decisions wait for a second person.",
                n,
            ),
            "consents",
        ),
        (
            Decision.objects.untold(),
            lambda _n: _("The person is still to be told of what was disclosed without consent."),
            "consents",
        ),
    ]
    counted = [(rows.filter(case=case).count(), words, page) for rows, words, page in asked]
    return [
        LeftOpen(count, words(count), f"cases:{page}") for count, words, page in counted if count
    ]
