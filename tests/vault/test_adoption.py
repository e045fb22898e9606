"""Keys that were sealed elsewhere: on the offline machine, or under a member's former pair."""

import runpy
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from accounts.gate import Actor, open_for
from accounts.models import Organisation, OrganisationGrant
from accounts.recipients import recipient, recipients, recovery_key
from cases.models import Case, CaseGrant
from tests.vault import vectors as v
from tests.world import World
from vault import ceremony, words
from vault.adoption import adopt, adopt_grant, left_to_reseal, reseal
from vault.ceremony import REGISTRAR_FIELD, Applicant
from vault.compartments import Opened, create
from vault.keyring import Keyring
from vault.symmetric import SymmetricKey, new_key

TODAY = date(2026, 3, 1)


@pytest.fixture
def case(world: World) -> Opened[Case]:
    """A case of Rana and Dara."""
    [opened] = create(
        [Case(opened_on=TODAY, owner=world.rana.member)],
        holders=recipients([world.rana.member.pk, world.dara.member.pk]),
        recovery=recovery_key(),
        today=TODAY,
    )
    return opened


def test_an_organisation_sealed_offline_is_taken_over(world: World) -> None:
    """The server opened nothing; the founders open it, and read the registrar's seed."""
    keys, _ = ceremony.new_word_lists()
    founders = [world.rana.keyring, world.dara.keyring]
    asked = [Applicant(one.member, "Somebody", one.serial, one.pair.public) for one in founders]
    Organisation.objects.all().delete()  # there is but one
    place = Organisation.objects.create(epoch=0, founded_on=TODAY, name="New", languages=["en"])
    offline = ceremony.found(keys, place.pk, asked)
    to = [one.recipient for one in founders]
    adopt(
        place,
        key_check=offline.key_check,
        grants=zip(to, offline.grants, strict=True),
        recovery=offline.recovery,
        contents=[(REGISTRAR_FIELD, place.pk, 1, offline.registrar)],
        today=TODAY,
    )
    opened = open_for(world.dara.actor, Organisation, pk=place.pk)
    assert opened is not None
    assert opened.read(REGISTRAR_FIELD, place.pk, 1) == keys.registrar_seed
    held = OrganisationGrant.objects.filter(content_object=place)
    assert {one.user_id for one in held} == {one.member for one in founders}


def test_a_grant_from_recovery_is_taken_over_once(world: World, case: Opened[Case]) -> None:
    """For somebody new, of the current epoch; another is left lying."""
    to = recipient(world.mina.member.pk)
    sealed = case.key.sealed_for(to)
    assert not adopt_grant(case.record, to, sealed, 9, today=TODAY)
    assert adopt_grant(case.record, to, sealed, 1, today=TODAY)
    assert not adopt_grant(case.record, to, sealed, 1, today=TODAY)
    assert open_for(world.mina.actor, Case, pk=case.record.pk)


def test_a_renewed_pair_takes_its_grants_along(world: World, case: Opened[Case]) -> None:
    """In small steps; afterwards the new pair opens, and the former one nothing."""
    old = world.rana.keyring
    ring = Keyring(old.member, 2, new_key(), old)
    assert left_to_reseal(Case, old.member, 2) == 1
    assert reseal(Case, ring, 10) == (1, 0)
    assert left_to_reseal(Case, old.member, 2) == 0
    alone = Actor(world.rana.member, Keyring(old.member, 2, ring.seed))
    assert open_for(alone, Case, pk=case.record.pk)
    assert open_for(world.dara.actor, Case, pk=case.record.pk)


def test_a_grant_its_owner_cannot_open_is_let_go(world: World, case: Opened[Case]) -> None:
    CaseGrant.objects.filter(user=world.rana.member).update(sealed_key=v.PERSON)
    ring = Keyring(world.rana.member.pk, 2, new_key(), world.rana.keyring)
    assert reseal(Case, ring, 10) == (0, 1)
    assert open_for(world.rana.actor, Case, pk=case.record.pk) is None


def test_a_file_under_a_key_for_files() -> None:
    key = SymmetricKey(v.RAW)
    assert key.open_file(key.seal_file(v.FILE, v.PLACE), v.PLACE) == v.FILE


def test_another_list_of_words_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A new release of the package that carries it must not change what people wrote down."""
    text = (files("diceware") / "wordlists" / "wordlist_en_eff.txt").read_text("ascii")
    (tmp_path / "wordlists").mkdir()
    (tmp_path / "wordlists" / "wordlist_en_eff.txt").write_text(text[: len(text) // 2])
    monkeypatch.setattr(words, "files", lambda package: tmp_path)
    words.word_list.cache_clear()
    with pytest.raises(RuntimeError):
        words.word_list()
    monkeypatch.undo()
    assert len(words.word_list()) == 7776


def test_the_ceremony_is_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """``python -m vault.ceremony``, as it is typed on the offline machine."""
    missing = str(tmp_path / "requests.json")
    monkeypatch.setattr(sys, "argv", ["vault.ceremony", "certify", missing])
    with pytest.warns(RuntimeWarning), pytest.raises(SystemExit) as ended:
        runpy.run_module("vault.ceremony", run_name="__main__")
    assert ended.value.code == 1
    assert "Not done" in capsys.readouterr().out
