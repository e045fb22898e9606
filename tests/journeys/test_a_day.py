"""A caseworker's whole day: with a client at the screen, a partner far away, and a second person."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from selenium.webdriver.support.select import Select

from accounts.days import write_day, write_short
from accounts.models import AuditRow
from cases.closing import left_open
from cases.models import Brief, Case, Consent, Procedure, Referral, SealedFile, Task
from cases.procedures.labels import say
from cases.procedures.rules import packs
from cases.texts import latest_text
from tests.cases.folders import WHO
from tests.cases.sealed_files.papers import png
from tests.journeys.a_day import (
    PARTNER,
    TODAY,
    Day,
    begun,
    click,
    open_shared,
    propose,
    registered_on,
    submit,
)
from tests.journeys.test_documents import in_the_clear
from tests.journeys.test_pages import speak
from tests.journeys.visitor import DESKTOP, Visitor, new_browser
from tests.server import Server
from tests.world import World

pytestmark = pytest.mark.journey


@pytest.fixture
def elsewhere(server: Server) -> Iterator[Visitor]:
    """A second browser, on another desk: the partner's, then the coordinator's."""
    browser = new_browser()
    somebody = Visitor(browser, server.address)
    somebody.size(DESKTOP)
    yield somebody
    browser.quit()


@pytest.fixture(params=[("en", "fa"), ("fa", "en")], ids=["en", "fa"])
def day(
    request: pytest.FixtureRequest, visitor: Visitor, elsewhere: Visitor, shared_world: World
) -> Day:
    """A case of Mina's, in the language of the page and in that of the client."""
    language, client = request.param
    return begun(visitor, elsewhere, shared_world, language, client)


def test_a_whole_day(day: Day, tmp_path: Path) -> None:
    """From the morning page to a case that a second person closes."""
    morning(day)
    take_a_consent(day)
    refer(day)
    answer(day)
    read_the_answer(day)
    work_out_a_day(day)
    seal_a_scan(day, tmp_path)
    add_do_and_undo(day)
    give_a_brief(day)
    report_back(day)
    refuse_to_close(day)
    end_what_is_live(day)
    propose(day)
    close_elsewhere(day)
    assert Case.objects.get().state == Case.State.CLOSED


def morning(day: Day) -> None:
    """What is due today stands on the first page, in the reader's direction."""
    day.visitor.sign_in(day.world.mina)
    day.visitor.go(reverse("cases:day"))
    for known in (day.words["first"], day.case.code):
        day.reads(known)
    direction = day.visitor.one("html").get_attribute("dir")
    assert direction == ("rtl" if day.language == "fa" else "ltr")
    day.look("morning")


def take_a_consent(day: Day) -> None:
    """The client reads the question alone, in their own language, and says yes."""
    visitor, text = day.visitor, latest_text("sharing", day.client)
    day.go("take_sharing")
    Select(visitor.one("[name='recipient']")).select_by_visible_text(PARTNER)
    for category in ("identity", "legal"):
        click(visitor, f"input[name='categories'][value='{category}']")
    click(visitor, "input[name='how'][value='own_page']")
    Select(visitor.one("#next-language")).select_by_value(day.client)
    click(visitor, "button[value='show']")
    assert visitor.sees(text.refuse)
    click(visitor, "button[value='turn']")
    visitor.one("body.on-sheet .consent-text")
    assert PARTNER in visitor.text
    assert text.categories["legal"] in visitor.text
    assert WHO.names[0].family not in visitor.text
    yes, no = visitor.one("button[value='yes']"), visitor.one("button[value='no']")
    assert (yes.text, no.text, yes.size) == (text.yes, text.no, no.size)
    day.look("turned")
    yes.click()
    visitor.one(".circles__one--live")
    assert Consent.objects.get(purpose="sharing").given


