"""Every page, in both directions of script, light and dark, on a phone and a desk: looked at by axe-core.

The pictures land in var/pictures, for whoever changed a page to look at.
"""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cases.demo.load import Desk, write_case
from cases.demo.people import PEOPLE
from cases.demo.plans import begin_demo_form
from cases.models import Case
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.world import World

pytestmark = pytest.mark.journey

CASE_PAGES = (
    "case",
    "notes",
    "plan",
    "assess",
    "assessments",
    "goal_new",
    "safety_plan",
    "write_safety_plan",
    "safety_sheet",
    "procedures",
    "begin_procedure",
    "person",
    "change_identity",
    "safety",
    "consents",
    "take_consent",
    "take_sharing",
    "withdraw",
    "disclose",
    "erasure",
    "close",
    "state",
    "documents",
    "add_document",
    "history",
)
PAGES: dict[str, tuple[str, ...]] = {
    "mina": (
        "cases:day",
        "cases:my_tasks",
        "accounts:calendar",
        "cases:list",
        "cases:new",
        "accounts:account",
        "accounts:sessions",
    ),
    "rana": (
        "cases:team",
        "cases:team_tasks",
        "cases:procedures_waiting",
        "cases:legal_rules",
        "cases:list",
        "cases:bulk",
        "cases:imports",
        "accounts:waiting_list",
    ),
    "adam": (
        "cases:forms",
        "cases:form_new",
        "accounts:members",
        "accounts:invite",
        "accounts:rotation",
        "accounts:jobs",
        "accounts:mail",
    ),
    "aida": ("accounts:audit",),
    "vida": ("briefs:list", "briefs:profile", "accounts:notices"),
}
PUBLIC = ("info:front", "accounts:sign_in")


@pytest.fixture
def busy(shared_world: World) -> World:
    """A world with some of the demo's cases."""
    people = {name: person.known for name, person in shared_world.people.items()}
    desk = Desk(people | {"samuel": people["dara"]}, timezone.localdate())
    form = begin_demo_form(people["adam"].actor)
    for number, someone in enumerate(PEOPLE[:12]):
        write_case(desk, someone, number).plan(form, number)
    return shared_world


def speak(visitor: Visitor, language: str) -> None:
    """Choose the interface's language."""
    visitor.go("/")
    visitor.browser.add_cookie({"name": settings.LANGUAGE_COOKIE_NAME, "value": language})


def look(visitor: Visitor, path: str, name: str) -> list[str]:
    """Look at one page in each size and light; what is wrong with it."""
    wrong = []
    visitor.go(path)
    for size, dark in ((DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)):
        visitor.size(size)
        picture = f"{name}-{size[0]}{'-dark' if dark else ''}"
        visitor.picture(picture, dark=dark)
        if dark == (size == PHONE):  # each size, and each light, once
            wrong += [f"{picture}: {one}" for one in visitor.scan()]
        wide = visitor.browser.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            wrong.append(f"{picture}: {wide}px too wide")
    return wrong


@pytest.mark.parametrize("language", ["en", "fa"])
def test_public_pages(visitor: Visitor, language: str) -> None:
    """The front page and the sign-in page."""
    speak(visitor, language)
    wrong = []
    for name in PUBLIC:
        wrong += look(visitor, reverse(name), f"{language}-{name.replace(':', '-')}")
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("username", list(PAGES))
def test_portal_pages(busy: World, visitor: Visitor, username: str, language: str) -> None:
    """Each persona's pages."""
    person = busy.people[username]
    type(person.member).objects.filter(pk=person.member.pk).update(language=language)
    speak(visitor, language)
    visitor.sign_in(person)
    wrong = []
    for name in PAGES[username]:
        wrong += look(visitor, reverse(name), f"{language}-{username}-{name.split(':')[1]}")
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_case_pages(busy: World, visitor: Visitor, language: str) -> None:
    """All pages of a case file, in the language of its person."""
    person = busy.mina
    type(person.member).objects.filter(pk=person.member.pk).update(language=language)
    speak(visitor, language)
    visitor.sign_in(person)
    code = Case.objects.filter(state="active", assignee=person.member).order_by("opened_on")[0].code
    wrong = []
    for name in CASE_PAGES:
        path = reverse(f"cases:{name}", kwargs={"code": code})
        wrong += look(visitor, path, f"{language}-case-{name}")
    assert wrong == []
