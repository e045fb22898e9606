"""Documents that leave with a referral: copies, sealed, named before, gone with the link."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts import blobs
from accounts.actions.errors import NotNow
from cases.actions import referrals, shared
from cases.actions.documents import add_document, add_version, facts_of, name_document
from cases.models import Case, Referral, ReferralBundle, ReferralFile, SealedFile
from cases.referring import attaching
from cases.referring.attaching import reference
from cases.referring.papers import Disclosed, Handover
from cases.sealed_files.papers import FileWords
from tests.cases.folders import RISKY, a_case, opened_by
from tests.cases.referrals.sharing import a_consent, a_draft, a_partner, begun, send
from tests.cases.sealed_files.papers import CANARY, jpeg, pdf
from tests.world import World
from vault.compartments import Opened

NAMED = ("identity", "contact", "legal", "safety", "documents")


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def scan(world: World, opened: Opened[Case], content: bytes, title: str = "Passport") -> SealedFile:
    facts = facts_of(by=world.mina.actor, blob=blobs.arrived([content]), name="x")
    words = FileWords(title=title)
    return add_document(by=world.mina.actor, opened=opened, words=words, facts=facts)


class WithScan:
    """A case with a scan, a partner that may be told documents, and a draft that names the scan."""

    def __init__(self, world: World, content: bytes | None = None) -> None:
        self.world = world
        self.opened = a_case(world, safety=RISKY)
        self.partner = a_partner(world, named=NAMED)
        a_consent(world, self.opened, self.partner, named=NAMED)
        self.file = scan(world, self.opened, content or jpeg())
        self.named = reference(self.file.pk, 1)
        self.row = begun(world, self.mine(), self.partner, files=(self.named,))

    def mine(self) -> Opened[Case]:
        return opened_by(self.world.mina, self.opened.record)

    def send(self) -> Handover:
        return send(self.world, self.opened, self.row)


@pytest.mark.parametrize(("content", "begin"), [(jpeg, b"\xff\xd8"), (pdf, b"%PDF")])
def test_the_partner_gets_a_copy_that_hides_nothing(
    world: World, content: Any, begin: bytes
) -> None:
    one = WithScan(world, content())
    handover = one.send()
    path, typed = f"/shared/{handover.locator}/", {"secret": handover.secret}
    page = Client().post(path, typed, secure=True).content.decode()
    assert "Passport" in page
    got = Client().post(path, {**typed, "file": "1"}, secure=True)
    assert got.content.startswith(begin)
    assert CANARY.encode() not in got.content
    assert re.fullmatch(r'attachment; filename="document\.(jpg|pdf)"', got["Content-Disposition"])
    assert got["Cache-Control"] == "no-store"
    told = Disclosed.load(one.mine().read("referral.disclosed", one.row.pk, 1))
    assert [line.value for line in told.lines if line.field == one.named] == ["Passport"]


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "1" * 50, "۱", ""])
def test_no_other_file_is_there(world: World, number: str) -> None:
    handover = WithScan(world).send()
    path, typed = f"/shared/{handover.locator}/", {"secret": handover.secret, "file": number}
    page = Client().post(path, typed, secure=True)
    assert page["Content-Type"].startswith("text/html")


def test_wrong_words_get_no_file(world: World) -> None:
    handover = WithScan(world).send()
    path, typed = f"/shared/{handover.locator}/", {"secret": "wrong words", "file": "1"}
    assert Client().post(path, typed, secure=True)["Content-Type"].startswith("text/html")


def test_the_copy_is_sealed_and_goes_with_the_link(world: World) -> None:
    one = WithScan(world)
    handover = one.send()
    kept = ReferralFile.objects.get()
    assert b"\xff\xd8\xff" not in bytes(kept.sealed)
    found = shared.open_shared(locator=handover.locator, secret=handover.secret)
    assert found is not None
    now = Referral.objects.get(pk=one.row.pk)
    referrals.renew_link(by=world.mina.actor, opened=one.mine(), referral=now)
    assert shared.copy_of(shared=found, number="1") is None
    referrals.recall(by=world.mina.actor, opened=one.mine(), referral=one.row)
    assert not ReferralFile.objects.exists()
    assert not ReferralBundle.objects.exists()


def test_a_new_link_brings_the_same_document(world: World) -> None:
    one = WithScan(world)
    one.send()
    add = {"by": world.mina.actor, "opened": one.mine(), "file": one.file, "version": 1}
    facts = facts_of(by=world.mina.actor, blob=blobs.arrived([pdf()]), name="newer")
    add_version(**add, facts=facts)
    now = Referral.objects.get(pk=one.row.pk)
    fresh = referrals.renew_link(by=world.mina.actor, opened=one.mine(), referral=now)
    found = shared.open_shared(locator=fresh.locator, secret=fresh.secret)
    assert found is not None
    copy = shared.copy_of(shared=found, number="1")
    assert copy is not None
    assert copy[0] == "jpg"  # what was disclosed, not what came later


def test_documents_need_a_consent_that_names_them(world: World) -> None:
    opened, partner = a_case(world, safety=RISKY), a_partner(world, named=NAMED)
    a_consent(world, opened, partner, named=("identity", "contact", "legal", "safety"))
    file = scan(world, opened, jpeg())
    row = begun(world, opened, partner, files=(reference(file.pk, 1),))
    with pytest.raises(NotNow, match="documents"):
        send(world, opened, row)
    assert not ReferralFile.objects.exists()


def test_a_document_of_another_case_cannot_be_named(world: World) -> None:
    one = WithScan(world)
    other = a_case(world)
    foreign = scan(world, other, jpeg(), "Foreign")
    for named in (reference(foreign.pk, 1), reference(uuid4(), 1), "file:x:1", one.named + "1"):
        with pytest.raises(NotNow):
            begun(world, one.mine(), one.partner, files=(named,))


def test_what_was_renamed_meanwhile_does_not_leave_unseen(world: World) -> None:
    one = WithScan(world)
    case = Case.objects.get(pk=one.opened.record.pk)
    draft = a_draft(one.partner, files=(one.named,))
    seen = referrals.preview(opened=one.mine(), case=case, draft=draft).seen
    name_document(
        by=world.mina.actor, opened=one.mine(), file=one.file, version=1,
        words=FileWords(title="Something else"),
    )  # fmt: skip
    with pytest.raises(NotNow, match="changed meanwhile"):
        send(world, one.opened, one.row, seen=seen)
    assert not ReferralBundle.objects.exists()


def test_too_much_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MOST_BYTES", 10)
    with pytest.raises(NotNow, match="10 MB"):
        WithScan(world).send()
    assert not ReferralBundle.objects.exists()


def test_what_cannot_be_copied_stays(world: World) -> None:
    one = WithScan(world, b"only words, no picture " * 50)
    with pytest.raises(NotNow, match="pictures and PDF"):
        one.send()
    assert not ReferralBundle.objects.exists()


def test_the_form_offers_what_is_there(world: World) -> None:
    one = WithScan(world)
    url = f"/cases/{one.opened.record.code}/referrals/"
    page = world.mina.client.get(f"{url}{one.row.pk}/change/", secure=True).content.decode()
    assert f'value="{one.named}"' in page
    assert "checked" in page
    preview = world.mina.client.get(f"{url}{one.row.pk}/", secure=True).content.decode()
    assert "Passport" in preview
    copy = world.mina.client.get(f"{url}{one.row.pk}/copy/1/", secure=True)
    assert copy.content.startswith(b"\xff\xd8")
    assert CANARY.encode() not in copy.content
    for number in ("0", "2"):
        nothing = world.mina.client.get(f"{url}{one.row.pk}/copy/{number}/", secure=True)
        assert nothing.status_code == 404
    theirs = world.omid.client.get(f"{url}{one.row.pk}/copy/1/", secure=True)
    assert theirs.status_code == 404


def test_a_copy_that_cannot_be_made_is_said_on_the_page(world: World) -> None:
    one = WithScan(world, b"only words, no picture " * 50)
    url = f"/cases/{one.opened.record.code}/referrals/{one.row.pk}/copy/1/"
    page = world.mina.client.get(url, secure=True).content.decode()
    assert "pictures and PDF" in page
    assert "Exactly this would leave" in page
