"""Promise: what describes a person is stored only as ciphertext the server cannot open by itself."""

import base64
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.promises.thief import CANARIES, Loot, registrar_is, spellings, told
from tests.world import World
from vault.fields import SealedField

TABLE = Path(__file__).parents[2] / "docs" / "clear-columns.md"


def listed() -> set[tuple[str, str]]:
    """The (model, column) pairs of the table in docs/."""
    rows = re.findall(r"^\| (\w+\.\w+) \| (\w+) \| (.+) \|$", TABLE.read_text(), re.MULTILINE)
    assert all(why.strip() for _, _, why in rows)
    return {(model, column) for model, column, _ in rows}


def columns(*, sealed: bool) -> set[tuple[str, str]]:
    """The (model, column) pairs of the database."""
    return {
        (model._meta.label, column.name)
        for model in apps.get_models(include_auto_created=False)
        for column in model._meta.local_concrete_fields
        if isinstance(column, SealedField) is sealed
    }


def test_every_clear_column_is_listed_with_its_reason() -> None:
    """A new column is sealed, or somebody says here why not."""
    assert columns(sealed=False) - listed() == set()


def test_the_list_names_no_column_that_is_gone_or_sealed() -> None:
    """The table stays true."""
    assert listed() - columns(sealed=False) == set()


def test_free_text_columns_hold_no_person() -> None:
    """Text columns are short or known: nothing anybody writes about a person fits in clear."""
    long = {
        (model._meta.label, column.name)
        for model in apps.get_models()
        for column in model._meta.local_concrete_fields
        if isinstance(column, models.TextField)
    }
    assert long == {("accounts.Session", "session_data")}


@pytest.fixture
def loot(shared_world: World, caplog: pytest.LogCaptureFixture) -> Loot:
    """Everything a thief can carry off after a day of work with canaries in every field."""
    told(shared_world)
    return Loot.taken(caplog.text)


def test_no_canary_anywhere(loot: Loot) -> None:
    """Raw, hex, base64, UTF-16 and compressed: no word of a case is in what the thief holds."""
    found = {
        (canary, place)
        for canary in CANARIES
        for spelling in spellings(canary)
        for place, content in loot.contents.items()
        if spelling in content
    }
    assert found == set()


@pytest.mark.parametrize("canary", CANARIES)
def test_the_search_would_find_it(canary: str) -> None:
    """The search itself works: a planted word is found, however it was written."""
    raw = b"before " + canary.encode() + b" and after"
    planted = [raw, raw.hex().encode(), base64.b64encode(raw), base64.b64encode(b"x" + raw)]
    planted += [base64.b64encode(b"xx" + raw), f"a {canary} b".encode("utf-16-le")]
    for content in planted:
        assert any(spelling in content for spelling in spellings(canary))


def test_the_thief_does_hold_what_is_clear(loot: Loot) -> None:
    """The loot is the real thing: staff names, states and the server's secrets are in it."""
    everything = b"".join(loot.contents.values())
    assert b"Mina Karimi" in everything
    assert settings.KEYS.secret("pepper") in loot.keys
    assert settings.KEYS.secret("audit.key") in loot.keys


def test_no_key_the_thief_finds_opens_anything(loot: Loot) -> None:
    """Every 32 bytes found, tried as record key, seed, personal key and slot key."""
    assert len(loot.blobs) > 20
    assert [type(row).__name__ for row in loot.blobs if loot.opens(row)] == []
    assert not any(registrar_is(key) for key in loot.keys)


def test_the_right_key_would_open_it(shared_world: World, loot: Loot) -> None:
    """The attempts themselves work: with one seed in the loot, that person's rows open."""
    loot.keys = {shared_world.mina.keyring.seed}
    opened = {type(row).__name__ for row in loot.blobs if loot.opens(row)}
    assert opened == {"CaseGrant"}
