"""The main job on real input: import, give, consent, notes in two languages, find again, hand over."""

from pathlib import Path

import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.ui import WebDriverWait

from cases.models import Case, CaseGrant, Consent, Event
from tests.journeys.visitor import Visitor
from tests.world import World

pytestmark = pytest.mark.journey

SHEET = (
    "نام;نام خانوادگی;تاریخ تولد;وضعیت;خطر;تلفن;یادداشت\r\n"
    "محمد;رضایی;1361/05/12;پذیرش;بالا;+49 30 555 77;اولین تماس از طرف خواهرش\r\n"
    "Anna;Weber;12.03.1990;enquiry;low;+49 30 555 78;Wrote by e-mail\r\n"
)


def choose(visitor: Visitor, name: str, label: str) -> None:
    """Pick from a list by what is shown."""
    found = Select(visitor.one(f"select[name='{name}']"))
    label = next(one.text for one in found.options if label in one.text)
    found.select_by_visible_text(label)


def test_the_main_job(visitor: Visitor, shared_world: World, tmp_path: Path) -> None:
    """From the organisation's own spreadsheet to a hand-over."""
    import_the_sheet(visitor, shared_world, tmp_path)
    code = give_to_mina(visitor)
    visitor.sign_out()
    visitor.sign_in(shared_world.mina)
    open_by_name(visitor, "Mohammad Rezaei", code)
    take_consent(visitor, code)
    write_notes(visitor, code)
    open_by_name(visitor, "محمّد", code)
    hand_over(visitor, code, shared_world)


def import_the_sheet(visitor: Visitor, world: World, folder: Path) -> None:
    """A coordinator imports a semicolon file in Windows-1256 (its yeh is Arabic), Jalali days."""
    sheet = folder / "cases.csv"
    sheet.write_bytes(SHEET.replace("ی", "ي").encode("cp1256"))
    visitor.sign_in(world.rana)
    visitor.go(reverse("cases:imports"))
    visitor.browser.find_element(By.NAME, "file").send_keys(str(sheet))
    visitor.press("Read the file")
    visitor.press("Check every row")
    visitor.press("Import 2 cases")
    WebDriverWait(visitor.browser, 30).until(
        lambda _: Case.objects.published().count() == 2  # the page goes on by itself
    )


def give_to_mina(visitor: Visitor) -> str:
    """The coordinator finds the case and gives it to Mina."""
    visitor.go(reverse("cases:list"))  # the page of the import may still be going on by itself
    visitor.type("q", "رضایی")
    visitor.one("form[role='search'] button").click()
    code = visitor.one("main table .code, main .code").text
    visitor.go(reverse("cases:assign", kwargs={"code": code}))
    choose(visitor, "to", "Mina")
    visitor.press("Give the case")
    assert visitor.sees("Mina Karimi")
    return str(code)


def open_by_name(visitor: Visitor, name: str, code: str) -> None:
    """Find the case again by a spelling of its person's name."""
    visitor.type("q", name)
    visitor.one("form[role='search'] button").click()
    visitor.press(code)
    assert visitor.sees("محمد")


def take_consent(visitor: Visitor, code: str) -> None:
    """Turn the screen, read the text, record the yes; decide on safety; begin the work."""
    visitor.go(reverse("cases:take_consent", kwargs={"code": code}))
    visitor.one("input[name='how'][value='written']").click()
    visitor.one("button[value='yes']").click()
    visitor.happened(lambda: Consent.objects.filter(case__code=code).exists())
    visitor.go(reverse("cases:safety", kwargs={"code": code}))
    visitor.one("input[name='decision'][value='go_on']").click()
    visitor.type("review_on", "01.12.2027")
    visitor.press("Record the decision")
    safety = Event.objects.filter(case__code=code, kind=Event.Kind.SAFETY)
    visitor.happened(safety.exists)
    visitor.go(reverse("cases:state", kwargs={"code": code}))
    visitor.press("Begin the work")
    WebDriverWait(visitor.browser, 10).until(
        lambda _: Case.objects.get(code=code).state == Case.State.ACTIVE
    )


def write_notes(visitor: Visitor, code: str) -> None:
    """One in Persian, one in English."""
    for text in ("جلسهٔ اول خوب بود.", "He will bring the papers on Monday."):
        visitor.go(reverse("cases:case", kwargs={"code": code}))
        visitor.type("text", text)
        visitor.press("Save the note")
        assert visitor.sees(text)


def hand_over(visitor: Visitor, code: str, world: World) -> None:
    """Mina hands it over to Omid, says why, and cannot open it any more."""
    visitor.press("Hand the case over")
    choose(visitor, "to", "Omid")
    visitor.type("reason", "Omid lives in the same town.")
    visitor.press("Hand over")
    WebDriverWait(visitor.browser, 10).until(
        lambda _: Case.objects.get(code=code).assignee_id == world.omid.member.pk
    )
    grants = CaseGrant.objects.filter(content_object__code=code)
    assert not grants.filter(user=world.mina.member).exists()
    visitor.go(reverse("cases:case", kwargs={"code": code}))
    assert "محمد" not in visitor.text
