"""Keys are neither printed, pickled nor copied, and ciphertext prints as [sealed]."""

import copy
import json
import logging
import pickle
from collections.abc import Iterator

import pytest

from tests.vault import vectors as v
from vault.certificates import Registrar
from vault.compartments import Opened
from vault.fields import Sealed, SealedField
from vault.hybrid import KeyPair
from vault.keyring import Keyring
from vault.passphrases import Opening
from vault.symmetric import RecordKey, SymmetricKey

KEY = RecordKey(v.RAW, v.CASE, 7)
PAIR = KeyPair(v.SEED)


def holders() -> Iterator[object]:
    """One of everything that holds a key."""
    yield from (KEY, SymmetricKey(v.RAW), PAIR, Keyring(v.MEMBER, 1, v.SEED))
    yield from (Registrar(v.REGISTRAR_SEED), Opening(v.RAW, v.RAW), Opened(None, KEY))


@pytest.mark.parametrize("one", list(holders()), ids=lambda one: type(one).__name__)
def test_keys_are_neither_printed_pickled_nor_copied(one: object) -> None:
    assert {repr(one), str(one), f"{one}"} == {"[sealed]"}
    for act in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            act(one)


def test_ciphertext_prints_as_sealed(caplog: pytest.LogCaptureFixture) -> None:
    blob = Sealed(b"\x01ciphertext")
    logging.getLogger("tests").warning("%s %r %s", blob, blob, [blob])
    said = [str(blob), repr(blob), f"{blob}", f"{blob:>20}", "%s" % blob, f"{blob!r}", ascii(blob)]  # noqa: UP031
    assert set(said) == {"[sealed]"}
    assert "ciphertext" not in caplog.text
    with pytest.raises(TypeError) as refused:
        json.dumps({"a": blob})
    assert "ciphertext" not in str(refused.value)


def test_a_sealed_column_takes_bytes_alone() -> None:
    from django.db import connection

    column = SealedField()
    with pytest.raises(TypeError):
        column.get_db_prep_value("a word", connection)
    assert column.get_db_prep_value(None, connection) is None
    given = column.get_db_prep_value(Sealed(b"\x01x"), connection)
    assert bytes(getattr(given, "obj", given)) == b"\x01x"  # psycopg wraps it
    assert column.from_db_value(None, None, connection) is None
    assert type(column.from_db_value(memoryview(b"\x01"), None, connection)) is Sealed
