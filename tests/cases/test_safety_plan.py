"""The safety plan: sealed, versioned, and on paper only as a list that says nothing."""

from dataclasses import fields, replace
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.conflicts import Overtaken
from cases.actions.safety import decide_safety
from cases.actions.safety_plans import FIELD, write_safety_plan
from cases.forms.safety_plan import NEUTRAL, PARTS, SafetyPlanForm
from cases.identity import Safety
from cases.models import Case, CaseContent
from cases.planning import SafetyPlan
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import Person, World
from vault.compartments import Opened

PLAN = SafetyPlan(
    signs="Canarysigns",
    first="Canaryfirst",
    people="Canarypeople\nM. 0170",
    places="Canaryplaces",
    take="Canarytake",
    papers="Canarypapers",
    phone="Canaryphone",
    children="Canarychildren",
    word="Canaryword",
    other="Canaryother",
    carried="sheet",
)


def written(world: World, opened: Opened[Case], plan: SafetyPlan = PLAN, version: int = 0) -> Case:
    return write_safety_plan(by=world.mina.actor, opened=opened, plan=plan, version=version)


def page(person: Person, case: Case, where: str = "") -> Any:
    return person.client.get(f"/cases/{case.code}/plan/safety/{where}", secure=True)


def send(person: Person, case: Case, where: str, **data: Any) -> Any:
    return person.client.post(f"/cases/{case.code}/plan/safety/{where}", data, secure=True)


def test_every_version_is_sealed_and_kept(world: World) -> None:
    opened = a_case(world)
    assert written(world, opened).safety_plan_version == 1
    assert written(world, opened, replace(PLAN, first="other"), 1).safety_plan_version == 2
    first, second = (
        SafetyPlan.load(opened.read(FIELD, opened.record.pk, number)) for number in (1, 2)
    )
    assert (first.first, second.first) == ("Canaryfirst", "other")
    assert (first.by, first.on) == (str(world.mina.member.pk), timezone.localdate())
    shown = page(world.rana, opened.record).content.decode()
    assert "Canaryfirst" in shown
    assert "Mina Karimi" in shown
    assert AuditRow.objects.latest("sequence").details["safety_plan"] == [2, 1]
    kept = str([list(model.objects.values()) for model in (Case, AuditRow, CaseContent)])
    assert "Canaryfirst" not in kept


def test_the_form_asks_every_part(world: World) -> None:
    kept = {one.name for one in fields(SafetyPlan)} - {"agreed", "carried", "by", "on"}
    assert {name for name, _label, _help in PARTS} == kept
    case = a_case(world).record
    sent = {name: getattr(PLAN, name) for name in kept}
    data = {**sent, "version": "0", "agreed": "on", "carried": "sheet"}
    assert send(world.mina, case, "write/", **data).status_code == 302
    opened = opened_by(world.mina, case)
    found = SafetyPlan.load(opened.read(FIELD, case.pk, 1))
    assert replace(found, by="", on=None) == replace(PLAN, agreed=True)
    again = page(world.mina, case, "write/").context["form"]
    assert again.initial["people"] == PLAN.people
    assert again.initial["version"] == 1


def test_nothing_is_carried_unless_somebody_says_so() -> None:
    assert SafetyPlanForm().fields["carried"].initial == "nothing"
    assert not SafetyPlan().may_be_printed


@pytest.mark.parametrize("wrong", [{"carried": "x"}, {"version": "-1"}, {"first": "x" * 5001}])
def test_bad_input_is_named_and_kept(world: World, wrong: dict[str, str]) -> None:
    case = a_case(world).record
    data = {"version": "0", "carried": "nothing", "people": "kept words"} | wrong
    shown = send(world.mina, case, "write/", **data)
    assert list(shown.context["form"].errors) == list(wrong)
    assert "kept words</textarea>" in shown.content.decode()
    assert not CaseContent.objects.filter(field=FIELD).exists()


def test_who_comes_second_sees_both_and_keeps_their_own(world: World) -> None:
    opened = a_case(world)
    written(world, opened, replace(PLAN, first="theirs"))
    data = {"version": "0", "carried": "nothing", "first": "mine"}
    second = send(world.rana, opened.record, "write/", **data)
    differing = {
        one.label: (one.now, one.yours) for one in second.context["compared"] if one.differs
    }
    assert differing["What they do first"] == ("theirs", "mine")
    assert "mine</textarea>" in second.content.decode()
    assert send(world.rana, opened.record, "write/", **(data | {"version": "1"})).status_code == 302


