"""Mail says "please sign in" and nothing else: once, later, to who wants it, and never twice."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import jobs, mailing
from accounts.actions import mail as actions
from accounts.actions import members as removing
from accounts.actions import notices
from accounts.actions.account import read_notices
from accounts.actions.errors import NotNow
from accounts.addresses import open_address, seal_address
from accounts.models import AuditRow, Job, MailAddress, Notice
from accounts.route import Route
from accounts.smtp import Line
from tests.accounts.mailbox import Mailbox, mailbox
from tests.accounts.test_jobs import make_due
from tests.world import Person, World
from vault.suites import SealError

SENDER = "portal@harbour.example"
ADDRESS = "mina@post.example"
KIND = Notice.Kind


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server that the settings name."""
    with mailbox() as server, override_settings(MAIL=Route.of(server.url, SENDER)):
        yield server


def wants(person: Person, address: str = ADDRESS) -> None:
    """The person left an address, and has read the notice of it."""
    actions.set_address(by=person.member, address=address)
    read_notices(by=person.member)
    Job.objects.filter(kind="mail").delete()


def told(person: Person, kind: Notice.Kind = KIND.CASE_GIVEN) -> None:
    """Something happened that the person should know."""
    with transaction.atomic():
        notices.tell(kind, to=[person.member.pk])


def mail_now() -> None:
    """All mail that waits is due, and a worker does it."""
    for job in Job.objects.filter(kind="mail", state=Job.State.WAITING):
        make_due(job)
        jobs.run(str(job.pk))


def row(person: Person) -> MailAddress:
    """The person's row."""
    return MailAddress.objects.get(member=person.member)


def test_a_mail_says_to_sign_in_and_nothing_else(shared_world: World, box: Mailbox) -> None:
    wants(shared_world.mina)
    told(shared_world.mina)
    mail_now()
    [mail] = box.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (ADDRESS, SENDER, "Please sign in")
    assert mail.get_content().strip() == (
        "Please sign in. Our mails never say more, and never hold a link or a file."
    )
    assert {name.lower() for name in mail} == {
        "subject", "from", "to", "date", "message-id", "auto-submitted", "content-type",
        "content-transfer-encoding", "mime-version",
    }  # fmt: skip


def test_every_kind_makes_the_same_mail(shared_world: World, box: Mailbox) -> None:
    """But for the day, the receiver and the number, nothing differs, whatever happened to whom."""
    people = (shared_world.mina, shared_world.omid, shared_world.aida)
    for person in people:
        wants(person, f"{person.member.username}@post.example")
    for person, kind in zip(people, KIND, strict=False):
        told(person, kind)
    mail_now()
    for mail in (mails := box.mails):
        for header in ("To", "Date", "Message-ID"):
            del mail[header]
    assert len(mails) == 3
    assert len({mail.as_bytes() for mail in mails}) == 1


def test_nothing_tells_who_sends(shared_world: World, box: Mailbox) -> None:
    """Neither the organisation, nor this machine, nor a member, nor a link."""
    wants(shared_world.mina)
    told(shared_world.mina)
    mail_now()
    everything = b"\n".join([*box.taken, *(line.encode() for line in box.heard)])
    assert f"ehlo {SENDER.partition('@')[2]}" in [line.lower() for line in box.heard]
    names = {socket.gethostname(), socket.getfqdn(), "Safe Harbour", "Mina", "Homeward", "http"}
    names -= {"localhost"}
    assert {name for name in names if name.encode() in everything} == set()


def test_it_leaves_some_random_minutes_later(shared_world: World, box: Mailbox) -> None:
    delays = set()
    for _ in range(30):
        wants(shared_world.mina)
        told(shared_world.mina)
        [job] = Job.objects.filter(kind="mail")
        delays.add((job.not_before - job.made_at).total_seconds())
        jobs.run(str(job.pk))
    assert box.taken == []
    assert 60 <= min(delays) < max(delays) <= 601
    assert len(delays) > 20


def test_many_notices_make_one_mail(shared_world: World, box: Mailbox) -> None:
    wants(shared_world.mina)
    for kind in (KIND.CASE_GIVEN, KIND.CLOSING, KIND.CASE_GIVEN):
        told(shared_world.mina, kind)
    assert Job.objects.filter(kind="mail").count() == 1
    mail_now()
    told(shared_world.mina)
    mail_now()
    assert box.receivers == [ADDRESS]


def test_who_has_read_is_not_mailed(shared_world: World, box: Mailbox) -> None:
    wants(shared_world.mina)
    told(shared_world.mina)
    read_notices(by=shared_world.mina.member)
    mail_now()
    assert box.heard == []


def test_after_reading_the_next_is_mailed_again(shared_world: World, box: Mailbox) -> None:
    wants(shared_world.mina)
    for _ in range(2):
        told(shared_world.mina)
        mail_now()
        read_notices(by=shared_world.mina.member)
    assert len(box.taken) == 2


def test_who_left_no_address_is_not_mailed(shared_world: World, box: Mailbox) -> None:
    told(shared_world.mina)
    assert not Job.objects.filter(kind="mail").exists()


