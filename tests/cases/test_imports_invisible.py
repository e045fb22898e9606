"""Staged cases do not exist for anybody; an import is its uploader's alone."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.audit import verify
from accounts.gate import open_for
from accounts.models import AuditRow
from cases.actions.summarising import ready
from cases.listing import holding
from cases.models import Case, CaseGrant, ImportRun
from tests.cases.importing import Import, csv_file, people
from tests.world import PERSONAS, World
from vault.compartments import StaleKey, open_grant

PAGES = ("import", "import_columns", "import_check", "import_discard")
NAMES = [persona.username for persona in PERSONAS]


@pytest.fixture
def staged(world: World) -> Import:
    """An import that is prepared and not yet published."""
    one = Import(world.rana).started(csv_file(people(5, caseworker="mina")))
    one.go_on()
    assert one.run.done == 5
    return one


@pytest.mark.parametrize("name", ["rana", "dara", "mina", "omid"])
def test_staged_cases_are_in_no_list(world: World, staged: Import, name: str) -> None:
    person = world.people[name]
    assert CaseGrant.sets.filter(user=person.member).exists() is (name != "omid")
    assert holding(person.actor).cases == []
    assert ready(by=person.actor).stale == []
    assert not Case.objects.held_by(person.member).exists()
    assert not CaseGrant.sets.current().filter(user=person.member).exists()
    for page in ("list", "day"):
        assert "Canary" not in person.client.get(reverse(f"cases:{page}")).content.decode()
    found = person.client.post(reverse("cases:search"), {"q": "Canary Person1"}, follow=True)
    assert all(case.code not in found.content.decode() for case in Case.objects.all())


@pytest.mark.parametrize("name", ["rana", "dara", "mina"])
def test_staged_cases_open_by_no_address_and_no_key(
    world: World, staged: Import, name: str
) -> None:
    person = world.people[name]
    for case in Case.objects.all():
        assert open_for(person.actor, Case, code=case.code) is None
        grant = CaseGrant.sets.get(content_object=case, user=person.member)
        with pytest.raises(StaleKey):
            open_grant(grant, case, person.keyring)
        for page in ("case", "person", "notes", "history", "consents", "safety", "state"):
            there = person.client.get(reverse(f"cases:{page}", kwargs={"code": case.code}))
            nowhere = person.client.get(reverse(f"cases:{page}", kwargs={"code": "AA-AAAA"}))
            assert (there.status_code, there.content) == (404, nowhere.content)


def test_staged_cases_count_for_nothing(world: World, staged: Import) -> None:
    assert Case.objects.count() == 5
    for found in (Case.objects.published(), Case.objects.open(), Case.objects.unassigned()):
        assert not found.exists()
    Case.objects.update(rotation_due=True)
    assert not Case.objects.rotation_due().exists()
    page = world.dara.client.get(reverse("cases:team"))
    assert page.status_code == 200
    assert all(load.open_cases == 0 for load in page.context["loads"])


def test_they_appear_together(world: World, staged: Import) -> None:
    staged.finished()
    for name, count in (("rana", 5), ("dara", 5), ("mina", 5), ("omid", 0)):
        assert len(ready(by=world.people[name].actor).cases) == count


@pytest.mark.parametrize("name", [name for name in NAMES if name != "rana"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_import_is_not_there_for_anybody_else(
    world: World, staged: Import, name: str, page: str, method: str
) -> None:
    client = world.people[name].client
    before = AuditRow.objects.filter(refused=True).count()
    there = getattr(client, method)(staged.url(page))
    nowhere = getattr(client, method)(reverse(f"cases:{page}", args=[uuid4()]))
    assert (there.status_code, there.content) == (404, nowhere.content)
    assert AuditRow.objects.filter(refused=True).count() == before + 2
    assert staged.run.state == ImportRun.State.STAGING
    assert verify() is None


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"rana", "dara"}])
def test_only_coordinators_import(world: World, name: str) -> None:
    client = world.people[name].client
    for url in (reverse("cases:imports"), reverse("cases:import_sample", args=["en"])):
        assert client.get(url).status_code == 404
    assert Import(world.people[name]).upload(csv_file(people(1))).status_code == 404
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    "awake", [{"unlocked": False}, {"stepped_up": False}], ids=["locked", "no second factor"]
)
def test_an_import_needs_an_open_vault_and_a_fresh_factor(
    world: World, staged: Import, awake: dict[str, Any]
) -> None:
    client = world.rana.sign_in(**awake)
    assert client.get(staged.url()).status_code == 302
    client.post(staged.url())
    assert staged.run.state == ImportRun.State.STAGING


def test_only_ones_own_imports_are_listed(world: World, staged: Import) -> None:
    page = reverse("cases:imports")
    assert [run.pk for run in world.rana.client.get(page).context["runs"]] == [staged.run.pk]
    assert list(world.dara.client.get(page).context["runs"]) == []


@pytest.mark.parametrize("page", ["import_columns", "import_check"])
def test_pages_of_an_earlier_step_lead_on(world: World, staged: Import, page: str) -> None:
    assert staged.get(page)["Location"] == staged.url()
    staged.finished()
    assert staged.get("import_discard")["Location"] == staged.url()


def test_a_file_without_columns_leads_to_them(world: World) -> None:
    one = Import(world.rana)
    one.upload(csv_file(people(1)))
    assert one.get("import_check")["Location"] == one.url()
    assert one.get()["Location"] == one.url("import_columns")


def test_an_import_under_other_keys_can_only_be_discarded(world: World, staged: Import) -> None:
    early = Import(world.rana)
    early.upload(csv_file(people(1)))
    early.choose()
    ImportRun.objects.update(sealed_source=b"\x01" * 99)
    for page in ("import_columns", "import_check"):
        assert "Discard it and upload the file again." in early.get(page).content.decode()
    ImportRun.objects.update(sealed_plan=b"\x01" * 99)
    assert "Discard it and upload the file again." in staged.go_on().content.decode()
    assert "Discard it and upload the file again." in early.get("import_columns").content.decode()
    staged.client.post(staged.url("import_discard"))
    assert staged.run.state == ImportRun.State.DISCARDED


def test_looking_at_the_file_is_written_down(world: World) -> None:
    one = Import(world.rana)
    one.upload(csv_file(people(1)))
    before = AuditRow.objects.count()
    one.get("import_columns")
    row = AuditRow.objects.order_by("-sequence").first()
    assert row is not None
    assert AuditRow.objects.count() == before + 1
    assert (row.act, row.details) == ("case.import", {"import": str(one.pk)})
