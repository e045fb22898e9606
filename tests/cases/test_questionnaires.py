"""Forms as data: an administrator adds a question, and nothing of anybody's case is in reach."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.conflicts import Overtaken
from cases.actions.questionnaires import begin_form, questionnaire_of, revise_form
from cases.models import FormDefinition
from cases.questionnaires import (
    Choice,
    Kind,
    Question,
    Questionnaire,
    Words,
    in_language,
    lacking,
    texts,
)
from cases.starters import starter
from tests.cases.together import at_once
from tests.world import World

ONE = Question("q1", "health", "yes_no", texts({"en": "Do you sleep?"}))
BODY = Questionnaire(texts({"en": "Form"}), (ONE,))
WORDS = st.lists(
    st.builds(Words, st.sampled_from(["en", "fa", "ar"]), st.text(max_size=9)), max_size=3
)
QUESTIONS = st.builds(
    Question,
    id=st.text("abc", min_size=1, max_size=3),
    area=st.sampled_from(["health", "legal"]),
    kind=st.sampled_from(Kind.values),
    words=WORDS.map(tuple),
    choices=st.lists(st.builds(Choice, st.text(max_size=2), WORDS.map(tuple)), max_size=3).map(
        tuple
    ),
)
FORMS = st.builds(
    Questionnaire,
    title=WORDS.map(tuple),
    questions=st.lists(QUESTIONS, max_size=6, unique_by=lambda one: one.id).map(tuple),
)


@given(FORMS)
def test_a_form_comes_back_as_it_was(form: Questionnaire) -> None:
    assert Questionnaire.load(form.dump()) == form


@given(FORMS, QUESTIONS, st.integers(-3, 3))
def test_no_act_on_a_form_loses_or_doubles_a_question(
    form: Questionnaire, question: Question, by: int
) -> None:
    before = {one.id for one in form.questions}
    added = form.with_question(question)
    assert [one.id for one in added.questions].count(question.id) == 1
    assert {one.id for one in added.questions} == before | {question.id}
    moved = added.moved(question.id, by)
    assert sorted(moved.questions, key=repr) == sorted(added.questions, key=repr)
    assert {one.id for one in moved.without_question(question.id).questions} == before - {
        question.id
    }


def test_a_new_question_stands_with_its_area() -> None:
    form = BODY.with_question(Question("q2", "legal")).with_question(Question("q3", "health"))
    assert [one.id for one in form.questions] == ["q1", "q3", "q2"]
    assert [area for area, _questions in form.areas()] == ["health", "legal state"]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "yes"), ("fa", "بله"), ("fa-ir", "بله"), ("de", "yes")]
)
def test_words_in_the_readers_language_or_in_english(language: str, text: str) -> None:
    assert in_language(texts({"fa": "بله", "en": "yes"}), language).text == text


def test_words_in_whatever_there_is() -> None:
    assert in_language(texts({"ar": "نعم"}), "fa").text == "نعم"
    assert in_language((), "fa").text == ""
    assert lacking([texts({"en": "x"}), ()], ["en", "fa"]) == ["fa"]


def test_each_change_is_a_new_version_beside_the_old(world: World) -> None:
    first = begin_form(by=world.adam.actor, body=BODY)
    body = BODY.with_question(Question("q2", "legal", "text", texts({"en": "Papers?"})))
    second = revise_form(by=world.adam.actor, form=first.form, version=1, body=body)
    first.refresh_from_db()
    assert questionnaire_of(first) == BODY
    assert questionnaire_of(second) == body
    assert list(FormDefinition.objects.newest()) == [second]
    row = AuditRow.objects.latest("sequence")
    assert (row.act, row.details) == ("form.write", {"form": str(first.form), "version": 2})


@pytest.mark.parametrize(
    "wrong",
    [
        Questionnaire(),
        Questionnaire(BODY.title, (Question("q1"),)),
        Questionnaire(BODY.title, (ONE, ONE)),
        Questionnaire(BODY.title, (Question("q1", kind="poem", words=ONE.words),)),
        Questionnaire(BODY.title, (Question("q1", kind="choice", words=ONE.words),)),
        Questionnaire(BODY.title, (Question("q1", words=(Words("xx", "x"),)),)),
        Questionnaire(BODY.title, tuple(Question(str(n), words=ONE.words) for n in range(101))),
    ],
)
def test_what_nobody_can_answer_is_refused(world: World, wrong: Questionnaire) -> None:
    with pytest.raises(NotNow):
        begin_form(by=world.adam.actor, body=wrong)
    assert not FormDefinition.objects.exists()


def test_two_who_revise_at_once_lose_nothing(shared_world: World) -> None:
    world = shared_world
    first = begin_form(by=world.adam.actor, body=BODY)

    def revise(words: str) -> None:
        body = BODY.with_question(Question("q2", words=texts({"en": words})))
        revise_form(by=world.adam.actor, form=first.form, version=1, body=body)

    errors = at_once(lambda: revise("one"), lambda: revise("two"))
    assert [type(error) for error in errors if error] == [Overtaken]
    assert FormDefinition.objects.count() == 2
    assert audit.verify() is None


def test_a_version_exists_once(world: World) -> None:
    made = begin_form(by=world.adam.actor, body=BODY)
    made.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def get(world: World, where: str = "", who: str = "adam") -> Any:
    return world.people[who].client.get(f"/cases/forms/{where}", secure=True)


def post(world: World, where: str, who: str = "adam", **data: Any) -> Any:
    return world.people[who].client.post(f"/cases/forms/{where}", data, secure=True)


def newest() -> Questionnaire:
    return questionnaire_of(FormDefinition.objects.newest().get())


def test_an_administrator_begins_with_our_form_and_adds_a_question(world: World) -> None:
    assert "No form yet" in get(world).content.decode()
    assert post(world, "starter/").status_code == 302
    assert newest() == starter()
    form = FormDefinition.objects.get().form
    assert get(world, f"{form}/").status_code == 200
    chosen = get(world, f"{form}/add/?kind=choice")
    assert chosen.url.endswith(f"{form}/add/choice/")
    data = {
        "version": "1",
        "area": "legal",
        "words_en": "Papers?",
        "words_fa": "مدرک؟",
        "choices_en": "passport\r\n\r\nnone",
        "choices_fa": "گذرنامه\nهیچ",
    }
    assert post(world, f"{form}/add/choice/", **data).status_code == 302
    added = next(
        one for one in newest().questions if in_language(one.words, "en").text == "Papers?"
    )
    assert [in_language(one.words, "fa").text for one in added.choices] == ["گذرنامه", "هیچ"]
    assert added.area == "legal"
    page = get(world, f"{form}/{added.id}/")
    assert page.context["form"].initial["choices_en"] == "passport\nnone"


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("text", {"words_en": ""}, "words_en"),
        ("text", {"area": "moon"}, "area"),
        ("choice", {"choices_en": "one"}, "choices_en"),
        ("choice", {"choices_en": "one\ntwo", "choices_fa": "یک"}, "choices_fa"),
        ("scale", {"better": "sideways"}, "better"),
    ],
)
def test_bad_input_is_named_and_kept(
    world: World, kind: str, wrong: dict[str, str], field: str
) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    data = {"version": "1", "area": "legal", "words_en": "Kept?", "help_en": "kept help"} | wrong
    shown = post(world, f"{form}/add/{kind}/", **data)
    assert list(shown.context["form"].errors) == [field]
    assert "kept help" in shown.content.decode()
    assert FormDefinition.objects.count() == 1


def test_a_question_is_moved_reworded_and_removed(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=starter()).form
    first, second = (one.id for one in starter().questions[:2])
    acts = [("down", first), ("up", first), ("remove", second)]
    for number, (act, question) in enumerate(acts, 1):
        sent = {"act": act, "question": question, "version": str(number)}
        assert post(world, f"{form}/act/", **sent).status_code == 302
        order = [one.id for one in newest().questions]
        assert order[:2] == {1: [second, first], 2: [first, second], 3: [first, "q03"]}[number]
    data = {"version": "4", "area": "needs", "words_en": "Reworded"}
    assert post(world, f"{form}/{first}/", **data).status_code == 302
    assert newest().question(first) == Question(first, "needs", "text", texts({"en": "Reworded"}))


def test_a_form_is_offered_no_more_and_again(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    for version, (act, offered) in enumerate([("withdraw", False), ("offer", True)], 1):
        post(world, f"{form}/act/", act=act, version=str(version))
        assert newest().offered is offered


def test_who_comes_second_is_told_and_keeps_their_words(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    revise_form(by=world.adam.actor, form=form, version=1, body=BODY)
    shown = post(world, f"{form}/q1/", version="1", area="health", words_en="Mine?")
    assert "Somebody changed this form meanwhile." in shown.content.decode()
    assert 'value="Mine?"' in shown.content.decode()
    assert (
        post(world, f"{form}/q1/", version="2", area="health", words_en="Mine?").status_code == 302
    )
    late = post(world, f"{form}/act/", act="remove", question="q1", version="1")
    assert "Somebody changed this form meanwhile." in late.content.decode()
    assert newest().question("q1")


def test_a_name_is_asked_for(world: World) -> None:
    assert post(world, "new/", version="0", again_after="30").context["form"].errors
    data = {"version": "0", "again_after": "30", "title_fa": "فرم ما"}
    assert post(world, "new/", **data).status_code == 302
    assert (newest().title, newest().again_after) == (texts({"fa": "فرم ما"}), 30)
    assert "has no question yet" in get(world).content.decode()
    form = FormDefinition.objects.get().form
    renamed = data | {"version": "1", "title_en": "Ours"}
    assert post(world, f"{form}/name/", **renamed).status_code == 302
    assert in_language(newest().title, "en").text == "Ours"


@pytest.mark.parametrize("where", ["{form}/", "{form}/name/", "{form}/add/text/", "{form}/q1/"])
def test_what_is_not_there_does_not_exist(world: World, where: str) -> None:
    begin_form(by=world.adam.actor, body=BODY)
    assert get(world, where.format(form=uuid4())).status_code == 404


def test_a_question_or_kind_that_is_not_there_does_not_exist(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    assert get(world, f"{form}/gone/").status_code == 404
    assert get(world, f"{form}/add/poem/").status_code == 404
    assert get(world, f"{form}/add/?kind=poem").url.endswith(f"{form}/")


@pytest.mark.parametrize("who", ["rana", "mina", "vida", "aida", "edit"])
def test_whoever_opens_cases_does_not_write_the_questions(world: World, who: str) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    assert get(world, "", who).status_code == 404
    assert (
        post(world, f"{form}/act/", who, act="remove", question="q1", version="1").status_code
        == 404
    )
    assert FormDefinition.objects.count() == 1


def test_texts_are_text_and_not_markup(world: World) -> None:
    nasty = "<script>alert(1)</script>"
    body = Questionnaire(texts({"en": nasty}), (Question("q1", words=texts({"en": nasty})),))
    form = begin_form(by=world.adam.actor, body=body).form
    for where in ("", f"{form}/", f"{form}/q1/"):
        assert "<script>alert" not in get(world, where).content.decode()


def test_a_page_costs_the_same_for_one_and_for_many(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    counts = []
    for more in (0, 49):
        for number in range(more):
            begin_form(by=world.adam.actor, body=starter())
            revise_form(by=world.adam.actor, form=form, version=number + 1, body=BODY)
        for where in ("", f"{form}/"):
            get(world, where)
            with CaptureQueriesContext(connection) as asked:
                assert get(world, where).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_what_was_removed_is_taken_up_again(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    post(world, f"{form}/act/", act="remove", question="q1", version="1")
    assert newest().questions == ()
    assert "Take up version 1 again" in get(world, f"{form}/").content.decode()
    post(world, f"{form}/act/", act="restore", earlier="1", version="2")
    assert newest() == BODY
    post(world, f"{form}/act/", act="restore", earlier="99", version="3")
    assert newest() == BODY
    assert FormDefinition.objects.count() == 4


def test_a_form_grown_too_long_meanwhile_is_told(world: World) -> None:
    many = tuple(Question(f"x{n}", words=ONE.words) for n in range(100))
    form = begin_form(by=world.adam.actor, body=Questionnaire(BODY.title, many)).form
    shown = post(world, f"{form}/add/text/", version="1", area="legal", words_en="One more?")
    assert "A form has at most 100 questions." in shown.content.decode()
    assert 'value="One more?"' in shown.content.decode()


def test_a_question_that_is_gone_is_not_moved(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    assert post(world, f"{form}/act/", act="up", question="gone", version="1").status_code == 302
    assert newest() == BODY


def test_a_nonsense_act_shows_the_form_again(world: World) -> None:
    form = begin_form(by=world.adam.actor, body=BODY).form
    assert post(world, f"{form}/act/", act="explode", version="1").status_code == 200
    assert FormDefinition.objects.count() == 1
