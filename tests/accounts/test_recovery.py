"""Lost everybody: two word lists and a new person bring every case back, and nobody else."""

import base64
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.actions import factors, invitations, members
from accounts.gate import Actor, open_for
from accounts.models import AuditRow, Member, MemberKey, Organisation, Role
from accounts.recipients import recipients
from cases.models import Case
from tests.accounts.joining import PASSPHRASE, Newcomer
from tests.cases.folders import a_case
from tests.world import World
from vault.ceremony import OrganisationKeys, new_word_lists
from vault.ceremony_cli import main as ceremony


class Lost:
    """An organisation whose word lists are known, and the files that travel."""

    def __init__(self, world: World, lists: list[str], folder: Path) -> None:
        self.world, self.lists, self.folder = world, lists, folder

    def path(self, name: str) -> str:
        """A file on the stick."""
        return str(self.folder / f"{name}.json")

    def run(self, *arguments: str) -> str:
        """The server's command."""
        said = StringIO()
        call_command("recover_keys", *arguments, stdout=said)
        return said.getvalue()

    def export(self, *more: str, username: str = "nora") -> str:
        """The first part."""
        files = ("--wraps", self.path("wraps"), "--member", self.path("member"))
        return self.run("export", username, *files, *more)

    def offline(self, say: str = "yes") -> int:
        """The part at the offline machine."""
        typed = iter([say, self.lists[0], self.lists[2]])
        steps = ["recover", self.path("wraps"), self.path("member"), "--out", self.path("sealed")]
        return ceremony(steps, lambda _: next(typed), lambda _: None)

    def take_in(self) -> str:
        """The last part."""
        return self.run("import", self.path("sealed"))


@pytest.fixture
def lost(world: World, tmp_path: Path) -> Lost:
    """Two cases, and Nora, who waits, while everybody who could admit her is gone."""
    lost = Lost(world, keys_with_lists(world), tmp_path)
    for _ in range(2):
        a_case(lost.world)
    token = invitations.invite(
        by=lost.world.adam.actor, username="nora", display_name="Nora", roles=[Role.COORDINATOR]
    )
    Newcomer(token).finish()
    return lost


def keys_with_lists(world: World) -> list[str]:
    """Give the world other keys, whose word lists were written down."""
    keys, lists = new_word_lists()
    settings.KEYS.put("recovery.pub", keys.recovery.public)
    settings.KEYS.put("registrar.pub", keys.registrar.public)
    for key in MemberKey.objects.all():
        key.certificate = keys.registrar.sign(key.member_id, key.serial, bytes(key.public))
        key.save()
    opened = open_for(world.rana.actor, Organisation, only=1)
    assert opened is not None
    wrap = opened.key.sealed_for_recovery(keys.recovery.public)
    Organisation.recovery_model.objects.update(sealed_key=wrap)
    return lists


def nora() -> Actor:
    member = Member.objects.get(username="nora")
    return Actor(member, factors.open_seed(member, PASSPHRASE))


def test_every_record_opens_again_to_one_person(lost: Lost) -> None:
    assert "recovery wraps" in lost.export()
    assert lost.offline() == 0
    assert lost.take_in().startswith("3 records")
    actor = nora()
    assert actor.member.state == Member.State.ADMITTED
    for case in Case.objects.all():
        opened = open_for(actor, Case, code=case.code)
        assert opened is not None
        assert b"Canaryname" in opened.read("case.identity", case.pk, 1)
    assert open_for(actor, Organisation, only=1) is not None


def test_what_travels_holds_no_word_and_no_key_in_the_clear(lost: Lost) -> None:
    lost.export()
    lost.offline()
    travelled = "".join(path.read_text() for path in lost.folder.iterdir())
    assert "Canaryname" not in travelled
    assert not any(" ".join(one.split()[:2]) in travelled for one in lost.lists)


def test_it_is_written_down(lost: Lost) -> None:
    lost.export()
    lost.offline()
    lost.take_in()
    acts = list(AuditRow.objects.order_by("-sequence").values_list("act", flat=True)[:3])
    assert acts == ["recovery.import", "member.admit", "recovery.export"]
    assert AuditRow.objects.get(act="recovery.import").details == {"grants": 3}


def test_once_more_changes_nothing(lost: Lost) -> None:
    lost.export()
    lost.offline()
    lost.take_in()
    assert lost.take_in().startswith("0 records")
    assert Case.objects.first().grants.filter(user__username="nora").count() == 1  # type: ignore[union-attr]


