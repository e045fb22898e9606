"""The pages of consent: the screen turned to the client, the printed page, the circles."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given as generated
from hypothesis import strategies as st

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.decisions import agree, propose_decision, tell
from cases.actions.states import approve_closing, propose_closing
from cases.actions.withdrawing import withdraw
from cases.closing import left_open
from cases.day import day_of
from cases.documents import Document
from cases.known import INNER, OUTER, SIZE, Knower, Standing, knowers
from cases.listing import holding
from cases.models import Case, Consent, Partner
from cases.papers import ConsentTerms
from cases.texts import Text, all_texts, latest_text, sheet_words
from tests.cases.consenting import OTHER, agree_to_case, share
from tests.cases.folders import a_case, opened_by
from tests.cases.test_states import CLOSING, active
from tests.promises.test_two_people import TOLD
from tests.world import World

TODAY = timezone.localdate()
TOLD_SOON = replace(TOLD, tell_by=TODAY + timedelta(6))


def get(person: Any, name: str, code: str, **more: Any) -> str:
    path = reverse(f"cases:{name}", kwargs={"code": code, **more})
    answer = person.client.get(path, secure=True)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def typed(partner: str = "", **more: Any) -> dict[str, Any]:
    return {
        "recipient_name": "" if partner else "Frau Lindt",
        "recipient": partner,
        "categories": ["legal", "health"],
        "language": "fa",
        "text_version": "1",
        "how": "oral",
        "witness": "Sara",
        "explained_by": "Mina",
        "since": TODAY.isoformat(),
        "until": (TODAY + timedelta(90)).isoformat(),
    } | more


def test_the_turned_screen_shows_one_question_and_two_equal_buttons(world: World) -> None:
    """In the client's language, with who, what, until when; and no word about the person."""
    opened = a_case(world)
    path = reverse("cases:take_sharing", args=[opened.record.code])
    shown = world.mina.client.post(path, typed(answer="turn"), secure=True).content.decode()
    text = latest_text("sharing", "fa")
    assert 'lang="fa" dir="rtl"' in shown
    assert "Frau Lindt" in shown
    assert text.categories["health"] in shown
    assert text.categories["family"] not in shown
    assert text.refuse in shown
    assert "{" not in re.sub(r"<[^>]*>", "", shown)
    buttons = re.findall(r'<button type="submit" name="answer" value="(yes|no)">', shown)
    assert buttons == ["yes", "no"]
    assert "Canaryname" not in shown
    assert "tabs" not in shown
    assert not Consent.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_the_turned_screen_sends_is_recorded(world: World, answer: str) -> None:
    """Press what is on the screen: every hidden field comes back as it was typed."""
    opened = a_case(world)
    partner = Partner.objects.create(name="Canary Legal", country="DE")
    path = reverse("cases:take_sharing", args=[opened.record.code])
    sent = typed(str(partner.pk), risks="line one\nline “two”", answer="turn")
    shown = world.mina.client.post(path, sent, secure=True)
    form = shown.context["form"]
    again: dict[str, Any] = {one.html_name: one.value() for one in form if one.value() is not None}
    hidden = re.findall(r'<input type="hidden" name="([^"]+)"', shown.content.decode())
    assert {name for name in again if again[name] not in ("", False)} <= set(hidden)
    done = world.mina.client.post(path, {**again, "answer": answer}, secure=True)
    assert done.status_code == 302
    row = Consent.objects.get()
    assert row.given is (answer == "yes")
    assert row.purpose == "sharing"
    page = get(world.mina, "consents", opened.record.code)
    assert "Canary Legal" in page
    terms = ConsentTerms.load(opened.read("consent.terms", row.pk, 1))
    assert (terms.recipient, terms.recipient_name) == (str(partner.pk), "Canary Legal")
    assert terms.categories == ("legal", "health")
    assert terms.risks.split() == ["line", "one", "line", "“two”"]


def test_what_is_shown_is_the_version_that_is_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer text that came while the form was open is not shown under the older one's name."""
    first = latest_text("sharing", "fa")
    newer = replace(first, version=2, title="a newer question")
    known = {**all_texts(), ("sharing", 2, "fa"): newer}
    for place in ("cases.texts.all_texts", "cases.forms.consent.all_texts"):
        monkeypatch.setattr(place, lambda: known)
    path = reverse("cases:take_sharing", args=[a_case(world).record.code])
    old = world.mina.client.post(path, typed(answer="turn"), secure=True).content.decode()
    assert "a newer question" not in old
    sent = typed(answer="turn", text_version="2")
    assert "a newer question" in world.mina.client.post(path, sent, secure=True).content.decode()
    sent = typed(answer="show", next_language="fa")
    assert "a newer question" in world.mina.client.post(path, sent, secure=True).content.decode()


