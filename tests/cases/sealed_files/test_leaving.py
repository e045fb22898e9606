"""Documents that leave with a referral: a clean copy, to whom the person named, while they say so."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import blobs
from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions import referrals
from cases.actions.documents import (
    ABANDONED_AFTER,
    add_document,
    add_version,
    discard_abandoned_files,
    facts_of,
)
from cases.models import Case, Referral, SealedFile, SharedBlob
from cases.referring.papers import Disclosed, Handover
from cases.sealed_files.papers import FileWords
from tests.cases.folders import a_case, opened_by
from tests.cases.referrals.sharing import NAMED, TODAY, a_consent, a_partner, begun, send
from tests.cases.sealed_files.papers import CANARY, archive, jpeg, pdf
from tests.world import World
from vault.compartments import Opened

ALL = (*NAMED, "documents")


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def kept(world: World, opened: Opened[Case], content: bytes, title: str = "Passport") -> SealedFile:
    by = world.mina.actor
    facts = facts_of(by=by, blob=blobs.arrived([content]), name=f"{CANARY}.bin")
    return add_document(by=by, opened=opened, words=FileWords(title=title), facts=facts)


class Scene:
    """A case with a photograph and a letter, and a partner who may be told of documents."""

    def __init__(self, world: World, *, named: tuple[str, ...] = ALL) -> None:
        self.world, self.opened = world, a_case(world)
        self.photo = kept(world, self.opened, jpeg(), "Passport")
        self.letter = kept(world, self.opened, pdf(2), "Decision")
        self.partner = a_partner(world, f"Partner {uuid4()}", named=ALL)
        a_consent(world, self.opened, self.partner, named=named)

    def drafted(self, *picked: SealedFile) -> Referral:
        documents = tuple(str(one.pk) for one in picked or (self.photo, self.letter))
        return begun(self.world, self.opened, self.partner, documents=documents)

    def sent(self, *picked: SealedFile) -> tuple[Referral, Handover]:
        referral = self.drafted(*picked)
        return referral, send(self.world, self.opened, referral)


def ask(handover: Handover, **more: str) -> Any:
    typed = {"secret": handover.secret, **more}
    return Client().post(f"/shared/{handover.locator}/", typed, secure=True)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_partner_gets_what_can_be_seen_and_no_more(world: World) -> None:
    scene = Scene(world)
    _referral, handover = scene.sent()
    page = ask(handover).content.decode()
    assert re.findall(r'name="paper" value="(\d)"', page) == ["0", "1"]
    assert "Passport" in page
    for number, start in (("1", b"\xff\xd8\xff"), ("0", b"%PDF-")):
        answer = ask(handover, paper=number)
        copy = body(answer)
        assert copy.startswith(start)
        assert CANARY.encode() not in copy
        assert CANARY not in str(answer.headers)
        assert int(answer["Content-Length"]) == len(copy)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Disposition"].startswith("attachment")
        assert AuditRow.objects.latest("sequence").act == "referral.look"


def test_a_file_without_a_picture_is_not_offered(world: World) -> None:
    scene = Scene(world)
    word = kept(world, scene.opened, archive(a_txt=b"x"), "Packed")
    address = reverse("cases:refer", kwargs={"code": scene.opened.record.code})
    form = {"partner": scene.partner.pk, "kind": "legal_aid"}
    page = world.mina.client.post(address, form, secure=True).content.decode()
    assert str(scene.photo.pk) in page
    assert str(word.pk) not in page
    _referral, handover = scene.sent(scene.photo, word)  # forged all the same
    assert re.findall(r'name="paper" value="(\d)"', ask(handover).content.decode()) == ["0"]


def test_a_document_of_another_case_does_not_leave(world: World) -> None:
    scene, other = Scene(world), a_case(world)
    theirs = kept(world, other, jpeg(), "Somebody else")
    _referral, handover = scene.sent(theirs)
    page = ask(handover).content.decode()
    assert "Somebody else" not in page
    assert 'name="paper"' not in page
    assert not SharedBlob.objects.exists()


@pytest.mark.parametrize("secret", ["", "wrong wrong wrong wrong wrong"])
def test_without_the_words_nothing_leaves(world: World, secret: str) -> None:
    scene = Scene(world)
    _referral, handover = scene.sent()
    typed = {"secret": secret, "paper": "0"}
    answer = Client().post(f"/shared/{handover.locator}/", typed, secure=True)
    assert not answer.streaming
    assert b"Passport" not in answer.content


@pytest.mark.parametrize("paper", ["2", "-1", "x", "٣", "99999999999999999999"])
def test_there_is_no_other_paper(world: World, paper: str) -> None:
    scene = Scene(world)
    _referral, handover = scene.sent()
    answer = ask(handover, paper=paper)
    assert not answer.streaming
    assert answer.status_code == 200


def test_a_recall_kills_the_copies_for_the_partner_and_not_for_the_case(world: World) -> None:
    scene = Scene(world)
    referral, handover = scene.sent()
    opened = opened_by(world.mina, scene.opened.record)
    referrals.recall(by=world.mina.actor, opened=opened, referral=referral)
    assert not ask(handover, paper="0").streaming
    code = scene.opened.record.code
    named = {"code": code, "referral": referral.pk}
    page = world.rana.client.get(reverse("cases:referral", kwargs=named), secure=True)
    assert "as they left" in page.content.decode()
    address = reverse("cases:attached", kwargs={**named, "number": 2})
    answer = world.rana.client.get(address, secure=True)
    assert body(answer).startswith(b"\xff\xd8\xff")
    row = AuditRow.objects.latest("sequence")
    assert row.details == {"referrals": [str(referral.pk)], "paper": 2}
    for number in (0, 3):
        address = reverse("cases:attached", kwargs={**named, "number": number})
        assert world.rana.client.get(address, secure=True).status_code == 404
    for person in (world.sara, world.adam):
        address = reverse("cases:attached", kwargs={**named, "number": 1})
        assert person.client.get(address, secure=True).status_code == 404


def test_a_draft_and_another_cases_referral_have_no_copies(world: World) -> None:
    scene = Scene(world)
    draft, other = scene.drafted(), Scene(world)
    for code, pk in (
        (scene.opened.record.code, draft.pk),
        (scene.opened.record.code, other.drafted().pk),
        (scene.opened.record.code, uuid4()),
    ):
        named = {"code": code, "referral": pk, "number": 1}
        answer = world.mina.client.get(reverse("cases:attached", kwargs=named), secure=True)
        assert answer.status_code == 404


def test_a_consent_that_names_no_documents_lets_none_leave(world: World, media: Path) -> None:
    scene = Scene(world, named=NAMED)
    referral, before = scene.drafted(), files(media)
    with pytest.raises(NotNow, match="documents"):
        send(world, scene.opened, referral)
    assert files(media) == before
    assert not SharedBlob.objects.exists()


def test_a_newer_version_is_not_sent_unseen(world: World, media: Path) -> None:
    scene = Scene(world)
    referral = scene.drafted()
    draft = referrals.sending.read_draft(opened=scene.opened, referral=referral)
    case = Case.objects.get(pk=scene.opened.record.pk)
    seen = referrals.preview(opened=scene.opened, case=case, draft=draft).seen
    by = world.mina.actor
    facts = facts_of(by=by, blob=blobs.arrived([jpeg()]), name="other.jpg")
    add_version(by=by, opened=scene.opened, file=scene.photo, version=1, facts=facts)
    before = set(files(media))
    given: dict[str, Any] = {"seen": seen, "until": TODAY + timedelta(9)}
    with pytest.raises(NotNow, match="changed meanwhile"):
        referrals.send(by=by, opened=scene.opened, referral=referral, **given)
    assert set(files(media)) == before


def test_a_file_that_cannot_be_copied_stops_the_sending(world: World, media: Path) -> None:
    scene = Scene(world)
    broken = kept(world, scene.opened, b"\xff\xd8\xff no picture", "Broken")
    referral, before = scene.drafted(scene.photo, broken), set(files(media))
    with pytest.raises(NotNow, match="could not be drawn"):
        send(world, scene.opened, referral)
    assert set(files(media)) == before
    assert Referral.objects.get().is_draft


def test_ten_at_most(world: World) -> None:
    scene = Scene(world)
    picked = tuple(str(uuid4()) for _ in range(11))
    with pytest.raises(NotNow, match="ten documents"):
        begun(world, scene.opened, scene.partner, documents=picked)


def test_the_daily_sweep_leaves_copies_alone(world: World, media: Path) -> None:
    scene = Scene(world)
    _referral, handover = scene.sent()
    old = (timezone.now() - ABANDONED_AFTER - timedelta(minutes=1)).timestamp()
    for path in files(media):
        os.utime(path, (old, old))
    assert discard_abandoned_files() == 0
    assert ask(handover, paper="0").streaming


def test_a_lost_copy_is_not_there(world: World, media: Path) -> None:
    scene = Scene(world)
    referral, handover = scene.sent()
    told = Disclosed.load(scene.opened.read("referral.disclosed", referral.pk, 1))
    for paper in told.papers:
        assert repr(paper) == "[sealed]"
        blobs.path_of(SharedBlob.objects.get(pk=paper.blob).pk).unlink()
    assert ask(handover, paper="0").status_code == 404


def test_the_form_keeps_what_was_picked(world: World) -> None:
    scene = Scene(world)
    code = scene.opened.record.code
    form = {
        "partner": scene.partner.pk,
        "version": 0,
        "kind": "legal_aid",
        "need": "help",
        "documents": [str(scene.photo.pk)],
    }
    address = reverse("cases:refer", kwargs={"code": code})
    answer = world.mina.client.post(address, form, secure=True)
    assert answer.status_code == 302
    page = world.mina.client.get(answer.url, secure=True).content.decode()
    assert "Passport" in page
    change = world.mina.client.get(answer.url + "change/", secure=True).content.decode()
    assert re.search(rf'value="{scene.photo.pk}"[^>]* checked', change)
    assert not re.search(rf'value="{scene.letter.pk}"[^>]* checked', change)
