"""The form an organisation may begin with: data, in one file, changed by nobody but its owner."""

import json
from functools import cache
from pathlib import Path

from cases.questionnaires import Choice, Question, Questionnaire, texts

_FILE = Path(__file__).parent / "needs-and-strengths.json"


@cache
def starter() -> Questionnaire:
    """The form on needs, risks and strengths, in each language it was written in."""
    found = json.loads(_FILE.read_text("utf-8"))
    questions = [_question(number, one) for number, one in enumerate(found["questions"], 1)]
    return Questionnaire(texts(found["title"]), tuple(questions), found["again_after"])


def _question(number: int, one: dict) -> Question:  # type: ignore[type-arg]
    return Question(
        id=f"q{number:02}",
        area=one["area"],
        kind=one["kind"],
        words=texts(one["words"]),
        help=texts(one.get("help", {})),
        choices=tuple(
            Choice(str(place), texts(words))
            for place, words in enumerate(one.get("choices", []), 1)
        ),
        low=texts(one.get("low", {})),
        high=texts(one.get("high", {})),
        better=one.get("better", ""),
    )
