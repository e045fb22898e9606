"""One's own sessions and account: listed, ended, and never anybody else's."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import factors
from accounts.models import BackupCode, KnownDevice, Member, Notice, Session
from accounts.sessions import browser_name, hashed
from accounts.stretching import Budget
from tests.accounts.browsing import code_of, forms, sign_in
from tests.world import World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537", "Chrome, Android"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert browser_name(agent) == name


def test_own_sessions_are_listed_and_one_can_be_ended(world: World) -> None:
    other = Client(headers={"user-agent": FIREFOX})
    sign_in(other, world.mina)
    page = world.mina.client.get(reverse("accounts:sessions"))
    assert b"Firefox, Linux" in page.content
    assert page.content.count(b"this one") == 1
    row = Session.objects.get(session_key=hashed(other.session.session_key))
    world.mina.client.post(reverse("accounts:end_session", args=[row.public_id]))
    assert other.get("/staff/").url.startswith(reverse("accounts:sign_in"))
    assert world.mina.client.get(reverse("accounts:account")).status_code == 200


def test_nobody_sees_or_ends_anothers_session(world: World) -> None:
    row = Session.objects.get(member=world.omid.member)
    page = world.mina.client.get(reverse("accounts:sessions"))
    assert str(row.public_id).encode() not in page.content
    world.mina.client.post(reverse("accounts:end_session", args=[row.public_id]))
    assert world.omid.client.get(reverse("accounts:account")).status_code == 200


def test_ending_this_very_session_signs_out(world: World) -> None:
    row = Session.objects.get(member=world.mina.member)
    answer = world.mina.client.post(reverse("accounts:end_session", args=[row.public_id]))
    assert answer.url == reverse("accounts:sign_in")


def test_sign_out_everywhere_ends_all_of_ones_own_and_nobody_elses(world: World) -> None:
    other = Client()
    sign_in(other, world.mina)
    world.mina.client.post(reverse("accounts:sign_out_everywhere"))
    for client in (other, world.mina.client):
        assert client.get("/staff/").url.startswith(reverse("accounts:sign_in"))
    assert world.omid.client.get(reverse("accounts:account")).status_code == 200


def test_a_session_that_was_ended_is_not_written_back(world: World) -> None:
    session = world.mina.client.session
    assert session["member"]
    Session.objects.filter(member=world.mina.member).delete()
    session["more"] = 1
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.filter(member=world.mina.member).exists()


def test_an_expired_session_is_over_before_anybody_clears_it(world: World) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert world.mina.client.get("/staff/").url.startswith(reverse("accounts:sign_in"))


def test_devices_are_forgotten(world: World) -> None:
    client = Client()
    sign_in(client, world.mina)
    sign_in(Client(), world.omid)
    client.post(reverse("accounts:forget_devices"))
    assert not KnownDevice.objects.filter(member=world.mina.member).exists()
    assert KnownDevice.objects.filter(member=world.omid.member).exists()


@pytest.mark.parametrize(("typed", "kept"), [("5", 5), ("60", 60), ("4", 15), ("61", 15)])
def test_the_lock_waits_five_to_sixty_minutes(world: World, typed: str, kept: int) -> None:
    sent = {"language": "fa", "lock_minutes": typed}
    world.mina.client.post(reverse("accounts:account"), sent)
    assert Member.objects.get(pk=world.mina.member.pk).lock_minutes == kept


def test_the_language_is_the_members_own_choice(world: World) -> None:
    sent = {"language": "fa", "lock_minutes": "15"}
    answer = world.mina.client.post(reverse("accounts:account"), sent, follow=True)
    assert b'dir="rtl"' in answer.content
    assert Member.objects.get(pk=world.mina.member.pk).language == "fa"


def test_the_language_of_the_member_is_spoken_after_signing_in(world: World) -> None:
    Member.objects.filter(pk=world.mina.member.pk).update(language="fa")
    client = Client()
    sign_in(client, world.mina)
    assert b'dir="rtl"' in client.get(reverse("accounts:account")).content


def test_notices_are_ones_own_and_read_by_a_button(world: World) -> None:
    for person in (world.mina, world.omid):
        Notice.objects.create(member=person.member, kind=Notice.Kind.NEW_DEVICE, at=timezone.now())
    page = world.mina.client.get(reverse("accounts:notices"))
    assert page.content.count(b"tag--attention") >= 1
    assert page.context["unread_notices"] == 1
    world.mina.client.post(reverse("accounts:notices"))
    assert not Notice.objects.filter(member=world.mina.member, seen=False).exists()
    assert Notice.objects.filter(member=world.omid.member, seen=False).exists()


NEW = "velvet orchard pickle harbour seven"


def change(world: World, present: str, new: str = NEW) -> int:
    sent = {"passphrase": present, "new_passphrase": new, "new_passphrase_again": new}
    return world.mina.client.post(reverse("accounts:change_passphrase"), sent).status_code


def test_a_passphrase_is_changed_with_the_present_one(world: World) -> None:
    other = Client()
    sign_in(other, world.mina)
    assert change(world, world.mina.passphrase) == 302
    mina = world.mina.member
    assert factors.open_seed(mina, world.mina.passphrase) is None
    opened = factors.open_seed(mina, NEW)
    assert opened is not None
    assert opened.seed == world.mina.keyring.seed
    assert factors.open_seed_with_recovery(mina, world.mina.recovery_code) is not None
    assert other.get("/staff/").url.startswith(reverse("accounts:sign_in"))
    assert world.mina.client.get(reverse("accounts:account")).status_code == 200


@pytest.mark.parametrize("new", ["short", "homeward homeward"])
def test_a_weak_or_unproven_change_changes_nothing(world: World, new: str) -> None:
    assert change(world, "not my passphrase") == 200
    assert change(world, world.mina.passphrase, new) == 200
    assert factors.open_seed(world.mina.member, world.mina.passphrase) is not None


def test_guessing_the_present_passphrase_is_slowed(world: World) -> None:
    for _ in range(10):
        change(world, "not my passphrase")
    assert change(world, world.mina.passphrase) == 200
    assert factors.open_seed(world.mina.member, world.mina.passphrase) is not None


def test_a_busy_change_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Budget(1, 0.01)
    monkeypatch.setattr("accounts.stretching.budget", full)
    with full.turn():
        assert change(world, world.mina.passphrase) == 200
    assert change(world, world.mina.passphrase) == 302


def test_new_backup_codes_are_shown_once(world: World) -> None:
    client, path = world.mina.client, reverse("accounts:backup_codes")
    assert b"print-sheet" not in client.get(path).content
    page = client.post(path)
    assert page.context["codes"][0].encode() in page.content
    assert b"print-sheet" not in client.get(path).content
    assert BackupCode.objects.filter(member=world.mina.member, used_on=None).count() == 10
    assert factors.verify_backup_code(world.mina.member, page.context["codes"][3])


def test_a_new_recovery_code_voids_the_one_before(world: World) -> None:
    mina, path = world.mina.member, reverse("accounts:recovery_code")
    for typed in ({}, {"passphrase": "somebody at an open screen"}):
        assert b"print-sheet" not in world.mina.client.post(path, typed).content
    assert factors.open_seed_with_recovery(mina, world.mina.recovery_code) is not None
    page = world.mina.client.post(path, {"passphrase": world.mina.passphrase})
    assert factors.open_seed_with_recovery(mina, world.mina.recovery_code) is None
    opened = factors.open_seed_with_recovery(mina, " ".join(page.context["code"]))
    assert opened is not None
    assert opened.seed == world.mina.keyring.seed


def test_backup_codes_and_recovery_code_never_stand_on_one_sheet(world: World) -> None:
    for name in ("backup_codes", "recovery_code"):
        present = {"passphrase": world.mina.passphrase}
        page = world.mina.client.post(reverse(f"accounts:{name}"), present)
        assert page.content.count(b'class="print-sheet"') == 1
        assert page.content.count(b'class="wordlist"') == 1


def test_a_new_phone_is_proven_before_the_old_one_is_void(world: World) -> None:
    from accounts.onetime import code_at, from_base32, step_now

    client, path = world.mina.client, reverse("accounts:new_phone")
    secret = client.get(path).context["secret"]
    assert secret not in str(dict(client.session.items()))
    assert client.post(path, {"code": "000000"}).status_code == 200
    assert factors.verify_one_time(world.mina.member, code_of(world.mina))
    code = code_at(from_base32(secret), step_now())
    assert client.post(path, {"code": code}).status_code == 302
    assert not factors.verify_one_time(world.mina.member, code_of(world.mina))


def test_a_signed_in_page_costs_few_queries(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        world.mina.client.get(reverse("accounts:account"))
    reads = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    assert len(reads) <= 4  # session, member, organisation, notices
    assert len(queries) <= 6


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("mina", "cases:day"),
        ("rana", "cases:team"),
        ("adam", "accounts:members"),
        ("aida", "accounts:audit"),
        ("vida", "briefs:list"),
    ],
)
def test_home_is_where_the_work_is(world: World, name: str, place: str) -> None:
    assert world.people[name].client.get("/staff/").url == reverse(place)


def test_home_is_calm_where_no_work_is_yet(world: World) -> None:
    page = world.people["edit"].client.get("/staff/")
    assert page.status_code == 200
    assert b'class="empty"' in page.content


def test_every_form_of_the_portal_is_quiet_toward_the_browser(world: World) -> None:
    for name in ("account", "sessions", "change_passphrase", "new_phone", "passkeys"):
        page = world.mina.client.get(reverse(f"accounts:{name}"))
        assert b'spellcheck="false"' in page.content
        assert b'translate="no"' in page.content
        assert b" style=" not in page.content
        assert forms(page)
