"""What a withdrawal recalls and stops, so that nothing under way goes on without a consent."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.gate import Actor
from cases.actions.briefs.recalling import recall_live
from cases.actions.referrals.recalling import recall_under
from cases.agreements import About, Proposed
from cases.documents import UnknownFormat
from cases.models import Case, Consent, Decision
from vault.compartments import Opened
from vault.suites import SealError


def recall(
    *, by: Actor, opened: Opened[Case], case: Case, consents: Sequence[Consent] | None
) -> list[str]:
    """Recall what was sent under these consents; None: all that is under way.

    The caller holds the case's lock. Gives the name of each recipient, for the receipt.
    """
    if consents is None:
        found = recall_under(by=by, opened=opened, case=case, consent=None)
    else:
        found = [
            name
            for one in consents
            for name in recall_under(by=by, opened=opened, case=case, consent=one)
        ]
    return [name or _("a referral that does not open") for name in found]


def stop(*, by: Actor, opened: Opened[Case], case: Case) -> list[str]:
    """Stop what goes on inside the house without need of the client; a line for each.

    Deadlines and tasks stay: the person may be harmed where a legal day passes in silence.
    """
    briefs = recall_live(by=by, opened=opened, case=case)
    waiting = [one for one in case.decisions.waiting() if _is_for_a_consent(opened, one)]
    for one in waiting:
        one.state = Decision.State.TAKEN_BACK
        one.save(update_fields=["state"])
    return [
        *(
            _("The brief of %(name)s was called back.") % {"name": one.volunteer.display_name}
            for one in briefs
        ),
        *(_("A decision that waited for a second person was taken back.") for _one in waiting),
    ]


def _is_for_a_consent(opened: Opened[Case], decision: Decision) -> bool:
    """Whether it would give a consent; an exceptional disclosure does not wait for anybody's."""
    try:
        words = Proposed.load(opened.read("decision.words", decision.pk, 1))
    except (SealError, UnknownFormat):
        return True
    return words.about == About.BEST_INTERESTS
