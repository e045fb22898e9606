"""From an invitation to the waiting page: one-use links, and what an interruption leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import enrolment, factors, invitations
from accounts.actions.errors import NotNow
from accounts.models import (
    AuditRow,
    BackupCode,
    Invitation,
    KeySlot,
    Member,
    MemberKey,
    Notice,
    OneTimeCode,
    Role,
    Session,
)
from accounts.onetime import code_at, from_base32, step_now
from accounts.sessions import SessionStore
from tests.accounts.joining import PASSPHRASE, Newcomer, words_on
from tests.world import World
from vault.certificates import spoken


@pytest.fixture
def newcomer(world: World) -> Newcomer:
    """Nora, invited as a caseworker."""
    return Newcomer(invite(world))


def invite(world: World, *roles: Role, username: str = "nora") -> str:
    return invitations.invite(
        by=world.adam.actor,
        username=username,
        display_name="Nora Haddad",
        roles=roles or (Role.CASEWORKER,),
    )


def nora() -> Member:
    return Member.objects.get(username="nora")


def test_the_whole_way(world: World, newcomer: Newcomer) -> None:
    last = newcomer.finish()
    assert last.headers["Location"] == reverse("accounts:waiting")
    member = nora()
    assert member.state == Member.State.WAITING
    assert len(newcomer.recovery) == 7
    assert len(newcomer.codes) == 10
    key = MemberKey.objects.get(member=member)
    page = newcomer.client.get(reverse("accounts:waiting"), secure=True).content.decode()
    words, digits = spoken(member.pk, 1, bytes(key.public))
    assert words == words_on(page)
    assert digits in page
    told = Notice.objects.filter(kind=Notice.Kind.ADMISSION).values_list("member", flat=True)
    assert set(told) == {world.rana.member.pk, world.dara.member.pk}


def test_everything_made_on_the_way_opens(world: World, newcomer: Newcomer) -> None:
    newcomer.finish()
    member = nora()
    by_words = factors.open_seed_with_recovery(member, " ".join(newcomer.recovery))
    by_passphrase = factors.open_seed(member, PASSPHRASE)
    assert by_words is not None
    assert by_passphrase is not None
    assert by_words.seed == by_passphrase.seed
    assert by_words.pair.public == bytes(MemberKey.objects.get(member=member).public)
    assert all(factors.verify_backup_code(member, code) for code in newcomer.codes)


def test_a_waiting_member_sees_no_case_and_no_members(newcomer: Newcomer) -> None:
    newcomer.finish()
    for name in ("cases:list", "cases:day", "accounts:members", "accounts:waiting_list"):
        assert newcomer.client.get(reverse(name), secure=True).status_code == 404, name


def test_the_token_is_kept_nowhere(world: World, newcomer: Newcomer) -> None:
    row = Invitation.objects.get()
    assert newcomer.token.encode() not in bytes(row.token_hash)
    assert not AuditRow.objects.filter(details__icontains=newcomer.token).exists()


def gone(newcomer: Newcomer) -> tuple[int, bytes]:
    page = newcomer.look()
    return page.status_code, page.content


def test_used_expired_void_and_unknown_links_look_the_same(world: World) -> None:
    used, void, expired, unknown = (
        Newcomer(invite(world)),
        Newcomer(invite(world, username="nina")),
        Newcomer(invite(world, username="nele")),
        Newcomer("x" * 32),
    )
    used.finish()
    invitations.invite_again(by=world.adam.actor, member=Member.objects.get(username="nina"))
    Invitation.objects.filter(member__username="nele").update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    fresh = [Newcomer(one.token) for one in (used, void, expired, unknown)]
    answers = {gone(one) for one in fresh}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert {(one.send().status_code, one.send().content) for one in fresh} == {gone(fresh[0])}


def test_a_link_works_for_seven_days(world: World) -> None:
    invite(world)
    left = Invitation.objects.get().expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_looking_at_a_link_changes_nothing(world: World, newcomer: Newcomer) -> None:
    before = AuditRow.objects.count()
    assert newcomer.look().status_code == 200
    assert "no-store" in newcomer.look().headers["Cache-Control"]
    assert AuditRow.objects.count() == before
    assert not OneTimeCode.objects.filter(member=nora()).exists()
    assert not Session.objects.filter(session_data__contains="enrol").exists()


@pytest.mark.parametrize("steps", range(6))
def test_interrupted_anywhere_the_link_goes_on_in_another_browser(
    world: World, newcomer: Newcomer, steps: int
) -> None:
    way: list[Any] = [
        newcomer.begin, newcomer.confirm, newcomer.choose, newcomer.read_sheet,
        newcomer.check, newcomer.read_codes,
    ]  # fmt: skip
    for step in way[:steps]:
        step()
    again = Newcomer(newcomer.token)
    again.finish()
    assert nora().state == Member.State.WAITING
    assert MemberKey.objects.filter(member=nora()).count() == 1
    assert factors.open_seed_with_recovery(nora(), " ".join(again.recovery)) is not None
    assert BackupCode.objects.filter(member=nora()).count() == 10


def sheet_of(newcomer: Newcomer) -> bytes:
    page = newcomer.look().content
    return page[page.index(b"print-sheet") : page.index(b"</section>")]


def test_interrupted_in_the_same_browser_it_goes_on_at_the_same_step(newcomer: Newcomer) -> None:
    newcomer.begin()
    newcomer.confirm()
    newcomer.choose()
    assert sheet_of(newcomer) == sheet_of(newcomer)
    newcomer.read_sheet()
    newcomer.send(again="1")
    assert newcomer.recovery[3].encode() in newcomer.look().content


def test_a_vault_that_closed_meanwhile_leads_back_to_the_passphrase(newcomer: Newcomer) -> None:
    newcomer.begin()
    newcomer.confirm()
    newcomer.choose()
    del newcomer.client.cookies["__Host-vault"]
    assert "new_passphrase" in newcomer.look().content.decode()
    newcomer.choose()
    newcomer.read_sheet()
    assert len(newcomer.recovery) == 7
    assert MemberKey.objects.filter(member=nora()).count() == 1


def test_the_first_browser_cannot_finish_what_the_second_began_again(newcomer: Newcomer) -> None:
    newcomer.begin()
    newcomer.confirm()
    second = Newcomer(newcomer.token)
    second.begin()
    newcomer.choose()
    assert not KeySlot.objects.filter(key__member=nora()).exists()
    second.confirm()
    second.choose()
    assert KeySlot.objects.filter(key__member=nora()).count() == 2


def test_a_wrong_code_goes_no_further(newcomer: Newcomer) -> None:
    newcomer.begin()
    newcomer.send(code=code_at(from_base32(newcomer.secret), step_now() + 40))
    newcomer.choose()
    assert not MemberKey.objects.filter(member=nora()).exists()
    assert not OneTimeCode.objects.get(member=nora()).confirmed


@pytest.mark.parametrize("passphrase", ["short", "nora haddad 12345", "passwordpassword"])
def test_a_weak_passphrase_makes_no_key_and_keeps_the_offer(
    newcomer: Newcomer, passphrase: str
) -> None:
    newcomer.begin()
    newcomer.confirm()
    offered = "six words that were offered before"
    page = newcomer.send(
        new_passphrase=passphrase, new_passphrase_again=passphrase, passphrase_offered=offered
    )
    assert page.status_code == 200
    assert offered in page.content.decode()
    assert not MemberKey.objects.filter(member=nora()).exists()


def test_two_words_of_the_sheet_are_needed(newcomer: Newcomer) -> None:
    newcomer.begin()
    newcomer.confirm()
    newcomer.choose()
    newcomer.read_sheet()
    right = newcomer.asked()
    assert len(right) == 2
    for name in right:
        assert newcomer.send(**right | {name: "lamp"}).status_code == 200
        assert newcomer.send(**right | {name: ""}).status_code == 200
    assert nora().state == Member.State.INVITED
    newcomer.check()


def test_no_secret_lies_in_the_session_table_or_the_log(world: World, newcomer: Newcomer) -> None:
    newcomer.finish()
    member = nora()
    ring = factors.open_seed(member, PASSPHRASE)
    assert ring is not None
    data = "".join(Session.objects.values_list("session_data", flat=True))
    decoded = [repr(_decoded(row)) for row in Session.objects.all()]
    details = "".join(map(str, AuditRow.objects.values_list("details", flat=True)))
    for secret in (ring.seed.hex(), newcomer.secret, PASSPHRASE, " ".join(newcomer.recovery),
                   newcomer.recovery[0], newcomer.codes[0]):  # fmt: skip
        assert secret not in data
        assert secret not in details
        assert not any(secret in one for one in decoded)


def _decoded(row: Session) -> dict[str, Any]:
    return SessionStore().decode(row.session_data)


def test_half_way_nobody_is_signed_in(newcomer: Newcomer) -> None:
    newcomer.begin()
    newcomer.confirm()
    newcomer.choose()
    assert newcomer.client.get(reverse("accounts:waiting"), secure=True).status_code == 302
    assert not Session.objects.filter(member=nora()).exists()


def test_finishing_needs_every_part(world: World) -> None:
    invite(world)
    member = nora()
    with pytest.raises(NotNow):
        enrolment.choose_passphrase(member=member, passphrase=PASSPHRASE)
    enrolment.begin_enrolment(member=member)
    with pytest.raises(NotNow):
        enrolment.finish_enrolment(member=member, serial=1)
    OneTimeCode.objects.filter(member=member).update(confirmed=True)
    enrolment.choose_passphrase(member=member, passphrase=PASSPHRASE)
    with pytest.raises(NotNow, match="backup"):
        enrolment.finish_enrolment(member=member, serial=1)
    factors.new_backup_codes(by=member)
    with pytest.raises(NotNow):
        enrolment.finish_enrolment(member=member, serial=2)
    enrolment.finish_enrolment(member=member, serial=1)
    with pytest.raises(NotNow):
        enrolment.finish_enrolment(member=member, serial=1)
    with pytest.raises(NotNow):
        enrolment.begin_enrolment(member=member)


def test_an_administrator_excludes_every_role_that_opens_cases(world: World) -> None:
    for role in (Role.CASEWORKER, Role.COORDINATOR, Role.TRACING_OFFICER, Role.VOLUNTEER):
        with pytest.raises(NotNow):
            invite(world, Role.ADMINISTRATOR, role)
    with pytest.raises(NotNow):
        invitations.invite(by=None, username="x", display_name="X", roles=[])
    invite(world, Role.ADMINISTRATOR, Role.AUDITOR)


def test_the_screen_of_the_administrator(world: World) -> None:
    url = reverse("accounts:invite")
    client = world.adam.client
    typed = {"display_name": "Nora Haddad", "username": "nora", "language": "fa",
             "roles": ["caseworker"]}  # fmt: skip
    page = client.post(url, typed, secure=True)
    assert page.status_code == 200
    [_, token] = page.content.decode().split("/join/")
    assert Newcomer(token.split("/")[0]).look().status_code == 200
    assert nora().language == "fa"
    for wrong in ({"username": "nora"}, {"username": "Nora H"}, {"roles": []},
                  {"username": "nele", "roles": ["administrator", "caseworker"]}):  # fmt: skip
        page = client.post(url, typed | wrong, secure=True)
        assert "/join/" not in page.content.decode(), wrong
        assert "Nora Haddad" in page.content.decode()
    assert Member.objects.filter(display_name="Nora Haddad").count() == 1


def test_only_administrators_invite(world: World) -> None:
    for name, person in world.people.items():
        status = person.client.get(reverse("accounts:invite"), secure=True).status_code
        assert status == (200 if name == "adam" else 404), name


def test_the_acts_are_in_the_log(world: World, newcomer: Newcomer) -> None:
    newcomer.finish()
    mine = AuditRow.objects.filter(object=str(nora().pk)).order_by("sequence")
    acts = [(row.act, row.details.get("step")) for row in mine]
    assert acts == [
        ("member.invite", None),
        ("account.enrol", "begin"),
        ("account.enrol", "keys"),
        ("account.backup_codes", None),
        ("account.enrol", "finish"),
    ]


def test_a_bad_user_name_is_refused_by_the_model(world: World) -> None:
    with pytest.raises(ValidationError):
        Member(username="../x", display_name="X", password="!").full_clean()


def test_who_began_before_sees_nothing_of_a_later_beginning(world: World) -> None:
    token = invite(world)
    early, nora_herself = Newcomer(token), Newcomer(token)
    early.begin()
    nora_herself.begin()
    for _look in range(2):
        assert nora_herself.secret not in early.look().content.decode().replace(" ", "")
    nora_herself.confirm()


def test_who_began_before_cannot_put_codes_of_their_own_in_place(world: World) -> None:
    token = invite(world)
    early, nora_herself = Newcomer(token), Newcomer(token)
    early.begin()
    early.confirm()
    early.choose()
    early.read_sheet()
    answers = early.asked()
    nora_herself.begin()
    nora_herself.confirm()
    nora_herself.choose()
    nora_herself.read_sheet()
    nora_herself.check()
    nora_herself.read_codes()
    early.send(**answers)
    assert all(factors.verify_backup_code(nora(), code) for code in nora_herself.codes)
    assert nora_herself.send().headers["Location"] == reverse("accounts:waiting")
