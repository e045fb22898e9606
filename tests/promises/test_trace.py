"""Promise: what was done is written down, and a writer to the database cannot change that unseen."""

import hmac
import inspect
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.actions import (
    admission,
    enrolment,
    factors,
    founding,
    invitations,
    members,
    renewal,
)
from accounts.actions.admission import admit, fingerprint_of, give_organisation_key, waiting_keys
from accounts.actions.members import change_roles, remove, restore_login
from accounts.actions.rotation import rotate_some
from accounts.gate import Actor
from accounts.models import (
    AuditHead,
    AuditRow,
    Member,
    MemberKey,
    OneTimeCode,
    Organisation,
    Role,
)
from tests.cases.folders import a_case
from tests.world import World

ROWS = 12


@pytest.fixture(autouse=True)
def outside(settings: object, tmp_path: Path) -> Path:
    """A head file of this test alone."""
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head.log"  # type: ignore[attr-defined]
    return tmp_path / "audit-head.log"


@pytest.fixture
def log(world: World, django_capture_on_commit_callbacks: Callable) -> int:
    """A log with acts of several people; gives its length."""
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(ROWS):
            with transaction.atomic():
                actor = [world.mina.member.pk, world.rana.member.pk, None][number % 3]
                audit.record(
                    "case.read",
                    actor=actor,
                    about=str(uuid4()),
                    kind="cases.case",
                    refused=number % 4 == 0,
                    notes=[number, number + 1],
                    said="بله",
                )
    return AuditHead.objects.get().sequence


def first_broken() -> int | None:
    """The row that the command names, or None when it is content."""
    said = StringIO()
    try:
        call_command("verify_audit", stdout=said)
    except CommandError as error:
        return int(str(error).split("row ")[1].split(":")[0])
    return None


def at(number: int) -> AuditRow:
    return AuditRow.objects.get(sequence=number)


def test_an_untouched_log_verifies(log: int) -> None:
    assert first_broken() is None


def test_an_empty_log_verifies(db: None) -> None:
    assert first_broken() is None


ALTERATIONS = {
    "at": lambda row: timezone.now() + timedelta(microseconds=1),
    "actor": lambda row: uuid4(),
    "act": lambda row: row.act + "x",
    "kind": lambda row: "",
    "object": lambda row: str(uuid4()),
    "refused": lambda row: not row.refused,
    "details": lambda row: {},
    "mac": lambda row: bytes(32),
}


def test_every_column_is_covered() -> None:
    assert set(ALTERATIONS) | {"sequence"} == {field.name for field in AuditRow._meta.fields}


@pytest.mark.parametrize("column", ALTERATIONS)
@pytest.mark.parametrize("back", [0, 1, ROWS - 1])
def test_an_altered_column_is_named(log: int, column: str, back: int) -> None:
    row = at(log - back)
    AuditRow.objects.filter(pk=row.pk).update(**{column: ALTERATIONS[column](row)})
    assert first_broken() == log - back


def test_an_actor_taken_out_is_named(log: int) -> None:
    AuditRow.objects.filter(sequence=log - 2).exclude(actor=None).update(actor=None)
    AuditRow.objects.filter(sequence=log - 3).exclude(actor=None).update(actor=None)
    assert first_broken() in {log - 2, log - 3}


@pytest.mark.parametrize("back", [1, 5, ROWS - 1])
def test_a_removed_row_is_named(log: int, back: int) -> None:
    at(log - back).delete()
    assert first_broken() == log - back


def test_a_removed_row_with_the_rest_moved_up_is_named(log: int) -> None:
    at(log - 5).delete()
    for number in range(log - 4, log + 1):
        AuditRow.objects.filter(sequence=number).update(sequence=number - 1)
    AuditHead.objects.update(sequence=F("sequence") - 1)
    assert first_broken() == log - 5


def test_two_swapped_rows_are_named(log: int) -> None:
    for old, new in [(log - 6, 10**6), (log - 3, log - 6), (10**6, log - 3)]:
        AuditRow.objects.filter(sequence=old).update(sequence=new)
    assert first_broken() == log - 6


def test_an_inserted_row_is_named(log: int) -> None:
    copied = at(log)
    copied.sequence = log + 1
    copied.save(force_insert=True)
    assert first_broken() == log + 1


def test_an_inserted_row_and_a_new_head_are_named(log: int) -> None:
    forged = AuditRow(sequence=log + 1, at=timezone.now(), act="case.read")
    forged.mac = hmac.digest(b"a guess", b"", "sha256")
    forged.save(force_insert=True)
    AuditHead.objects.update(sequence=log + 1, mac=forged.mac)
    assert first_broken() == log + 1