def test_back_keeps_what_was_typed(world: World) -> None:
    opened = a_case(world)
    path = reverse("cases:take_sharing", args=[opened.record.code])
    page = world.mina.client.post(path, typed(answer="back", risks="kept"), secure=True)
    text = page.content.decode()
    assert "kept" in text
    assert "Frau Lindt" in text
    assert len(re.findall(r'value="(?:legal|health)"[^>]*checked', text)) == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recipient_name": ""}, "recipient_name"),
        ({"categories": []}, "categories"),
        ({"categories": ["everything"]}, "categories"),
        ({"subject": "child"}, "assent"),
        ({"subject": "somebody"}, "subject"),
        ({"subject": "unable"}, "best_interests"),
    ],
)
@pytest.mark.parametrize("answer", ["yes", "turn"])
def test_the_screen_is_not_turned_before_it_is_whole(
    world: World, wrong: dict[str, Any], field: str, answer: str
) -> None:
    opened = a_case(world)
    path = reverse("cases:take_sharing", args=[opened.record.code])
    page = world.mina.client.post(path, typed(**wrong, answer=answer), secure=True)
    assert field in page.context["form"].errors
    assert "cases/take_consent.html" in [one.name for one in page.templates]
    assert not Consent.objects.exists()


def test_a_retired_partner_and_two_recipients_are_refused(world: World) -> None:
    gone = Partner.objects.create(name="Gone", country="DE", retired_on=TODAY)
    here = Partner.objects.create(name="Here", country="DE")
    path = reverse("cases:take_sharing", args=[a_case(world).record.code])
    for partner, name in ((gone, ""), (here, "And another")):
        sent = typed(str(partner.pk), answer="yes") | {"recipient_name": name}
        page = world.mina.client.post(path, sent, secure=True)
        assert "recipient" in page.context["form"].errors
    assert not Consent.objects.exists()


def test_the_printed_page_names_nobody_unless_asked_to(world: World) -> None:
    """Safe to be found: no partner, no data, no organisation, no person, no code on the paper."""
    opened = a_case(world)
    row = share(world.mina, opened)
    path = reverse("cases:consent_sheet", args=[opened.record.code, row.pk])
    for query, named in (("", False), ("?names=1", True)):
        text = world.mina.client.get(path + query, secure=True).content.decode()
        paper = text[text.index('<section class="print-sheet') : text.index("</section>")]
        assert ("Canarypartner" in paper) is named
        for word in ("Canaryname", "Safe Harbour", opened.record.code, "case", "Homeward"):
            assert word not in paper
        assert sheet_words("agreed", "en")["change"] in paper
    assert AuditRow.objects.first().details["consents"] == [str(row.pk)]


def test_what_does_not_verify_is_not_printed(world: World) -> None:
    opened, other = a_case(world), a_case(world)
    theirs = share(world.mina, other)
    path = reverse("cases:consent_sheet", args=[opened.record.code, theirs.pk])
    assert world.mina.client.get(path, secure=True).status_code == 404


def test_the_circles_say_in_words_what_they_draw(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened)
    share(world.mina, opened, recipient=OTHER, name="Soonpartner", days=3)
    share(world.mina, opened, recipient="", name="Gonepartner")
    share(world.mina, opened, recipient="", name="Gonepartner", given=False)
    share(world.mina, opened, recipient="", name="Neverpartner", given=False)
    for name in ("case", "consents"):
        text = get(world.mina, name, opened.record.code)
        picture = text[text.index('<svg class="circles"') :]
        picture = picture[: picture.index("</svg>")]
        assert 'role="img"' in picture
        words = picture[picture.index("<desc") : picture.index("</desc>")]
        for who in ("Mina Karimi", "Canarypartner", "Soonpartner", "Gonepartner"):
            assert who in words, name
        assert "Neverpartner" not in words
        assert "may not be told any more" in words
        assert picture.count("circles__one--team") == 3
        for standing in ("live", "soon", "ended"):
            assert picture.count(f"circles__one--{standing}") == 1


@generated(st.integers(0, 60), st.booleans())
def test_nobody_in_the_picture_falls_out_of_it_or_onto_another(count: int, rtl: bool) -> None:
    placed: list[Knower] = knowers([f"m{n}" for n in range(count)], [], TODAY, rtl=rtl)
    assert [one.number for one in placed] == list(range(1, count + 1))
    assert all(one.standing is Standing.TEAM and one.is_open for one in placed)
    for one in placed:
        assert one.size <= one.x <= SIZE - one.size
        assert one.size <= one.y <= SIZE - one.size
    if 1 < count <= 15:
        first, second = placed[0], placed[1]
        apart = ((first.x - second.x) ** 2 + (first.y - second.y) ** 2) ** 0.5
        assert apart >= first.size + second.size
    assert INNER + 13 < OUTER - 13


