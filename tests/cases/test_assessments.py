"""Assessments: sealed with the questions as they were asked, and read so for ever."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.assessments import FIELD, amend_assessment, assess
from cases.actions.conflicts import Overtaken
from cases.actions.questionnaires import begin_form, revise_form
from cases.answering import answer_lines, answer_words
from cases.models import Assessment, Case, CaseContent, FormDefinition
from cases.planning import Answer, Answers
from cases.plans import MOST, ReadAssessment, latest_by_form, plan_rows, read_assessments
from cases.questionnaires import Choice, Kind, Question, Questionnaire, texts
from cases.starters import starter
from cases.trends import HEIGHT, WIDTH, trends
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import Person, World
from vault.compartments import Opened, revoke

SCALE = Question("s1", "housing", "scale", texts({"en": "Housing", "fa": "خانه"}), better="high")
CHOICE = Question(
    "c1",
    "housing",
    "choice",
    texts({"en": "Where?"}),
    choices=(Choice("1", texts({"en": "shelter"})), Choice("2", texts({"en": "flat"}))),
)
TEXT = Question("t1", "needs", "text", texts({"en": "Most needed"}))
BODY = Questionnaire(texts({"en": "Canaryform", "fa": "فرم"}), (SCALE, CHOICE, TEXT))
IN_MARCH = date(2026, 3, 3)


def a_form(world: World, body: Questionnaire = BODY) -> FormDefinition:
    return begin_form(by=world.adam.actor, body=body)


def given_answers(**values: str) -> Answers:
    again = timezone.localdate() + timedelta(days=30)
    return Answers(
        answers=tuple(Answer(name, value) for name, value in values.items()), reassess_on=again
    )


def asked(world: World, opened: Opened[Case], form: FormDefinition, **values: str) -> Assessment:
    return assess(by=world.mina.actor, opened=opened, form=form, answers=given_answers(**values))


def read(opened: Opened[Case], row: Assessment, version: int = 1) -> Answers:
    return Answers.load(opened.read(FIELD, row.pk, version))


def page(person: Person, case: Case, where: str) -> Any:
    return person.client.get(f"/cases/{case.code}/plan/{where}", secure=True)


def send(person: Person, case: Case, where: str, **data: Any) -> Any:
    return person.client.post(f"/cases/{case.code}/plan/{where}", data, secure=True)


def test_it_is_sealed_with_its_questions_and_written_down(world: World) -> None:
    opened = a_case(world)
    row = asked(world, opened, a_form(world), s1="2", t1="Canaryneed")
    found = read(opened, row)
    assert found.asked == BODY
    assert (found.value("s1"), found.value("t1"), found.value("c1")) == ("2", "Canaryneed", "")
    assert found.by == str(world.mina.member.pk)
    log = AuditRow.objects.get(act="assessment.write")
    assert log.details == {"assessment": str(row.pk)}
    assert opened.record.events.filter(kind="assessed").count() == 1


def test_nothing_of_it_lies_open(world: World) -> None:
    """Neither an answer nor which form was asked: a form may be one for children alone."""
    opened, form = a_case(world), a_form(world)
    row = asked(world, opened, form, t1="Canaryneed", s1="5")
    assert page(world.mina, opened.record, f"assessments/{row.pk}/").status_code == 200
    form_of = {str(form.form), form.form.hex, str(form.pk), form.pk.hex, "Canaryform"}
    for model in (Assessment, AuditRow, CaseContent):
        kept = str(list(model.objects.filter(**_own(model, opened)).values()))
        assert "Canaryneed" not in kept
        assert not any(name in kept for name in form_of), model
    assert "Canaryneed" not in str(
        [bytes(x) for x in CaseContent.objects.values_list("sealed", flat=True)]
    )


def _own(model: type, opened: Opened[Case]) -> dict[str, Any]:
    """What tells of the case; the administrator's own acts name the form."""
    return {"object": str(opened.record.pk)} if model is AuditRow else {}


