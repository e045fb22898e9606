"""What a passphrase must be: long, and not one somebody would try first."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.passphrase_rules import LONGEST, check
from vault.words import PASSPHRASE_WORDS, new_words

MINA = ("mina", "Mina Karimi", "Safe Harbour")


def refused(passphrase: str) -> str | None:
    """The code of the refusal, or None."""
    try:
        check(passphrase, MINA)
    except ValidationError as wrong:
        return str(wrong.code)
    return None


@pytest.mark.parametrize(
    "short", ["", "a", "Tr0ub4dor&3", "fourteen signs", " " * 40, "a b c d e f g"]
)
def test_short_ones_are_refused(short: str) -> None:
    assert refused(short) == "short"


def test_one_beyond_reason_is_refused() -> None:
    assert refused("lamp harbour " * (LONGEST // 12)) == "long"


@pytest.mark.parametrize(
    "lazy",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababababab",
        "lamplamplamplamplamp",
        "abcdefghijklmnopqrst",
        "qwertyuiopasdfghjkl",
        "lkjhgfdsapoiuytrewq",
        "1234567890123456789",
        "0987654321098765432",
    ],
)
def test_repetition_and_runs_are_refused(lazy: str) -> None:
    assert refused(lazy) in {"repeated", "known"}


@pytest.mark.parametrize(
    "known",
    [
        "passwordpassword1",
        "sunshineprincess",
        "Sunshine Princess 2024",
        "password123456789",
        "mina karimi 12345678",
        "Safe Harbour 2026!!",
        "homeward homeward!",
        "minaminaKARIMI1990",
        "harbour-caseworker-mina",
        "1234567890123456!",
        "29081985 29081985 7",
    ],
)
def test_what_is_tried_first_is_refused(known: str) -> None:
    assert refused(known) in {"known", "repeated"}


@pytest.mark.parametrize(
    "good",
    [
        "seven lamps by the old wall",
        "کشتی آرام از کنار فانوس می‌گذرد",
        "correct horse battery staple",
        "x7#Kq!vB2$mZp9&wL",
        "the mina that sang over a grey field",
    ],
)
def test_good_ones_of_any_kind_are_taken(good: str) -> None:
    assert refused(good) is None


def test_what_the_house_offers_is_taken() -> None:
    assert [refused(new_words(PASSPHRASE_WORDS)) for _ in range(200)] == [None] * 200


@given(st.text(max_size=60))
def test_no_text_breaks_the_check(text: str) -> None:
    assert refused(text) in {None, "short", "long", "repeated", "known"}
