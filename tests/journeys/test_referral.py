"""A referral in the browser, from both sides, in both directions of script; looked at by axe-core."""

import pytest
from django.urls import reverse

from tests.cases.referrals.sharing import Sent, begun
from tests.journeys.test_pages import look, speak
from tests.journeys.visitor import Visitor
from tests.world import World

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("language", ["en", "fa"])
def test_both_sides(shared_world: World, visitor: Visitor, language: str) -> None:
    """The caseworker's pages; then a partner opens, answers, and the caseworker reads it."""
    sent = Sent(shared_world)
    sent.partner.services.create(kind="legal_aid", country="DE", languages=",de,fa,")
    draft = begun(shared_world, sent.mine(), sent.partner, texts=())
    person = shared_world.mina
    type(person.member).objects.update(language=language)
    speak(visitor, language)
    visitor.sign_in(person)
    code, wrong = sent.case.code, []
    pages = {
        "referrals": reverse("cases:referrals", args=[code]),
        "find": reverse("cases:refer", args=[code]),
        "draft": reverse("cases:change_referral", args=[code, draft.pk]),
        "preview": reverse("cases:referral", args=[code, draft.pk]),
        "sent": reverse("cases:referral", args=[code, sent.referral.pk]),
        "link": reverse("cases:handover", args=[code, sent.referral.pk]),
        "directory": reverse("cases:partners"),
        "partner": reverse("cases:partner", args=[sent.partner.pk]),
    }
    for name, path in pages.items():
        wrong += look(visitor, path, f"{language}-referral-{name}")
    wrong += look(visitor, f"{sent.path}in/{language}/", f"{language}-referral-words")
    visitor.type("secret", sent.handover.secret)
    visitor.one("main form button").click()
    visitor.sees("Canaryneed")
    visitor.picture(f"{language}-referral-shared")
    wrong += visitor.scan()
    visitor.one("[name='state'][value='accepted']").click()
    visitor.type("words", "Canaryanswer")
    visitor.one("main form button").click()
    visitor.one(".notice--success")
    visitor.go(pages["sent"])
    visitor.sees("Canaryanswer")
    assert wrong == []