def test_old_answers_read_as_they_were_asked(world: World) -> None:
    """Whatever becomes of the form afterwards: reworded, emptied, or gone from the database."""
    opened, form = a_case(world), a_form(world)
    row = asked(world, opened, form, s1="2", c1="1")
    changed = replace(SCALE, words=texts({"en": "Reworded"}), kind="text")
    revise_form(
        by=world.adam.actor,
        form=form.form,
        version=1,
        body=replace(BODY, title=texts({"en": "Renamed"}), questions=(changed,)),
    )
    for lost in (False, True):
        if lost:
            FormDefinition.objects.all().delete()
        shown = page(world.rana, opened.record, f"assessments/{row.pk}/").content.decode()
        assert "Canaryform" in shown
        assert "Housing" in shown
        assert "shelter" in shown
        assert "Reworded" not in shown
    amending = page(world.mina, opened.record, f"assessments/{row.pk}/amend/")
    assert list(amending.context["form"].fields)[-3:] == ["q-s1", "q-c1", "q-t1"]


def test_a_changed_definition_in_the_database_changes_no_old_answer(world: World) -> None:
    """A writer to the database turns "safe" into "unsafe": who answered before is not misread."""
    opened, form = a_case(world), a_form(world)
    row = asked(world, opened, form, c1="2")
    body = dict(form.body, questions=[])
    FormDefinition.objects.filter(pk=form.pk).update(body=body)
    assert [one.value for one in answer_lines(read(opened, row))][1] == "flat"


@pytest.mark.parametrize(
    "wrong",
    [
        {"s1": "6"},
        {"s1": "0"},
        {"s1": "two"},
        {"c1": "3"},
        {"c1": ""},
        {"unknown": "1"},
        {"t1": "x" * 5001},
        {},
    ],
)
def test_an_answer_that_fits_no_question_is_refused(world: World, wrong: dict[str, str]) -> None:
    opened, form = a_case(world), a_form(world)
    with pytest.raises(NotNow):
        asked(world, opened, form, **wrong)
    assert not Assessment.objects.exists()
    assert not CaseContent.objects.filter(field=FIELD).exists()


@pytest.mark.parametrize("days", [0, -1, 4000])
def test_the_day_to_ask_again_is_to_come(world: World, days: int) -> None:
    opened, form = a_case(world), a_form(world)
    wrong = replace(given_answers(s1="1"), reassess_on=timezone.localdate() + timedelta(days))
    with pytest.raises(NotNow):
        assess(by=world.mina.actor, opened=opened, form=form, answers=wrong)


@pytest.mark.parametrize("state", ["closed", "declined"])
def test_an_ended_case_takes_none_and_what_was_typed_stays(world: World, state: str) -> None:
    opened, form = a_case(world), a_form(world)
    row = asked(world, opened, form, s1="2")
    Case.objects.update(state=state)
    typed = {"q-t1": "half-written", "definition": str(form.pk)}
    shown = send(world.mina, opened.record, "assess/", **typed)
    again = send(world.mina, opened.record, f"assessments/{row.pk}/amend/", **typed, version="1")
    for one in (shown, again):
        assert one.status_code == 200
        assert "half-written</textarea>" in one.content.decode()
        assert "A closed case takes no assessment." in one.content.decode()
    assert Assessment.objects.get().version == 1
    assert "assess/" not in page(world.mina, opened.record, "").content.decode()


def test_asking_again_silences_the_earlier_one_of_the_same_form_alone(world: World) -> None:
    opened, form, other = a_case(world), a_form(world), a_form(world)
    first = asked(world, opened, form, s1="1")
    aside = asked(world, opened, other, s1="1")
    second = asked(world, opened, form, s1="3")
    for row in (first, aside, second):
        row.refresh_from_db()
    assert first.reassess_on is None
    assert aside.reassess_on == second.reassess_on is not None
    late = timezone.localdate() + timedelta(days=30)
    assert set(Assessment.objects.due(late)) == {aside, second}
    assert not Assessment.objects.due(late - timedelta(days=1)).exists()
    Case.objects.update(state="closed")
    assert not Assessment.objects.due(late).exists()