def test_only_some_kinds(lost: Lost) -> None:
    lost.export("--only", "cases.case")
    lost.offline()
    assert lost.take_in().startswith("2 records")
    with pytest.raises(CommandError, match=r"cases\.case"):
        lost.export("--only", "cases.nothing")


def test_a_record_that_was_rotated_meanwhile_is_left(lost: Lost) -> None:
    lost.export()
    lost.offline()
    case = Case.objects.order_by("pk").first()
    assert case is not None
    Case.objects.filter(pk=case.pk).update(epoch=2)
    assert "2 records" in lost.take_in()
    assert not case.grants.filter(user__username="nora").exists()


def test_without_a_yes_nothing_is_sealed(lost: Lost) -> None:
    lost.export()
    assert lost.offline("no") == 1
    with pytest.raises(CommandError):
        lost.take_in()


def change(lost: Lost, **other: Any) -> None:
    path = Path(lost.path("sealed"))
    path.write_text(json.dumps(json.loads(path.read_text()) | other))


@pytest.mark.parametrize("other", [
    {"certificate": "AAAA"},
    {"serial": 9},
    {"member": "5dfb3a8c-4a6d-4b57-9f3a-000000000000"},
    {"member": "nobody"},
    {"grants": [{"kind": "cases.case"}]},
    {"grants": None},
])  # fmt: skip
def test_a_file_that_was_changed_on_the_way_gives_nothing(lost: Lost, other: Any) -> None:
    lost.export()
    lost.offline()
    change(lost, **other)
    with pytest.raises(CommandError):
        lost.take_in()
    assert not Case.objects.filter(grants__user__username="nora").exists()
    assert not MemberKey.objects.certified().filter(member__username="nora").exists()


def test_the_file_of_one_person_serves_no_other(lost: Lost) -> None:
    lost.export()
    lost.offline()
    change(lost, member=str(lost.world.vida.member.pk))
    with pytest.raises(CommandError, match="not signed"):
        lost.take_in()


def test_a_certificate_of_other_word_lists_is_refused(lost: Lost) -> None:
    lost.export()
    lost.offline()
    others: OrganisationKeys = new_word_lists()[0]
    key = MemberKey.objects.get(member__username="nora")
    forged = others.registrar.sign(key.member_id, key.serial, bytes(key.public))
    change(lost, certificate=base64.b64encode(forged).decode())
    with pytest.raises(CommandError, match="not signed"):
        lost.take_in()
    assert recipients([key.member_id]) == []
    assert settings.KEYS.public("registrar.pub") != others.registrar.public


def test_a_removed_member_gets_nothing(lost: Lost) -> None:
    lost.export()
    lost.offline()
    members.remove(by=lost.world.adam.actor, member=Member.objects.get(username="nora"))
    with pytest.raises(CommandError):
        lost.take_in()
    assert not Case.objects.filter(grants__user__username="nora").exists()


def test_names_and_files_that_are_not_there_get_a_sentence(lost: Lost) -> None:
    with pytest.raises(CommandError, match="no 'nobody'"):
        lost.export(username="nobody")
    with pytest.raises(CommandError, match="cannot be read"):
        lost.take_in()
    invitations.invite(by=None, username="nele", display_name="Nele", roles=[Role.EDITOR])
    with pytest.raises(CommandError, match="not set up"):
        lost.export(username="nele")


def test_kinds_unknown_to_this_server_are_passed_over(lost: Lost) -> None:
    lost.export()
    lost.offline()
    path = Path(lost.path("sealed"))
    path.write_text(re.sub(r'"cases\.case"', '"cases.gone"', path.read_text()))
    assert lost.take_in().startswith("1 records")


def test_a_member_who_was_invited_again_meanwhile_gets_nothing(lost: Lost) -> None:
    lost.export()
    lost.offline()
    Member.objects.filter(username="nora").update(state=Member.State.INVITED)
    with pytest.raises(CommandError, match="set up their account first"):
        lost.take_in()


def test_a_member_whose_certificate_is_gone_gets_nothing(lost: Lost) -> None:
    lost.export()
    lost.offline()
    MemberKey.objects.filter(member__username="nora").update(certificate=bytes(64))
    with pytest.raises(CommandError, match="not certified"):
        lost.take_in()
    assert not Case.objects.filter(grants__user__username="nora").exists()
