"""A ciphertext opens at its own place, and a key goes to its own person."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault import vectors as v
from vault import streams
from vault.attesting import attest, is_attested
from vault.binding import place
from vault.ceremony import Applicant, Wrap, certify, new_word_lists, reseal
from vault.certificates import Recipient, Registrar
from vault.hybrid import KeyPair, seal_to
from vault.keyring import Keyring
from vault.suites import SealError
from vault.symmetric import RecordKey, SymmetricKey, new_key

KEY = RecordKey(v.RAW, v.CASE, 7)
PAIR = KeyPair(v.SEED)
PLACES = st.tuples(
    st.text(st.characters(codec="ascii"), min_size=1, max_size=255),
    st.uuids(),
    st.uuids(),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
)


@given(PLACES, PLACES)
def test_places_are_injective(
    one: tuple[str, UUID, UUID, int, int], other: tuple[str, UUID, UUID, int, int]
) -> None:
    assert (place(*one) == place(*other)) == (one == other)


@given(st.text("ab", min_size=1, max_size=4), st.text("ab", min_size=1, max_size=4), st.uuids())
def test_no_field_runs_into_the_next_part(one: str, other: str, row: UUID) -> None:
    same = place(one, row, row, 1, 1) == place(other, row, row, 1, 1)
    assert same == (one == other)


@pytest.mark.parametrize("moved", ["field", "row", "case", "epoch", "version", "key"])
def test_moved_it_does_not_open(moved: str) -> None:
    raw = bytes(32) if moved == "key" else v.RAW
    case = uuid4() if moved == "case" else v.CASE
    key = RecordKey(raw, case, 8 if moved == "epoch" else 7)
    field = "case.identity" if moved == "field" else "note.body"
    row = uuid4() if moved == "row" else v.ROW
    with pytest.raises(SealError):
        key.open_field(field, row, 4 if moved == "version" else 3, v.FIELD)


@pytest.mark.parametrize("moved", ["member", "case", "epoch", "pair", "as recovery"])
def test_a_grant_moved_does_not_open(moved: str) -> None:
    member = uuid4() if moved == "member" else v.MEMBER
    ring = Keyring(member, 1, bytes(32) if moved == "pair" else v.SEED)
    case = uuid4() if moved == "case" else v.CASE
    blob = v.RECOVERY if moved == "as recovery" else v.PERSON
    with pytest.raises(SealError):
        ring.record_key(blob, case, 8 if moved == "epoch" else 7)


@pytest.mark.parametrize("moved", ["member", "case", "epoch", "serial", "person"])
def test_a_cached_key_moved_does_not_open(moved: str) -> None:
    cached = Keyring(v.MEMBER, 1, v.SEED).cache(KEY)
    ring = Keyring(
        uuid4() if moved == "member" else v.MEMBER,
        2 if moved == "serial" else 1,
        bytes(32) if moved == "person" else v.SEED,
    )
    with pytest.raises(SealError):
        ring.cached_key(
            cached, uuid4() if moved == "case" else v.CASE, 8 if moved == "epoch" else 7
        )


def test_a_cached_key_opens_where_it_belongs() -> None:
    ring = Keyring(v.MEMBER, 1, v.SEED)
    assert ring.cached_key(ring.cache(KEY), v.CASE, 7).check_value() == v.CHECK


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_keys_have_their_length(length: int) -> None:
    for make in (SymmetricKey, KeyPair, Registrar):
        with pytest.raises(SealError):
            make(bytes(length))
    for act in (streams.seal, streams.open):
        with pytest.raises(SealError):
            act([], bytes(length), b"")


def test_a_key_blob_opens_by_its_own_length_alone() -> None:
    """A padded field is not taken for a key."""
    with pytest.raises(SealError):
        KEY.open_key(KEY.seal(b"", b""), b"")


@pytest.mark.parametrize(
    "public", [b"", bytes(1215), b"\xff" * 1216, PAIR.public[:1184] + bytes(32)]
)
def test_nothing_is_sealed_to_what_is_no_public_key(public: bytes) -> None:
    """Of another length, out of range, or with a curve point that gives everybody the same."""
    with pytest.raises(SealError):
        seal_to(public, v.RAW, b"")


@pytest.mark.parametrize("swapped", ["member", "serial", "public", "certificate", "registrar"])
def test_a_certificate_certifies_one_key_of_one_member(swapped: str) -> None:
    given_: dict[str, object] = {
        "member": v.MEMBER,
        "serial": 2,
        "public": PAIR.public,
        "certificate": v.CERTIFICATE,
        "registrar": v.REGISTRAR,
    }
    Recipient.verified(**given_)  # type: ignore[arg-type]
    wrong: dict[str, list[object]] = {
        "member": [uuid4()],
        "serial": [1, 3],
        "public": [KeyPair(bytes(32)).public, b""],
        "certificate": [b"", bytes(64), v.CERTIFICATE[:-1]],
        "registrar": [Registrar(bytes(32)).public, b"", bytes(31)],
    }
    for value in wrong[swapped]:
        with pytest.raises(SealError):
            Recipient.verified(**{**given_, swapped: value})  # type: ignore[arg-type]


def test_an_earlier_pair_is_found_by_its_serial() -> None:
    first = Keyring(v.MEMBER, 1, bytes(32))
    ring = Keyring(v.MEMBER, 2, v.SEED, first)
    assert (ring.with_serial(2), ring.with_serial(1)) == (ring, first)
    with pytest.raises(SealError):
        ring.with_serial(3)


def test_recovery_seals_a_record_to_somebody_new() -> None:
    """The recovery pair opens its wrap and seals the key to one certified person, and no other."""
    keys, _ = new_word_lists()
    newcomer, stranger = Keyring(uuid4(), 1, new_key()), Keyring(uuid4(), 1, new_key())
    _, to = certify(keys, Applicant(newcomer.member, "Nasrin", 1, newcomer.pair.public))
    wrap = Wrap("cases.case", v.CASE, 7, KEY.sealed_for_recovery(keys.recovery.public))
    [renewed] = reseal(keys, [wrap], to)
    opened = newcomer.record_key(renewed.sealed_key, v.CASE, 7).require(v.CHECK)
    assert opened.open_field("note.body", v.ROW, 3, v.FIELD) == v.TEXT
    with pytest.raises(SealError):
        stranger.record_key(renewed.sealed_key, v.CASE, 7)
    moved = Wrap("cases.case", uuid4(), 7, wrap.sealed_key)
    with pytest.raises(SealError):
        reseal(keys, [moved], to)


def test_an_attestation_is_for_one_purpose() -> None:
    mac = attest(v.RAW, "consents", b"statement")
    assert is_attested(v.RAW, "consents", b"statement", mac)
    assert not is_attested(v.RAW, "receipts", b"statement", mac)
    assert not is_attested(v.RAW, "consents", b"statemenu", mac)
