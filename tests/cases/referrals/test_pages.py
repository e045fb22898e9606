"""The pages of referrals: the whole way in a browser, and whoever may not."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditRow
from cases.models import Case, Referral, ReferralBundle
from tests.cases.folders import RISKY, a_case
from tests.cases.referrals.sharing import TODAY, Sent, a_consent, a_partner, begun
from tests.world import World


def path(case: Case, rest: str = "") -> str:
    return f"/cases/{case.code}/referrals/{rest}"


def get(person: Any, url: str) -> str:
    page = person.client.get(url, secure=True)
    assert page.status_code == 200, (url, page.status_code)
    return str(page.content.decode())


def test_the_whole_way(world: World) -> None:
    """Find, draft, see, send, hand over; the partner opens and accepts; the caseworker reads it."""
    opened, partner, mina = a_case(world, safety=RISKY), a_partner(world), world.mina
    case = opened.record
    partner.services.create(kind="legal_aid", country="DE", languages=",de,fa,")
    a_consent(world, opened, partner)
    assert "No referral yet" in get(mina, path(case))
    asked = {"q": "legal aid, Germany, Persian-speaking"}
    found = mina.client.post(path(case, "new/"), asked, secure=True).content.decode()
    assert "Canarylawyers" in found
    assert "agreement until" in found
    chosen = {"partner": str(partner.pk), "kind": "legal_aid"}
    form = mina.client.post(path(case, "new/"), chosen, secure=True).content.decode()
    assert "Names: Shirin Canaryname" in form
    typed = {
        **chosen,
        "version": "0",
        "need": "Canaryneed",
        "fields_": ["names", "contacts"],
        "text_legal": "Canarylegal",
    }
    sent = mina.client.post(path(case, "new/"), typed, secure=True)
    page = get(mina, sent["Location"])
    row = Referral.objects.get()
    assert "Exactly this would leave" in page
    assert "+49 30 5550199" in page
    [seen] = re.findall(r'name="seen" value="(\w{64})"', page)
    last = {"seen": seen, "until": (TODAY + timedelta(20)).isoformat()}
    given = mina.client.post(path(case, f"{row.pk}/send/"), last, secure=True)
    assert given["Location"] == path(case, f"{row.pk}/link/")
    handed = get(mina, given["Location"])
    [link] = re.findall(r"https?://testserver(/shared/[\w-]+/)", handed)
    words = re.findall(r"<li>([a-z-]+)</li>", handed)
    assert len(words) == 5
    partner_client = Client()
    typed = {"secret": " ".join(words)}
    shown = partner_client.post(link, typed, secure=True).content.decode()
    assert "Canaryneed" in shown
    assert "Shirin Canaryname" in shown
    assert case.code not in shown
    answer = {**typed, "state": "accepted", "words": "Canaryanswer, Monday at ten"}
    assert "Thank you" in partner_client.post(link, answer, secure=True).content.decode()
    assert not partner_client.cookies
    read = get(mina, path(case, f"{row.pk}/"))
    assert "Canaryanswer, Monday at ten" in read
    assert "Canarylegal" in read
    assert ">accepted<" in read
    looked = AuditRow.objects.filter(act="case.read").order_by("-sequence").first()
    assert looked.details["referrals"] == [str(row.pk)]


def test_what_is_missing_stands_there_in_words(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world, named=("identity",))
    row = begun(world, opened, partner)
    page = get(world.mina, path(opened.record, f"{row.pk}/"))
    assert "A consent is needed that names Canarylawyers" in page
    assert "A sharing agreement with Canarylawyers is needed" in page
    assert "Send the referral" not in page


def test_what_was_typed_is_kept_when_it_cannot_be_sent(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world)
    a_consent(world, opened, partner)
    row = begun(world, opened, partner)
    sent = {"seen": "x" * 64, "until": (TODAY + timedelta(9)).isoformat()}
    url = path(opened.record, f"{row.pk}/send/")
    page = world.mina.client.post(url, sent, secure=True).content.decode()
    assert "was changed meanwhile" in page
    assert f'value="{sent["until"]}"' in page
    assert 'name="seen" value="xxx' not in page
    assert not ReferralBundle.objects.exists()


def test_a_draft_that_is_wrong_is_shown_again(world: World) -> None:
    opened, partner = a_case(world), a_partner(world)
    typed = {"partner": str(partner.pk), "version": "0", "kind": "x", "need": "kept words"}
    page = world.mina.client.post(path(opened.record, "new/"), typed, secure=True)
    assert "kept words" in page.content.decode()
    assert set(page.context["form"].errors) == {"kind"}


def test_whoever_changes_a_draft_second_keeps_their_words(world: World) -> None:
    opened, partner = a_case(world), a_partner(world)
    row = begun(world, opened, partner)
    url = path(opened.record, f"{row.pk}/change/")
    assert "Canaryneed" in get(world.mina, url)
    typed = {"partner": str(partner.pk), "version": "1", "kind": "housing", "need": "first"}
    assert world.mina.client.post(url, typed, secure=True).status_code == 302
    late = world.rana.client.post(url, {**typed, "need": "second"}, secure=True)
    assert "second" in late.content.decode()
    assert late.context["form"]["version"].value() == 2
    again = {**typed, "need": "second", "version": "2"}
    assert world.rana.client.post(url, again, secure=True).status_code == 302


def test_steps_reminders_and_recall(world: World) -> None:
    sent = Sent(world)
    url = path(sent.case, f"{sent.referral.pk}/")
    page = get(world.mina, url)
    assert "Nobody opened it yet" in page
    step = {"act": "step", "step-state": "accepted", "step-words": "They rang: yes"}
    assert world.mina.client.post(url + "step/", step, secure=True).status_code == 302
    assert "They rang: yes" in get(world.mina, url)
    late = {"act": "remind", "remind-on": "01.01.2001"}
    assert (
        "Choose a day to come"
        in world.mina.client.post(url + "step/", late, secure=True).content.decode()
    )
    soon = {"act": "remind", "remind-on": (TODAY + timedelta(3)).isoformat()}
    assert world.mina.client.post(url + "step/", soon, secure=True).status_code == 302
    assert sent.now.remind_on == TODAY + timedelta(3)
    why = {"recall-reason": "Canarywhy"}
    assert world.mina.client.post(url + "recall/", why, secure=True).status_code == 302
    page = get(world.mina, url)
    assert "Canarywhy" in page
    assert ">recalled<" in page
    assert "Canarylegal" in page
    again = world.mina.client.post(url + "recall/", why, secure=True)
    assert "the referral is “recalled”" in again.content.decode()


@pytest.mark.parametrize("name", ["omid", "vida", "adam", "aida", "edit"])
def test_nobody_else_reaches_a_referral(world: World, name: str) -> None:
    sent = Sent(world)
    client = world.people[name].client
    for rest in ("", "new/", f"{sent.referral.pk}/", f"{sent.referral.pk}/link/"):
        nobodys = path(sent.case, rest).replace(sent.case.code, "AA-AAAA")
        mine = client.get(path(sent.case, rest), secure=True)
        assert mine.status_code == 404
        assert mine.content == client.get(nobodys, secure=True).content
    for rest in ("send/", "step/", "recall/", "link/"):
        url = path(sent.case, f"{sent.referral.pk}/{rest}")
        assert client.post(url, {"act": "drop"}, secure=True).status_code == 404
    assert sent.now.state == "sent"


def test_a_referral_of_another_case_is_not_here(world: World) -> None:
    """Who holds two cases cannot reach one's referral through the other's address."""
    sent, other = Sent(world), a_case(world)
    for rest in ("", "change/", "link/"):
        url = path(other.record, f"{sent.referral.pk}/{rest}")
        assert world.mina.client.get(url, secure=True).status_code == 404
    for rest in ("recall/", "step/", "send/"):
        url = path(other.record, f"{sent.referral.pk}/{rest}")
        assert world.mina.client.post(url, {"act": "drop"}, secure=True).status_code == 404
    assert world.mina.client.get(path(sent.case, f"{uuid4()}/"), secure=True).status_code == 404
    assert sent.now.state == "sent"


def test_sending_and_the_words_need_a_fresh_second_factor(world: World) -> None:
    sent = Sent(world)
    world.mina.sign_in(stepped_up=False)
    url = path(sent.case, f"{sent.referral.pk}/link/")
    page = world.mina.client.get(url, secure=True)
    assert page.status_code == 302
    assert "step" in page["Location"]


def test_words_that_only_the_link_page_shows(world: World) -> None:
    """The page of the referral, the list and the history show neither link nor words."""
    sent = Sent(world)
    for url in (
        path(sent.case),
        path(sent.case, f"{sent.referral.pk}/"),
        f"/cases/{sent.case.code}/history/",
    ):
        page = get(world.mina, url)
        assert sent.handover.locator not in page
        assert sent.handover.secret not in page
    assert sent.handover.locator in get(world.mina, path(sent.case, f"{sent.referral.pk}/link/"))


def queries(world: World, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        get(world.mina, url)
    return len(counted)


def test_the_list_asks_as_much_for_one_as_for_twenty(world: World) -> None:
    sent = Sent(world)
    get(world.mina, path(sent.case))
    once = queries(world, path(sent.case))
    for _ in range(19):
        begun(world, sent.mine(), sent.partner)
    assert queries(world, path(sent.case)) == once


def test_a_closed_case_begins_nothing(world: World) -> None:
    opened, partner = a_case(world), a_partner(world)
    Case.objects.update(state="closed")
    typed = {"partner": str(partner.pk), "version": "0", "kind": "housing", "need": "kept words"}
    page = world.mina.client.post(path(opened.record, "new/"), typed, secure=True)
    assert "takes nothing new" in page.content.decode()
    assert "kept words" in page.content.decode()
    assert not Referral.objects.exists()