def refer(day: Day) -> None:
    """Ask the partner for legal aid, look at what would leave, send it."""
    visitor = day.visitor
    day.go("refer")
    click(visitor, f"input[name='partner'][value='{day.partner.pk}'] ~ button")
    visitor.type("need", day.words["need"])
    click(visitor, "input[name='fields_'][value='names']")
    visitor.type("text_legal", day.words["legal"])
    submit(visitor)
    day.sees("Exactly this would leave")
    assert day.words["legal"] in visitor.text
    assert Referral.objects.get().is_draft
    click(visitor, "form[action$='/send/'] button.primary")
    words = [one.text for one in visitor.one(".wordlist").find_elements("css selector", "li")]
    assert len(words) == 5
    assert Referral.objects.get().state == Referral.State.SENT
    day.link = f"{urlsplit(visitor.one('main code').text).path}in/{day.language}/"
    day.secret = " ".join(words)


def answer(day: Day) -> None:
    """A partner without an account: wrong words open nothing, the right ones what was agreed."""
    partner = day.elsewhere
    open_shared(day, "five words that are wrong")
    partner.one(".errors")
    assert day.words["legal"] not in partner.text
    open_shared(day, day.secret)
    for known in (day.words["need"], day.words["legal"], WHO.names[0].family):
        day.reads(known, partner)
    assert WHO.contacts[0].value not in partner.text
    day.look("partner", partner)
    click(partner, "[name='state'][value='accepted']")
    partner.type("words", day.words["answer"])
    submit(partner)
    partner.one(".notice--success")
    assert partner.browser.get_cookie("__Host-session") is None


def read_the_answer(day: Day) -> None:
    """What they said stands with the referral."""
    day.go("referral", referral=Referral.objects.get(state=Referral.State.ACCEPTED).pk)
    day.reads(day.words["answer"])


def work_out_a_day(day: Day) -> None:
    """An asylum procedure in Germany: registered, so it must be lodged within 21 days."""
    visitor, on = day.visitor, registered_on()
    day.go("begin_procedure")
    Select(visitor.one("[name='which']")).select_by_value("eu_asylum:DE")
    submit(visitor)
    click(visitor, "a[href$='/step/']")
    Select(visitor.one("[name='what']")).select_by_value("registered")
    visitor.type("on", write_short(on, day.language))
    submit(visitor)
    rule = next(one for one in packs()["eu_asylum"].rules if one.id == "eu_asylum.lodging")
    with translation.override(day.language):
        day.reads(say(rule.title))
    day.sees("not yet confirmed by a lawyer")
    where = f"//li[contains(., '{rule.article}')]//summary"
    visitor.browser.find_element("xpath", where).click()
    for known in ("Article 28(1)", "2024/1348", write_day(on + timedelta(21), day.language)):
        day.reads(known)
    day.look("procedure")


def seal_a_scan(day: Day, folder: Path) -> None:
    """A picture of a passport: sealed while it arrives, drawn where it is looked at."""
    visitor, scan = day.visitor, folder / "passport.png"
    scan.write_bytes(png((300, 200)))
    day.go("documents")
    visitor.one("input[name='documents']").send_keys(str(scan))
    Select(visitor.one("[name='kind']")).select_by_value("identity")
    submit(visitor)
    click(visitor, "main .task-list__name > a[href*='/documents/']")
    shown = visitor.one("img.document")
    visitor.waiting.until(lambda _: int(shown.get_property("naturalWidth") or 0) > 0)
    day.look("scan")
    assert in_the_clear() == []
    looks = AuditRow.objects.filter(actor=day.world.mina.member.pk).values_list(
        "details", flat=True
    )
    assert any(
        str(SealedFile.objects.get().pk) in one.get("documents", ()) and "version" in one
        for one in looks
    )


