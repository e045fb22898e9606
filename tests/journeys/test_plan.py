"""From a question an administrator adds to a step that a colleague finds among their tasks."""

import pytest
from django.urls import reverse
from selenium.webdriver.support.select import Select

from cases.models import Assessment, Case, Task
from tests.cases.folders import a_case
from tests.journeys.visitor import PHONE, Visitor
from tests.world import Person, World

pytestmark = pytest.mark.journey


def enter(visitor: Visitor, person: Person) -> None:
    """Sign in at a browser that somebody else has left."""
    visitor.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    visitor.sign_in(person)


def set_up_a_form(visitor: Visitor, world: World) -> None:
    """The administrator begins with our form, and adds a question of their own."""
    enter(visitor, world.adam)
    visitor.go(reverse("cases:forms"))
    visitor.press("Begin with our form")
    Select(visitor.one("select[name='kind']")).select_by_value("yes_no")
    visitor.press("Add a question")
    visitor.type("words_en", "Do you have a dentist?")
    visitor.type("words_fa", "دندان‌پزشک دارید؟")
    visitor.press("Save the question")
    assert visitor.sees("Do you have a dentist?")


def assess(visitor: Visitor, case: Case) -> None:
    """The caseworker asks it, with the thumb on a phone."""
    visitor.size(PHONE)
    visitor.go(reverse("cases:assess", kwargs={"code": case.code}))
    label = "//fieldset[contains(., 'dentist')]//label[normalize-space()='yes']"
    found = visitor.browser.find_element("xpath", label)
    visitor.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()
    visitor.type("stands_out", "آرام‌تر از دفعهٔ پیش")
    visitor.press("Save the assessment")
    assert visitor.sees("آرام‌تر از دفعهٔ پیش")
    visitor.press("Needs, risks and strengths")
    assert visitor.sees("Do you have a dentist?")


def set_a_goal(visitor: Visitor, case: Case) -> None:
    """A goal with a step for a colleague."""
    visitor.go(reverse("cases:goal_new", kwargs={"code": case.code}))
    visitor.type("text", "A door that I can lock")
    visitor.type("steps-0-text", "Ask the housing office")
    Select(visitor.one("select[name='steps-0-who']")).select_by_visible_text("Rana Amini")
    visitor.press("Save the goal")
    assert visitor.sees("Say by when: it becomes a task.")
    visitor.type("steps-0-due", "2030-01-31")
    visitor.press("Save the goal")
    assert visitor.sees("31 January 2030")


def test_a_question_an_answer_a_goal_a_task(visitor: Visitor, shared_world: World) -> None:
    """Nobody deploys anything in between."""
    world = shared_world
    case = a_case(world).record
    set_up_a_form(visitor, world)
    enter(visitor, world.mina)
    assess(visitor, case)
    set_a_goal(visitor, case)
    wide = visitor.browser.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide == 0
    assert Assessment.objects.get().reassess_on
    assert Task.objects.get().assignee == world.rana.member
    enter(visitor, world.rana)
    visitor.go(reverse("cases:my_tasks"))
    assert visitor.sees("Ask the housing office")