def test_amending_an_earlier_one_does_not_wake_it(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    first = asked(world, opened, form, s1="1")
    asked(world, opened, form, s1="3")
    amended = amend_assessment(
        by=world.rana.actor,
        opened=opened,
        assessment=first,
        version=1,
        answers=given_answers(s1="2"),
    )
    assert amended.reassess_on is None
    assert [read(opened, first, version).value("s1") for version in (1, 2)] == ["1", "2"]
    assert read(opened, first, 2).asked == BODY


def test_who_comes_second_sees_both_and_keeps_their_own(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    row = asked(world, opened, form, s1="1")
    amend_assessment(
        by=world.rana.actor,
        opened=opened,
        assessment=row,
        version=1,
        answers=given_answers(s1="4", t1="theirs"),
    )
    where = f"assessments/{row.pk}/amend/"
    second = send(world.mina, opened.record, where, **{"q-t1": "mine", "version": "1"})
    assert second.status_code == 200
    differing = {
        one.label: (one.now, one.yours) for one in second.context["compared"] if one.differs
    }
    assert differing["Most needed"] == ("theirs", "mine")
    assert differing["Housing"] == ("4 of 5", "")
    assert second.context["form"]["version"].value() == 2
    again = send(world.mina, opened.record, where, **{"q-t1": "mine", "version": "2"})
    assert again.status_code == 302
    assert read(opened, row, 3).value("t1") == "mine"


def test_two_who_amend_at_once_lose_nothing(shared_world: World) -> None:
    world = shared_world
    opened = a_case(world)
    row = asked(world, opened, a_form(world), s1="1")

    def amend(person: Person, value: str) -> None:
        amend_assessment(
            by=person.actor,
            opened=opened_by(person, opened.record),
            assessment=row,
            version=1,
            answers=given_answers(s1=value),
        )

    errors = at_once(lambda: amend(world.mina, "2"), lambda: amend(world.rana, "3"))
    assert [type(error) for error in errors if error] == [Overtaken]
    assert CaseContent.objects.filter(field=FIELD, row=row.pk).count() == 2
    assert audit.verify() is None


def test_asking_at_once_leaves_one_that_waits(shared_world: World) -> None:
    world = shared_world
    opened, form = a_case(world), a_form(world)

    def ask(person: Person) -> None:
        mine = opened_by(person, opened.record)
        assess(by=person.actor, opened=mine, form=form, answers=given_answers(s1="2"))

    assert at_once(lambda: ask(world.mina), lambda: ask(world.rana)) == [None, None]
    assert Assessment.objects.count() == 2
    assert Assessment.objects.exclude(reassess_on=None).count() == 1


def test_one_of_another_case_does_not_exist(world: World) -> None:
    mine, other = a_case(world), a_case(world)
    row = asked(world, other, a_form(world), s1="1")
    for where in ("", "amend/"):
        answer = page(world.mina, mine.record, f"assessments/{row.pk}/{where}")
        assert answer.status_code == 404
        assert AuditRow.objects.latest("sequence").details == {"named": [str(row.pk)]}


def test_the_page_asks_the_form_and_keeps_what_was_typed(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    shown = page(world.mina, opened.record, "assess/").content.decode()
    assert "Housing" in shown
    assert "Where?" in shown
    wrong = {
        "definition": str(form.pk),
        "q-s1": "9",
        "q-t1": "kept words",
        "reassess_on": "1.1.2001",
    }
    bad = send(world.mina, opened.record, "assess/", **wrong)
    assert set(bad.context["form"].errors) == {"q-s1", "reassess_on"}
    assert "kept words</textarea>" in bad.content.decode()
    good = {"definition": str(form.pk), "q-s1": "4", "q-c1": "2", "q-t1": "a\r\nb"}
    assert send(world.mina, opened.record, "assess/", **good).status_code == 302
    found = read(opened, Assessment.objects.get())
    assert [one.value for one in found.answers] == ["4", "2", "a\nb"]


def test_what_was_shown_is_what_is_recorded(world: World) -> None:
    """The form changed while it was filled in: the answers belong to what stood on the page."""
    opened, form = a_case(world), a_form(world)
    body = replace(BODY, questions=(replace(SCALE, words=texts({"en": "Meanwhile"})),))
    revise_form(by=world.adam.actor, form=form.form, version=1, body=body)
    good = {"definition": str(form.pk), "q-s1": "4", "q-t1": "words"}
    assert send(world.mina, opened.record, "assess/", **good).status_code == 302
    found = read(opened, Assessment.objects.get())
    assert (found.form_version, found.value("t1")) == (1, "words")


def test_one_of_several_forms_is_chosen_first_and_not_by_its_address(world: World) -> None:
    opened, _first = a_case(world), a_form(world)
    other = a_form(world, replace(BODY, title=texts({"en": "Second form"})))
    choice = page(world.mina, opened.record, "assess/").content.decode()
    assert "Second form" in choice
    assert "Housing" not in choice
    shown = send(world.mina, opened.record, "assess/", show=str(other.pk))
    assert shown.context["title"] == "Second form"
    assert not shown.context["form"].is_bound
    nonsense = send(world.mina, opened.record, "assess/", show="nonsense")
    assert nonsense.status_code == 200


def test_what_was_answered_waits_behind_a_lock(world: World) -> None:
    """Half an hour of talking is not lost because the vault closed meanwhile."""
    opened, form = a_case(world), a_form(world)
    world.mina.sign_in(unlocked=False)
    sent = {"definition": str(form.pk), "q-t1": "a long answer", "kept_for": world.mina.member.pk}
    waits = send(world.mina, opened.record, "assess/", **sent)
    assert "a long answer" in waits.content.decode()
    assert not Assessment.objects.exists()


def test_a_new_key_of_the_case_opens_the_plan_too(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    row = asked(world, opened, form, s1="2", t1="Canaryneed")
    revoke(opened.record, world.mina.member.pk)
    answer = {"definition": str(form.pk), "q-s1": "4"}
    assert send(world.rana, opened.record, "assess/", **answer).status_code == 302
    now = opened_by(world.rana, opened.record)
    assert now.record.epoch == 2
    assert read(now, row).value("t1") == "Canaryneed"
    assert page(world.mina, opened.record, "").status_code == 404
    assert (
        "Canaryneed" in page(world.dara, opened.record, f"assessments/{row.pk}/").content.decode()
    )


def test_without_a_form_the_page_says_who_sets_one_up(world: World) -> None:
    case = a_case(world).record
    assert "There is no form yet" in page(world.mina, case, "assess/").content.decode()
    a_form(world, replace(BODY, offered=False))
    assert "There is no form yet" in page(world.mina, case, "assess/").content.decode()


def test_the_last_answer_stands_beside_the_question(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    asked(world, opened, form, s1="2", t1="Canaryneed")
    shown = page(world.mina, opened.record, "assess/").content.decode()
    assert "Last time: 2 of 5." in shown
    assert "Canaryneed" not in shown


def test_one_that_was_altered_says_so_and_hides_nothing_else(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    asked(world, opened, form, s1="2")
    broken = asked(world, opened, form, s1="3")
    CaseContent.objects.filter(row=broken.pk).update(sealed=b"\x01" + bytes(300))
    shown = page(world.mina, opened.record, "")
    assert shown.status_code == 200
    assert "does not open" in shown.content.decode()
    [latest] = shown.context["plan"].latest
    assert latest.now.answers.value("s1") == "2"
    assert "does not open" in page(world.mina, opened.record, "assessments/").content.decode()


def test_a_page_costs_the_same_for_one_and_for_many(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    asked(world, opened, form, s1="1")
    counts = []
    for more in (0, 3 * MOST):
        for _ in range(more):
            asked(world, opened, form, s1="2")
        for where in ("", "assessments/", "assess/"):
            page(world.mina, opened.record, where)
            with CaptureQueriesContext(
                connection,
            ) as asked_for:
                assert page(world.mina, opened.record, where).status_code == 200
            counts.append(len(asked_for))
    assert counts[:3] == counts[3:]


def test_a_picture_shows_the_change_in_words_too(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    for value in ("2", "4"):
        asked(world, opened, form, s1=value)
    shown = page(world.mina, opened.record, "").content.decode()
    assert shown.count('class="trend"') == 1
    assert "<desc" in shown
    assert "2 of 5" in shown
    assert ">better<" in shown
    world.mina.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fa"
    with translation.override("en"):  # what the page switches on ends here
        persian = page(world.mina, opened.record, "").content.decode()
    assert "خانه" in persian


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (SCALE, "3", "3 of 5"),
        (replace(SCALE, low=texts({"en": "none"})), "1", "1 of 5 (none)"),
        (CHOICE, "1", "shelter"),
        (CHOICE, "9", "9"),
        (Question(kind="yes_no"), "yes", "yes"),
        (Question(kind="yes_no"), "no", "no"),
        (Question(kind="day"), "2026-03-03", "3 March 2026"),
        (Question(kind="day"), "someday", "someday"),
        (Question(kind="number"), "12.5", "12.5"),
        (TEXT, "words", "words"),
        (TEXT, "", ""),
    ],
)
def test_answers_in_words(question: Question, value: str, words: str) -> None:
    assert answer_words(question, value) == words


def told(**values: str) -> Answers:
    return replace(given_answers(**values), asked=BODY, form="f")


@pytest.mark.parametrize(
    ("better", "before", "now", "direction"),
    [
        ("high", "2", "4", "better"),
        ("high", "4", "2", "worse"),
        ("low", "4", "2", "better"),
        ("low", "2", "4", "worse"),
        ("", "2", "4", "other"),
    ],
)
def test_what_moved_says_whether_it_is_good(
    better: str, before: str, now: str, direction: str
) -> None:
    body = replace(BODY, questions=(replace(SCALE, better=better),))
    pair = [(IN_MARCH, replace(told(s1=value), asked=body)) for value in (before, now)]
    assert [one.direction for one in trends(pair)] == [direction]


def test_what_did_not_move_or_was_asked_otherwise() -> None:
    def drawn(*each: Answers) -> list[str]:
        return [one.direction for one in trends([(IN_MARCH, one) for one in each])]

    assert drawn(told(s1="2"), told(s1="2")) == ["same"]
    assert drawn(told(), told(s1="2")) == []
    other = replace(told(s1="2"), asked=replace(BODY, questions=(replace(SCALE, kind="number"),)))
    assert drawn(other, told(s1="4")) == []


def test_what_became_worse_stands_on_top() -> None:
    body = replace(BODY, questions=(SCALE, replace(SCALE, id="s2"), replace(SCALE, id="s3")))
    pair = [told(s1="3", s2="2", s3="4"), told(s1="3", s2="4", s3="2")]
    drawn = trends([(IN_MARCH, replace(one, asked=body)) for one in pair])
    assert [one.id for one in drawn] == ["s3", "s2", "s1"]


SERIES = st.lists(
    st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from("12345")),
    min_size=2,
    max_size=12,
).map(lambda one: sorted(one, key=lambda each: each[0]))


@given(SERIES, st.booleans())
def test_every_answer_has_its_place_in_the_picture(
    series: list[tuple[date, str]], rtl: bool
) -> None:
    [drawn] = trends([(on, told(s1=value)) for on, value in series], rtl=rtl)
    xs = [one.x for one in drawn.points]
    assert xs == sorted(xs, reverse=rtl)
    assert len(set(xs)) == len(xs)
    assert all(0 < one.x < WIDTH and 0 < one.y < HEIGHT for one in drawn.points)
    heights = {value: one.y for one, (_on, value) in zip(drawn.points, series, strict=True)}
    assert all(heights[a] > heights[b] for a in heights for b in heights if a < b)


def test_one_answer_is_no_change_over_time() -> None:
    assert trends([(IN_MARCH, told(s1="2"))]) == []
    assert trends([(IN_MARCH, told(s1="2")), (IN_MARCH, told(t1="x"))]) == []


def test_numbers_are_drawn_between_their_own_ends() -> None:
    money = Question("n1", "income", "number", texts({"en": "Money"}))
    body = Questionnaire(BODY.title, (money,))
    found = [(IN_MARCH, replace(told(n1=value), asked=body)) for value in ("100", "900.5", "100")]
    [drawn] = trends(found)
    assert [one.y for one in drawn.points] == [46, 10, 46]
    assert drawn.direction == "other"
    [flat] = trends(found[::2])
    assert flat.direction == "same"


@given(st.sampled_from(Kind.values), st.text(max_size=30))
def test_a_value_is_taken_or_refused_and_never_breaks(kind: str, value: str) -> None:
    question = replace(CHOICE, kind=kind)
    if question.takes(value):
        assert answer_words(question, value)


def test_the_form_that_comes_with_homeward_is_whole(world: World) -> None:
    body = starter()
    assert Questionnaire.load(body.dump()) == body
    assert begin_form(by=world.adam.actor, body=body).version == 1
    areas = {one.area for one in body.questions}
    assert areas == {
        "needs", "risks", "strengths", "housing", "health", "income", "legal", "language", "networks",
    }  # fmt: skip
    for one in body.questions:
        for each in (one.words, one.help, one.low, one.high, *(x.words for x in one.choices)):
            assert not each or {word.language for word in each} == {"en", "fa"}


def test_the_latest_stands_for_its_form(world: World) -> None:
    opened, form, other = a_case(world), a_form(world), a_form(world)
    for one, value in ((form, "1"), (other, "5"), (form, "2")):
        asked(world, opened, one, s1=value)
    rows = plan_rows(opened.record)
    found = latest_by_form(read_assessments(rows.assessments, opened.read_many(rows.places)))
    assert [(one.now.answers.value("s1"), one.earlier) for one in found if one.now.answers] == [
        ("2", 1),
        ("5", 0),
    ]


def test_my_day_says_when_to_ask_again(world: World) -> None:
    opened, form, other = a_case(world), a_form(world), a_form(world)
    for one in (form, other):
        asked(world, opened, one, s1="1")
    today = timezone.localdate()

    def days(person: Person) -> list[str]:
        day = person.client.get("/cases/day/", secure=True).context["day"]
        return [due.what for due in [*day.overdue, *day.today] if due.what]

    assert days(world.mina) == []
    Assessment.objects.filter(number=2).update(reassess_on=today)
    assert days(world.mina) == ["assess again"]
    assert days(world.rana) == []
    Case.objects.update(state="closed")
    assert days(world.mina) == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12", "12"),
        ("۱۲٫۵", "12.5"),
        ("٣٠٠", "300"),
        ("-4", "-4"),
        ("1e3", "1000"),
        ("0.10", "0.1"),
    ],
)
def test_a_number_is_read_in_any_digits(world: World, typed: str, stored: str) -> None:
    body = Questionnaire(BODY.title, (Question("n1", "income", "number", TEXT.words),))
    opened, form = a_case(world), a_form(world, body)
    sent = {"definition": str(form.pk), "q-n1": typed}
    assert send(world.mina, opened.record, "assess/", **sent).status_code == 302
    assert read(opened, Assessment.objects.get()).value("n1") == stored


@pytest.mark.parametrize("typed", ["twelve", "NaN", "Infinity", "1" * 13, "1.23456", "--1"])
def test_what_is_no_number_is_named_and_kept(world: World, typed: str) -> None:
    body = Questionnaire(BODY.title, (Question("n1", "income", "number", TEXT.words),))
    opened, form = a_case(world), a_form(world, body)
    shown = send(
        world.mina, opened.record, "assess/", **{"definition": str(form.pk), "q-n1": typed}
    )
    assert shown.status_code == 200
    assert list(shown.context["form"].errors) == ["q-n1"]
    assert f'value="{typed}"' in shown.content.decode()


def test_a_day_is_asked_and_amended_in_the_readers_calendar(world: World) -> None:
    body = Questionnaire(BODY.title, (Question("d1", "legal", "day", TEXT.words),))
    opened, form = a_case(world), a_form(world, body)
    sent = {"definition": str(form.pk), "q-d1": "1405/09/02"}
    assert send(world.mina, opened.record, "assess/", **sent).status_code == 302
    row = Assessment.objects.get()
    assert read(opened, row).value("d1") == "2026-11-23"
    amend = page(world.mina, opened.record, f"assessments/{row.pk}/amend/").content.decode()
    assert 'value="23.11.2026"' in amend


def test_the_questions_turn_to_the_clients_language_and_keep_what_was_typed(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    typed = {"definition": str(form.pk), "q-s1": "4", "q-t1": "typed words", "stands_out": "kept"}
    turned = send(world.mina, opened.record, "assess/", **typed, next_language="fa")
    body = turned.content.decode()
    assert "خانه" in body
    assert 'lang="fa" dir="rtl"' in body
    assert '<html lang="en"' in body
    assert "typed words</textarea>" in body
    assert "kept</textarea>" in body
    assert turned.context["form"]["q-s1"].value() == "4"
    assert not turned.context["form"].errors
    sent = send(world.mina, opened.record, "assess/", **typed, ask_in="fa")
    assert sent.status_code == 302
    assert read(opened, Assessment.objects.get()).language == "fa"


@pytest.mark.parametrize("language", ["", "xx", "ar", "<script>"])
def test_a_language_nobody_wrote_is_the_readers(world: World, language: str) -> None:
    opened, form = a_case(world), a_form(world)
    sent = {"definition": str(form.pk), "q-s1": "4", "ask_in": language[:10]}
    turned = send(world.mina, opened.record, "assess/", **sent, next_language=language or "xx")
    assert turned.status_code == 200
    assert "Housing" in turned.content.decode()
    assert "<script>" not in turned.content.decode().replace("<script src", "")
    assert send(world.mina, opened.record, "assess/", **sent).status_code == 302
    assert read(opened, Assessment.objects.get()).language == "en"


def test_opened_answers_do_not_print_themselves(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    for value in ("1", "2"):
        asked(world, opened, form, s1=value)
    [latest] = page(world.mina, opened.record, "").context["plan"].latest
    [drawn] = latest.moved
    told_by_area = latest.now.areas[0][1][0]
    first = latest.now.answers.answers[0]
    for one in (
        latest,
        latest.now,
        latest.now.answers,
        first,
        drawn,
        drawn.points[0],
        told_by_area,
    ):
        assert repr(one) == "[sealed]"


def test_a_moment_nobody_can_read_is_none(world: World) -> None:
    broken = ReadAssessment(Assessment(), replace(told(s1="1"), at="yesterday"))
    assert broken.at is None
    assert ReadAssessment(Assessment(), None).at is None
    assert ReadAssessment(Assessment(), None).areas == []
    fine = ReadAssessment(Assessment(), replace(told(s1="1"), at="2026-03-03T10:00:00+00:00"))
    assert fine.at is not None


def test_versions_are_told_with_their_moment(world: World) -> None:
    opened, form = a_case(world), a_form(world)
    row = asked(world, opened, form, s1="1")
    amend_assessment(
        by=world.rana.actor,
        opened=opened,
        assessment=row,
        version=1,
        answers=given_answers(s1="2"),
    )
    shown = page(world.mina, opened.record, f"assessments/{row.pk}/").content.decode()
    assert "Version 1" in shown
    assert shown.index("2 of 5") < shown.index("1 of 5")