def test_the_second_of_two_at_once_is_told(shared_world: World) -> None:
    world = shared_world
    case = a_case(world).record

    def write(person: Person) -> None:
        mine = opened_by(person, case)
        write_safety_plan(by=person.actor, opened=mine, plan=PLAN, version=0)

    errors = at_once(lambda: write(world.mina), lambda: write(world.dara))
    assert [type(error) for error in errors if error] == [Overtaken]
    assert CaseContent.objects.filter(field=FIELD).count() == 1


def test_an_ended_case_takes_none(world: World) -> None:
    opened = a_case(world)
    Case.objects.update(state="closed")
    with pytest.raises(NotNow):
        written(world, opened)
    shown = send(world.mina, opened.record, "write/", version="0", carried="nothing", first="kept")
    assert "kept</textarea>" in shown.content.decode()
    assert "write/" not in page(world.mina, opened.record).content.decode()


def sheet(world: World, case: Case, language: str = "en", parts: Any = tuple(NEUTRAL)) -> str:
    shown = send(world.mina, case, "sheet/", language=language, parts=list(parts))
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    return str(shown.content.decode())


def printed(html: str) -> str:
    """What comes out of the printer: all but what the page keeps from it."""
    head, _, rest = html.partition('<p class="no-print">')
    return head + rest.partition("</p>")[2]


def test_the_sheet_says_nothing_of_anybody(world: World) -> None:
    """Whoever finds it learns no name of hers or of ours, no code, and not what it is for."""
    opened = a_case(world)
    written(world, opened)
    for language in ("en", "fa"):
        text = printed(sheet(world, opened.record, language)).lower()
        secrets = [
            "canaryname", "canaryalias", "شیرین", opened.record.code.lower(), "safe harbour",
            "mina", "homeward", "case", "danger", "safety", "plan", "help", "خطر", "ایمنی", "کمک",
        ]  # fmt: skip
        assert [one for one in secrets if one in text] == []
        assert "<title>1</title>" in text
        assert "canarypeople" in text


def test_what_gives_away_its_purpose_is_never_on_the_sheet(world: World) -> None:
    """Signs of danger, the help word, the children and the telephone stay here, also if asked for."""
    opened = a_case(world)
    written(world, opened)
    for name in ("signs", "word", "children", "phone"):
        assert name not in NEUTRAL
        shown = send(world.mina, opened.record, "sheet/", language="en", parts=[name])
        assert "parts" in shown.context["form"].errors
    html = sheet(world, opened.record)
    for word in ("Canarysigns", "Canaryword", "Canarychildren", "Canaryphone"):
        assert word not in html


def test_only_what_was_chosen_is_on_the_sheet(world: World) -> None:
    opened = a_case(world)
    written(world, opened)
    html = sheet(world, opened.record, parts=["people"])
    assert "Canarypeople" in html
    assert "Canaryfirst" not in html
    nothing = send(world.mina, opened.record, "sheet/", language="en")
    assert "parts" in nothing.context["form"].errors


def test_the_sheet_is_in_the_persons_language_and_the_look_is_written_down(world: World) -> None:
    opened = a_case(world)
    written(world, opened)
    html = sheet(world, opened.record, "fa")
    assert '<html lang="fa" dir="rtl"' in html
    assert AuditRow.objects.latest("sequence").details == {"safety_plan": 1}


def test_paper_that_was_not_agreed_upon_is_warned_of(world: World) -> None:
    opened = a_case(world)
    written(world, opened, replace(PLAN, carried="nothing"))
    assert (
        "nothing is carried on paper" in page(world.mina, opened.record, "sheet/").content.decode()
    )
    written(world, opened, PLAN, 1)
    shown = page(world.mina, opened.record, "sheet/").content.decode()
    assert "nothing is carried on paper" not in shown


def test_a_safety_decision_since_asks_for_the_plan_again(world: World) -> None:
    opened = a_case(world)
    written(world, opened)
    plan = f"/cases/{opened.record.code}/plan/"
    assert not world.mina.client.get(plan, secure=True).context["plan"].safety_plan_is_older
    old = replace(PLAN, on=timezone.localdate().replace(year=2020))
    opened.write(FIELD, opened.record.pk, 2, old.dump())
    Case.objects.update(safety_plan_version=2)
    decided = Safety("high", "go_on")
    decide_safety(by=world.rana.actor, opened=opened, safety=decided, version=0)
    assert world.mina.client.get(plan, secure=True).context["plan"].safety_plan_is_older
    assert page(world.mina, opened.record).context["older"]


def test_without_a_plan_the_page_says_what_would_stand_there(world: World) -> None:
    case = a_case(world).record
    assert "No safety plan yet" in page(world.mina, case).content.decode()
    assert (
        "Nothing that could stand on a sheet yet"
        in page(world.mina, case, "sheet/").content.decode()
    )
