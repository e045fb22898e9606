"""Frozen blobs and published vectors: what was sealed once opens for ever."""

import itertools
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vault import vectors as v
from vault import passphrases, streams
from vault.binding import grant_place, place, recovery_place
from vault.ceremony import from_word_lists
from vault.certificates import Recipient, Registrar, spoken
from vault.hybrid import PUBLIC_BYTES, KeyPair
from vault.keyring import Keyring
from vault.padding import bucket, pad, unpad
from vault.suites import SealError, Suite
from vault.symmetric import RecordKey, SymmetricKey, derive
from vault.words import word_list

KEY = RecordKey(v.RAW, v.CASE, 7)


def test_suite_bytes_are_never_redefined() -> None:
    assert {one.name: int(one) for one in Suite} == {"FIELD": 1, "PERSON": 2, "STREAM": 3}


def test_a_field() -> None:
    assert KEY.open_field("note.body", v.ROW, 3, v.FIELD) == v.TEXT


def test_a_field_is_what_the_design_says() -> None:
    """Suite byte, nonce, AES-256-GCM of format, text, mark and zeros; opened without our code."""
    assert v.FIELD[0] == 1
    text = AESGCM(v.RAW).decrypt(v.FIELD[1:13], v.FIELD[13:], v.PLACE)
    assert text == b"\x01" + v.TEXT + b"\x80" + bytes(256 - 2 - len(v.TEXT))


def test_a_key_under_a_key() -> None:
    assert SymmetricKey(v.RAW).open_key(v.KEY, b"a place") == bytes(range(32, 64))
    assert len(v.KEY) == 61


def test_a_key_sealed_to_a_person() -> None:
    pair = KeyPair(v.SEED)
    assert pair.open(v.PERSON, grant_place(v.MEMBER, v.CASE, 7)) == v.RAW
    assert pair.open(v.RECOVERY, recovery_place(v.CASE, 7)) == v.RAW
    assert (v.PERSON[0], len(v.PERSON), len(pair.public)) == (2, 1169, PUBLIC_BYTES)
    opened = Keyring(v.MEMBER, 1, v.SEED).record_key(v.PERSON, v.CASE, 7)
    assert opened.require(v.CHECK).open_field("note.body", v.ROW, 3, v.FIELD) == v.TEXT


def test_a_pair_grows_from_its_seed_as_published() -> None:
    """The first test vector of draft-connolly-cfrg-xwing-kem."""
    seed = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
    public = KeyPair(bytes.fromhex(seed)).public
    assert public.hex().startswith(
        "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5"
    )
    assert (
        sha256(KeyPair(v.SEED).public).hexdigest()
        == "16d45093092340243d45658677c5da16fdb08ba7cfdbfcf24f43f1535a84ab27"
    )


def test_a_file() -> None:
    assert streams.open_bytes(v.STREAM, v.RAW, b"a place") == v.FILE
    assert SymmetricKey(v.RAW).open_file(v.DERIVED_STREAM, b"a place") == v.FILE
    assert v.STREAM[0] == v.DERIVED_STREAM[0] == 3


def test_the_key_check_value() -> None:
    assert KEY.check_value() == v.CHECK
    assert KEY.require(v.CHECK) is KEY
    with pytest.raises(SealError):
        RecordKey(v.RAW, v.CASE, 8).require(v.CHECK)


def test_a_place() -> None:
    assert place("note.body", v.ROW, v.CASE, 7, 3) == v.PLACE
    assert (
        b"\x09note.body" + v.ROW.bytes + v.CASE.bytes + bytes([0, 0, 0, 7]) + bytes([0, 0, 0, 3])
    ) == v.PLACE
    assert grant_place(v.MEMBER, v.CASE, 7) == place("grant.key", v.MEMBER, v.CASE, 7, 0)
    assert recovery_place(v.CASE, 7) == place("recovery.key", v.CASE, v.CASE, 7, 0)


@pytest.mark.parametrize("field", ["", "x" * 256, "چای"])
def test_no_place_for_a_field_without_a_proper_name(field: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)ascii"):
        place(field, v.ROW, v.CASE, 7, 3)


def test_hkdf_as_published() -> None:
    """RFC 5869, test case 1 is of another length; ours is fixed, and so is its first block."""
    assert derive(v.RAW, "homeward test", salt=b"salt") == bytes.fromhex(
        "035cd2aa4c30c1ca07fdc88bc147eee811f11bee95f6a09de058d27859004b19"
    )


