"""One-time codes: the RFC's own vectors, each code once, and secrets nobody reads in the table."""

import threading
from typing import Any

import pytest
from django.db import connection
from django_otp.oath import hotp
from hypothesis import given
from hypothesis import strategies as st

from accounts import onetime
from accounts.actions import factors
from accounts.models import BackupCode, OneTimeCode
from tests.world import World
from vault.suites import SealError

RFC_SECRET = b"12345678901234567890"
# RFC 6238, appendix B, the SHA-1 rows, cut to six digits
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that stands still until it is set."""
    now = {"at": 1_900_000_010.0}
    monkeypatch.setattr("time.time", lambda: now["at"])
    return now


def _secret(world: World) -> bytes:
    row = OneTimeCode.objects.get(member=world.mina.member)
    return onetime.open_secret(world.mina.member, row.sealed_secret)


def _code(world: World, steps: int = 0) -> str:
    return onetime.code_at(_secret(world), onetime.step_now() + steps)


@pytest.mark.parametrize(("moment", "code"), RFC_CODES)
def test_the_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert onetime.code_at(RFC_SECRET, moment // 30) == code


@given(st.binary(min_size=20, max_size=20), st.integers(0, 2**40))
def test_a_code_has_six_digits(secret: bytes, step: int) -> None:
    code = onetime.code_at(secret, step)
    assert len(code) == 6
    assert int(code) == hotp(secret, step)


def test_a_code_is_taken_once(world: World, clock: Any) -> None:
    code = _code(world)
    assert factors.verify_one_time(world.mina.member, code)
    assert not factors.verify_one_time(world.mina.member, code)


def test_the_step_before_is_taken_but_nothing_earlier_or_later(world: World, clock: Any) -> None:
    mina = world.mina.member
    assert not factors.verify_one_time(mina, _code(world, 1))
    assert not factors.verify_one_time(mina, _code(world, -2))
    assert factors.verify_one_time(mina, _code(world, -1))
    assert not factors.verify_one_time(mina, _code(world, -1))
    assert factors.verify_one_time(mina, _code(world))
    clock["at"] += 30
    assert not factors.verify_one_time(mina, _code(world, -1))
    assert factors.verify_one_time(mina, _code(world))


def test_a_code_of_a_later_step_voids_those_before(world: World, clock: Any) -> None:
    mina = world.mina.member
    before, present = _code(world, -1), _code(world)
    assert factors.verify_one_time(mina, present)
    assert not factors.verify_one_time(mina, before)


def test_persian_digits_and_blanks_are_digits(world: World, clock: Any) -> None:
    code = _code(world)
    typed = " ".join("۰۱۲۳۴۵۶۷۸۹"[int(digit)] for digit in code)
    assert factors.verify_one_time(world.mina.member, typed)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "½½½½½½", "²²²²²²²"])
def test_what_is_no_code_is_refused(world: World, clock: Any, typed: str) -> None:
    assert not factors.verify_one_time(world.mina.member, typed)


def test_anothers_code_is_refused(world: World, clock: Any) -> None:
    assert not factors.verify_one_time(world.omid.member, _code(world))
    assert not factors.verify_one_time(None, _code(world))


@pytest.mark.django_db(transaction=True)
def test_two_racing_uses_cannot_both_win(shared_world: World) -> None:
    mina, code = shared_world.mina.member, _code(shared_world)
    barrier, won = threading.Barrier(4), []

    def use() -> None:
        barrier.wait()
        won.append(factors.verify_one_time(mina, code))
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, False, False, True]


def test_the_secret_lies_sealed_and_bound_to_its_member(world: World) -> None:
    mina, omid = (OneTimeCode.objects.get(member=one.member) for one in (world.mina, world.omid))
    secret = _secret(world)
    assert secret not in bytes(mina.sealed_secret)
    with pytest.raises(SealError):
        onetime.open_secret(world.omid.member, mina.sealed_secret)
    OneTimeCode.objects.filter(pk=omid.pk).update(sealed_secret=mina.sealed_secret)
    assert not factors.verify_one_time(world.omid.member, _code(world))


def test_a_secret_counts_only_after_its_first_code(world: World, clock: Any) -> None:
    vida = world.vida.member
    OneTimeCode.objects.filter(member=vida).delete()
    secret = factors.new_one_time_secret(vida)
    code = onetime.code_at(onetime.from_base32(secret), onetime.step_now())
    assert factors.one_time_secret(vida) == secret
    assert not factors.verify_one_time(vida, code)
    assert factors.confirm_one_time(vida, code)
    assert factors.one_time_secret(vida) is None
    assert not factors.confirm_one_time(vida, code)


def test_a_new_phone_needs_its_first_code(world: World, clock: Any) -> None:
    mina, old, secret = world.mina.member, _code(world), onetime.base32(onetime.new_secret())
    assert not factors.replace_one_time(by=mina, secret=secret, typed="000000")
    code = onetime.code_at(onetime.from_base32(secret), onetime.step_now())
    assert factors.replace_one_time(by=mina, secret=secret, typed=code)
    assert not factors.verify_one_time(mina, old)
    assert not factors.verify_one_time(mina, code)


def test_ten_backup_codes_each_once(world: World) -> None:
    mina = world.mina.member
    earlier = factors.new_backup_codes(by=mina)
    codes = factors.new_backup_codes(by=mina)
    assert len(set(codes)) == 10
    assert not any(factors.verify_backup_code(mina, code) for code in earlier)
    for code in codes:
        assert not factors.verify_backup_code(world.omid.member, code)
        assert not factors.verify_backup_code(None, code)
        assert factors.verify_backup_code(mina, code.replace(" ", "-"))
        assert not factors.verify_backup_code(mina, code)


def test_backup_codes_are_kept_as_keyed_hashes(world: World) -> None:
    codes = factors.new_backup_codes(by=world.mina.member)
    stored = b"".join(bytes(row.code_hash) for row in BackupCode.objects.all())
    assert not any(code.replace(" ", "").encode() in stored for code in codes)
    factors.new_backup_codes(by=world.omid.member)
    assert BackupCode.objects.values("code_hash").distinct().count() == 20


def test_the_qr_code_is_a_drawing_without_style_or_text(world: World) -> None:
    uri = factors.otpauth_uri(world.mina.member, onetime.base32(RFC_SECRET))
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in uri
    drawn = factors.qr_svg(uri)
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert "otpauth" not in drawn
