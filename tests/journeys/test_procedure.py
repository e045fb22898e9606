"""A refusal comes by post: the day of the appeal, with its source, until a lawyer confirmed it."""

import pytest
from django.urls import reverse
from selenium.webdriver.support.select import Select

from tests.cases.folders import a_case
from tests.journeys.visitor import PHONE, Visitor
from tests.world import World

pytestmark = pytest.mark.journey


def choose(visitor: Visitor, name: str, words: str) -> None:
    """Choose the first option that says these words."""
    found = Select(visitor.one(f"select[name='{name}']"))
    found.select_by_visible_text(next(one.text for one in found.options if words in one.text))


@pytest.mark.parametrize("size", [(1280, 900), PHONE])
def test_the_day_of_an_appeal(visitor: Visitor, shared_world: World, size: tuple[int, int]) -> None:
    """From a case without a procedure to a confirmed day in a minute."""
    case = a_case(shared_world).record
    visitor.size(size)
    visitor.sign_in(shared_world.mina)
    visitor.go(reverse("cases:procedures", kwargs={"code": case.code}))
    visitor.press("Begin a procedure")
    choose(visitor, "which", "Scotland")
    visitor.press("Begin")
    visitor.press("Record what happened")
    choose(visitor, "what", "Refusal sent")
    visitor.press("Record it")
    assert visitor.sees("The notice of appeal must be received")
    assert visitor.sees("not yet confirmed by a lawyer")
    assert visitor.sees("Rule 19(2)")
    visitor.press("Where this day comes from")
    assert visitor.sees("The Tribunal Procedure (First-tier Tribunal)")
    assert visitor.scan() == []
    visitor.type("lawyer", "H. Osei")
    visitor.press("Has confirmed this day")
    assert visitor.sees("confirmed by H. Osei")