def test_a_passphrase() -> None:
    """Argon2id (RFC 9106), the pepper, HKDF; blanks and Unicode forms as people type them."""
    cost = passphrases.Cost(memory=32, passes=3, lanes=1)
    typed = "  Correct horse  battery\u2003staple "
    opening = passphrases.from_passphrase(typed, b"s" * 16, b"p" * 32, cost)
    assert opening.verifier_hash.hex() == (
        "537108194e065d146c69c20c37b1e2e893fedc8a3a3cdc1a707b235e63c802d1"
    )
    assert opening.slot_key.hex() == (
        "3545109c3be189e644a37f4a943d18c68d441eef1ffd833fac909d8ede61a2a6"
    )
    assert opening.verifies(opening.verifier_hash)
    assert not opening.verifies(bytes(32))
    assert passphrases.Cost() == passphrases.Cost(memory=65536, passes=3, lanes=1)
    assert len({passphrases.new_salt() for _ in range(9)}) == 9
    other = passphrases.from_passphrase("\ud800", b"s" * 16, b"p" * 32, cost)
    assert not other.verifies(opening.verifier_hash)


def test_a_generated_code() -> None:
    opening = passphrases.from_generated("Abacus  zoom tree", b"s" * 16, b"p" * 32)
    assert opening.verifier_hash.hex() == (
        "5859a8962705def79fe7e77c26ae2341ffeb143ba217efd03a90b35faa03c36b"
    )
    assert opening.slot_key.hex() == (
        "bf797308e3839fce57d6dcbdd74e63d7507594d2548d5e7d69aec8384acb2195"
    )


def test_a_certificate() -> None:
    registrar, public = Registrar(v.REGISTRAR_SEED), KeyPair(v.SEED).public
    assert registrar.public == v.REGISTRAR
    assert registrar.sign(v.MEMBER, 2, public) == v.CERTIFICATE
    recipient = Recipient.verified(v.MEMBER, 2, public, v.CERTIFICATE, v.REGISTRAR)
    assert (recipient.member, recipient.serial, recipient.public) == (v.MEMBER, 2, public)


def test_a_fingerprint() -> None:
    words, digits = spoken(v.MEMBER, 2, KeyPair(v.SEED).public)
    assert words == "regretful detergent tabloid reboot supernova casually"
    assert digits == "4923 9685 6480 8488 9970 0093"
    assert (word_list()[0], word_list()[-1], len(word_list())) == ("abacus", "zoom", 7776)


@pytest.mark.parametrize("two", list(itertools.combinations(v.WORD_LISTS, 2)))
def test_two_of_three_word_lists(two: tuple[str, str]) -> None:
    keys = from_word_lists(two)
    assert sha256(keys.recovery.public).hexdigest() == (
        "dd0c0120d0d88730a8d979b6562868cbe382905e5d248f95036194e4bb34df3f"
    )
    assert keys.registrar.public.hex() == (
        "12afb41bbde6f53f6857755c0f563ead3959d947f6dcc6083ef492876f8873b2"
    )


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 256), (254, 256), (255, 272), (256, 272), (510, 512), (511, 544),
        (2046, 2048), (2047, 2176), (4094, 4096), (200_000, 200_704), (20_000_000, 20_447_232),
    ],
)  # fmt: skip
def test_sizes(length: int, size: int) -> None:
    """Padmé's buckets, from a floor of 256; what was padded comes back."""
    assert len(pad(bytes(length), b"\x01")) == bucket(length + 2) == size
    assert unpad(pad(b"\x80" * length, b"\x01"), b"\x01") == b"\x80" * length


def test_plaintext_of_another_format_is_refused() -> None:
    """The first byte of every plaintext says its format. One alone is known, and it opens."""
    key, nonce = AESGCM(v.RAW), bytes(12)
    for form in (0, 2, 255):
        text = pad(b"from another release", bytes([form]))
        blob = b"\x01" + nonce + key.encrypt(nonce, text, v.PLACE)
        with pytest.raises(SealError):
            KEY.open_field("note.body", v.ROW, 3, blob)
    blob = b"\x01" + nonce + key.encrypt(nonce, pad(b"of today", b"\x01"), v.PLACE)
    assert KEY.open_field("note.body", v.ROW, 3, blob) == b"of today"