def test_without_a_mail_server_nothing_is_written(shared_world: World) -> None:
    with pytest.raises(NotNow):
        actions.set_address(by=shared_world.mina.member, address=ADDRESS)
    told(shared_world.mina)
    assert not Job.objects.filter(kind="mail").exists()
    job = Job.objects.create(
        kind="mail",
        about=shared_world.mina.member.pk,
        made_at=timezone.now(),
        not_before=timezone.now(),
    )
    jobs.run(str(job.pk))
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE


def test_the_notice_goes_with_the_business_that_failed(shared_world: World, box: Mailbox) -> None:
    wants(shared_world.mina)
    with transaction.atomic():
        notices.tell(KIND.CASE_GIVEN, to=[shared_world.mina.member.pk])
        transaction.set_rollback(True)
    assert not Job.objects.filter(kind="mail").exists()


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT"])
def test_a_server_that_says_later_is_asked_later(
    shared_world: World, box: Mailbox, command: str
) -> None:
    """Nothing was given away yet, so it is tried again, and then mailed once."""
    wants(shared_world.mina)
    told(shared_world.mina)
    box.answers = {command: "451 later", "HELO": "451 later"}
    mail_now()
    [job] = Job.objects.filter(kind="mail")
    assert (box.taken, job.state, row(shared_world.mina).mailed_at) == ([], "waiting", None)
    assert job.not_before > timezone.now() + timedelta(minutes=4)
    box.answers = {}
    mail_now()
    assert box.receivers == [ADDRESS]


def test_a_server_that_is_away_is_asked_later(shared_world: World, box: Mailbox) -> None:
    wants(shared_world.mina)
    told(shared_world.mina)
    with override_settings(MAIL=Route.of("smtp://127.0.0.1:1", SENDER)):
        mail_now()
    assert Job.objects.get(kind="mail").state == Job.State.WAITING
    mail_now()
    assert len(box.taken) == 1


def test_an_address_that_is_refused_rests(shared_world: World, box: Mailbox) -> None:
    """The member sees it on their own page; after some days it is tried again."""
    wants(shared_world.mina)
    told(shared_world.mina)
    box.answers = {"RCPT": "550 nobody here"}
    mail_now()
    assert row(shared_world.mina).refused_on == timezone.localdate()
    page = shared_world.mina.client.get(reverse("accounts:mail"))
    assert "did not take this address" in page.content.decode()
    box.answers = {}
    mailing.mail_passed_over()
    told(shared_world.mina)
    mail_now()
    assert box.taken == []
    MailAddress.objects.update(refused_on=timezone.localdate() - timedelta(days=4))
    mailing.mail_passed_over()
    mail_now()
    assert (len(box.taken), row(shared_world.mina).refused_on) == (1, None)


@pytest.mark.parametrize(("answer", "again"), [("452 full", True), ("554 no", False)])
@pytest.mark.parametrize("command", ["DATA", "END"])
def test_a_message_that_was_not_taken_is_not_called_sent(
    shared_world: World, box: Mailbox, command: str, answer: str, again: bool
) -> None:
    wants(shared_world.mina)
    told(shared_world.mina)
    box.answers = {command: answer}
    mail_now()
    assert row(shared_world.mina).mailed_at is None
    assert Job.objects.filter(kind="mail", state="waiting").exists() is again
    assert (row(shared_world.mina).refused_on is None) is again


def test_a_line_that_breaks_after_the_message_counts_as_sent(
    shared_world: World, box: Mailbox
) -> None:
    """Whether it was taken nobody knows; a second one on the same day is worse than a late one."""
    wants(shared_world.mina)
    told(shared_world.mina)
    box.answers = {"END": ""}
    mail_now()
    box.answers = {}
    mailing.mail_passed_over()
    mail_now()
    assert len(box.taken) == 1
    MailAddress.objects.update(mailed_at=timezone.now() - timedelta(days=3, hours=1))
    mailing.mail_passed_over()
    mail_now()
    assert len(box.taken) == 2


def test_what_came_after_the_last_mail_is_mailed_the_next_day(
    shared_world: World, box: Mailbox
) -> None:
    """Within a day nobody is mailed twice; and nothing that came meanwhile is forgotten."""
    wants(shared_world.mina)
    told(shared_world.mina)
    mail_now()
    told(shared_world.mina)
    mail_now()
    assert len(box.taken) == 1
    MailAddress.objects.update(mailed_at=timezone.now() - timedelta(hours=21))
    jobs.mail_again(None)()
    mail_now()
    assert len(box.taken) == 2