def add_do_and_undo(day: Day) -> None:
    """A task is added, done, and taken up again."""
    visitor = day.visitor
    day.go("add_task")
    visitor.type("title", day.words["task"])
    visitor.type("due", write_short(TODAY + timedelta(2), day.language))
    submit(visitor)
    day.reads(day.words["task"])
    task = Task.objects.latest("made_on", "number")
    for act, state in (("finish", Task.State.DONE), ("undo", Task.State.OPEN)):
        day.go("task", task=task.pk)
        click(visitor, f"button[name='act'][value='{act}']")
        visitor.waiting.until(lambda _, s=state: Task.objects.get(pk=task.pk).state == s)
    assert Task.objects.open().count() == 2


def give_a_brief(day: Day) -> None:
    """A volunteer is told these words for the task, and nothing else."""
    visitor = day.visitor
    day.go("give_brief", task=Task.objects.latest("made_on", "number").pk)
    Select(visitor.one("[name='to']")).select_by_value(str(day.world.vida.member.pk))
    visitor.type("title", day.words["task"])
    visitor.type("text", day.words["brief"])
    submit(visitor)
    visitor.waiting.until(lambda _: Brief.objects.live().count() == 1)


def report_back(day: Day) -> None:
    """The volunteer reads it without learning whom it is about; with the report it is gone."""
    other = day.elsewhere
    other.sign_in(day.world.vida)
    click(other, "main .task-list a")
    day.reads(day.words["brief"], other)
    assert not any(secret in other.text for secret in (day.case.code, WHO.names[0].family))
    day.look("brief", other)
    click(other, "[name='done'][value='yes']")
    other.type("text", day.words["report"])
    submit(other)
    other.one(".notice--success")
    assert day.words["task"] not in other.text
    other.browser.delete_all_cookies()
    speak(other, day.language)
    day.go("brief", brief=Brief.objects.get(state=Brief.State.REPORTED).pk)
    day.reads(day.words["report"])


def refuse_to_close(day: Day) -> None:
    """While something goes on the case cannot be closed, and the page says what."""
    propose(day)
    with translation.override(day.language):
        left = [one.told for one in left_open(day.now)]
        first = gettext("First end what is left open:")
    assert len(left) == 3
    day.reads(" ".join([first, *left]))
    assert day.visitor.one("[name='summary']").get_attribute("value") == day.words["summary"]
    assert (day.now.state, day.now.closing_by) == (Case.State.ACTIVE, None)
    day.look("refused")


def end_what_is_live(day: Day) -> None:
    """The referral is completed, the procedure ended, both tasks done; from the pages that say so."""
    visitor = day.visitor
    day.go("referral", referral=Referral.objects.get().pk)
    click(visitor, "input[name='step-state'][value='completed']")
    click(visitor, "button[name='act'][value='step']")
    visitor.waiting.until(lambda _: not Referral.objects.live().exists())
    open_shared(day, day.secret)
    day.elsewhere.one(".errors")
    assert day.words["legal"] not in day.elsewhere.text
    day.go("procedure_end", procedure=Procedure.objects.get().pk)
    visitor.type("how", day.words["ending"])
    submit(visitor)
    day.reads(day.words["ending"])
    for left in (1, 0):
        visitor.go(reverse("cases:day"))
        click(visitor, "button[name='act'][value='finish']")
        visitor.waiting.until(lambda _, n=left: Task.objects.open().count() == n)
    assert left_open(day.now) == []


def close_elsewhere(day: Day) -> None:
    """Proposed by one; that one cannot approve; a coordinator reads it and does."""
    mina, other = day.world.mina, day.elsewhere
    day.visitor.waiting.until(lambda _: day.now.closing_by == mina.member)
    day.go("approve_closing")
    assert day.words["summary"] not in day.visitor.text
    other.sign_in(day.world.rana)
    other.go(reverse("cases:approve_closing", kwargs={"code": day.case.code}))
    for known in (day.words["view"], day.words["summary"], mina.member.display_name):
        day.reads(known, other)
    day.look("approve", other)
    submit(other)
    other.waiting.until(lambda _: day.now.state == Case.State.CLOSED)
    day.go("case")
    day.sees("This case has ended and takes no note.")
    assert not day.visitor.has("textarea")
    day.look("closed")
