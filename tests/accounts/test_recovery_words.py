"""A printed recovery code opens the seed whatever its words are and however they are spaced."""

import pytest

from accounts.actions import factors
from accounts.models import KeySlot, Member, MemberKey
from tests.world import World
from vault.words import word_list

HYPHENATED = [word for word in word_list() if "-" in word]


@pytest.mark.parametrize("word", HYPHENATED)
@pytest.mark.parametrize(
    "typed", ["{} licking tables", "{}-licking-tables", " {}  licking tables "]
)
def test_a_word_with_a_hyphen_opens_it_too(world: World, word: str, typed: str) -> None:
    mina = Member.objects.get(username="mina")
    key = MemberKey.objects.get(member=mina)
    KeySlot.objects.filter(key=key).delete()
    seed = world.mina.keyring.seed
    factors.make_slots(key, seed, "none that matters", f"{word} licking tables")
    opened = factors.open_seed_with_recovery(mina, typed.format(word))
    assert opened is not None
    assert opened.seed == seed


def test_the_list_has_such_words() -> None:
    assert HYPHENATED == ["drop-down", "felt-tip", "t-shirt", "yo-yo"]