def test_eight_workers_with_the_same_mail_send_one(shared_world: World, box: Mailbox) -> None:
    """Two jobs for one member, claimed at once: the mark is set by one of them."""
    wants(shared_world.mina)
    told(shared_world.mina)
    now, pk = timezone.now(), shared_world.mina.member.pk
    Job.objects.filter(kind="mail").delete()
    made = [
        Job.objects.create(kind="mail", about=pk, made_at=now, not_before=now) for _ in range(8)
    ]
    gathered = threading.Barrier(8)

    def meet() -> None:
        with suppress(threading.BrokenBarrierError):
            gathered.wait(10)

    box.before = {"RCPT": meet}  # all of them have looked, and none has sent

    def work(job: Job) -> None:
        jobs.run(str(job.pk))
        connection.close()

    threads = [threading.Thread(target=work, args=[job]) for job in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(line.lower().startswith("rcpt") for line in box.heard) == 8
    assert len(box.taken) == 1
    assert set(Job.objects.filter(kind="mail").values_list("state", flat=True)) == {"done"}


def test_encryption_that_is_not_offered_is_not_done_without(box: Mailbox) -> None:
    """Not even the receiver is named to a server that speaks in the clear."""
    insisting = Route("127.0.0.1", box.server_address[1], "starttls", "me", "secret", SENDER)
    with pytest.raises(OSError, match="STARTTLS"):
        Line.to(insisting, ADDRESS)
    assert {line.split()[0].lower() for line in box.heard} <= {"ehlo", "quit"}


def test_a_server_that_speaks_clear_on_an_encrypted_port_hears_nothing(box: Mailbox) -> None:
    with pytest.raises(OSError, match=r"(?i)ssl"):
        Line.to(Route("127.0.0.1", box.server_address[1], "always", "", "", SENDER), ADDRESS)
    assert not any("@" in line for line in box.heard)


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtps://mail.example.org", "always", 465),
        ("smtp://mail.example.org:587", "starttls", 587),
        ("smtp://localhost", "none", 25),
        ("smtp://127.0.0.1:2525", "none", 2525),
        ("smtp://[::1]", "none", 25),
    ],
)
def test_only_this_machine_is_spoken_to_in_the_clear(url: str, tls: str, port: int) -> None:
    route = Route.of(url, SENDER)
    assert (route.tls, route.port) == (tls, port)


def test_user_and_password_are_read_and_never_shown() -> None:
    route = Route.of("smtps://me%40x:s%2Fecret@mail.example.org", SENDER)
    assert (route.user, route.password) == ("me@x", "s/ecret")
    assert "ecret" not in repr(route)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.example.org", SENDER),
        ("smtp://", SENDER),
        ("smtp://mail.example.org", "nobody"),
        ("smtp://mail.example.org", "a@b\nBcc: c@d"),
        ("smtp://mail.example.org", "سلام@example.org"),
    ],
)
def test_a_wrong_setting_is_a_sentence_without_the_secret(url: str, sender: str) -> None:
    with pytest.raises(ValueError, match=r"^the ") as wrong:
        Route.of(url, sender)
    assert sender not in str(wrong.value)


def test_an_address_opens_for_its_member_alone(shared_world: World) -> None:
    mina, omid = shared_world.mina.member, shared_world.omid.member
    sealed = seal_address(mina, ADDRESS)
    assert open_address(mina, sealed) == ADDRESS
    assert ADDRESS.encode() not in sealed
    assert len(sealed) == len(seal_address(mina, "a@b.ch"))
    with pytest.raises(SealError):
        open_address(omid, sealed)


def test_who_leaves_takes_the_address_along(shared_world: World, box: Mailbox) -> None:
    wants(shared_world.mina)
    told(shared_world.mina)
    removing.remove(by=shared_world.adam.actor, member=shared_world.mina.member)
    assert not MailAddress.objects.exists()
    mail_now()
    assert box.heard == []


def test_the_page_sets_changes_and_forgets(shared_world: World, box: Mailbox) -> None:
    mina, page = shared_world.mina, reverse("accounts:mail")
    assert mina.client.post(page, {"address": "not an address"}).status_code == 200
    typed = mina.client.post(page, {"address": "not an address"}).content.decode()
    assert 'value="not an address"' in typed
    assert mina.client.post(page, {"address": "mina@پست.example"}).status_code == 302
    mail_now()
    assert box.receivers == ["mina@xn--pgbr8t.example"]
    assert mina.client.post(page, {"address": ADDRESS}).status_code == 302
    assert ADDRESS in mina.client.get(page).content.decode()
    assert ADDRESS not in shared_world.omid.client.get(page).content.decode()
    assert mina.client.post(reverse("accounts:stop_mail")).status_code == 302
    assert ADDRESS not in mina.client.get(page).content.decode()
    rows = AuditRow.objects.filter(act="account.mail").order_by("sequence")
    assert [one.details for one in rows] == [{"wanted": True}, {"wanted": True}, {"wanted": False}]


def test_the_page_says_where_no_mail_is_sent(shared_world: World) -> None:
    page = shared_world.mina.client.get(reverse("accounts:mail")).content.decode()
    assert "No mail is sent yet" in page
    answer = shared_world.mina.client.post(reverse("accounts:mail"), {"address": ADDRESS})
    assert "sends no mail" in answer.content.decode()


def test_no_template_of_the_mail_knows_anything() -> None:
    """The words are in the code, with no place in them for a word of a case."""
    source = (Path(__file__).parents[2] / "accounts" / "smtp.py").read_text()
    assert "render" not in source
    assert "%(" not in source
