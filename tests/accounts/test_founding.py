"""Founding a real organisation, with the ceremony at its own machine, stopped and taken up again."""

import json
import re
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from accounts import audit
from accounts.actions import enrolment, factors, founding, invitations
from accounts.actions.admission import admit, fingerprint_of, waiting_keys
from accounts.actions.errors import NotNow
from accounts.gate import Actor, open_for
from accounts.models import AuditRow, Member, MemberKey, Organisation, Role
from accounts.recipients import recipients
from config.keyfiles import SECRETS, KeyFiles
from vault.ceremony_cli import main as ceremony
from vault.compartments import forget_permissions
from vault.keyring import Keyring


class House:
    """A server to be founded, an offline machine, and the people's own browsers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lists: list[str] = []
        self.rings: dict[str, Keyring] = {}

    def path(self, name: str) -> Path:
        """A file on the stick that is carried."""
        return self.folder / name

    def found(self, *flags: str) -> str:
        """One run of the command."""
        said = StringIO()
        path = self.path("requests.json")
        call_command("found", "--no-input", "--requests", str(path), *flags, stdout=said)
        return said.getvalue()

    def make_keys(self) -> None:
        """The ceremony's first part."""
        screen: list[str] = []
        assert ceremony(["make", "--out", str(self.path("public.json"))], input, screen.append) == 0
        sheets = [one.split("\n\n")[1] for one in screen if "WORD LIST" in one]
        self.lists = [" ".join(re.findall(r"[a-z]+", sheet)) for sheet in sheets]

    def certify(self, out: str = "certificates.json") -> None:
        """The ceremony's second part."""
        typed = iter(["yes", "yes", self.lists[1], self.lists[2]])
        steps = ["certify", str(self.path("requests.json")), "--out", str(self.path(out))]
        assert ceremony(steps, lambda _: next(typed), lambda _: None) == 0

    def enrol(self, link: str) -> Member:
        """Somebody follows their link to the end."""
        invitation = invitations.find(link)
        assert invitation is not None
        member = invitation.member
        enrolment.begin_enrolment(member=member)
        member.one_time_code.__class__.objects.filter(member=member).update(confirmed=True)
        passphrase = "seven lamps by the old harbour wall"
        ring, _ = enrolment.choose_passphrase(member=member, passphrase=passphrase)
        factors.new_backup_codes(by=member)
        self.rings[member.username] = ring
        return enrolment.finish_enrolment(member=member, serial=ring.serial)

    def actor(self, username: str) -> Actor:
        """Somebody at their unlocked session."""
        return Actor(Member.objects.get(username=username), self.rings[username])


PEOPLE = ["--administrator", "adam:Adam", "--coordinator", "rana:Rana", "--coordinator", "dara:D"]
NAMED = ["--name", "Safe Harbour", "--languages", "en,fa"]


@pytest.fixture
def house(db: None, tmp_path: Path, settings: Any) -> House:
    """Nothing is there yet."""
    settings.KEYS = KeyFiles(tmp_path / "keys", may_make=True)
    forget_permissions()
    return House(tmp_path)


def tokens(said: str) -> list[str]:
    return re.findall(r"/staff/join/([\w-]+)/", said)


def invited(house: House) -> list[str]:
    house.make_keys()
    return tokens(house.found("--public", str(house.path("public.json")), *NAMED, *PEOPLE))


def founded(house: House) -> House:
    for token in invited(house):
        house.enrol(token)
    house.found()
    house.certify()
    house.found("--certificates", str(house.path("certificates.json")))
    return house


def test_step_by_step_each_time_it_goes_on(house: House) -> None:
    assert "offline" in house.found()
    house.make_keys()
    assert "name" in house.found("--public", str(house.path("public.json")))
    assert "administrator" in house.found(*NAMED)
    [for_adam] = tokens(house.found(*PEOPLE[:2]))
    [for_rana] = tokens(house.found(*PEOPLE[2:4]))
    said = house.found(*PEOPLE[4:])
    [for_dara] = tokens(said)
    assert "Waiting for D, Rana" in said
    house.enrol(for_rana)
    assert "Waiting for D " in house.found()
    house.enrol(for_dara)
    assert "certify" in house.found()
    house.certify()
    assert "is founded" in house.found("--certificates", str(house.path("certificates.json")))
    assert "is founded" in house.found()
    house.enrol(for_adam)
    states = dict(Member.objects.values_list("username", "state"))
    assert states == {"rana": "admitted", "dara": "admitted", "adam": "waiting"}


def test_both_coordinators_admit_from_the_first_moment(house: House) -> None:
    founded(house)
    key = waiting_keys().get()
    assert key.member.username == "adam"
    admit(by=house.actor("dara"), key=key, said=fingerprint_of(key)[0])
    adam = Member.objects.get(username="adam")
    assert adam.state == Member.State.ADMITTED
    assert len(recipients([adam.pk])) == 1
    for name in ("rana", "dara"):
        opened = open_for(house.actor(name), Organisation, only=1)
        assert opened is not None
    assert open_for(house.actor("adam"), Organisation, only=1) is None


def test_the_log_tells_it_and_holds(house: House) -> None:
    founded(house)
    acts = list(AuditRow.objects.order_by("sequence").values_list("act", flat=True))
    assert acts[0] == "organisation.name"
    assert acts[-1] == "organisation.found"
    assert audit.verify() is None


def test_the_servers_secrets_are_made_and_only_the_server_reads_them(house: House) -> None:
    house.found()
    for name in SECRETS:
        path = house.folder / "keys" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_bytes()) == 32