def test_a_page_asks_as_much_for_one_answer_as_for_fifty(world: World) -> None:
    few, many = a_case(world), a_case(world)
    for opened, count in ((few, 2), (many, 20)):
        for number in range(count):
            share(world.mina, opened, recipient="", name=f"partner {number}")
        for _number in range(count // 2):
            withdraw(by=world.mina.actor, opened=opened)
    queries = []
    for opened in (few, few, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            get(world.mina, "consents", opened.record.code)
        queries.append(len(asked))
    assert queries[1] == queries[2]


def test_my_day_tells_of_each_consent_that_ends(world: World) -> None:
    """A renewed one is not told of, nor one that was taken back."""
    opened = active(world)
    share(world.mina, opened, days=5)
    share(world.mina, opened, recipient=OTHER, name="Renewed", days=5)
    share(world.mina, opened, recipient=OTHER, name="Renewed", days=200)
    share(world.mina, opened, recipient="", name="Back", days=5)
    share(world.mina, opened, recipient="", name="Back", given=False)
    page = world.mina.client.get(reverse("cases:day"), secure=True)
    ends = [due for due in page.context["day"].consents if due.on == TODAY + timedelta(5)]
    assert len(ends) == 1


def test_my_day_tells_whom_to_tell(world: World) -> None:
    """Until it is done, and only whose case it is."""
    opened = active(world)
    made = propose_decision(by=world.mina.actor, opened=opened, proposed=TOLD_SOON)
    rana = opened_by(world.rana, opened.record)
    agree(by=world.rana.actor, opened=rana, decision=made)
    for told, expected in ((False, 1), (True, 0)):
        if told:
            tell(by=world.mina.actor, opened=opened, decision=made, words="told")
        day = world.mina.client.get(reverse("cases:day"), secure=True).context["day"]
        due = [one for one in day.consents if one.on == TOLD_SOON.tell_by]
        assert len(due) == expected


def test_what_waits_for_a_second_person_stands_on_the_case(world: World) -> None:
    opened = active(world)
    propose_decision(by=world.mina.actor, opened=opened, proposed=TOLD)
    code = opened.record.code
    assert "waits for a second person" in get(world.mina, "case", code)
    assert "waits for you" in get(world.rana, "case", code)


def test_a_case_is_closed_when_nothing_live_is_left(world: World) -> None:
    opened = active(world)
    made = propose_decision(by=world.mina.actor, opened=opened, proposed=TOLD)
    assert [one.page for one in left_open(opened.record)] == ["cases:consents"]
    assert "Still open" in get(world.mina, "close", opened.record.code)
    with pytest.raises(NotNow):
        propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)
    rana = opened_by(world.rana, opened.record)
    agree(by=world.rana.actor, opened=rana, decision=made)
    with pytest.raises(NotNow):
        propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)
    tell(by=world.rana.actor, opened=rana, decision=made, words="told")
    assert left_open(opened.record) == []
    propose_closing(by=world.mina.actor, opened=opened, closing=CLOSING)
    propose_decision(by=world.mina.actor, opened=opened, proposed=TOLD)
    with pytest.raises(NotNow):
        approve_closing(by=world.rana.actor, opened=rana)
    assert Case.objects.get().state == Case.State.ACTIVE


def test_a_frozen_case_says_so_on_every_page(world: World) -> None:
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    withdraw(by=world.mina.actor, opened=opened, erase=True)
    for name in ("case", "consents", "take_sharing", "withdraw"):
        assert "frozen" in get(world.mina, name, opened.record.code)


def test_old_terms_open_as_they_were_written() -> None:
    """A fixture of the first format: what no migration can open is upgraded when it is read."""
    old = (
        b'{"f": 1, "salt": "00", "text": "case_management-1-en", "text_version": 1,'
        b' "language": "en", "how": "oral", "witness": "Sara"}'
    )
    terms = ConsentTerms.load(old)
    assert (terms.witness, terms.subject, terms.categories) == ("Sara", "self", ())
    assert ConsentTerms.load(terms.dump()) == terms
    assert isinstance(terms, Document)


@pytest.mark.parametrize("text", list(all_texts().values()), ids=lambda one: one.name)
def test_every_gap_of_a_text_is_filled(text: Text) -> None:
    filled = text.filled(recipient="A {until} B", categories=("legal", "story"), until="some day")
    whole = " ".join((filled.title, filled.what, filled.why, filled.who, filled.until))
    assert "{recipient}" not in whole
    assert "{categories}" not in whole
    if text.purpose == "sharing":
        assert "some day" in filled.until
        assert "A {until} B" in filled.title  # what a person typed is not looked at for gaps
        assert text.categories["story"] in filled.what
        assert set(text.categories) == {str(one) for one in latest_text("sharing", "en").categories}


def test_the_day_of_a_member_counts_no_case_they_do_not_hold(world: World) -> None:
    opened = a_case(world)
    share(world.mina, opened, days=3)
    theirs = holding(world.omid.actor)
    assert day_of(world.omid.member, theirs.cases, TODAY).consents == []
