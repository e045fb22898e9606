"""The plan's sealed documents: they come back as they were, also those sealed long ago."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.documents import Document, UnknownFormat
from cases.planning import Answer, Answers, GoalWords, SafetyPlan, Step
from cases.questionnaires import Choice, Question, Questionnaire, Words, texts

TEXT = st.text(max_size=20)
DAYS = st.none() | st.dates()
TEXTS = st.lists(st.builds(Words, TEXT, TEXT), max_size=2).map(tuple)
CHOICES = st.lists(st.builds(Choice, TEXT, TEXTS), max_size=2).map(tuple)
QUESTIONS = st.builds(Question, TEXT, TEXT, TEXT, TEXTS, TEXTS, CHOICES, TEXTS, TEXTS, TEXT)
FORMS = st.builds(
    Questionnaire,
    TEXTS,
    st.lists(QUESTIONS, max_size=3).map(tuple),
    st.integers(1, 700),
    st.booleans(),
)
DOCUMENTS = st.one_of(
    FORMS,
    st.builds(
        Answers,
        form=TEXT,
        form_version=st.integers(0, 99),
        asked=FORMS,
        answers=st.lists(st.builds(Answer, TEXT, TEXT), max_size=3).map(tuple),
        present=TEXT,
        stands_out=TEXT,
        reassess_on=DAYS,
        by=TEXT,
        at=TEXT,
    ),
    st.builds(SafetyPlan, *[TEXT] * 10, st.booleans(), TEXT, TEXT, DAYS),
    st.builds(
        GoalWords,
        text=TEXT,
        steps=st.lists(
            st.builds(Step, TEXT, TEXT, TEXT, DAYS, st.booleans(), TEXT), max_size=3
        ).map(tuple),
        state=TEXT,
    ),
)


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    assert type(document).load(document.dump()) == document


@given(DOCUMENTS)
def test_a_document_does_not_print_itself(document: Document) -> None:
    assert repr(document) == str(document) == f"{document}" == "[sealed]"


# What the first release sealed. No migration can open it, so it must stay readable for ever.
FIXTURES: dict[type[Document], tuple[str, Document]] = {
    Answers: (
        (
            '{"f": 1, "form": "a", "form_version": 2, "asked": {"title": [{"language": "en", "text": '
            '"T"}], "questions": [{"id": "q1", "area": "legal", "kind": "choice", "words": [{"language"'
            ': "fa", "text": "چه؟"}], "help": [], "choices": [{"id": "1", "words": []}], "low": [], '
            '"high": [], "better": "low"}], "again_after": 30, "offered": true}, "answers": '
            '[{"question": "q1", "value": "1"}], "language": "fa", "present": "p", "stands_out": "s", '
            '"reassess_on": "2026-12-01", "by": "m", "at": "2026-01-31T10:00:00+00:00"}'
        ),
        Answers(
            "a",
            2,
            Questionnaire(
                texts({"en": "T"}),
                (
                    Question(
                        "q1",
                        "legal",
                        "choice",
                        texts({"fa": "چه؟"}),
                        choices=(Choice("1"),),
                        better="low",
                    ),
                ),
                30,
            ),
            (Answer("q1", "1"),),
            "fa",
            "p",
            "s",
            date(2026, 12, 1),
            "m",
            "2026-01-31T10:00:00+00:00",
        ),
    ),
    SafetyPlan: (
        (
            '{"f": 1, "signs": "1", "first": "2", "people": "3", "places": "4", "take": "5", "papers": '
            '"6", "phone": "7", "children": "8", "word": "9", "other": "10", "agreed": true, "carried": '
            '"memory", "by": "m", "on": "2026-01-31"}'
        ),
        SafetyPlan(*map(str, range(1, 11)), True, "memory", "m", date(2026, 1, 31)),  # type: ignore[arg-type]
    ),
    GoalWords: (
        (
            '{"f": 1, "area": "legal", "text": "t", "sign": "s", "steps": [{"id": "i", "text": "x", '
            '"who": "client", "due": null, "done": true, "task": "k"}], "state": "reached", "outcome": '
            '"o", "by": "m", "at": "then"}'
        ),
        GoalWords(
            "legal", "t", "s", (Step("i", "x", done=True, task="k"),), "reached", "o", "m", "then"
        ),
    ),
}


@pytest.mark.parametrize("kind", FIXTURES, ids=lambda kind: kind.__name__)
def test_what_was_sealed_long_ago_still_opens(kind: type[Document]) -> None:
    text, document = FIXTURES[kind]
    assert kind.load(text.encode()) == document


@pytest.mark.parametrize("kind", FIXTURES, ids=lambda kind: kind.__name__)
@given(text=st.binary(max_size=60))
def test_anything_else_is_refused_with_one_error(kind: type[Document], text: bytes) -> None:
    with pytest.raises(UnknownFormat):
        kind.load(text)


def test_words_of_a_later_version_are_shown_as_they_stand() -> None:
    """A choice that this version does not know is neither hidden nor an error."""
    assert SafetyPlan(carried="tattoo").carried_label == "tattoo"
    assert GoalWords(state="paused", area="moon").state_label == "paused"
    assert GoalWords(area="moon").area_label == "moon"
    assert (Question(kind="song").kind_label, Question(area="moon").area_label) == ("song", "moon")