@pytest.mark.parametrize("rows", [1, 4, ROWS])
def test_a_tail_cut_off_is_named(log: int, rows: int) -> None:
    AuditRow.objects.filter(sequence__gt=log - rows).delete()
    assert first_broken() == log - rows + 1


@pytest.mark.parametrize("rows", [1, 4])
def test_a_tail_cut_off_with_the_head_set_back_is_named(log: int, rows: int) -> None:
    AuditRow.objects.filter(sequence__gt=log - rows).delete()
    AuditHead.objects.update(sequence=log - rows, mac=at(log - rows).mac)
    assert first_broken() == log - rows + 1


def test_everything_removed_is_seen(log: int) -> None:
    AuditRow.objects.all().delete()
    AuditHead.objects.all().delete()
    assert first_broken() == 1


def test_a_tail_that_grew_again_after_a_cut_is_named(
    log: int, django_capture_on_commit_callbacks: Callable
) -> None:
    AuditRow.objects.filter(sequence__gt=log - 2).delete()
    AuditHead.objects.update(sequence=log - 2, mac=at(log - 2).mac)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            with transaction.atomic():
                audit.record("case.read", actor=None)
    assert first_broken() == log - 1


def test_a_head_moved_alone_is_seen(log: int) -> None:
    AuditHead.objects.update(mac=bytes(32))
    assert first_broken() == log
    AuditHead.objects.update(sequence=log + 3, mac=at(log).mac)
    assert first_broken() == log + 1
    AuditHead.objects.update(sequence=log - 3, mac=at(log - 3).mac)
    assert first_broken() == log


def test_a_line_cut_short_by_a_crash_is_no_alarm(log: int, outside: Path) -> None:
    whole = outside.read_bytes()
    outside.write_bytes(whole + f"{log + 1} 00ff".encode())
    assert first_broken() is None
    outside.unlink()
    assert first_broken() is None


def test_the_chain_is_not_made_without_the_key_outside(log: int, settings: object) -> None:
    row = at(log)
    text = json.dumps([row.sequence, row.act])
    assert bytes(row.mac) != hmac.digest(bytes(at(log - 1).mac), text.encode(), "sha256")
    assert audit.link(row, bytes(at(log - 1).mac)) == bytes(row.mac)


def test_parts_come_to_the_same(log: int) -> None:
    AuditRow.objects.filter(sequence=log - 1).update(act="nothing")
    here, seen = audit.Walk(), []
    while here.broken is None and not here.finished:
        here = audit.walk_part(here.number, 3)
        seen.append(here.number)
    assert here.broken == audit.verify()
    assert here.broken is not None
    assert here.broken.sequence == log - 1
    assert len(seen) > 2


def test_an_audit_row_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("case.read", actor=None)


def test_a_refused_attempt_is_written(world: World) -> None:
    before = AuditRow.objects.filter(refused=True).count()
    assert world.mina.client.get("/staff/audit/", secure=True).status_code == 404
    row = AuditRow.objects.filter(refused=True).first()
    assert AuditRow.objects.filter(refused=True).count() == before + 1
    assert row is not None
    assert (row.act, row.actor) == ("audit.read", world.mina.member.pk)


def jam_the_log() -> None:
    """Make the next audit row fail for real: its number is taken."""
    head = AuditHead.objects.first() or AuditHead()
    AuditRow.objects.create(sequence=head.sequence + 1, at=timezone.now(), act="jam", mac=bytes(32))


def waiting(world: World) -> MemberKey:
    """A key that waits for a certificate."""
    MemberKey.objects.filter(member=world.sara.member).update(certificate=None)
    return waiting_keys().get()


def invited(world: World, step: int = 0) -> Member:
    """Somebody in the middle of setting up an account."""
    invitations.invite(by=None, username="nora", display_name="Nora", roles=[Role.EDITOR])
    nora = Member.objects.get(username="nora")
    if step:
        enrolment.begin_enrolment(member=nora)
        OneTimeCode.objects.filter(member=nora).update(confirmed=True)
    if step > 1:
        enrolment.choose_passphrase(member=nora, passphrase="seven lamps by the old wall")
        factors.new_backup_codes(by=nora)
    return nora


def renewing(world: World) -> Actor:
    """Mina, whose grants are still to be re-sealed."""
    a_case(world)
    ring, _ = renewal.renew(by=world.mina.actor, passphrase="nine boats on a sea", session="")
    return Actor(world.mina.member, ring)


