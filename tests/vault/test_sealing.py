"""What was sealed opens, unaltered; and a blob that was altered in any way does not."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.vault import vectors as v
from vault import streams
from vault.binding import place
from vault.hybrid import KeyPair, seal_to
from vault.padding import bucket, pad, unpad
from vault.suites import SealError, Suite, body
from vault.symmetric import RecordKey, SymmetricKey, new_key, new_nonce

KEY = RecordKey(v.RAW, v.CASE, 7)
PAIR = KeyPair(v.SEED)
PLACES = st.tuples(
    st.text(st.characters(codec="ascii"), min_size=1, max_size=255),
    st.uuids(),
    st.uuids(),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
)


Open = Callable[[bytes], bytes]
WAYS: dict[str, tuple[bytes, Open]] = {
    "field": (v.FIELD, lambda blob: KEY.open_field("note.body", v.ROW, 3, blob)),
    "key": (v.KEY, lambda blob: SymmetricKey(v.RAW).open_key(blob, b"a place")),
    "person": (
        v.PERSON,
        lambda blob: PAIR.open(blob, place("grant.key", v.MEMBER, v.CASE, 7, 0)),
    ),
    "stream": (v.STREAM, lambda blob: streams.open_bytes(blob, v.RAW, b"a place")),
    "derived": (v.DERIVED_STREAM, lambda blob: SymmetricKey(v.RAW).open_file(blob, b"a place")),
}
EACH_WAY = pytest.mark.parametrize("way", WAYS)


@given(st.binary(max_size=3000), PLACES)
def test_what_was_sealed_opens(text: bytes, at: tuple[str, UUID, UUID, int, int]) -> None:
    field, row, case, epoch, version = at
    key = RecordKey(v.RAW, case, epoch)
    blob = key.seal_field(field, row, version, text)
    assert key.open_field(field, row, version, blob) == text
    assert key.open(blob, place(*at)) == text
    assert len(blob) == 29 + bucket(len(text) + 2)


@given(st.binary(max_size=100), st.binary(max_size=60))
@settings(max_examples=20)
def test_what_was_sealed_to_a_person_opens(secret: bytes, info: bytes) -> None:
    assert PAIR.open(seal_to(PAIR.public, secret, info), info) == secret


@given(st.lists(st.binary(max_size=40_000), max_size=4), st.integers(1, 20_000))
@settings(max_examples=30)
def test_a_file_in_pieces_of_any_size_opens(pieces: list[bytes], size: int) -> None:
    sealed = b"".join(streams.seal(pieces, v.RAW, b"here"))
    cut = [sealed[at : at + size] for at in range(0, len(sealed), size)]
    assert b"".join(streams.open([b"", *cut], v.RAW, b"here")) == b"".join(pieces)
    assert streams.open_bytes(sealed, v.RAW, b"here") == b"".join(pieces)


def test_a_large_file() -> None:
    whole = bytes(range(256)) * 4096
    assert streams.open_bytes(streams.seal_bytes(whole, v.RAW, b"x"), v.RAW, b"x") == whole


@given(st.binary(max_size=5000), st.binary(min_size=1, max_size=1))
@example(b"", b"\x80")
@example(b"\x80\x00\x00", b"\x00")
def test_padding_comes_off(data: bytes, form: bytes) -> None:
    assert unpad(pad(data, form), form) == data


@given(st.integers(1, 2**40))
def test_buckets_cost_an_eighth_at_most(length: int) -> None:
    assert length <= bucket(length) <= max(256, length * 1.12 + 1)
    assert bucket(length) <= bucket(length + 1)


@given(st.binary(max_size=300))
@example(b"")
@example(b"\x01")
@example(b"\x80")
@example(b"\x01\x80\x00\x01")
@example(b"\x01\x00")
def test_unpadding_anything_else_is_refused(data: bytes) -> None:
    try:
        found = unpad(data, b"\x01")
    except SealError:
        return
    assert data.rstrip(b"\x00") == b"\x01" + found + b"\x80"


def test_no_two_seals_are_alike() -> None:
    """Nonces and encapsulations are fresh, so equal texts do not show."""
    assert len({KEY.seal_field("note.body", v.ROW, 1, b"same") for _ in range(50)}) == 50
    assert len({KEY.seal_key(v.RAW, b"") for _ in range(50)}) == 50
    assert len({seal_to(PAIR.public, v.RAW, b"") for _ in range(20)}) == 20
    assert len({streams.seal_bytes(b"", v.RAW, b"") for _ in range(50)}) == 50
    assert len({new_key() for _ in range(50)}) == 50


def refuses(open_: Open, blob: bytes) -> bool:
    """Whether it is refused, and by no other error than SealError."""
    try:
        open_(blob)
    except SealError:
        return True
    return False


@EACH_WAY
@given(st.data())
@settings(max_examples=120)
def test_a_flipped_bit_is_seen(way: str, data: st.DataObject) -> None:
    """At any position: suite byte, nonce or encapsulation, ciphertext, tag."""
    blob, open_ = WAYS[way]
    at = data.draw(st.integers(0, len(blob) * 8 - 1))
    altered = bytearray(blob)
    altered[at // 8] ^= 1 << at % 8
    assert refuses(open_, bytes(altered))


@pytest.mark.parametrize("way", ["field", "key", "stream", "derived"])
def test_every_byte_counts(way: str) -> None:
    blob, open_ = WAYS[way]
    for at in range(len(blob)):
        assert refuses(open_, blob[:at] + bytes([blob[at] ^ 0x41]) + blob[at + 1 :])


@EACH_WAY
def test_cut_or_lengthened(way: str) -> None:
    blob, open_ = WAYS[way]
    assert not refuses(open_, blob)
    assert all(refuses(open_, blob[:at]) for at in range(0, len(blob), 1 + len(blob) // 300))
    assert all(refuses(open_, blob[at:]) for at in (1, 2, 13, 29, len(blob) - 1))
    assert all(refuses(open_, blob + more) for more in (b"\x00", b"\x01", blob))


@EACH_WAY
@given(st.binary(max_size=400), st.sampled_from([b"", b"\x01", b"\x02", b"\x03"]))
@settings(max_examples=60)
def test_arbitrary_bytes_are_refused_and_nothing_else(way: str, blob: bytes, head: bytes) -> None:
    assert refuses(WAYS[way][1], head + blob)


@EACH_WAY
def test_an_unknown_suite_is_refused_never_tried(way: str) -> None:
    blob, open_ = WAYS[way]
    others = set(range(256)) - {blob[0]}
    assert all(refuses(open_, bytes([other]) + blob[1:]) for other in others)


def test_the_body_of_a_suite() -> None:
    assert body(b"\x01rest", Suite.FIELD) == b"rest"
    for blob in (b"", b"\x02rest"):
        with pytest.raises(SealError):
            body(blob, Suite.FIELD)


def test_no_two_threads_get_one_nonce() -> None:
    with ThreadPoolExecutor(8) as pool:
        drawn = [*pool.map(lambda _: [new_nonce() for _ in range(5000)], range(8))]
    nonces = [nonce for some in drawn for nonce in some]
    assert {len(nonce) for nonce in nonces} == {12}
    assert len(set(nonces)) == len(nonces)


def test_a_forked_child_never_uses_its_parents_nonces() -> None:
    new_nonce()  # so that some are waiting
    parents_way, childs_way = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(childs_way, b"".join(new_nonce() for _ in range(300)))
        os._exit(0)
    os.close(childs_way)
    with os.fdopen(parents_way, "rb") as way:
        told = way.read()
    os.waitpid(child, 0)
    theirs = {told[at : at + 12] for at in range(0, len(told), 12)}
    ours = {new_nonce() for _ in range(300)}
    assert len(theirs) == len(ours) == 300
    assert not theirs & ours