def test_a_lost_pepper_is_not_quietly_replaced(house: House) -> None:
    invited(house)
    (house.folder / "keys" / "pepper").unlink()
    with pytest.raises(CommandError, match="Put it back"):
        house.found()
    assert not (house.folder / "keys" / "pepper").exists()


def test_a_deployment_refuses_to_start_before_but_found_may(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"manage\.py found"):
        KeyFiles(tmp_path, may_make=False).secret("secret.key")
    assert len(KeyFiles(tmp_path, may_make=True).secret("secret.key")) == 32
    assert KeyFiles(tmp_path, may_make=False).secret("secret.key")
    assert not django_settings.FOUNDING


def test_public_keys_are_pinned_once(house: House) -> None:
    invited(house)
    before = (house.folder / "keys" / "registrar.pub").read_bytes()
    house.path("public.json").unlink()
    house.make_keys()
    with pytest.raises(CommandError, match="never replaced"):
        house.found("--public", str(house.path("public.json")))
    assert (house.folder / "keys" / "registrar.pub").read_bytes() == before


@pytest.mark.parametrize("name", ["recovery.pub", "registrar.pub"])
def test_damaged_public_keys_are_refused(house: House, name: str) -> None:
    house.make_keys()
    path = house.path("public.json")
    made = json.loads(path.read_text())
    path.write_text(json.dumps(made | {name: "AAAA"}))
    with pytest.raises(CommandError, match="damaged"):
        house.found("--public", str(path), *NAMED)
    assert not Organisation.objects.exists()


def test_an_administrator_cannot_be_a_coordinator(house: House) -> None:
    house.make_keys()
    with pytest.raises(CommandError, match="taken"):
        house.found("--public", str(house.path("public.json")), *NAMED, *PEOPLE[:2],
                    "--coordinator", "adam:Adam")  # fmt: skip
    with pytest.raises(CommandError, match="Small letters"):
        house.found("--coordinator", "Rana Amini:Rana")


def ready(house: House) -> None:
    for token in invited(house)[1:]:
        house.enrol(token)
    house.found()
    house.certify()


def tampered(house: House, **change: Any) -> str:
    path = house.path("certificates.json")
    made = json.loads(path.read_text())
    path.write_text(json.dumps(made | change))
    return str(path)


@pytest.mark.parametrize("change", [
    {"organisation": "5dfb3a8c-4a6d-4b57-9f3a-000000000000"},
    {"coordinators": []},
    {"coordinators": None},
    {"key_check": 7},
    {"registrar": "not base64!"},
])  # fmt: skip
def test_other_certificates_are_refused_and_change_nothing(house: House, change: Any) -> None:
    ready(house)
    with pytest.raises(CommandError):
        house.found("--certificates", tampered(house, **change))
    assert Organisation.objects.get().epoch == 0
    assert not Member.objects.admitted().exists()
    assert not MemberKey.objects.certified().exists()


def test_a_key_swapped_after_the_ceremony_gets_no_certificate(house: House) -> None:
    ready(house)
    key = MemberKey.objects.get(member__username="rana")
    MemberKey.objects.filter(pk=key.pk).update(
        public=MemberKey.objects.get(member__username="dara").public
    )
    with pytest.raises(CommandError, match="not signed"):
        house.found("--certificates", str(house.path("certificates.json")))
    assert Organisation.objects.get().epoch == 0


def test_certificates_of_another_registrar_are_refused(house: House) -> None:
    ready(house)
    path = house.path("certificates.json")
    made = json.loads(path.read_text())
    certificate = made["coordinators"][0]["certificate"]
    made["coordinators"][1]["certificate"] = certificate
    path.write_text(json.dumps(made))
    with pytest.raises(CommandError, match="not signed"):
        house.found("--certificates", str(path))


def test_a_founder_who_lost_the_link_or_the_sheet_gets_a_new_link(house: House) -> None:
    links = invited(house)
    [again] = tokens(house.found("--new-link", "rana"))
    assert invitations.find(links[1]) is None
    house.enrol(again)
    [third] = tokens(house.found("--new-link", "rana"))
    house.enrol(third)
    house.enrol(links[2])
    house.found()
    house.certify()
    house.found("--certificates", str(house.path("certificates.json")))
    key = waiting_keys().first()
    assert key is None
    with pytest.raises(CommandError, match="founded"):
        house.found("--new-link", "rana")
    assert Member.objects.having(Role.COORDINATOR).admitted().count() == 2


def test_nothing_is_named_asked_or_founded_twice_or_too_early(house: House) -> None:
    invited(house)
    with pytest.raises(NotNow, match="name already"):
        founding.name_organisation(name="Other", languages=["en"])
    with pytest.raises(NotNow, match="Both founding"):
        founding.write_requests(house.path("requests.json"))
    Organisation.objects.update(epoch=1)
    with pytest.raises(NotNow, match="founded already"):
        founding.found(found={})


def test_a_founder_without_a_key_is_no_applicant(house: House) -> None:
    invited(house)
    with pytest.raises(NotNow, match="not set up"):
        founding.applicant(Member.objects.get(username="adam"))


@pytest.mark.parametrize("name", ["--coordinator=rana", "--coordinator=:Rana"])
def test_a_person_needs_both_names(house: House, name: str) -> None:
    house.make_keys()
    said = house.found("--public", str(house.path("public.json")), *NAMED, *PEOPLE[:2], name)
    assert "username:Display Name" in said
    with pytest.raises(CommandError, match="no 'nobody'"):
        house.found("--new-link", "nobody")
    Organisation.objects.all().delete()
    with pytest.raises(CommandError, match="languages"):
        house.found("--name", "X", "--languages", "tlh")