def invite_nora(world: World) -> None:
    invitations.invite(by=None, username="nora", display_name="Nora", roles=[Role.EDITOR])


def new_coordinator(world: World) -> Member:
    change_roles(by=world.adam.actor, member=world.sara.member, roles=[Role.COORDINATOR])
    return world.sara.member


def left_case(world: World) -> None:
    a_case(world)
    remove(by=world.adam.actor, member=world.mina.member)


def unfounded(world: World) -> None:
    Organisation.content_model.objects.all().delete()
    Organisation.recovery_model.objects.all().delete()
    Organisation.grant_model.objects.all().delete()
    Organisation.objects.all().delete()


# Each act: what must be there first, and the act on it. After its audit row failed, nothing of it
# is left in the database.
ACTS: dict[str, tuple[Callable[[World], Any], Callable[[World, Any], Any]]] = {
    "invite": (lambda w: None, lambda w, _: invite_nora(w)),
    "invite_again": (invited, lambda w, m: invitations.invite_again(by=w.adam.actor, member=m)),
    "begin_enrolment": (invited, lambda w, m: enrolment.begin_enrolment(member=m)),
    "choose_passphrase": (
        lambda w: invited(w, 1),
        lambda w, m: enrolment.choose_passphrase(member=m, passphrase="seven lamps by a wall"),
    ),
    "finish_enrolment": (
        lambda w: invited(w, 2),
        lambda w, m: enrolment.finish_enrolment(member=m, serial=1),
    ),
    "admit": (waiting, lambda w, k: admit(by=w.rana.actor, key=k, said=fingerprint_of(k)[0])),
    "give_organisation_key": (
        new_coordinator,
        lambda w, m: give_organisation_key(by=w.rana.actor, member=m),
    ),
    "change_roles": (
        a_case,
        lambda w, _: change_roles(by=w.adam.actor, member=w.mina.member, roles=[Role.EDITOR]),
    ),
    "remove": (a_case, lambda w, _: remove(by=w.adam.actor, member=w.mina.member)),
    "restore_login": (a_case, lambda w, _: restore_login(by=w.adam.actor, member=w.mina.member)),
    "renew": (
        a_case,
        lambda w, _: renewal.renew(by=w.mina.actor, passphrase="nine boats on a sea", session=""),
    ),
    "reseal": (renewing, lambda w, actor: renewal.go_on(by=actor)),
    "rotate": (left_case, lambda w, _: rotate_some(by=w.rana.actor)),
    "name_organisation": (
        unfounded,
        lambda w, _: founding.name_organisation(name="Other", languages=["en"]),
    ),
    "backup_codes": (lambda w: None, lambda w, _: factors.new_backup_codes(by=w.mina.member)),
    "recovery_code": (
        lambda w: None,
        lambda w, _: factors.set_recovery_code(by=w.mina.member, keyring=w.mina.keyring),
    ),
    "open_case": (lambda w: None, lambda w, _: a_case(w)),
}
# A rotation reserves its number before it begins, and its staged rows are seen by nobody.
UNSEEN = {"cases_case", "cases_casecontent"}


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    tables = {}
    for model in apps.get_models():
        if model._meta.app_label in {"accounts", "cases"}:
            # The first look at a key keeps a faster copy of it; that is no change.
            columns = [f.attname for f in model._meta.concrete_fields if f.name != "cached_key"]
            rows = model._base_manager.order_by("pk").values_list(*columns)
            tables[model._meta.db_table] = [
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows
            ]
    return tables


@pytest.mark.parametrize("name", ACTS)
def test_a_change_that_cannot_be_written_down_does_not_happen(world: World, name: str) -> None:
    ready, act = ACTS[name]
    with transaction.atomic():
        there = ready(world)
    jam_the_log()
    before = everything()
    with pytest.raises(IntegrityError):
        act(world, there)
    after = everything()
    changed = {table for table, rows in before.items() if after[table] != rows}
    assert changed <= (UNSEEN if name == "rotate" else set())


def test_every_action_is_among_them_or_has_its_own_test() -> None:
    """An action of this part that is added later is added here too."""
    found = {
        name
        for module in (invitations, enrolment, members, admission, renewal, founding)
        for name, one in vars(module).items()
        if inspect.isfunction(one)
        and one.__module__ == module.__name__
        and "audit.record" in inspect.getsource(one)
        and not name.startswith("_")
    }
    assert found - {"go_on", "found"} <= set(ACTS) | {"rotate"}


def test_a_look_that_cannot_be_written_down_is_not_given(world: World) -> None:
    jam_the_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        world.aida.client.get("/staff/audit/", secure=True)
