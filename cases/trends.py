"""Change over time: one small picture a question, drawn by the server, with its words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.answering import answer_words, counted, direction_of, said
from cases.planning import Answers
from cases.questionnaires import Kind, Question, number_of

WIDTH, HEIGHT, MARGIN = 240, 56, 10
_ORDER = ("worse", "better", "other", "same")


@dataclass(frozen=True, repr=False)
class Point:
    """One answer: its day, its place in the picture, and what was said."""

    on: date
    x: int
    y: int
    words: str

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Trend:
    """The answers to one question, oldest first. ``direction`` compares the last two."""

    id: str
    label: str
    points: list[Point]
    levels: list[int]
    direction: str

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def line(self) -> str:
        """The points as SVG writes a line."""
        return " ".join(f"{one.x},{one.y}" for one in self.points)


def trends(found: Sequence[tuple[date, Answers]], *, rtl: bool = False) -> list[Trend]:
    """What can be drawn of assessments with one form, oldest first; what became worse on top.

    A question is drawn as the latest asks it, where at least two assessments answered it.
    """
    if len(found) < 2:
        return []
    days = _days([on for on, _answers in found], rtl)
    drawn = (_trend(one, found, days) for one in counted(found[-1][1].asked.questions))
    return sorted(filter(None, drawn), key=lambda one: _ORDER.index(one.direction))


def _days(days: Sequence[date], rtl: bool) -> list[int]:
    """Where each day lies, as far apart as the days are; two of one day stand side by side."""
    span = max((days[-1] - days[0]).days, 1)
    inner, apart = WIDTH - 2 * MARGIN, (WIDTH - 2 * MARGIN) // (2 * len(days))
    xs: list[int] = []
    for on in days:
        x = MARGIN + round((on - days[0]).days * inner / span)
        xs.append(max(x, xs[-1] + apart) if xs else x)
    over = max(xs[-1] - (WIDTH - MARGIN), 0)
    placed = [round(MARGIN + (x - MARGIN) * inner / (inner + over)) for x in xs]
    return [WIDTH - x for x in placed] if rtl else placed


def _trend(
    question: Question, found: Sequence[tuple[date, Answers]], xs: Sequence[int]
) -> Trend | None:
    told = [
        (on, x, number, answer_words(question, answers.value(question.id)))
        for (on, answers), x in zip(found, xs, strict=True)
        if (number := _number(question, answers)) is not None
    ]
    if len(told) < 2:
        return None
    exact = [number for _on, _x, number, _words in told]
    numbers = [float(number) for number in exact]
    low, high = (1.0, 5.0) if question.kind == Kind.SCALE else (min(numbers), max(numbers))
    points = [
        Point(on, x, _height(value, low, high), words)
        for (on, x, _number, words), value in zip(told, numbers, strict=True)
    ]
    levels = [_height(float(n), low, high) for n in range(1, 6)] if (low, high) == (1, 5) else []
    direction = direction_of(question, exact[-1] - exact[-2])
    return Trend(question.id, said(question.words), points, levels, direction)


def _number(question: Question, answers: Answers) -> Decimal | None:
    """The answer as a number, if the question was then asked in the same way."""
    then = answers.asked.question(question.id)
    if then is None or then.kind != question.kind:
        return None
    return number_of(answers.value(question.id))


def _height(value: float, low: float, high: float) -> int:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN))
