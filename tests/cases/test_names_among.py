"""Looking among many names at once finds what looking at each of them finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.names import Query, search_keys
from cases.names.among import Texts
from tests.cases import names_held_out, names_tuned

NAMES = sorted(
    {
        name.strip()
        for lists in (names_tuned, names_held_out)
        for line in lists.SAME.strip().splitlines()
        for name in line.split(" / ")
    }
)
KEYS = [search_keys([name]) for name in NAMES]
TEXTS = Texts(KEYS)


def one_by_one(query: Query) -> set[int]:
    return {place for place, keys in enumerate(KEYS) if query.matches(keys)}


def with_a_slip(name: str) -> str:
    return name[:2] + name[3:]


@pytest.mark.parametrize("forgiving", [False, True])
@pytest.mark.parametrize("typed", [*NAMES[::7], *map(with_a_slip, NAMES[::7]), "", "q", "ع"])
def test_nobody_is_passed_over(typed: str, forgiving: bool) -> None:
    query = Query(typed, forgiving=forgiving)
    assert one_by_one(query) <= query.may_match(TEXTS)


@given(st.text(max_size=30), st.booleans())
def test_whatever_is_typed_passes_nobody_over(typed: str, forgiving: bool) -> None:
    query = Query(typed, forgiving=forgiving)
    assert one_by_one(query) <= query.may_match(TEXTS)


@given(
    st.lists(st.text("ab \n|", max_size=8), max_size=12), st.text("ab |", min_size=1, max_size=3)
)
def test_a_string_is_in_the_texts_that_have_it(texts: list[str], needle: str) -> None:
    having = {place for place, text in enumerate(texts) if needle in text}
    assert Texts(texts).with_any([needle]) == having
