"""What rules, stages and places are called, in the language of the page."""

from typing import Any

import babel
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.procedures.rules import Pack, Rule, Said, packs


class Stage(TextChoices):
    """The stages of a legal process, in their order."""

    ADVICE = "advice", pgettext_lazy("stage", "advice")
    PREPARATION = "preparation", pgettext_lazy("stage", "preparation")
    REGISTERED = "registered", pgettext_lazy("stage", "registered")
    LODGED = "lodged", pgettext_lazy("stage", "lodged")
    ADMISSIBILITY = "admissibility", pgettext_lazy("stage", "admissibility or transfer")
    INTERVIEW = "interview", pgettext_lazy("stage", "interview")
    DECISION = "decision", pgettext_lazy("stage", "decision")
    APPEAL = "appeal", pgettext_lazy("stage", "appeal")
    FINAL = "final", pgettext_lazy("stage", "final")
    PERMIT = "permit", pgettext_lazy("stage", "permit")
    FAMILY = "family", pgettext_lazy("stage", "family reunification")


_PARTS = {
    "GB-ENG": _("England"),
    "GB-WLS": _("Wales"),
    "GB-SCT": _("Scotland"),
    "GB-NIR": _("Northern Ireland"),
}


def say(words: Said) -> str:
    """Words of a pack in the language of the page."""
    return words.in_language(get_language() or "en")


def stage_label(stage: str) -> str:
    """A stage in words."""
    return str(Stage(stage).label) if stage in Stage.values else stage


def place_label(place: str) -> str:
    """A country, or a part of one, in the language of the page."""
    if place in _PARTS:
        return str(_PARTS[place])
    return str(babel.Locale(_base()).territories.get(place, place))


def _base() -> str:
    return (get_language() or "en").split("-")[0]


def due_label(what: str) -> str:
    """What is due, from what a summary keeps: ``=`` and one's own words, or a rule's id.

    A rule says that no lawyer has confirmed the day yet, unless ``!`` stands before it.
    """
    if what.startswith("="):
        return what[1:]
    rule = rule_called(what.removeprefix("!"))
    if rule is None:
        return ""
    if what.startswith("!"):
        return say(rule.title)
    return gettext("%(what)s (not yet confirmed by a lawyer)") % {"what": say(rule.title)}


def rule_called(wanted: str) -> Rule | None:
    """A rule of any pack by its id; ids are unique across packs."""
    found = (pack.rule(wanted) for pack in packs().values())
    return next((rule for rule in found if rule), None)


def told_packs() -> list[dict[str, Any]]:
    """Every pack in the language of the page, for the page of all rules."""
    return [
        {
            "id": pack.id,
            "title": say(pack.title),
            "note": say(pack.note),
            "rules": [(rule, say(rule.title), _trigger(pack, rule)) for rule in pack.rules],
            "sources": pack.sources,
            "left_out": [(say(one.what), say(one.why)) for one in pack.left_out],
        }
        for pack in packs().values()
    ]


def _trigger(pack: Pack, rule: Rule) -> str:
    found = pack.happening(rule.trigger)
    return say(found.title) if found else rule.trigger
